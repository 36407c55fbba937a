/** The contract files of one list, with the versions of the API that they state. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { member } from '../json/json.ts';
import { type ApiVersion, Contract, type ContractDocument, ContractError } from './contract.ts';
import { below, ContractFiles, keyOf, type Mistake, type Place } from './files.ts';
import { identityOf } from './identity.ts';
import { SAME_AS, walk } from './openapi-form.ts';
import { type Operation, readOperation } from './operation.ts';
import { examplesOf, type StatedValue, schemaMistakes, valuesIn } from './schema-checks.ts';
import { SchemaGraph } from './schema-graph.ts';
import { ContractSchemas } from './schemas.ts';

const SPEC = fileURLToPath(new URL('../../spec/', import.meta.url));
/** What is judged when nothing else is asked for: the files of this name, whatever versions they state. */
const SHIPPED = 'export-buckets';

/** A contract file, and what messages cite it as. */
interface Source {
  readonly path: string;
  readonly name: string;
}

/** What one file states. */
export type ListDocument = Pick<ContractDocument, 'file' | 'files' | 'graph' | 'operation'>;

export class ListContract {
  /** The oldest first. */
  readonly versions: readonly ApiVersion[];
  /** What is judged without a choice: v1.0 if there is one, else the newest version. */
  readonly defaultVersion: ApiVersion;
  /** Each file that states versions. */
  readonly documents: readonly ListDocument[];
  readonly #contracts: ReadonlyMap<ApiVersion, () => Contract>;
  readonly #loaded = new Map<ApiVersion, Contract>();

  /** Reads the files and finds every mistake in them. Throws ContractError. */
  constructor(sources: readonly Source[]) {
    const files = new ContractFiles();
    for (const { path, name } of sources) files.open(path, name);
    const graph = new SchemaGraph(files);
    const read = sources.map(({ name }) => readDocument(files, graph, name));
    const mistakes = read.flatMap((one) => one.mistakes);
    if (mistakes.length > 0) throw files.error(mistakes);
    this.documents = read.flatMap(({ document }) => document ?? []);
    const stated = read.flatMap(({ document }) =>
      document ? document.operation.versions.map((version) => ({ document, version })) : [],
    );
    this.#contracts = new Map(
      stated.map(({ document, version }) => [version.version, () => new Contract(document, version)]),
    );
    // v1.0 is older than any day.
    this.versions = [...this.#contracts.keys()].sort(
      (a, b) => Number(b === 'v1.0') - Number(a === 'v1.0') || (a < b ? -1 : 1),
    );
    const [oldest] = this.versions;
    const newest = this.versions.at(-1);
    if (oldest === undefined || newest === undefined) throw new ContractError('There is no contract.');
    this.defaultVersion = oldest === 'v1.0' ? oldest : newest;
  }

  /** The contract of one version. Throws ContractError when the files state none. */
  of(version: ApiVersion): Contract {
    const contract = this.#loaded.get(version) ?? this.#contracts.get(version)?.();
    if (!contract) {
      throw new ContractError(`The contract has no version ${version}; it has ${this.versions.join(', ')}.`);
    }
    this.#loaded.set(version, contract);
    return contract;
  }
}

/** The contract in a file of the user's; the path is relative to the working directory, and cited as it is given. */
export function openContract(path: string): ListContract {
  return new ListContract([{ path, name: path }]);
}

let shipped: ListContract | undefined;

/** The contract of the export buckets, which the project ships. */
export function shippedContract(): ListContract {
  shipped ??= contractIn(SPEC);
  return shipped;
}

/** The contract of the export buckets as the files of another directory state it. Throws ContractError. */
export function contractIn(directory: string): ListContract {
  const names = existsSync(directory)
    ? readdirSync(directory).filter((name) => name.startsWith(`${SHIPPED}.`) && name.endsWith('.yaml'))
    : [];
  if (names.length === 0) throw new ContractError(`spec/ has no ${SHIPPED}.*.yaml; put the contract there.`);
  return new ListContract(
    names.sort().map((name) => ({ path: join(directory, name), name: `spec/${basename(name)}` })),
  );
}

interface DocumentReading {
  readonly document?: ContractDocument;
  readonly mistakes: readonly Mistake[];
}

/** Reads one file: its form, what its schemas mean together, its operation, and the values that stand in it. */
function readDocument(files: ContractFiles, graph: SchemaGraph, file: string): DocumentReading {
  const root = { file, pointer: '' };
  const { schemas, holders, statements, mistakes: formal } = walk(files, root, 'document');
  const { operation, mistakes: operational } = readOperation(files, graph, file);
  const mistakes = [
    ...(member(files.value(root), 'openapi') === undefined ? [NO_OPENAPI(root)] : []),
    ...formal,
    ...schemaMistakes(files, graph, schemas),
    ...operational,
    ...(operation ? extensionMistakes(files, graph, operation, statements) : []),
  ];
  const compiled = new ContractSchemas(files, graph, new Set(mistakes.map(({ place }) => keyOf(place))));
  const values = [...valuesIn(files, schemas), ...examplesOf(files, holders)];
  return {
    ...(operation && { document: { file, files, graph, schemas: compiled, operation } }),
    mistakes: [...mistakes, ...valueMistakes(compiled, values)],
  };
}

const NO_OPENAPI = (place: Place): Mistake => ({
  place,
  what: 'this is no OpenAPI document, since it has no openapi; write openapi: 3.1.0 on top',
});

/** Defaults, examples and listed values that are not what their own schema says. */
function valueMistakes(schemas: ContractSchemas, values: readonly StatedValue[]): readonly Mistake[] {
  return values.flatMap(({ place, schema, value }) => {
    const [error] = schemas.check(schema, value);
    if (!error) return [];
    const where = error.at === 'the body' ? 'this value' : error.at;
    const { file, line } = error.statement;
    const what = `${where} is not what its schema says (${file}:${line}): expected ${error.expected}, found ${error.received}; mend the one or the other`;
    return [{ place, what }];
  });
}

/** Extensions that name a property or a parameter which is not there. */
function extensionMistakes(
  files: ContractFiles,
  graph: SchemaGraph,
  { path, versions }: Operation,
  statements: readonly Place[],
): readonly Mistake[] {
  const same = statements
    .filter(({ pointer }) => pointer.endsWith(`/${SAME_AS}`))
    .flatMap((place): readonly Mistake[] => {
      const name = String(files.value(place));
      return path.includes(`{${name}}`)
        ? []
        : [
            {
              place,
              what: `${SAME_AS} names ${name}, and the path has no {${name}}; name a parameter of the path`,
            },
          ];
    });
  const identities = versions.flatMap(({ list }): readonly Mistake[] => {
    const results = graph.property(list, 'results');
    const item = results && files.resolve(below(files.follow(results), 'items'));
    if (!item || 'what' in item) return [];
    return identityOf(files, graph, item).fields.flatMap((name) =>
      graph.property(item, name) === undefined
        ? [
            {
              place: below(item, 'x-identity'),
              what: `x-identity names ${name}, and an item has no such property; state it or mend the name`,
            },
          ]
        : [],
    );
  });
  return [...same, ...identities];
}

/** The contract of one API version, as the files in `spec/` state it: the one source of every fact. */
import { fileURLToPath } from 'node:url';
import type { OpenAPIV3_1 } from 'openapi-types';
import { isObject, member } from '../json/json.ts';
import {
  type Citation,
  ContractError,
  ContractFiles,
  cite,
  type Place,
  type Statement,
  step,
} from './files.ts';
import { walk } from './openapi-form.ts';
import { ContractSchemas, type SchemaError } from './schemas.ts';

export { type Citation, ContractError, cite, type SchemaError, type Statement };

/** The versions of the API, each with its contract file and the media type that selects it. */
const VERSIONS = {
  'v1.0': { file: 'export-buckets.v1.0.yaml', mediaType: 'application/json' },
  '2023-01-01': { file: 'export-buckets.v2.yaml', mediaType: 'application/vnd.atlas.2023-01-01+json' },
  '2024-05-30': { file: 'export-buckets.v2.yaml', mediaType: 'application/vnd.atlas.2024-05-30+json' },
} as const;

export type ApiVersion = keyof typeof VERSIONS;
export const API_VERSIONS: readonly ApiVersion[] = ['v1.0', '2023-01-01', '2024-05-30'];

/** The skeleton that a contract file has once it is loaded; schemas stay data until ajv reads them. */
type Document = OpenAPIV3_1.Document;
type Operation = OpenAPIV3_1.OperationObject;

export interface ParameterFacts {
  readonly default: unknown;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly statement: Statement;
}

/** A documented answer that tells its user of a wrong set-up: an example of a refusal that has `x-setup`. */
export interface SetupAnswer {
  readonly status: number;
  readonly errorCode: string;
  /** What is wrong, as a heading. */
  readonly summary: string;
  /** What the user can do about it. */
  readonly advice: string;
}

/**
 * Places that rules name. Each follows `$ref`s as it goes; `{list}`, `{enveloped}`, `{bucket}`, `{link}`
 * and `{error}` are the schemas of the operation's replies.
 */
const VARIABLES: Readonly<Record<string, string>> = {
  list: '{operation}/responses/200/content/{mediaType}/schema/anyOf/0',
  enveloped: '{operation}/responses/200/content/{mediaType}/schema/anyOf/1',
  bucket: '{list}/properties/results/items',
  link: '{list}/properties/links/items',
  error: '{operation}/responses/401/content/application~1json/schema',
};

/** Where a version states that it takes the access tokens of service accounts. */
export const ACCESS_TOKENS = '{securitySchemes}/ServiceAccount';

const SPEC = fileURLToPath(new URL('../../spec/', import.meta.url));

/** Reads and checks a version's contract. Throws ContractError, which names file and line. */
export function loadContract(version: ApiVersion, directory = SPEC): Contract {
  return new Contract(version, new ContractFiles(directory));
}

export class Contract {
  readonly version: ApiVersion;
  /** The operation's path, with `{groupId}` in it. */
  readonly path: string;
  /** What `Accept` asks for and `Content-Type` answers. */
  readonly mediaType: string;
  readonly #document: Document;
  readonly #files: ContractFiles;
  readonly #schemas: ContractSchemas;
  readonly #main: string;
  readonly #operation: Place;
  readonly #located = new Map<string, Place | undefined>();

  constructor(version: ApiVersion, files: ContractFiles) {
    const { file, mediaType } = VERSIONS[version];
    this.version = version;
    this.mediaType = mediaType;
    this.#files = files;
    this.#main = file;
    this.#schemas = new ContractSchemas(files, file);
    const document: unknown = files.file(file).document;
    const found = operationOf(document);
    if (found === undefined || !isDocument(document)) {
      throw files.error(
        { file, pointer: '/paths' },
        'no operation GET …/groups/{groupId}/backup/exportBuckets; state it under paths',
      );
    }
    this.#document = document;
    this.path = found;
    this.#operation = { file, pointer: `/paths${step(found)}/get` };
    for (const [name, where] of Object.entries(VARIABLES)) {
      if (this.#find(`{${name}}`)) continue;
      const wanted = where.replace('{operation}/', '').replace('{mediaType}', mediaType).replace('~1', '/');
      throw files.error(
        this.#operation,
        `the operation has no ${wanted}, the schema of the ${name}; state it there`,
      );
    }
  }

  /** The path of the project's list. */
  pathFor(groupId: string): string {
    return this.path.replace('{groupId}', encodeURIComponent(groupId));
  }

  get file(): string {
    return `spec/${this.#main}`;
  }

  /** The operation as OpenAPI describes it, `$ref`s unresolved. */
  get operation(): Operation {
    return this.#document.paths?.[this.path]?.get ?? { responses: {} };
  }

  /** Whether service accounts are let in with access tokens. */
  get takesAccessTokens(): boolean {
    return this.#find(ACCESS_TOKENS) !== undefined;
  }

  /** Files that the contract stands in. */
  get source(): readonly { readonly file: string; readonly text: string }[] {
    return this.#files.names.map((name) => ({ file: `spec/${name}`, text: this.#files.file(name).text }));
  }

  /** Names of the operation's query parameters, in the order of the contract. */
  get queryParameters(): readonly string[] {
    const parameters = this.#files.value({
      ...this.#operation,
      pointer: `${this.#operation.pointer}/parameters`,
    });
    return (Array.isArray(parameters) ? parameters : []).flatMap((_, index) => {
      const place = this.#files.follow({
        ...this.#operation,
        pointer: `${this.#operation.pointer}/parameters${step(index)}`,
      });
      const parameter = this.#files.value(place);
      const name = member(parameter, 'name');
      return member(parameter, 'in') === 'query' && typeof name === 'string' ? [name] : [];
    });
  }

  parameter(name: string): ParameterFacts | undefined {
    const place = this.#find(`{operation}/parameters/${name}`);
    if (!place) return undefined;
    const schema = member(this.#files.value(place), 'schema');
    const number = (keyword: string) => {
      const value = member(schema, keyword);
      return typeof value === 'number' ? value : undefined;
    };
    return {
      default: member(schema, 'default'),
      minimum: number('minimum'),
      maximum: number('maximum'),
      statement: this.#files.statement(place),
    };
  }

  /** The documented reply of a status, `$ref` resolved; undefined when none is documented. */
  response(status: string): unknown {
    const place = this.#find(`{operation}/responses/${status}`);
    return place && this.#files.value(place);
  }

  /** The answers by which a right server tells its user that the set-up is wrong. */
  get setupAnswers(): readonly SetupAnswer[] {
    const statuses = Object.keys(this.operation.responses ?? {}).filter((status) => /^4\d\d$/.test(status));
    return statuses.flatMap((status) => {
      const examples = member(
        member(member(this.response(status), 'content'), 'application/json'),
        'examples',
      );
      return Object.values(isObject(examples) ? examples : {}).flatMap((example) => {
        const errorCode = member(member(example, 'value'), 'errorCode');
        const [summary, advice] = [member(example, 'summary'), member(example, 'x-setup')];
        return typeof errorCode === 'string' && typeof summary === 'string' && typeof advice === 'string'
          ? [{ status: Number(status), errorCode, summary, advice }]
          : [];
      });
    });
  }

  /** Where the place stands, if this version makes the statement. */
  find(place: string): Statement | undefined {
    const found = this.#find(place);
    return found && this.#files.statement(found);
  }

  /** Where the place stands. Throws ContractError when this version has no such statement. */
  locate(place: string): Statement {
    const found = this.find(place);
    if (!found) throw new ContractError(`${this.file}: the contract of ${this.version} has no ${place}.`);
    return found;
  }

  /** What the schema at a place has against a value. Throws ContractError when there is no such place. */
  check(place: string, value: unknown): readonly SchemaError[] {
    const found = this.#find(place);
    if (!found) throw new ContractError(`${this.file}: the contract of ${this.version} has no ${place}.`);
    return this.#schemas.check(found, value);
  }

  /** Everything that a server can violate. */
  statements(): readonly Statement[] {
    const elsewhere = Object.values(VERSIONS)
      .filter(({ mediaType }) => mediaType !== this.mediaType)
      .map(({ mediaType }) => `${this.#operation.pointer}/responses/200/content${step(mediaType)}`);
    const concerns = ({ pointer }: Place) => !elsewhere.includes(pointer);
    return walk(this.#files, this.#operation, 'operation', concerns).statements.map((place) =>
      this.#files.statement(place),
    );
  }

  #find(place: string): Place | undefined {
    if (!this.#located.has(place)) this.#located.set(place, this.#resolve(place));
    return this.#located.get(place);
  }

  #resolve(place: string): Place | undefined {
    const expanded = place.replace('{mediaType}', this.mediaType.replaceAll('/', '~1'));
    const [, variable, rest = ''] = /^\{(\w+)\}(.*)$/.exec(expanded) ?? [];
    let here = variable === undefined ? undefined : this.#start(variable);
    for (const part of rest.split('/').slice(1)) {
      if (!here) return undefined;
      here = this.#below(here, part.replaceAll('~1', '/').replaceAll('~0', '~'));
    }
    return here && this.#files.value(here) !== undefined ? this.#files.follow(here) : undefined;
  }

  #start(variable: string): Place | undefined {
    if (variable === 'operation') return this.#operation;
    if (variable === 'securitySchemes') return { file: this.#main, pointer: '/components/securitySchemes' };
    const place = VARIABLES[variable];
    return place === undefined ? undefined : this.#find(place);
  }

  #below(from: Place, name: string): Place | undefined {
    const here = this.#files.follow(from);
    const value = this.#files.value(here);
    if (here.pointer.endsWith('/parameters') && Array.isArray(value)) {
      const places = value.map((_, index) =>
        this.#files.follow({ ...here, pointer: here.pointer + step(index) }),
      );
      return places.find((place) => member(this.#files.value(place), 'name') === name);
    }
    const below = { ...here, pointer: here.pointer + step(name) };
    // A schema may have its properties in its branches alone.
    if (this.#files.value(below) !== undefined || name === 'properties') return below;
    if (!here.pointer.endsWith('/properties')) return undefined;
    return this.#property({ ...here, pointer: here.pointer.slice(0, -'/properties'.length) }, name);
  }

  /** A property that a branch of the schema describes: of one provider, or of what the schema extends. */
  #property(schema: Place, name: string): Place | undefined {
    const value = this.#files.value(schema);
    for (const place of this.#branches(schema, value)) {
      const branch = this.#files.follow(place);
      const property = { ...branch, pointer: `${branch.pointer}/properties${step(name)}` };
      const found = isObject(this.#files.value(property)) ? property : this.#property(branch, name);
      if (found) return found;
    }
    return undefined;
  }

  #branches(schema: Place, value: unknown): readonly Place[] {
    const below = (...names: readonly (string | number)[]) => ({
      ...schema,
      pointer: schema.pointer + names.map(step).join(''),
    });
    const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
      const list = member(value, keyword);
      return Array.isArray(list) ? list.map((_, index) => below(keyword, index)) : [];
    });
    const single = ['then', 'else']
      .filter((keyword) => member(value, keyword) !== undefined)
      .map((keyword) => below(keyword));
    return [...lists, ...single];
  }
}

/** The path of the one GET operation that lists export buckets. */
function operationOf(document: unknown): string | undefined {
  const paths = member(document, 'paths');
  if (!isObject(paths)) return undefined;
  return Object.keys(paths).find(
    (path) => path.endsWith('/groups/{groupId}/backup/exportBuckets') && isObject(member(paths[path], 'get')),
  );
}

function isDocument(value: unknown): value is Document {
  return isObject(value) && typeof member(value, 'openapi') === 'string' && isObject(member(value, 'paths'));
}

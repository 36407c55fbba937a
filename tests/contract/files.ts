/** The contract's YAML files: what stands in them, and on which line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { isObject, member } from '../json/json.ts';

/** A contract that cannot be used: one sentence that starts with file and line. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** A place in a contract file. */
export interface Place {
  /** `export-buckets.v1.0.yaml` */
  readonly file: string;
  /** JSON pointer (RFC 6901), without `#`. */
  readonly pointer: string;
}

/** A place as a person finds it. */
export interface Statement {
  readonly pointer: string;
  /** `spec/export-buckets.v1.0.yaml` */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * A statement as it is cited. Lines move with every line that is added above them: `contract` is for what is
 * shown and then thrown away, `pointer` for all that is stored.
 */
export interface Citation {
  /** `spec/export-buckets.v1.0.yaml:57` */
  readonly contract: string;
  /** `spec/export-buckets.v1.0.yaml#/components/parameters/pretty`, the JSON pointer as it is in RFC 6901, 3. */
  readonly pointer: string;
}

export function cite({ file, line, pointer }: Statement): Citation {
  return { contract: `${file}:${line}`, pointer: `${file}#${pointer}` };
}

interface ContractFile {
  readonly text: string;
  readonly document: unknown;
  readonly lines: ReadonlyMap<string, number>;
}

/** One step of a JSON pointer in its escaped form. */
export function step(name: string | number): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The files of one directory, each read when it is first asked for. Throws ContractError. */
export class ContractFiles {
  readonly #directory: string;
  readonly #files = new Map<string, ContractFile>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  get names(): readonly string[] {
    return [...this.#files.keys()];
  }

  file(name: string): ContractFile {
    const known = this.#files.get(name);
    if (known) return known;
    const file = read(this.#directory, name);
    this.#files.set(name, file);
    return file;
  }

  /** What stands at the place; undefined when nothing does. */
  value({ file, pointer }: Place): unknown {
    let value: unknown = this.file(file).document;
    for (const part of pointer.split('/').slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      value = Array.isArray(value) ? value[/^\d+$/.test(name) ? Number(name) : -1] : member(value, name);
    }
    return value;
  }

  statement({ file, pointer }: Place): Statement {
    const { lines } = this.file(file);
    let known = pointer;
    while (!lines.has(known) && known !== '') known = known.slice(0, known.lastIndexOf('/'));
    return { pointer, file: `spec/${file}`, line: lines.get(known) ?? 1 };
  }

  /** The place itself, or where its `$ref` leads in the end. */
  follow(place: Place): Place {
    let here = place;
    for (let hops = 0; ; hops += 1) {
      const value = this.value(here);
      const ref = member(value, '$ref');
      if (ref === undefined) return here;
      if (hops > 20) throw this.error(place, 'its $ref leads in a circle; let it end at a statement');
      here = this.#target(here, ref);
    }
  }

  #target(from: Place, ref: unknown): Place {
    const at = { file: from.file, pointer: `${from.pointer}/$ref` };
    const [, file, pointer] = (typeof ref === 'string' && /^([\w.-]*)#((?:\/[^/]*)*)$/.exec(ref)) || [];
    if (file === undefined || pointer === undefined) {
      throw this.error(
        at,
        `$ref ${JSON.stringify(ref)} leads out of spec/; let it name a place in a file there`,
      );
    }
    const target = { file: file || from.file, pointer: decodeURIComponent(pointer) };
    if (this.value(target) === undefined) {
      throw this.error(
        at,
        `$ref "${String(ref)}" leads nowhere; there is no ${pointer} in spec/${target.file}`,
      );
    }
    return target;
  }

  error(place: Place, what: string): ContractError {
    const { file, line } = this.statement(place);
    return new ContractError(`${file}:${line}: ${what}.`);
  }
}

function read(directory: string, name: string): ContractFile {
  let text: string;
  try {
    text = readFileSync(join(directory, name), 'utf8');
  } catch {
    throw new ContractError(`spec/${name} cannot be read; put the contract there.`);
  }
  const counter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true });
  const [problem] = [...parsed.errors, ...parsed.warnings];
  if (problem) {
    const [line] = problem.message.split(/ at line \d+|\n/);
    throw new ContractError(
      `spec/${name}:${counter.linePos(problem.pos[0]).line}: ${line}; mend the YAML there.`,
    );
  }
  const document: unknown = parsed.toJS();
  if (!isObject(document))
    throw new ContractError(`spec/${name}:1: expected an OpenAPI document, an object.`);
  const lines = new Map<string, number>();
  if (parsed.contents) note(parsed.contents, '', counter, lines);
  return { text, document, lines };
}

/** Notes the line of each member's key and of each item. */
function note(node: unknown, pointer: string, counter: LineCounter, lines: Map<string, number>): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const below = pointer + step(String(pair.key.value));
      lines.set(below, lineOf(pair.key, counter));
      note(pair.value, below, counter, lines);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const below = pointer + step(index);
      if (isMap(item) || isScalar(item) || isSeq(item)) lines.set(below, lineOf(item, counter));
      note(item, below, counter, lines);
    }
  }
}

function lineOf(node: Node, counter: LineCounter): number {
  return counter.linePos(node.range?.[0] ?? 0).line;
}

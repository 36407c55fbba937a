/** The contract's YAML files: what stands in them, and on which line. */
import { readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { isObject, member } from '../json/json.ts';
import { type ParsedText, readBefore } from './parsed-texts.ts';

/** A contract that cannot be used: one sentence for each mistake, each starts with file and line. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** A place in a contract file. */
export interface Place {
  /** As people cite it: `spec/export-buckets.v1.0.yaml`, or as the user gave it. */
  readonly file: string;
  /** JSON pointer (RFC 6901), without `#`. */
  readonly pointer: string;
}

/** A place as a person finds it. */
export interface Statement extends Place {
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

/** What is wrong at a place, and what to do about it: a sentence without its full stop. */
export interface Mistake {
  readonly place: Place;
  readonly what: string;
}

interface ContractFile extends ParsedText {
  readonly text: string;
  /** What has been found at a pointer. */
  readonly values: Map<string, unknown>;
  /** Where the file lies, whatever it is cited as. */
  readonly path: string;
}

/** One step of a JSON pointer in its escaped form. */
export function step(name: string | number): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The place below, step by step. */
export function below({ file, pointer }: Place, ...names: readonly (string | number)[]): Place {
  return { file, pointer: pointer + names.map(step).join('') };
}

/** A place as one text, unlike that of any other place. */
export function keyOf({ file, pointer }: Place): string {
  return `${file}#${pointer}`;
}

/** A `$ref` as it may stand in a contract: a file beside this one, or none for this one, and a pointer. */
const REFERENCE = /^([^#:]*)#((?:\/[^/]*)*)$/;

/** A contract's files, each read once: those that it starts from, and what their `$ref`s lead to. */
export class ContractFiles {
  readonly #files = new Map<string, ContractFile>();
  /** By path: a file is cited by one name, however a `$ref` spells the way to it. */
  readonly #names = new Map<string, string>();

  get names(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** Reads the file at the path, which messages cite as `name`. Throws ContractError. */
  open(path: string, name: string): void {
    const file = read(path, name);
    this.#files.set(name, file);
    this.#names.set(file.path, name);
  }

  file(name: string): ContractFile {
    const file = this.#files.get(name);
    if (!file) throw new RangeError(`The file ${name} has not been read.`);
    return file;
  }

  /** What stands at the place; undefined when nothing does. */
  value({ file, pointer }: Place): unknown {
    const { document, values } = this.file(file);
    if (values.has(pointer)) return values.get(pointer);
    let value: unknown = document;
    for (const part of pointer.split('/').slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      value = Array.isArray(value) ? value[/^\d+$/.test(name) ? Number(name) : -1] : member(value, name);
    }
    values.set(pointer, value);
    return value;
  }

  statement({ file, pointer }: Place): Statement {
    const { lines } = this.file(file);
    let known = pointer;
    while (!lines.has(known) && known !== '') known = known.slice(0, known.lastIndexOf('/'));
    return { pointer, file, line: lines.get(known) ?? 1 };
  }

  /** The place itself, or where its `$ref` leads in the end. Throws ContractError when it leads nowhere. */
  follow(place: Place): Place {
    const found = this.resolve(place);
    if ('what' in found) throw this.error([found]);
    return found;
  }

  /** The place itself, or where its `$ref` leads in the end, or why it leads nowhere. */
  resolve(place: Place): Place | Mistake {
    let here = place;
    for (let hops = 0; ; hops += 1) {
      const ref = member(this.value(here), '$ref');
      if (ref === undefined) return here;
      if (hops > 20)
        return { place, what: 'its $ref leads in a circle; let it end at something that is no $ref' };
      const target = this.target(here, ref);
      if ('what' in target) return target;
      here = target;
    }
  }

  /** Where a `$ref` that stands at a place leads. */
  target(from: Place, ref: unknown): Place | Mistake {
    const place = below(from, '$ref');
    const [, path, fragment] = (typeof ref === 'string' && REFERENCE.exec(ref)) || [];
    if (path === undefined || fragment === undefined) {
      const what = `$ref ${JSON.stringify(ref)} names no place in a file; write "#/components/…", or a file's path before the #`;
      return { place, what };
    }
    const file = path === '' ? from.file : this.#beside(from.file, path);
    if (typeof file !== 'string') return { place, what: file.what };
    const target = { file, pointer: decoded(fragment) };
    return this.value(target) === undefined
      ? { place, what: `$ref "${String(ref)}" leads nowhere; there is no ${fragment} in ${file}` }
      : target;
  }

  /** The name of the file that lies at a path from another one, once it has been read. */
  #beside(from: string, path: string): string | { what: string } {
    const location = resolve(this.file(from).path, '..', decoded(path));
    const known = this.#names.get(location);
    if (known !== undefined) return known;
    const name = posix.join(posix.dirname(from), decoded(path));
    try {
      this.open(location, name);
      return name;
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      return { what: `its file cannot be used: ${error.message.replace(/\.$/, '')}` };
    }
  }

  /** Every mistake as a sentence, in the order of files and lines. */
  error(mistakes: readonly Mistake[]): ContractError {
    const sentences = mistakes
      .map(({ place, what }) => ({ ...this.statement(place), what }))
      .sort((a, b) => this.names.indexOf(a.file) - this.names.indexOf(b.file) || a.line - b.line)
      .map(({ file, line, what }) => `${file}:${line}: ${what}.`);
    return new ContractError([...new Set(sentences)].join('\n'));
  }
}

/** Percent-encoding is allowed in a `$ref`; what only looks like it stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function read(path: string, name: string): ContractFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const isDirectory = error instanceof Error && 'code' in error && error.code === 'EISDIR';
    throw new ContractError(
      isDirectory
        ? `${name} is a directory; name a contract file.`
        : `${name} cannot be read; put the contract there.`,
    );
  }
  return { ...(readBefore(text) ?? parsedText(text, name)), text, values: new Map(), path: resolve(path) };
}

/** What stands in a text, and on which line. Throws ContractError. */
export function parsedText(text: string, name: string): ParsedText {
  const counter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true });
  const problems = [...parsed.errors, ...parsed.warnings];
  if (problems.length > 0) {
    // After one break of the syntax the parser sees others that are none; a name that stands twice breaks nothing.
    const [first, ...rest] = problems;
    const told = [first, ...rest.filter(({ code }) => code === 'DUPLICATE_KEY')].flatMap((one) => one ?? []);
    const sentences = told.map(({ message, pos }) => {
      const [line = ''] = message.split(/ at line \d+|\n/);
      return `${name}:${counter.linePos(pos[0]).line}: ${line.slice(0, 120)}; mend the YAML there.`;
    });
    throw new ContractError(sentences.join('\n'));
  }
  const document = plain(parsed, name);
  if (!isObject(document)) throw new ContractError(`${name}:1: expected an OpenAPI document, an object.`);
  const lines = new Map<string, number>();
  if (parsed.contents) note(parsed.contents, '', counter, lines);
  return { document, lines };
}

function plain(parsed: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return parsed.toJS();
  } catch {
    // The YAML library's limit: aliases of aliases can stand for more than fits into memory.
    throw new ContractError(`${name}:1: its YAML aliases stand for too much; write out what they stand for.`);
  }
}

/** Notes the line of each member's key and of each item. */
function note(node: unknown, pointer: string, counter: LineCounter, lines: Map<string, number>): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const here = pointer + step(String(pair.key.value));
      lines.set(here, lineOf(pair.key, counter));
      note(pair.value, here, counter, lines);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const here = pointer + step(index);
      if (isMap(item) || isScalar(item) || isSeq(item)) lines.set(here, lineOf(item, counter));
      note(item, here, counter, lines);
    }
  }
}

function lineOf(node: Node, counter: LineCounter): number {
  return counter.linePos(node.range?.[0] ?? 0).line;
}

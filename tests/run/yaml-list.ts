/** A YAML file with a list of flat objects, as a person writes it: what stands in it, and on which line. */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { visibleLine } from '../redaction/control-characters.ts';

/** What is wrong at a place, both for a sentence: `targets.yaml:3`, `the name stands twice; choose another one`. */
export type Wrong = (place: string, what: string) => Error;

/** One item, by the names of its members. */
export interface YamlItem {
  readonly node: YAMLMap;
  readonly members: ReadonlyMap<string, unknown>;
}

export class YamlList {
  readonly #name: string;
  readonly #wrong: Wrong;
  readonly #lines = new LineCounter();
  readonly #contents: unknown;

  /** `name`: by which its lines are cited. Throws what `wrong` makes. */
  constructor(text: string, name: string, wrong: Wrong) {
    this.#name = name;
    this.#wrong = wrong;
    const document = this.#parsed(text);
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) {
      throw this.#wrongAt(problem.pos[0], `${problem.message.replace(/\.$/, '')}; mend the YAML there`);
    }
    this.#contents = document.contents;
  }

  #parsed(text: string): ReturnType<typeof parseDocument> {
    try {
      // By this schema every value is the text that stands there: digits are no number.
      return parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, schema: 'failsafe' });
    } catch {
      throw this.#wrongAt(0, 'the YAML is nested too deeply to be read');
    }
  }

  /** `known`: the members that an item may have. `expected`: what the list holds, for a sentence. */
  items(expected: string, known: readonly string[]): readonly YamlItem[] {
    if (!isSeq(this.#contents)) throw this.wrong(this.#contents, `expected a list of ${expected}`);
    return this.#contents.items.map((node) => {
      if (!isMap(node)) throw this.wrong(node, `expected one of the ${expected}, with ${known.join(', ')}`);
      const members = node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : '';
        if (known.includes(name)) return [name, value ?? key] as const;
        throw this.wrong(key, `there is no ${JSON.stringify(name)}; there are ${known.join(', ')}`);
      });
      return { node, members: new Map(members) };
    });
  }

  /** The text of a member, on one line; undefined where the item has no such member. */
  text({ members }: YamlItem, name: string): string | undefined {
    if (!members.has(name)) return undefined;
    const node = members.get(name);
    if (!isScalar(node)) throw this.wrong(node, `${name} has to be text`);
    const text = String(node.value ?? '').trim();
    if (text === '') throw this.wrong(node, `${name} is empty; fill it in`);
    if (/[\r\n]/.test(text)) throw this.wrong(node, `${name} has several lines; write it on one`);
    return text;
  }

  wrong(node: unknown, what: string): Error {
    return this.#wrongAt(isNode(node) ? (node.range?.[0] ?? 0) : 0, what);
  }

  #wrongAt(offset: number, what: string): Error {
    return this.#wrong(visibleLine(`${this.#name}:${this.#lines.linePos(offset).line || 1}`), what);
  }
}

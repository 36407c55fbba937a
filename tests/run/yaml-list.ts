/** A YAML file with a list of flat objects, as a person writes it: what stands in it, and on which line. */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, Scalar, type YAMLMap } from 'yaml';
import { visibleLine } from '../redaction/control-characters.ts';
import { listed } from './known-settings.ts';

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

  /** None where the file is empty. `one`: what each is called; `known`: the members that it may have. */
  items(one: string, known: readonly string[]): readonly YamlItem[] {
    if (this.#contents === null) return [];
    if (!isSeq(this.#contents)) {
      throw this.wrong(this.#contents, `expected a list of ${one}s, each begins with "- ${known[0]}:"`);
    }
    return this.#contents.items.map((node) => {
      if (!isMap(node)) throw this.wrong(node, `expected a ${one}, with ${listed(known)}`);
      // A name that stands twice is refused by the YAML library.
      const members = node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : '';
        if (known.includes(name)) return [name, value ?? key] as const;
        throw this.wrong(key, `a ${one} has no ${JSON.stringify(name)}; it has ${listed(known)}`);
      });
      return { node, members: new Map(members) };
    });
  }

  /** The text of a node, be it folded over several lines. `name`: of its member. */
  text(name: string, node: unknown): string {
    if (!isScalar(node)) throw this.wrong(node, `${name} has to be text; write it as one`);
    const value = String(node.value ?? '');
    // `~` and `null` say that there is nothing.
    const isNothing = node.type === Scalar.PLAIN && /^(?:~|null)$/i.test(value);
    const text = isNothing ? '' : value.replace(/\s+/g, ' ').trim();
    if (text === '') throw this.wrong(node, `${name} is empty; fill it in`);
    return text;
  }

  /** The file and the line of a node. */
  place(node: unknown): string {
    return this.#placeAt(startOf(node));
  }

  wrong(node: unknown, what: string): Error {
    return this.#wrongAt(startOf(node), what);
  }

  #placeAt(offset: number): string {
    return visibleLine(`${this.#name}:${this.#lines.linePos(offset).line || 1}`);
  }

  #wrongAt(offset: number, what: string): Error {
    return this.#wrong(this.#placeAt(offset), what);
  }
}

const startOf = (node: unknown) => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

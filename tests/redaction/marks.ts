/** The words that stand for what is masked: equal values have equal words throughout a run. */
import { createHash } from 'node:crypto';

/** What a masked value is; `masked` where all that is known is that nobody has said it may be shown. */
const KINDS = [
  'public-key',
  'private-key',
  'client-id',
  'client-secret',
  'access-token',
  'auth-header',
  'proxy',
  'ha1',
  'response',
  'cnonce',
  'nonce',
  'opaque',
  'username',
  'cookie',
  'host',
  'masked',
] as const;
export type Kind = (typeof KINDS)[number];

/** A range of a text that is not shown. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
}

const WORD = new RegExp(`<(?:${KINDS.join('|')})(?:-\\d+)?>|\\bhost-\\d+\\.invalid\\b`, 'g');

/** The words in a text that stand for what is masked, each once. */
export function maskedIn(text: string): readonly string[] {
  return [...new Set(text.match(WORD))];
}

/** Longer values are remembered by their hash. */
const LONGEST_KEY = 256;

/**
 * One word for each value: `<private-key>` for a secret as it was configured, `<nonce-3>` for the third other
 * value of its kind. A word says that two values are equal and nothing else about them. The words of a run are
 * bounded by what is shown of it, since nothing else asks for one.
 */
export class Marks {
  readonly #words = new Map<string, string>();
  readonly #counts = new Map<Kind, number>();

  /** Gives a configured secret the word of its kind alone; the first one of a kind has it. */
  name(kind: Kind, value: string): void {
    const word = `<${kind}>`;
    if (!this.#words.has(keyOf(value)) && ![...this.#words.values()].includes(word)) {
      this.#words.set(keyOf(value), word);
    }
  }

  word(kind: Kind, value: string): string {
    const key = keyOf(value);
    const known = this.#words.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    // A name that is reserved never to resolve (RFC 6761, 6.4), so that a URL stays one.
    const word = kind === 'host' ? `host-${number}.invalid` : `<${kind}-${number}>`;
    this.#words.set(key, word);
    return word;
  }
}

function keyOf(value: string): string {
  return value.length > LONGEST_KEY ? createHash('sha256').update(value).digest('base64') : value;
}

/** The spans from left to right, those that overlap as one; of two that begin together the longer one names it. */
export function united(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = found.at(-1);
    if (!last || span.start >= last.end) found.push(span);
    else if (span.end > last.end) found[found.length - 1] = { ...last, end: span.end };
  }
  return found;
}

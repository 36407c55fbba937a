/** Finds secrets in a text, whole or in pieces, however they may have been spelled. */
import { Grams } from './grams.ts';
import type { Kind, Span } from './marks.ts';
import { Pieces, type Run } from './pieces.ts';
import { type Reading, readingsOf } from './reading.ts';
import { PIECE, spellingsOf } from './spellings.ts';

export interface Secret {
  readonly kind: Kind;
  readonly value: string;
}

/**
 * torn: in every spelling, and what an ellipsis has left of one; spelled: in every spelling but the widest; plain: as
 * it is, and escaped.
 */
export type Effort = 'torn' | 'spelled' | 'plain';

/** A secret shorter than this counts only as a word of its own: `a` must not blank every letter. */
const SHORT = 4;

/** Characters that may have to be seen to know whether the one before them belongs to a secret. */
export const REACH = 2048;

export interface Found extends Span {
  /** Of a secret so short that it counts only as a word. */
  readonly word: boolean;
}

export class SecretFinder {
  readonly #kinds: Kind[] = [];
  /** Of all pieces. */
  readonly #grams = new Grams();
  /** By length. */
  readonly #words = lengths(1, SHORT - 1);
  readonly #pieces = lengths(SHORT, PIECE);
  /** How spellings begin and end: what may be left of one where a text was cut. */
  readonly #heads = lengths(SHORT, PIECE - 1);
  readonly #tails = lengths(SHORT, PIECE - 1);

  /** Of equal pieces the first one's owner names what is found. */
  constructor(secrets: Iterable<readonly [secret: Secret, effort: Effort]>) {
    for (const [{ kind, value }, effort] of secrets) {
      const owner = this.#kinds.push(kind) - 1;
      if (value.length < SHORT) {
        for (const { units } of [value, [...value].reverse().join('')].flatMap(readingsOf)) {
          this.#words[units.length - 1]?.add(units, owner);
        }
        continue;
      }
      const spellings = effort === 'plain' ? [value] : spellingsOf(value, effort === 'torn');
      this.#addPieces(spellings, owner);
      if (effort !== 'torn') continue;
      for (const { units } of spellings.flatMap(readingsOf)) this.#addEnds(units, owner);
    }
  }

  #addPieces(spellings: readonly string[], owner: number): void {
    for (const { units } of spellings.flatMap(readingsOf)) {
      const length = Math.min(units.length, PIECE);
      if (length < SHORT) continue;
      this.#pieces[length - SHORT]?.add(units, owner);
      this.#grams.add(units, length);
    }
  }

  #addEnds(units: Uint16Array, owner: number): void {
    for (let length = SHORT; length < Math.min(PIECE, units.length); length += 1) {
      this.#heads[length - SHORT]?.add(units.subarray(0, length), owner);
      this.#tails[length - SHORT]?.add(units.subarray(-length), owner);
    }
  }

  /** Where secrets stand, in no order; what overlaps belongs together. */
  find(text: string): readonly Found[] {
    const found: Found[] = [];
    for (const reading of readingsOf(text)) {
      const { units } = reading;
      const ranges = this.#grams.ranges(units, PIECE);
      if (ranges.length > 0) {
        for (const pieces of this.#pieces) {
          for (const run of pieces.runs(units, ranges)) found.push(this.#found(reading, run));
        }
      }
      for (const words of this.#words) {
        const runs = words.runs(units, [[0, units.length]], (at) => isWord(units, at, words.length));
        for (const run of runs) found.push({ ...this.#found(reading, run), word: true });
      }
      if (units.includes(ELLIPSIS)) found.push(...this.#torn(reading));
    }
    return found;
  }

  /** What an ellipsis has left of a spelling, before it or after it. */
  #torn(reading: Reading): readonly Found[] {
    const { units } = reading;
    const found: Found[] = [];
    let at = units.lastIndexOf(ELLIPSIS);
    for (let looked = 0; at >= 0 && looked < MOST_ELLIPSES; looked += 1) {
      for (const end of [at, escapeBefore(units, at)]) {
        const head = this.#headBefore(units, end);
        if (head) found.push(this.#found(reading, { ...head, end: at }));
      }
      for (let start = at + 1; start <= escapeAfter(units, at + 1); start += 1) {
        const tail = this.#tailAfter(units, start);
        if (tail) found.push(this.#found(reading, { ...tail, start: at + 1 }));
      }
      at = at === 0 ? -1 : units.lastIndexOf(ELLIPSIS, at - 1);
    }
    return found;
  }

  /** The longest beginning of a spelling that ends here. */
  #headBefore(units: Uint16Array, end: number): Run | undefined {
    const [shortest] = this.#heads;
    for (let start = end - PIECE + 1; start <= end - SHORT; start += 1) {
      // Every beginning has the shortest one in it.
      if (shortest?.ownerAt(units, start) === undefined) continue;
      const owner = this.#heads[end - start - SHORT]?.ownerAt(units, start);
      if (owner !== undefined) return { start, end, owner };
    }
    return undefined;
  }

  /** The longest end of a spelling that starts here. */
  #tailAfter(units: Uint16Array, start: number): Run | undefined {
    const [shortest] = this.#tails;
    for (let end = start + PIECE - 1; end >= start + SHORT; end -= 1) {
      if (shortest?.ownerAt(units, end - SHORT) === undefined) continue;
      const owner = this.#tails[end - start - SHORT]?.ownerAt(units, start);
      if (owner !== undefined) return { start, end, owner };
    }
    return undefined;
  }

  #found({ places }: Reading, { start, end, owner }: Run): Found {
    return {
      start: places?.starts[start] ?? start,
      end: places?.ends[end - 1] ?? end,
      kind: this.#kinds[owner] ?? 'masked',
      word: false,
    };
  }
}

/** One for each length, both ends included. */
function lengths(from: number, to: number): readonly Pieces[] {
  return Array.from({ length: to - from + 1 }, (_, index) => new Pieces(from + index));
}

/** What is cut out of a longer text begins or ends with it. */
const ELLIPSIS = '…'.charCodeAt(0);
/** Of one text, from its end. More than our own messages have, however many of a server's they quote. */
const MOST_ELLIPSES = 256;

/** Characters that the cut may have left of an escape. */
const MOST_OF_AN_ESCAPE = 9;
const ESCAPING = [...'\\%&'].map((character) => character.charCodeAt(0));

/** Where the escape begins that ends, unfinished, here; here where there is none. */
function escapeBefore(units: Uint16Array, at: number): number {
  for (let i = at - 1; i >= Math.max(0, at - MOST_OF_AN_ESCAPE); i -= 1) {
    if (ESCAPING.includes(units[i] ?? 0)) return i;
  }
  return at;
}

/** Where the rest of an escape ends at the latest that may stand here. */
function escapeAfter(units: Uint16Array, at: number): number {
  const rest = String.fromCharCode(...units.subarray(at, at + MOST_OF_AN_ESCAPE));
  return at + (/^u?[0-9a-f]*;?/.exec(rest)?.[0].length ?? 0);
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

function isWord(units: Uint16Array, at: number, length: number): boolean {
  return [units[at - 1], units[at + length]].every(
    (unit) => unit === undefined || !LETTER_OR_DIGIT.test(String.fromCharCode(unit)),
  );
}

/**
 * Rules out most of a text by a look at a few of its characters (Wu and Manber): what is looked for consists of
 * grams, and where none of them stands it cannot stand either.
 */
import { randomBytes } from 'node:crypto';

/** Characters of a gram; nothing shorter can be looked for. */
const GRAM = 4;

/** Random, so that nobody can send grams that collide. */
const SEED = randomBytes(4).readInt32LE() | 1;
const [SEED_2, SEED_3] = [Math.imul(SEED, SEED), Math.imul(Math.imul(SEED, SEED), SEED)];

/** Of a hash, in bits: 32 kB of them, few of which are set. */
const HASH = 18;

export class Grams {
  readonly #seen = new Uint8Array(2 ** (HASH - 3));
  #shortest = Number.POSITIVE_INFINITY;

  /** Adds a text of at least four characters that is looked for, whole or in pieces that are no shorter than `shortest`. */
  add(units: Uint16Array, shortest: number): void {
    this.#shortest = Math.min(this.#shortest, shortest);
    for (let at = 0; at + GRAM <= units.length; at += 1) {
      const hash = hashAt(units, at);
      this.#seen[hash >>> 3] = (this.#seen[hash >>> 3] ?? 0) | (1 << (hash & 7));
    }
  }

  /** The ranges, apart and from left to right, outside of which nothing of `longest` characters or fewer stands. */
  ranges(units: Uint16Array, longest: number): readonly (readonly [from: number, to: number])[] {
    const ranges: [from: number, to: number][] = [];
    // Every text of the shortest length has a gram that begins at one of these places.
    const stride = this.#shortest - GRAM + 1;
    for (let at = 0; at + GRAM <= units.length; at += stride) {
      const hash = hashAt(units, at);
      if (((this.#seen[hash >>> 3] ?? 0) & (1 << (hash & 7))) === 0) continue;
      const [from, to] = [Math.max(0, at + GRAM - longest), Math.min(units.length, at + longest)];
      const last = ranges.at(-1);
      if (last && from <= last[1]) last[1] = to;
      else ranges.push([from, to]);
    }
    return ranges;
  }
}

function hashAt(units: Uint16Array, at: number): number {
  const hash =
    Math.imul(units[at] ?? 0, SEED_3) +
    Math.imul(units[at + 1] ?? 0, SEED_2) +
    Math.imul(units[at + 2] ?? 0, SEED) +
    (units[at + 3] ?? 0);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - HASH);
}

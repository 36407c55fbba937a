/**
 * Looks for many pieces of one length at once, in time linear in the text: each window of the text is looked up
 * by a hash that moves with it (Rabin and Karp). An automaton (Aho and Corasick) would be as fast, and would
 * need a node for nearly every character of every piece.
 */
import { randomBytes } from 'node:crypto';

/** Random, so that nobody can send windows that collide; odd, so that each character counts. */
const BASE = randomBytes(4).readInt32LE() | 1;

/** A text that pieces are cut from, and the number of whose they are. */
interface Source {
  readonly units: Uint16Array;
  readonly owner: number;
}

/** A hash table with open addressing, at most half full. */
interface Table {
  /** For each slot where the piece stands in `text`, from 1; 0 where the slot is free. */
  readonly places: Int32Array;
  readonly hashes: Int32Array;
  readonly owners: Int32Array;
  readonly text: Uint16Array;
}

/** Of units, the end not included. The owner is that of the first piece. */
export interface Run {
  readonly start: number;
  end: number;
  readonly owner: number;
}

export class Pieces {
  readonly length: number;
  readonly #sources: Source[] = [];
  /** BASE to the power of the length. */
  readonly #gone: number;
  #table: Table | undefined;

  constructor(length: number) {
    this.length = length;
    let power = 1;
    for (let i = 0; i < length; i += 1) power = Math.imul(power, BASE);
    this.#gone = power;
  }

  /** Adds every piece that the text has. */
  add(units: Uint16Array, owner: number): void {
    if (units.length < this.length) return;
    this.#sources.push({ units, owner });
    this.#table = undefined;
  }

  /** What pieces cover within the ranges, those that overlap as one; `counts`: whether one at this place does. */
  runs(
    units: Uint16Array,
    ranges: readonly (readonly [from: number, to: number])[],
    counts?: (at: number) => boolean,
  ): readonly Run[] {
    const runs: Run[] = [];
    if (this.#sources.length === 0) return runs;
    this.#table ??= this.#build();
    const table = this.#table;
    for (const [from, to] of ranges) {
      const last = to - this.length;
      let hash = last < from ? 0 : this.#hashAt(units, from);
      for (let at = from; at <= last; at += 1) {
        const slot = this.#slotOf(table, hash, units, at);
        if (table.places[slot] !== 0 && (counts === undefined || counts(at))) {
          const run = runs.at(-1);
          if (run && at < run.end) run.end = at + this.length;
          else runs.push({ start: at, end: at + this.length, owner: table.owners[slot] ?? 0 });
        }
        if (at < last) hash = this.#moved(hash, units, at);
      }
    }
    return runs;
  }

  /** Whose piece stands exactly here; undefined where none does. */
  ownerAt(units: Uint16Array, at: number): number | undefined {
    if (this.#sources.length === 0 || at < 0 || at + this.length > units.length) return undefined;
    this.#table ??= this.#build();
    const slot = this.#slotOf(this.#table, this.#hashAt(units, at), units, at);
    return this.#table.places[slot] === 0 ? undefined : this.#table.owners[slot];
  }

  #build(): Table {
    const sizes = this.#sources.map(({ units }) => units.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const slots = 2 ** Math.ceil(Math.log2(2 * total));
    const table: Table = {
      places: new Int32Array(slots),
      hashes: new Int32Array(slots),
      owners: new Int32Array(slots),
      text: new Uint16Array(total),
    };
    let from = 0;
    for (const { units, owner } of this.#sources) {
      table.text.set(units, from);
      const last = units.length - this.length;
      let hash = this.#hashAt(units, 0);
      for (let at = 0; at <= last; at += 1) {
        const slot = this.#slotOf(table, hash, units, at);
        // The first owner of a piece keeps it.
        if (table.places[slot] === 0) {
          table.places[slot] = from + at + 1;
          table.hashes[slot] = hash;
          table.owners[slot] = owner;
        }
        if (at < last) hash = this.#moved(hash, units, at);
      }
      from += units.length;
    }
    return table;
  }

  /** The slot of the piece that stands here, or the free one that it would get. */
  #slotOf({ places, hashes, text }: Table, hash: number, units: Uint16Array, at: number): number {
    const mask = places.length - 1;
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (mixed ^ (mixed >>> 13)) & mask;
    for (;;) {
      const place = places[slot] ?? 0;
      if (place === 0) return slot;
      if (hashes[slot] === hash && this.#same(text, place - 1, units, at)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #same(text: Uint16Array, place: number, units: Uint16Array, at: number): boolean {
    for (let i = 0; i < this.length; i += 1) if (text[place + i] !== units[at + i]) return false;
    return true;
  }

  #hashAt(units: Uint16Array, at: number): number {
    let hash = 0;
    for (let i = at; i < at + this.length; i += 1) hash = (Math.imul(hash, BASE) + (units[i] ?? 0)) | 0;
    return hash;
  }

  /** The hash of the window that begins one further. */
  #moved(hash: number, units: Uint16Array, at: number): number {
    const come = units[at + this.length] ?? 0;
    return (Math.imul(hash, BASE) + come - Math.imul(units[at] ?? 0, this.#gone)) | 0;
  }
}

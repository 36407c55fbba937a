/**
 * A text as it is compared with secrets: without upper case, and as it reads once its escapes are undone, with
 * the way back to where each character stood. So a spelling is undone instead of being listed.
 */

/** UTF-16 code units, folded, none of them NUL. */
export interface Reading {
  readonly units: Uint16Array;
  /** Where each unit begins and ends in the text; undefined where unit i is character i. */
  readonly places: { readonly starts: Uint32Array; readonly ends: Uint32Array } | undefined;
}

const code = (character: string) => character.charCodeAt(0);
const [BACKSLASH, PERCENT, AMPERSAND, QUOTE] = [code('\\'), code('%'), code('&'), code("'")];

/** What escapes begin with. */
const KINDS = [BACKSLASH, QUOTE, PERCENT, AMPERSAND];

/**
 * The text as it stands, and with its escapes undone. Those of all kinds at once up to three times: a JSON text in a
 * URL in a page. Where there are several kinds, those of each kind alone up to twice and then those of another one,
 * since what looks like an escape may be a part of a secret.
 */
export function readingsOf(text: string): readonly Reading[] {
  const first = plain(text);
  if (!/[\\'%&]/.test(text)) return [first];
  const all = undone(first, KINDS, 3);
  const kinds = KINDS.filter((kind) => [first, ...all].some(({ units }) => units.includes(kind)));
  if (all.length === 0 || kinds.length < 2) return [first, ...all];
  const apart = kinds.flatMap((kind) => undone(first, [kind], 2));
  const mixed = apart.flatMap((one) => kinds.flatMap((kind) => undone(one, [kind], 1)));
  return [first, ...all, ...apart, ...mixed];
}

function undone(from: Reading, kinds: readonly number[], times: number): readonly Reading[] {
  const readings: Reading[] = [];
  let next = unescaped(from, kinds);
  for (let left = times; next && left > 0; left -= 1) {
    readings.push(next);
    next = left > 1 ? unescaped(next, kinds) : undefined;
  }
  return readings;
}

const folded = new Uint16Array(0x10000);

/** The same for a character in upper and in lower case. */
function fold(unit: number): number {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
  return folded[unit] || foldBeyondAscii(unit);
}

function foldBeyondAscii(unit: number): number {
  const character = String.fromCharCode(unit);
  // Where case changes the length, such as of ß, the character stays.
  const upper = character.toUpperCase().length === 1 ? character.toUpperCase() : character;
  const lower = upper.toLowerCase().length === 1 ? upper.toLowerCase() : upper;
  const found = lower.charCodeAt(0);
  folded[unit] = found;
  return found;
}

function plain(text: string): Reading {
  // UTF-16 that was read as bytes has a NUL beside each character.
  if (text.includes('\0')) {
    const writer = new Writer(text.length);
    for (let at = 0; at < text.length; at += 1) writer.write(text.charCodeAt(at), at, at + 1);
    return writer.reading();
  }
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) units[at] = fold(text.charCodeAt(at));
  return { units, places: undefined };
}

/** Undefined where there is nothing to undo. */
function unescaped({ units, places }: Reading, kinds: readonly number[]): Reading | undefined {
  const escapes = new Uint8Array(0x80);
  for (const unit of kinds) escapes[unit] = 1;
  let writer: Writer | undefined;
  const begin = (at: number) => places?.starts[at] ?? at;
  const end = (at: number) => places?.ends[at] ?? at + 1;
  for (let at = 0; at < units.length; ) {
    const found = escapes[units[at] ?? 0] === 1 ? escapeAt(units, at) : undefined;
    if (found && !writer) {
      writer = new Writer(units.length);
      for (let copied = 0; copied < at; copied += 1) {
        writer.write(units[copied] ?? 0, begin(copied), end(copied));
      }
    }
    const length = found?.length ?? 1;
    writer?.write(found?.code ?? units[at] ?? 0, begin(at), end(at + length - 1));
    at += length;
  }
  return writer?.reading();
}

class Writer {
  readonly units: Uint16Array;
  #starts: Uint32Array | undefined;
  #ends: Uint32Array | undefined;
  #length = 0;

  constructor(longest: number) {
    this.units = new Uint16Array(longest);
  }

  /** Code points beyond U+FFFF become two units at one place; NUL becomes none. */
  write(code: number, start: number, end: number): void {
    if (code === 0) return;
    if (code > 0xffff) {
      this.write(0xd800 + ((code - 0x10000) >> 10), start, end);
      this.write(0xdc00 + ((code - 0x10000) & 0x3ff), start, end);
      return;
    }
    this.#starts ??= new Uint32Array(this.units.length);
    this.#ends ??= new Uint32Array(this.units.length);
    this.units[this.#length] = fold(code);
    this.#starts[this.#length] = start;
    this.#ends[this.#length] = end;
    this.#length += 1;
  }

  reading(): Reading {
    const none = new Uint32Array(0);
    return {
      units: this.units.subarray(0, this.#length),
      places: { starts: this.#starts ?? none, ends: this.#ends ?? none },
    };
  }
}

interface Escape {
  readonly code: number;
  /** Units that the escape takes. */
  readonly length: number;
}

/** The escape that begins here, if one does. */
function escapeAt(units: Uint16Array, at: number): Escape | undefined {
  switch (units[at]) {
    case PERCENT:
      // RFC 3986, 2.1, and the `%u0041` of JavaScript's `escape`.
      return numbered(units, at, '%', 2, 2, 16) ?? numbered(units, at, '%u', 4, 4, 16);
    case AMPERSAND:
      return referenceAt(units, at);
    case QUOTE:
      // How a quote is written inside quotes of the shell.
      return stands(units, at, "'\\''")
        ? { code: QUOTE, length: 4 }
        : stands(units, at, `'"'"'`)
          ? { code: QUOTE, length: 5 }
          : undefined;
    default:
      return backslashAt(units, at);
  }
}

/** What XML names, and HTML; the semicolon may be missing. */
const REFERENCES = [
  ['&amp', '&'],
  ['&lt', '<'],
  ['&gt', '>'],
  ['&quot', '"'],
  ['&apos', "'"],
] as const;

function referenceAt(units: Uint16Array, at: number): Escape | undefined {
  const found =
    numbered(units, at, '&#x', 1, 8, 16) ?? numbered(units, at, '&#', 1, 8, 10) ?? namedAt(units, at);
  return found && stands(units, at + found.length, ';') ? { ...found, length: found.length + 1 } : found;
}

function namedAt(units: Uint16Array, at: number): Escape | undefined {
  for (const [name, character] of REFERENCES) {
    if (stands(units, at, name)) return { code: code(character), length: name.length };
  }
  return undefined;
}

/** Escapes of one letter: JSON, JavaScript, C, `$'…'` of the shell. */
const LETTERS = new Map(
  (['n\n', 't\t', 'r\r', 'b\b', 'f\f', 'v\v'] as const).map(
    (pair) => [code(pair), pair.charCodeAt(1)] as const,
  ),
);

/** A backslash before anything that it gives no meaning to stands for that. */
function backslashAt(units: Uint16Array, at: number): Escape | undefined {
  const next = units[at + 1];
  if (next === undefined) return undefined;
  const found =
    numbered(units, at, '\\u', 4, 4, 16) ??
    numbered(units, at, '\\u{', 1, 8, 16, '}') ??
    numbered(units, at, '\\x', 2, 2, 16) ??
    numbered(units, at, '\\', 3, 3, 8) ??
    numbered(units, at, '\\0', 0, 0, 8);
  return found ?? { code: LETTERS.get(next) ?? next, length: 2 };
}

function stands(units: Uint16Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (units[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** An escape by number: what it begins with, its digits, what closes it. */
function numbered(
  units: Uint16Array,
  at: number,
  opening: string,
  fewest: number,
  most: number,
  radix: number,
  closing = '',
): Escape | undefined {
  if (!stands(units, at, opening)) return undefined;
  let value = 0;
  let count = 0;
  for (; count < most; count += 1) {
    const digit = digitOf(units[at + opening.length + count]);
    if (digit >= radix) break;
    value = value * radix + digit;
  }
  const end = at + opening.length + count;
  if (count < fewest || value > 0x10ffff || !stands(units, end, closing)) return undefined;
  return { code: value, length: end + closing.length - at };
}

function digitOf(unit = 0): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  return unit >= 0x61 && unit <= 0x66 ? unit - 0x61 + 10 : Number.POSITIVE_INFINITY;
}

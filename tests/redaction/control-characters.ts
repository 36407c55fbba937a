import { isUtf8 } from 'node:buffer';

/**
 * Characters that act instead of showing: they move a cursor, reorder a line, hide, or are not allowed
 * in XML 1.0 at all. Unicode, "Bidirectional Formatting Characters" (UAX #9) and CVE-2021-42574; the characters
 * that no renderer shows are a property of Unicode's own.
 */
const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be found
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb\ufffe\uffff]|\p{Default_Ignorable_Code_Point}|\p{Surrogate}/gu;

/** Nothing that acts, nothing that combines: nearly every text. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;

/** Marks that are drawn over the character before them. */
const COVERING = /\p{Me}|[\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb]/u;
/** No writing stacks more on a letter; what does hides it and its neighbours. */
const MOST_MARKS = 3;

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * The text with every acting character as an escape (`\u001b`), and with every combining mark that no letter wears;
 * line feeds and tabs stay.
 */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/\r\n/g, '\n')
    .replace(ACTING, escapeOf)
    .replace(
      /(\p{L}?)(\p{M}+)/gu,
      (_, letter: string, marks: string) => letter + visibleMarks(letter, marks),
    );
}

function visibleMarks(letter: string, marks: string): string {
  const stays = (mark: string, index: number) => letter !== '' && index < MOST_MARKS && !COVERING.test(mark);
  return [...marks].map((mark, index) => (stays(mark, index) ? mark : escapeOf(mark))).join('');
}

/** The same on one line: line feeds and tabs too become escapes (`\n`). */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** UTF-8 as text; bytes that are not UTF-8 as `\xff`. */
export function decodeVisibly(bytes: Uint8Array): string {
  return isUtf8(bytes)
    ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    : decodeWithEscapes(bytes);
}

function decodeWithEscapes(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    const piece = bytes.subarray(at, at + length);
    // An exception for each byte of a hostile body would cost seconds.
    const valid = isUtf8(piece);
    text += valid ? decoder.decode(piece) : `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
    at += valid ? length : 1;
  }
  return text;
}

/** RFC 3629, section 3: the first byte tells the length. */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** At most `max` characters, never half of a surrogate pair; says how long the whole was. */
export function trimmed(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${cut(text, max)}… (${text.length} characters)`;
}

/** At most `max` characters, never half of a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

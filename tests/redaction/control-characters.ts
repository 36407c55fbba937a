/**
 * Characters that act instead of showing: they move a cursor, reorder a line, hide, or are not allowed
 * in XML 1.0 at all. Unicode, "Bidirectional Formatting Characters" (UAX #9) and CVE-2021-42574.
 */
const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be found
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The text with every acting character as an escape (`\u001b`); line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(ACTING, escapeOf);
}

/** The same on one line: line feeds and tabs too become escapes (`\n`). */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** UTF-8 as text; bytes that are not UTF-8 as `\xff`. */
export function decodeVisibly(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

function decodeWithEscapes(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    const piece = bytes.subarray(at, at + length);
    try {
      text += decoder.decode(piece);
      at += length;
    } catch {
      text += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
      at += 1;
    }
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

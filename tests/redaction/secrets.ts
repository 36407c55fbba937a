/** Finds configured secrets in text, however a target may have spelled them. */

export const SECRET = '<secret>';
export const MASKED = '<masked>';

/** Below this length a secret is only masked as a whole word: `a` must not blank every letter. */
const SHORT = 4;

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * One character in any spelling: itself, percent-encoded (RFC 3986, 2.1) up to three times over, a
 * JSON, JavaScript or shell escape, an HTML reference. So mixed and partial encodings are found too.
 */
function spellings(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  const bytes = [...new TextEncoder().encode(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const units = Array.from({ length: character.length }, (_, index) =>
    character.charCodeAt(index).toString(16).padStart(4, '0'),
  );
  const all = [
    `\\\\{0,4}${literal(character)}`,
    bytes.map((byte) => `%(?:25){0,3}${byte}`).join(''),
    units.map((unit) => `\\\\{1,4}u${unit}`).join(''),
    `\\\\{1,4}u\\{0{0,4}${hex}\\}`,
    `&(?:amp;){0,3}#(?:0{0,5}${code}|x0{0,5}${hex});?`,
  ];
  if (code < 256) all.push(`\\\\{1,4}x${hex.padStart(2, '0')}`);
  const name = NAMED_ENTITIES[character];
  if (name !== undefined) all.push(`&(?:amp;){0,3}${name};?`);
  if (character === ' ') all.push('\\+');
  return `(?:${all.join('|')})`;
}

function tolerant(text: string): string {
  return [...text].map(spellings).join('');
}

/** What every spelling but the plain one has in it. */
const ESCAPE = /\\|%[0-9a-f]{2}|&(?:#|amp|lt|gt|quot|apos)/i;

/** All that a tolerant pattern can match in a text without escapes. */
function plain(text: string): string {
  return literal(text).replaceAll(' ', '[ +]');
}

function bounded(secret: string, pattern: string): string {
  return [...secret].length < SHORT ? `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])` : pattern;
}

/** RFC 4648, sections 4 and 5; what follows depends on the padding, so it is optional. */
function base64(text: string): string {
  const encoded = Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, '');
  return `${base64Characters(encoded)}(?:=|%3d){0,2}`;
}

function base64Characters(encoded: string): string {
  return encoded
    .replaceAll(/[+/]/g, (character) => (character === '+' ? '\u0001' : '\u0002'))
    .replaceAll('\u0001', '(?:\\+|-|%2b)')
    .replaceAll('\u0002', '(?:\\\\?\\/|_|%2f)');
}

/** The secret in the middle of a longer base64 text: without the characters its neighbours share. */
function embeddedBase64(secret: string): string[] {
  const found: string[] = [];
  const length = Buffer.byteLength(secret);
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret, 'utf8')]).toString('base64');
    const core = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + length) * 8) / 6));
    if (core.length >= 6) found.push(base64Characters(core));
  }
  return found;
}

function patternsOf(secret: string, spelt: (text: string) => string): string[] {
  const reversed = [...secret].reverse().join('');
  const patterns = [bounded(secret, spelt(secret)), bounded(secret, spelt(reversed))];
  if (secret.length < SHORT) return patterns;
  patterns.push(base64(secret), ...embeddedBase64(secret), Buffer.from(secret, 'utf8').toString('hex'));
  return patterns;
}

/** Masks a fixed list of secrets. The longest text any pattern can match is `reach` characters. */
export interface SecretFilter {
  readonly mask: (text: string) => string;
  readonly reach: number;
}

/**
 * `secrets` are looked for in every spelling, and in pairs as `user:password` in base64 (RFC 7617).
 * `learned` are values of the wire (digest responses, nonces): looked for as they are.
 */
export function secretFilter(secrets: readonly string[], learned: readonly string[] = []): SecretFilter {
  const known = [...new Set(secrets)].filter((secret) => secret !== '');
  if (known.length === 0 && learned.length === 0) return { mask: (text) => text, reach: 0 };
  const pairs = known.flatMap((user) => known.map((password) => base64(`${user}:${password}`)));
  // The longest first, so that a secret that contains another leaves no rest.
  const longestFirst = (texts: readonly string[]) => [...texts].sort((a, b) => b.length - a.length);
  const expression = (spelt: (text: string) => string) => {
    const patterns = longestFirst(known).flatMap((secret) => patternsOf(secret, spelt));
    // The marks themselves come first and stay: masking twice changes nothing.
    const all = [SECRET, MASKED, ...pairs, ...patterns, ...longestFirst(learned).map(literal)];
    return new RegExp(all.join('|'), 'giu');
  };
  // Nearly every text is free of escapes, and looking for them all takes many times as long.
  const [tolerantly, plainly] = [expression(tolerant), expression(plain)];
  const reach = 64 + 14 * 4 * Math.max(...[...known, ...learned].map((text) => text.length));
  const keep = new Set([SECRET, MASKED]);
  return {
    mask: (text) =>
      text.replace(ESCAPE.test(text) ? tolerantly : plainly, (match) => (keep.has(match) ? match : SECRET)),
    reach,
  };
}

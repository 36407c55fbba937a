/** How a secret may be spelled, besides the escapes that a reading undoes. */
import { decodeVisibly } from './control-characters.ts';

/** A part of so many characters counts as the secret; a shorter secret is looked for whole. */
export const PIECE = 12;

/**
 * All spellings of the secret; `wide`: those too that encode it as UTF-16, which some shells do. Their length is a
 * small multiple of the secret's, their number is fixed.
 */
export function spellingsOf(secret: string, wide: boolean): readonly string[] {
  const utf8 = Buffer.from(secret, 'utf8');
  const littleEndian = Buffer.from(secret, 'utf16le');
  const bigEndian = Buffer.from(littleEndian).swap16();
  // As in the Basic credentials of a token request (RFC 6749, 2.3.1), and inside JSON that is encoded as a whole.
  const quoted = [encodeURIComponent(utf8.toString('utf8')), JSON.stringify(secret).slice(1, -1)];
  const bytes = wide ? [utf8, littleEndian, bigEndian] : [utf8];
  const encoded = [...bytes, ...quoted.filter((text) => text !== secret).map((text) => Buffer.from(text))];
  const cases = [secret.toUpperCase(), secret.toLowerCase()].filter((text) => text.length !== secret.length);
  return [
    ...new Set([
      secret,
      [...secret].reverse().join(''),
      secret.replaceAll(' ', '+'),
      // Any other change of case is undone by reading.
      ...cases,
      // Header fields and percent-encoding carry bytes: what is not ASCII is then read as Latin-1.
      utf8.toString('latin1'),
      // The NULs are no part of a reading.
      ...[littleEndian, bigEndian].map((one) => decodeVisibly(one).replaceAll('\0', '')),
      ...bytes.map((one) => one.toString('hex')),
      ...encoded.flatMap(base64Of),
    ]),
  ];
}

/**
 * Base64 (RFC 4648, 4 and 5) of the bytes at each of the three places that they can have in a longer text, without
 * the characters that they share with what stands beside them; and as it is where nothing follows.
 */
function base64Of(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const shared = Math.ceil((before * 8) / 6);
    const whole = Math.floor(((before + bytes.length) * 8) / 6) - shared;
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
      .slice(shared);
    // Pieces of a long one are the same but for the last.
    const texts = whole < PIECE ? [text.slice(0, whole), text] : [text];
    return /[+/]/.test(text)
      ? [...texts, ...texts.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'))]
      : texts;
  });
}

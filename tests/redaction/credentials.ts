/** Digest, Basic and Bearer fields, part by part: RFC 7616 (3.3 to 3.5), RFC 7617, RFC 6750. */
import type { Attempt } from '../http/exchange.ts';
import { MASKED } from './secrets.ts';

const SHOWN_FIELDS = new Set(['realm', 'qop', 'algorithm', 'nc', 'stale', 'charset', 'userhash']);
const MASKED_FIELDS = new Set(['username', 'nonce', 'cnonce', 'response', 'opaque', 'nextnonce', 'rspauth']);

const SEPARATOR = /[\s,]+/y;
const SCHEME = /(?:Digest|Basic|Bearer)(?=[\s,]|$)/iy;
const FIELD = /([A-Za-z][\w-]*)\s*=\s*("(?:[^"\\]|\\.)*"|"[\s\S]*$|[^\s,"]*)/y;
const REST = /[^,]+/y;

/** The field value with known schemes and fields only; anything else is masked. */
export function redactCredentials(value: string, redactUrl: (url: string) => string): string {
  let shown = '';
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(value);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < value.length) {
    const separator = take(SEPARATOR);
    if (separator) {
      shown += separator[0];
      continue;
    }
    const scheme = take(SCHEME);
    if (scheme) {
      shown += scheme[0];
      continue;
    }
    const field = take(FIELD);
    shown += field ? redactField(field[1] ?? '', field[2] ?? '', redactUrl) : MASKED;
    if (!field && !take(REST)) break;
  }
  return shown;
}

function redactField(name: string, value: string, redactUrl: (url: string) => string): string {
  const field = name.toLowerCase();
  if (SHOWN_FIELDS.has(field)) return `${name}=${value}`;
  const quote = value.startsWith('"') ? '"' : '';
  if (field === 'uri') return `${name}=${quote}${redactUrl(value.replace(/^"|"$/g, ''))}${quote}`;
  return MASKED_FIELDS.has(field) ? `${name}=${quote}${MASKED}${quote}` : MASKED;
}

/** Shorter values are no secrets of a handshake, and masking them would blank ordinary words. */
const LEARNED_MINIMUM = 8;

/** What an attempt's handshake carried: digest values, the bearer token, the token reply's token. */
export function learnedFrom(attempt: Attempt): string[] {
  const lines = [...attempt.request.headers, ...(attempt.response?.headers ?? [])];
  const values = lines.flatMap(([name, value]) =>
    /authenticat|authorization/i.test(name) ? secretsIn(value) : [],
  );
  if (attempt.request.method === 'POST') {
    const text = Buffer.from(attempt.response?.body ?? new Uint8Array()).toString('utf8');
    for (const [, token] of text.matchAll(/"(?:access|refresh|id)_token"\s*:\s*"([^"]+)"/g))
      values.push(token ?? '');
  }
  return values.filter((value) => value.length >= LEARNED_MINIMUM);
}

function secretsIn(value: string): string[] {
  const fields = [...value.matchAll(/([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)]
    .filter(([, name]) => MASKED_FIELDS.has((name ?? '').toLowerCase()))
    .map(([, , quoted, bare]) => quoted ?? bare ?? '');
  const tokens = [...value.matchAll(/\b(?:Bearer|Basic)\s+([\w.~+/-]+=*)/gi)].map(([, token]) => token ?? '');
  return [...fields, ...tokens];
}

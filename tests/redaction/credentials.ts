/** Challenges and credentials, part by part: RFC 7616 (3.3 to 3.5), RFC 7617, RFC 6750. */
import { type Challenge, parseChallenges } from '../http/digest.ts';
import type { Span } from './marks.ts';
import { placeOf } from './places.ts';

/** What a field of a challenge or of credentials consists of, with where each part stands. */
interface Part {
  readonly start: number;
  readonly end: number;
  /** Of a parameter; undefined where the part is anything else. */
  readonly name?: string;
  /** Where its value begins and ends, without quotes. */
  readonly value: readonly [start: number, end: number];
}

const SEPARATOR = /[\s,]+/y;
/** Schemes that have a name at IANA, and two without; any other word may be a token. */
const SCHEME =
  /(?:Basic|Bearer|Concealed|Digest|DPoP|GNAP|HOBA|Mutual|Negotiate|NTLM|OAuth|SCRAM-SHA-1|SCRAM-SHA-256|vapid|AWS4-HMAC-SHA256)(?=[\s,]|$)/iy;
const PARAMETER = /([A-Za-z][\w-]*)\s*=\s*("(?:[^"\\]|\\.)*"?|[^\s,"]*)/y;
const REST = /[^,]+/y;

function partsOf(field: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(field);
    if (match) at = pattern.lastIndex;
    return match ?? undefined;
  };
  while (at < field.length) {
    if (take(SEPARATOR) || take(SCHEME)) continue;
    const start = at;
    const [, name, text = ''] = take(PARAMETER) ?? [];
    if (name !== undefined) {
      const from = at - text.length;
      const closed = text.length > 1 && text.endsWith('"');
      const value = text.startsWith('"')
        ? ([from + 1, closed ? at - 1 : at] as const)
        : ([from, at] as const);
      parts.push({ start, end: at, name, value });
      continue;
    }
    if (!take(REST)) break;
    parts.push({ start, end: at, value: [start, at] });
  }
  return parts;
}

/** What is not shown of the field; `url`: what is not shown of an address in it. */
export function credentialSpans(field: string, url: (text: string) => readonly Span[]): readonly Span[] {
  return partsOf(field).flatMap(({ start, end, name, value: [from, to] }): readonly Span[] => {
    const place =
      name === undefined ? undefined : placeOf('parameter of a challenge or of credentials', name);
    switch (place?.treatment) {
      case 'shown':
        return [];
      case 'url':
        return url(field.slice(from, to)).map((one) => ({
          ...one,
          start: one.start + from,
          end: one.end + from,
        }));
      default:
        // What is no known parameter may be one half of a token: `bm9ib2R5==` reads as name and value.
        return place?.kind === undefined || place.name === '*'
          ? [{ start, end, kind: 'masked' }]
          : [{ start: from, end: to, kind: place.kind }].filter((one) => one.start < one.end);
    }
  });
}

export type DigestParameters = Challenge['params'];

/** The parameters of every Digest challenge or credentials in the fields. */
export function digestParameters(fields: readonly string[]): readonly DigestParameters[] {
  return parseChallenges(fields).flatMap(({ scheme, params }) =>
    scheme.toLowerCase() === 'digest' ? [params] : [],
  );
}

/** Shorter parts say nothing of themselves: the 7 of `id=7`. */
const SHORTEST_PART = 4;

/**
 * What in a header line lets its sender in: the value or what follows its scheme, user and password of Basic, the
 * values of cookies and of parameters.
 */
export function secretsOfHeader(value: string): readonly string[] {
  const [, scheme = '', rest = value] = /^([\w!#$%&'*+.^`|~-]+)[ \t]+(\S.*)$/s.exec(value) ?? [];
  const isScheme = scheme !== '' && partsOf(scheme).length === 0;
  const basic =
    isScheme && scheme.toLowerCase() === 'basic' ? Buffer.from(rest, 'base64').toString('utf8') : '';
  const colon = basic.indexOf(':');
  // RFC 9110, 11.2: instead of parameters there may be one token68.
  const isToken = /^[\w.~+/-]+=*$/.test(rest);
  const parts = isToken ? [] : value.includes(';') ? cookiesIn(value) : parametersIn(rest);
  const found = [
    isScheme ? rest : value,
    rest,
    basic,
    ...(colon < 0 ? [] : [basic.slice(0, colon), basic.slice(colon + 1)]),
    ...parts.filter((part) => part.length >= SHORTEST_PART),
  ];
  return [...new Set(found)].filter((one) => one !== '');
}

function parametersIn(value: string): readonly string[] {
  return partsOf(value).flatMap(({ name, value: [from, to] }) =>
    name === undefined || !placeOf('parameter of a challenge or of credentials', name).kind
      ? []
      : [value.slice(from, to)],
  );
}

function cookiesIn(value: string): readonly string[] {
  return value.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [] : [pair.slice(equals + 1).trim()];
  });
}

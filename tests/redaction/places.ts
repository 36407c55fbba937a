/**
 * The one allow list between the wire and everything that is written or printed, one row for each place that has a
 * name. What no row names is masked. In what is shown, secrets are masked wherever they stand.
 */
import type { Kind } from './marks.ts';

/**
 * shown: as it is; url: without user information, fragment and the values of parameters that the contract does not
 * name; credentials, cookies: part by part, by the rows of those; masked: a word stands for it; dropped: nothing
 * stands for it.
 */
export type Treatment = 'shown' | 'url' | 'credentials' | 'cookies' | 'masked' | 'dropped';

export interface Place {
  /** In lower case; `*`: every other. */
  readonly name: string;
  readonly treatment: Treatment;
  readonly why: string;
  /** What the word calls a masked value. */
  readonly kind?: Kind;
}

const row = (treatment: Treatment, why: string, ...names: readonly string[]): readonly Place[] =>
  names.map((name) => ({ name, treatment, why }));
const masked = (kind: Kind, why: string, ...names: readonly string[]): readonly Place[] =>
  names.map((name) => ({ name, treatment: 'masked', why, kind }));

/** Fields of requests and replies. */
const HEADER_FIELDS: readonly Place[] = [
  ...row('shown', 'what is asked for', 'accept', 'accept-encoding', 'accept-language', 'user-agent', 'host'),
  ...row(
    'shown',
    'what the body is',
    'content-type',
    'content-length',
    'content-encoding',
    'content-language',
    'content-disposition',
    'content-range',
    'accept-ranges',
    'transfer-encoding',
  ),
  ...row(
    'shown',
    'how old it is, and how long it may be kept',
    'date',
    'age',
    'expires',
    'cache-control',
    'pragma',
    'etag',
    'last-modified',
    'vary',
  ),
  ...row('shown', 'the connection and its way', 'connection', 'keep-alive', 'upgrade', 'via', 'alt-svc'),
  ...row('shown', 'what answers', 'server', 'x-powered-by'),
  ...row('shown', 'what it takes', 'allow', 'retry-after'),
  ...row(
    'shown',
    'how often it may be asked',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
  ),
  ...row('shown', 'how long the version lives (RFC 9745, RFC 8594)', 'deprecation', 'sunset'),
  ...row('shown', 'the code that stands in the body too', 'x-error-code'),
  ...row(
    'shown',
    'by what its people find the request in their logs',
    'request-id',
    'x-request-id',
    'x-correlation-id',
    'traceparent',
  ),
  ...row(
    'shown',
    'names inside Atlas, which every reply of it carries',
    'x-envoy-upstream-service-time',
    'x-java-method',
    'x-java-version',
    'x-mongodb-service-version',
    'x-xgen-up-proto',
  ),
  ...row(
    'shown',
    'what browsers may do with it',
    'strict-transport-security',
    'x-content-type-options',
    'x-frame-options',
    'x-permitted-cross-domain-policies',
    'x-xss-protection',
    'referrer-policy',
    'access-control-allow-origin',
    'access-control-allow-methods',
    'access-control-allow-headers',
    'access-control-allow-credentials',
    'access-control-expose-headers',
    'access-control-max-age',
  ),
  ...row('url', 'an address may carry anything in its query', 'location', 'content-location', 'referer'),
  ...row(
    'credentials',
    'they prove who asks',
    'authorization',
    'proxy-authorization',
    'www-authenticate',
    'proxy-authenticate',
    'authentication-info',
    'proxy-authentication-info',
  ),
  ...row('cookies', 'a session lets in whoever has it', 'cookie', 'set-cookie'),
  ...masked('masked', 'nobody has said what it carries', '*'),
];

/** Parameters of challenges and credentials: RFC 7616, 3.3 to 3.5; RFC 6750, 3; RFC 7617. */
const CREDENTIALS: readonly Place[] = [
  ...row('shown', 'what the server calls what it guards', 'realm'),
  ...row('shown', 'how the digest is made', 'qop', 'algorithm', 'charset', 'userhash', 'nc', 'stale'),
  ...row('shown', 'why a token was refused', 'error', 'error_description', 'scope'),
  ...row('url', 'what is asked for', 'uri', 'domain', 'error_uri'),
  ...masked('username', 'half of the key', 'username'),
  ...masked('nonce', 'with it and the response the key can be guessed', 'nonce', 'nextnonce'),
  ...masked('cnonce', 'with it and the response the key can be guessed', 'cnonce'),
  ...masked('response', 'the private key can be guessed from it', 'response', 'rspauth'),
  ...masked('opaque', 'a server may keep its session in it', 'opaque'),
  ...masked('masked', 'nobody has said what it carries', '*'),
];

/** Members of what the token endpoint answers: RFC 6749, 5; Atlas' own error documents. */
const TOKEN_REPLY: readonly Place[] = [
  ...masked('access-token', 'it lets in whoever has it', 'access_token', 'refresh_token', 'id_token'),
  ...row('shown', 'what the token is', 'token_type', 'expires_in', 'scope'),
  ...row('shown', 'why there is none', 'error', 'error_description'),
  ...row('url', 'why there is none', 'error_uri'),
  ...row('shown', 'why there is none, in the words of Atlas', 'detail', 'errorcode', 'parameters', 'reason'),
  ...masked('masked', 'nobody has said what it carries', '*'),
];

const COOKIES: readonly Place[] = [
  ...row(
    'shown',
    'how long and where it holds (RFC 6265, 4.1.2)',
    'expires',
    'max-age',
    'domain',
    'path',
    'secure',
    'httponly',
    'samesite',
    'partitioned',
  ),
  ...masked('cookie', 'a session lets in whoever has it', '*'),
];

/** All rows, by what they are rows of. */
export const PLACES = {
  'header field': HEADER_FIELDS,
  'parameter of a challenge or of credentials': CREDENTIALS,
  cookie: COOKIES,
  'member of a token reply': TOKEN_REPLY,
} as const satisfies Readonly<Record<string, readonly Place[]>>;

export type Table = keyof typeof PLACES;

const known = new Map(
  Object.entries(PLACES).flatMap(([table, places]) =>
    places.map((place) => [`${table} ${place.name}`, place]),
  ),
);

/** The row of what has this name, whatever its case; else that of every other. Throws RangeError without one. */
export function placeOf(table: Table, name: string): Place {
  const place = known.get(`${table} ${name.toLowerCase()}`) ?? known.get(`${table} *`);
  if (!place) throw new RangeError(`no row of "${table}" is for ${name}`);
  return place;
}

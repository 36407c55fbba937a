/**
 * A server that keeps the contract, as the real service does wherever that is known: the default
 * target, a mock for authors of clients, and the ground that planted defects stand on.
 */
import { randomBytes } from 'node:crypto';
import {
  type HeaderLine,
  header,
  type Transport,
  type WireRequest,
  type WireResponse,
} from '../http/exchange.ts';
import { makeBuckets, type StoredBucket, showBucket, type Version } from './buckets.ts';
import { type Admission, DigestGate } from './digest.ts';
import { compact, pretty } from './jackson.ts';

export interface ReferenceOptions {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly projectId: string;
  /** How many buckets the project has. */
  readonly buckets: number;
  readonly nonceLifetimeMs: number;
  /** Of the Digest challenge. */
  readonly realm: string;
}

const DEFAULTS: ReferenceOptions = {
  publicKey: 'reference',
  privateKey: '5ca1ab1e-0000-4000-8000-c0ffee000001',
  clientId: 'mdb_sa_id_reference',
  clientSecret: 'mdb_sa_sk_reference-secret-of-a-mock',
  projectId: '5f0c2a7b9e4d3c1b2a190807',
  buckets: 103,
  nonceLifetimeMs: 60_000,
  realm: 'MMS Public API',
};

/** A request for the list, taken apart. */
export interface Asked {
  readonly version: Version;
  readonly projectId: string;
  /** Origin and path of the request, for links. */
  readonly base: string;
  readonly query: URLSearchParams;
  readonly pretty: boolean;
  readonly envelope: boolean;
  readonly includeCount: boolean;
  readonly pageNum: number;
  readonly itemsPerPage: number;
}

interface ErrorDocument {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly parameters: readonly unknown[];
}

interface Link {
  readonly href: string;
  readonly rel: string;
}

/** What the server does, step by step. A planted defect replaces one step. */
export interface Behaviour {
  /** The nonce of the next challenge. */
  nonce: (gate: DigestGate) => string;
  /** The WWW-Authenticate lines of a refusal. */
  challenges: (nonce: string, stale: boolean, realm: string) => readonly string[];
  admit: (request: WireRequest, gate: DigestGate, bearer: ReadonlySet<string>) => Admission;
  /** The body of a refusal with 401. */
  refusal: () => string;
  /** Page number and size that a query asks for; an error document when it cannot be read. */
  page: (query: URLSearchParams) => { pageNum: number; itemsPerPage: number } | ErrorDocument;
  /** The buckets of one page. */
  pick: (buckets: readonly StoredBucket[], asked: Asked) => readonly StoredBucket[];
  bucket: (bucket: StoredBucket, version: Version, base: string) => unknown;
  links: (asked: Asked, count: number) => readonly Link[];
  /** The members of the list, in their order. */
  list: (links: readonly Link[], results: readonly unknown[], count: number, asked: Asked) => object;
  write: (document: object, asked: Asked) => string;
  contentType: (version: Version) => string;
  error: (error: ErrorDocument) => WireResponse;
  /** The last touch on whatever is answered. */
  finish: (response: WireResponse, request: WireRequest) => WireResponse;
}

export interface Reference {
  readonly options: ReferenceOptions;
  readonly handle: (request: WireRequest) => WireResponse;
}

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
};

/** On every reply but a 401. */
const SAFETY: readonly HeaderLine[] = [
  ['Strict-Transport-Security', 'max-age=31536000; includeSubdomains;'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  ['X-Frame-Options', 'DENY'],
];

export function answer(status: number, headers: readonly HeaderLine[], body: string): WireResponse {
  return {
    status,
    reason: PHRASES[status] ?? '',
    httpVersion: '1.1',
    headers: [
      ['Server', 'mdbws'],
      ['Date', new Date().toUTCString()],
      ...headers,
      ['Content-Length', String(Buffer.byteLength(body))],
    ],
    body: Buffer.from(body),
  };
}

const JSON_TYPE: HeaderLine = ['Content-Type', 'application/json'];
const MOST_ITEMS = 500;

/** How the service answers. */
export const CONFORMING: Behaviour = {
  nonce: (gate) => gate.issue(),
  challenges: (nonce, stale, realm) => [
    `Digest realm="${realm}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`,
  ],
  admit: (request, gate, bearer) => {
    const value = header(request, 'Authorization');
    const [, token] = /^Bearer (.+)$/.exec(value ?? '') ?? [];
    if (token !== undefined) return bearer.has(token) ? 'admitted' : 'refused';
    const { pathname, search } = new URL(request.url);
    return gate.admit(value, request.method, `${pathname}${search}`);
  },
  // The real service writes this one body prettyprinted, whatever is asked for.
  refusal: () =>
    pretty({
      error: 401,
      reason: 'Unauthorized',
      errorCode: 'UNEXPECTED_ERROR',
      detail: 'You are not authorized for this resource.',
    }),
  page: (query) => {
    const wrong = ['pageNum', 'itemsPerPage'].find((name) => !/^-?\d{1,9}$/.test(query.get(name) ?? '1'));
    if (wrong !== undefined) {
      const detail = `Invalid query parameter ${wrong} specified.`;
      return { status: 400, code: 'INVALID_QUERY_PARAMETER', detail, parameters: [wrong] };
    }
    const pageNum = Number(query.get('pageNum') ?? 1);
    const itemsPerPage = Number(query.get('itemsPerPage') ?? 100);
    return {
      pageNum: Math.max(pageNum, 1),
      itemsPerPage: itemsPerPage < 1 ? 100 : Math.min(itemsPerPage, MOST_ITEMS),
    };
  },
  pick: (buckets, { pageNum, itemsPerPage }) =>
    buckets.slice((pageNum - 1) * itemsPerPage, pageNum * itemsPerPage),
  bucket: showBucket,
  links: ({ base, query, pageNum, itemsPerPage }, count) => {
    const others = [...query].filter(([name]) => name !== 'pageNum' && name !== 'itemsPerPage');
    const href = (page: readonly (readonly [string, number])[]) =>
      `${base}?${[...others, ...page].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
    const to = (number: number) =>
      href([
        ['itemsPerPage', itemsPerPage],
        ['pageNum', number],
      ]);
    const self = href([
      ['pageNum', pageNum],
      ['itemsPerPage', itemsPerPage],
    ]);
    return [
      ...(pageNum > 1 ? [{ href: to(pageNum - 1), rel: 'previous' }] : []),
      { href: self, rel: 'self' },
      ...(pageNum * itemsPerPage < count ? [{ href: to(pageNum + 1), rel: 'next' }] : []),
    ];
  },
  list: (links, results, count, { includeCount, envelope }) => ({
    links,
    results,
    ...(includeCount && { totalCount: count }),
    ...(envelope && { status: 200 }),
  }),
  write: (document, asked) => (asked.pretty ? pretty(document) : compact(document)),
  contentType: (version) =>
    version === 'v1.0' ? 'application/json' : `application/vnd.atlas.${version}+json;charset=utf-8`,
  error: ({ status, code, detail, parameters }) =>
    answer(
      status,
      [...SAFETY, JSON_TYPE, ['X-Error-Code', code]],
      compact({ detail, error: status, errorCode: code, parameters, reason: PHRASES[status] }),
    ),
  finish: (response) => response,
};

/** The answers depend on nothing but options, behaviour, the request, and which nonces were issued. */
export function createReference(
  given: Partial<ReferenceOptions> = {},
  changed: Partial<Behaviour> = {},
): Reference {
  const options = { ...DEFAULTS, ...given };
  const does = { ...CONFORMING, ...changed };
  const gate = new DigestGate(options);
  const tokens = new Set<string>();
  const buckets = makeBuckets(options.buckets);

  const refuse = (admission: Admission): WireResponse => {
    const lines = does.challenges(does.nonce(gate), admission === 'stale', options.realm);
    return answer(
      401,
      [...lines.map((line) => ['WWW-Authenticate', line] as const), JSON_TYPE],
      does.refusal(),
    );
  };

  const respond = (request: WireRequest): WireResponse => {
    const url = new URL(request.url);
    if (url.pathname === '/api/oauth/token') return token(request, options, tokens);
    const admission = does.admit(request, gate, tokens);
    if (admission !== 'admitted') return refuse(admission);
    const [, api, projectId] =
      /^\/api\/atlas\/(v1\.0|v2)\/groups\/([^/]+)\/backup\/exportBuckets\/?$/.exec(decoded(url.pathname)) ??
      [];
    if (api === undefined || projectId === undefined) {
      const parameters = [url.pathname];
      return does.error({
        status: 404,
        code: 'RESOURCE_NOT_FOUND',
        detail: `Cannot find resource ${url.pathname}.`,
        parameters,
      });
    }
    if (request.method !== 'GET') return answer(405, [...SAFETY.slice(0, -1), ['Allow', 'GET,OPTIONS']], '');
    const version = api === 'v1.0' ? 'v1.0' : versionOf(header(request, 'Accept'));
    if (!version) {
      const detail = 'Invalid accept header or version date.';
      return does.error({ status: 406, code: 'INVALID_VERSION_DATE', detail, parameters: [] });
    }
    const unknown = projectError(projectId, options.projectId);
    if (unknown) return does.error(unknown);
    const page = does.page(url.searchParams);
    if ('code' in page) return does.error(page);
    return listOf({ ...page, ...flags(url), version, projectId });
  };

  const listOf = (asked: Asked): WireResponse => {
    // However the request spells it, a bucket has one URL.
    const base = decoded(asked.base).replace(/\/$/, '');
    const results = does.pick(buckets, asked).map((bucket) => does.bucket(bucket, asked.version, base));
    const document = does.list(does.links(asked, buckets.length), results, buckets.length, asked);
    return answer(
      200,
      [...SAFETY, ['Content-Type', does.contentType(asked.version)], ...versionHeaders(asked.version)],
      does.write(document, asked),
    );
  };

  return { options, handle: (request) => does.finish(respond(request), request) };
}

/** Requests answered without a network, for proofs by the thousand. */
export function inProcess({ handle }: Reference, now = Date.now): Transport {
  return async (request) => ({
    response: handle(request),
    timing: { startedAt: now(), waitMs: 0, receiveMs: 0 },
  });
}

function flags(url: URL) {
  const flag = (name: string) => url.searchParams.get(name) === 'true';
  return {
    base: `${url.origin}${url.pathname}`,
    query: url.searchParams,
    pretty: flag('pretty'),
    envelope: flag('envelope'),
    includeCount: url.searchParams.get('includeCount') !== 'false',
  };
}

/** What needs no percent-encoding means the same with one (RFC 3986, 6.2.2.2). */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function projectError(given: string, own: string): ErrorDocument | undefined {
  if (given === own) return undefined;
  return /^[0-9a-f]{24}$/.test(given)
    ? {
        status: 404,
        code: 'GROUP_NOT_FOUND',
        detail: `No group with ID ${given} exists.`,
        parameters: [given],
      }
    : {
        status: 404,
        code: 'INVALID_GROUP_ID',
        detail: `An invalid group ID ${given} was specified.`,
        parameters: [given],
      };
}

/** The newest version of the resource that is not after the date asked for. */
function versionOf(accept: string | undefined): Version | undefined {
  const [, date] = /application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json/i.exec(accept ?? '') ?? [];
  if (date === undefined || date < '2023-01-01') return undefined;
  return date < '2024-05-30' ? '2023-01-01' : '2024-05-30';
}

function versionHeaders(version: Version): readonly HeaderLine[] {
  if (version === 'v1.0') return [];
  const limits: readonly HeaderLine[] = [
    ['RateLimit-Limit', '1200'],
    ['RateLimit-Remaining', '1199'],
  ];
  return version === '2024-05-30'
    ? limits
    : [
        ...limits,
        ['Deprecation', 'Thu, 30 May 2024 00:00:00 GMT'],
        ['Sunset', 'Thu, 1 Jul 2027 00:00:00 GMT'],
      ];
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4), as Atlas gives tokens to service accounts. */
function token(
  request: WireRequest,
  { clientId, clientSecret }: ReferenceOptions,
  tokens: Set<string>,
): WireResponse {
  if (request.method !== 'POST') return answer(405, [['Allow', 'POST,OPTIONS']], '');
  const wanted = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const grant = new URLSearchParams(request.body ?? '').get('grant_type');
  if (header(request, 'Authorization') !== wanted) {
    return answer(
      401,
      [JSON_TYPE],
      compact({
        error: 'invalid_client',
        error_description: 'The client is unknown or its secret is wrong.',
      }),
    );
  }
  if (grant !== 'client_credentials') {
    return answer(400, [JSON_TYPE], compact({ error: 'unsupported_grant_type' }));
  }
  const value = randomBytes(32).toString('base64url');
  tokens.add(value);
  return answer(
    200,
    [JSON_TYPE, ['Cache-Control', 'no-store']],
    compact({ access_token: value, expires_in: 3600, token_type: 'Bearer' }),
  );
}

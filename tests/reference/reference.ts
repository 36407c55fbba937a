/**
 * A server that keeps a contract, as the real service does wherever that is known: the default target, a
 * mock for authors of clients, and the ground that planted defects stand on.
 */
import { randomBytes } from 'node:crypto';
import type { ApiVersion, Contract, PathParameter, PathValues } from '../contract/contract.ts';
import { type ListContract, shippedContract } from '../contract/list-contract.ts';
import { regularExpression } from '../contract/patterns.ts';
import {
  type HeaderLine,
  header,
  type Transport,
  type WireRequest,
  type WireResponse,
} from '../http/exchange.ts';
import { withoutFinalSlashes } from '../http/path.ts';
import { isObject, member } from '../json/json.ts';
import { type Admission, DigestGate } from './digest.ts';
import { itemPath, itemsOf, type StoredItem } from './items.ts';
import { compact, pretty } from './jackson.ts';
import { decoded, type Found, findRoute, type Route, replacementOf, routesOf, versionFor } from './routes.ts';

export interface ReferenceOptions {
  /** The contract of the list that is served. */
  readonly contract: ListContract;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly projectId: string;
  /** Of the path parameters, by name; the project's is `projectId`. */
  readonly pathValues: PathValues;
  /** How many items the list has. */
  readonly items: number;
  readonly nonceLifetimeMs: number;
  /** Of the Digest challenge. */
  readonly realm: string;
}

/** All but what the contract says. */
const DEFAULTS = {
  publicKey: 'reference',
  privateKey: '5ca1ab1e-0000-4000-8000-c0ffee000001',
  clientId: 'mdb_sa_id_reference',
  clientSecret: 'mdb_sa_sk_reference-secret-of-a-mock',
  items: 103,
  nonceLifetimeMs: 60_000,
  realm: 'MMS Public API',
} as const;

/** A request for the list, taken apart. */
export interface Asked {
  readonly contract: Contract;
  readonly version: ApiVersion;
  /** Origin and path of the list, for links. */
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

/** How many items a page holds. */
interface PageSizes {
  readonly usual: number;
  readonly largest: number;
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
  page: (
    query: URLSearchParams,
    sizes?: PageSizes,
  ) => { pageNum: number; itemsPerPage: number } | ErrorDocument;
  /** The items of one page. */
  pick: (items: readonly StoredItem[], asked: Asked) => readonly StoredItem[];
  /** An item as it is shown; `base`: the list's URL. */
  item: (item: StoredItem, contract: Contract, base: string) => unknown;
  links: (asked: Asked, count: number) => readonly Link[];
  /** The members of the list, in their order. */
  list: (links: readonly Link[], results: readonly unknown[], count: number, asked: Asked) => object;
  write: (document: object, asked: Asked) => string;
  contentType: (version: ApiVersion) => string;
  /** `contract`: whose schema the document keeps. */
  error: (error: ErrorDocument, contract?: Contract) => WireResponse;
  /** The last touch on whatever is answered. */
  finish: (response: WireResponse, request: WireRequest) => WireResponse;
}

export interface Reference {
  readonly options: ReferenceOptions;
  readonly handle: (request: WireRequest) => WireResponse;
}

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
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
const ALLOWED: HeaderLine = ['Allow', 'GET,HEAD,OPTIONS'];
/** Of a list whose contract names no size. */
const SIZES: PageSizes = { usual: 100, largest: 500 };

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
  page: (query, { usual, largest } = SIZES) => {
    const wrong = ['pageNum', 'itemsPerPage'].find((name) => !/^-?\d{1,9}$/.test(query.get(name) ?? '1'));
    if (wrong !== undefined) {
      const detail = `Invalid query parameter ${wrong} specified.`;
      return { status: 400, code: 'INVALID_QUERY_PARAMETER', detail, parameters: [wrong] };
    }
    const pageNum = Number(query.get('pageNum') ?? 1);
    const itemsPerPage = Number(query.get('itemsPerPage') ?? usual);
    return {
      pageNum: Math.max(pageNum, 1),
      itemsPerPage: itemsPerPage < 1 ? usual : Math.min(itemsPerPage, largest),
    };
  },
  pick: (items, { pageNum, itemsPerPage }) =>
    items.slice((pageNum - 1) * itemsPerPage, pageNum * itemsPerPage),
  item: ({ value }, contract, base) =>
    Array.isArray(value.links)
      ? { ...value, links: [{ href: `${base}/${itemPath(contract, value)}`, rel: 'self' }] }
      : value,
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
  list: (links, results, count, { contract, includeCount, envelope }) => ({
    links,
    results,
    ...(includeCount && { totalCount: count }),
    ...moreOf(contract),
    ...(envelope && { status: 200 }),
  }),
  write: (document, asked) => (asked.pretty ? pretty(document) : compact(document)),
  contentType: (version) =>
    version === 'v1.0' ? 'application/json' : `application/vnd.atlas.${version}+json;charset=utf-8`,
  error: ({ status, code, detail, parameters }, contract) =>
    answer(
      status,
      [...SAFETY, JSON_TYPE, ['X-Error-Code', code]],
      compact(
        asStated({ detail, error: status, errorCode: code, parameters, reason: PHRASES[status] }, contract),
      ),
    ),
  finish: (response) => response,
};

/** The answers depend on nothing but options, behaviour, the request, and which nonces were issued. */
export function createReference(
  given: Partial<ReferenceOptions> = {},
  changed: Partial<Behaviour> = {},
): Reference {
  const contract = given.contract ?? shippedContract();
  const routes = routesOf(contract);
  const own = ownValues(routes, given);
  const options: ReferenceOptions = {
    ...DEFAULTS,
    ...given,
    contract,
    projectId: own.groupId ?? given.projectId ?? '',
    pathValues: own,
  };
  const does = { ...CONFORMING, ...changed };
  const gate = new DigestGate(options);
  const tokens = new Set<string>();
  const stated = contract.of(contract.defaultVersion);
  const errorReply = (error: ErrorDocument) => does.error(error, stated);

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
    const found = findRoute(routes, plainPath(url.pathname));
    if (!found) return errorReply(noResource(url.pathname));
    if (request.method === 'OPTIONS') return answer(204, [...SAFETY, ALLOWED], '');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(405, [...SAFETY.slice(0, -1), ALLOWED], '');
    }
    const version = versionFor(found.route, header(request, 'Accept'));
    if (!version) {
      const detail = 'Invalid accept header or version date.';
      return errorReply({ status: 406, code: 'INVALID_VERSION_DATE', detail, parameters: [] });
    }
    const unknown = pathError(found, own);
    if (unknown) return errorReply(unknown);
    return found.rest === undefined ? listOf(url, found.route, version) : itemAt(url, found, version);
  };

  const listOf = (url: URL, route: Route, version: Contract): WireResponse => {
    const items = itemsOf(version, own, options.items);
    // A list that takes no page is one page.
    const page = version.parameter('pageNum')
      ? does.page(url.searchParams, sizesOf(version))
      : { pageNum: 1, itemsPerPage: Math.max(items.length, 1) };
    if ('code' in page) return errorReply(page);
    const asked = { ...page, ...flags(url, version), contract: version, version: version.version };
    // However the request spells it, an item has one URL.
    const base = plainPath(asked.base).replace(/\/$/, '');
    const results = does.pick(items, asked).map((item) => does.item(item, version, base));
    const document = does.list(does.links(asked, items.length), results, items.length, asked);
    return success(route, version, does.write(document, asked));
  };

  const itemAt = (url: URL, { route, rest = '' }: Found, version: Contract): WireResponse => {
    const base = `${url.origin}${withoutFinalSlashes(url.pathname.slice(0, url.pathname.lastIndexOf(rest)))}`;
    const wanted = normalPath(rest);
    const item = itemsOf(version, own, options.items).find(
      ({ value }) => itemPath(version, value) === wanted,
    );
    if (!item) return errorReply(noResource(url.pathname));
    const shown = does.item(item, version, base);
    const asked = {
      ...flags(url, version),
      contract: version,
      version: version.version,
      pageNum: 1,
      itemsPerPage: 1,
    };
    // A single result is no envelope by itself: it stands in one, beside the status.
    const document = asked.envelope ? { status: 200, content: shown } : Object(shown);
    return success(route, version, does.write(document, asked));
  };

  const success = (route: Route, version: Contract, body: string): WireResponse =>
    answer(
      200,
      [...SAFETY, ['Content-Type', does.contentType(version.version)], ...versionHeaders(route, version)],
      body,
    );

  return { options, handle: (request) => does.finish(respond(request), request) };
}

/** Requests answered without a network, for proofs by the thousand. */
export function inProcess({ handle }: Reference, now = Date.now): Transport {
  return async (request) => ({
    response: handle(request),
    timing: { startedAt: now(), waitMs: 0, receiveMs: 0 },
  });
}

/** The values of the path parameters that lead to the list: as given, else the examples of the contract. */
function ownValues(routes: readonly Route[], given: Partial<ReferenceOptions>): PathValues {
  const [route] = routes;
  const [contract] = route?.contracts ?? [];
  return Object.fromEntries(
    (route?.parameters ?? []).map(({ name, example }) => {
      const set = name === 'groupId' ? given.projectId : given.pathValues?.[name];
      return [name, set ?? example ?? String(contract?.sample(`{operation}/parameters/${name}/schema`))];
    }),
  );
}

function flags(url: URL, contract: Contract) {
  const flag = (name: string) =>
    contract.parameter(name) !== undefined && url.searchParams.get(name) === 'true';
  return {
    base: `${url.origin}${url.pathname}`,
    query: url.searchParams,
    pretty: flag('pretty'),
    envelope: flag('envelope'),
    includeCount: !contract.parameter('includeCount') || url.searchParams.get('includeCount') !== 'false',
  };
}

function sizesOf(contract: Contract): PageSizes {
  const stated = contract.parameter('itemsPerPage');
  const usual = typeof stated?.default === 'number' ? stated.default : SIZES.usual;
  return { usual, largest: stated?.maximum ?? Math.max(usual, SIZES.largest) };
}

/** What needs no percent-encoding means the same with one (RFC 3986, 6.2.2.2). */
function plainPath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Members of the list that the contract states beside those of every list. */
function moreOf(contract: Contract): Record<string, unknown> {
  const known = more.get(contract);
  if (known) return known;
  const list: unknown = contract.sample('{list}');
  const own = ['links', 'results', 'totalCount', 'status'];
  const members = Object.entries(isObject(list) ? list : {}).filter(([name]) => !own.includes(name));
  const found = Object.fromEntries(members);
  more.set(contract, found);
  return found;
}
const more = new WeakMap<Contract, Record<string, unknown>>();

/** The same path however it is percent-encoded. */
function normalPath(path: string): string {
  return withoutFinalSlashes(path)
    .split('/')
    .map((part) => encodeURIComponent(decoded(part)))
    .join('/');
}

/** What the contract promises for the first value that does not lead to the list. */
function pathError({ route, values }: Found, own: PathValues): ErrorDocument | undefined {
  const wrong = route.parameters.find(({ name }) => values[name] !== own[name]);
  if (!wrong) return undefined;
  const given = values[wrong.name] ?? '';
  const isMalformed = malformed(wrong, given);
  const promised = isMalformed ? wrong.malformed : wrong.unknown;
  return {
    status: promised?.status ?? 404,
    code: promised?.errorCode ?? 'RESOURCE_NOT_FOUND',
    detail: isMalformed
      ? `An invalid ${wrong.title} ${given} was specified.`
      : `No ${wrong.title} ${given} exists.`,
    parameters: [given],
  };
}

const malformed = ({ pattern }: PathParameter, value: string) =>
  pattern !== undefined && !regularExpression(pattern).test(value);

function noResource(path: string): ErrorDocument {
  return {
    status: 404,
    code: 'RESOURCE_NOT_FOUND',
    detail: `Cannot find resource ${path}.`,
    parameters: [path],
  };
}

/** The document with what the contract's schema refuses of it taken from a sample of that schema. */
function asStated(document: Record<string, unknown>, contract: Contract | undefined): unknown {
  const errors = contract?.find('{error}') ? contract.check('{error}', document) : [];
  if (!contract || errors.length === 0) return document;
  const sample: unknown = contract.sample('{error}');
  const wrong = errors.map(({ path: [name], property }) => name ?? property);
  const kept = Object.entries(document).filter(([name]) => !wrong.includes(name));
  const made = Object.entries(isObject(sample) ? sample : {}).filter(([name]) => wrong.includes(name));
  return Object.fromEntries([...kept, ...made]);
}

/** Values of the rate limit that fit together. */
const LIMITS: Readonly<Record<string, string>> = {
  'ratelimit-limit': '1200',
  'ratelimit-remaining': '1199',
};

/** The fields that the contract documents of the list, and those of a version that has been replaced. */
function versionHeaders(route: Route, contract: Contract): readonly HeaderLine[] {
  const response = contract.response('200');
  const stated = Object.keys(Object(member(response, 'headers'))).map((name): HeaderLine => {
    const schema = `{operation}/responses/200/headers/${name}/schema`;
    return [name, LIMITS[name.toLowerCase()] ?? String(contract.sample(schema))];
  });
  const media = Object.entries(Object(member(response, 'content'))).find(
    ([type]) => type.split(';')[0]?.trim() === contract.mediaType,
  );
  const sunset = member(media?.[1], 'x-sunset');
  if (typeof sunset !== 'string') return stated;
  // What has an end has been replaced, be it by a version that the contract does not state.
  const replaced = replacementOf(route, contract.version) ?? sunset;
  return [...stated, ['Deprecation', dayInHeader(replaced)], ['Sunset', dayInHeader(sunset)]];
}

/** A day as the service writes it, without a zero in front. */
const dayInHeader = (day: string) => new Date(day).toUTCString().replace(/ 0(\d )/, ' $1');

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

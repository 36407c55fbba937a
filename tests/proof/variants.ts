/** Targets that are right and look different: every freedom that documents leave, drawn at random. */
import fc from 'fast-check';
import { header } from '../engine/exchange.ts';
import { compact, pretty } from '../reference/jackson.ts';
import {
  type Asked,
  type Behaviour,
  KEEPS_THE_CONTRACT,
  type ReferenceOptions,
} from '../reference/reference.ts';
import { errorDocument, unknownProject, withBody, withHeader, withStatus } from './defects/plant.ts';

const keeps = KEEPS_THE_CONTRACT;

export interface Variant {
  readonly buckets: number;
  /** Of what each object has on top; names that no document knows. */
  readonly extra: readonly ('bucket' | 'list' | 'link' | 'error')[];
  readonly reversed: readonly ('bucket' | 'list' | 'links' | 'query' | 'link')[];
  readonly prettyStyle: 'jackson' | 'two' | 'four' | 'tab' | 'crlf';
  readonly finalNewline: boolean;
  readonly headerCase: 'as-is' | 'lower' | 'upper';
  readonly charset: '' | ';charset=utf-8' | '; charset=UTF-8' | ';charset="utf-8"';
  readonly scheme: 'Digest' | 'digest' | 'DIGEST';
  readonly algorithm: '' | ', algorithm=MD5' | ', algorithm="MD5"' | ', algorithm=md5';
  readonly qop: 'qop=auth' | 'qop="auth"' | 'qop="auth,auth-int"' | 'qop="auth-int, auth"';
  readonly opaque: '' | ', opaque="5ccc069c403ebaf9f0171e9517f40e41"' | ', opaque=""';
  readonly challengeOrder: 'nonce-first' | 'realm-first';
  readonly realm: 'MMS Public API' | 'a, b="c' | 'mock';
  readonly beside:
    | 'nothing'
    | 'sha-256-after'
    | 'sha-256-before'
    | 'basic-before'
    | 'basic-one-line'
    | 'bearer-after';
  readonly nonceForm: 'base64' | 'odd' | 'dated';
  readonly nonceUse: 'many' | 'once' | 'newest-alone' | 'once-without-stale';
  readonly refusal: 'pretty' | 'compact' | 'no-code' | 'null-code';
  readonly count: 'exact' | 'absent' | 'estimate';
  readonly uncounted: 'omitted' | 'zero' | 'real';
  readonly host: 'same' | 'other' | 'prefixed';
  readonly moreLinks: boolean;
  readonly bucketLinks: boolean;
  readonly odd: 'clamp' | 'refuse' | 'as-told';
  readonly pastTheEnd: 'empty' | 'last-page' | 'refuse' | 'without-previous';
  readonly unknownProject: 401 | 403 | 404;
  readonly malformedProject: 400 | 404;
  readonly errorCodes: 'code' | 'null' | 'absent';
  readonly added: 'no' | 'first' | 'middle' | 'last' | 'edited';
  readonly limited: 'no' | '429-seconds' | '429-date' | '503';
}

/** Small projects mostly: they are where paging has its corners. */
const bucketCounts = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 2, arbitrary: fc.integer({ min: 97, max: 103 }) },
  { weight: 1, arbitrary: fc.constantFrom(200, 250, 499, 500, 501, 1000, 1001) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 1200 }) },
);

export const variants: fc.Arbitrary<Variant> = fc.record({
  buckets: bucketCounts,
  extra: fc.subarray(['bucket', 'list', 'link', 'error'] as const),
  reversed: fc.subarray(['bucket', 'list', 'links', 'query', 'link'] as const),
  prettyStyle: fc.constantFrom('jackson', 'two', 'four', 'tab', 'crlf'),
  finalNewline: fc.boolean(),
  headerCase: fc.constantFrom('as-is', 'lower', 'upper'),
  charset: fc.constantFrom('', ';charset=utf-8', '; charset=UTF-8', ';charset="utf-8"'),
  scheme: fc.constantFrom('Digest', 'digest', 'DIGEST'),
  algorithm: fc.constantFrom('', ', algorithm=MD5', ', algorithm="MD5"', ', algorithm=md5'),
  qop: fc.constantFrom('qop=auth', 'qop="auth"', 'qop="auth,auth-int"', 'qop="auth-int, auth"'),
  opaque: fc.constantFrom('', ', opaque="5ccc069c403ebaf9f0171e9517f40e41"', ', opaque=""'),
  challengeOrder: fc.constantFrom('nonce-first', 'realm-first'),
  realm: fc.constantFrom('MMS Public API', 'a, b="c', 'mock'),
  beside: fc.constantFrom(
    'nothing',
    'sha-256-after',
    'sha-256-before',
    'basic-before',
    'basic-one-line',
    'bearer-after',
  ),
  nonceForm: fc.constantFrom('base64', 'odd', 'dated'),
  nonceUse: fc.constantFrom('many', 'once', 'newest-alone', 'once-without-stale'),
  refusal: fc.constantFrom('pretty', 'compact', 'no-code', 'null-code'),
  count: fc.constantFrom('exact', 'absent', 'estimate'),
  uncounted: fc.constantFrom('omitted', 'zero', 'real'),
  host: fc.constantFrom('same', 'other', 'prefixed'),
  moreLinks: fc.boolean(),
  bucketLinks: fc.boolean(),
  odd: fc.constantFrom('clamp', 'refuse', 'as-told'),
  pastTheEnd: fc.constantFrom('empty', 'last-page', 'refuse', 'without-previous'),
  unknownProject: fc.constantFrom(401, 403, 404),
  malformedProject: fc.constantFrom(400, 404),
  errorCodes: fc.constantFrom('code', 'null', 'absent'),
  added: fc.constantFrom('no', 'no', 'no', 'first', 'middle', 'last', 'edited'),
  limited: fc.constantFrom('no', 'no', 'no', '429-seconds', '429-date', '503'),
} satisfies { [K in keyof Variant]: fc.Arbitrary<Variant[K]> });

/** What the reference server has to know for a variant. */
export function optionsFor({ buckets, added, realm }: Variant): Partial<ReferenceOptions> {
  return { realm, buckets: buckets + (added === 'no' || added === 'edited' ? 0 : 1) };
}

/** The behaviour of the reference server that shows the variant. */
export function behaviourFor(variant: Variant): Partial<Behaviour> {
  return {
    ...authentication(variant),
    ...listing(variant),
    page: (query) => oddPage(variant, query),
    error: (error) => {
      const response = keeps.error(error);
      const codes = {
        code: {},
        null: { errorCode: null, parameters: null },
        absent: { errorCode: undefined },
      };
      const extra = variant.extra.includes('error') ? { traceId: 'abc', help: null } : {};
      const changed = errorDocument({ ...codes[variant.errorCodes], ...extra })(response);
      return variant.errorCodes === 'code' ? changed : withHeader(changed, 'X-Error-Code');
    },
    finish: finisher(variant),
  };
}

function authentication(variant: Variant): Partial<Behaviour> {
  const used = new Set<string>();
  let newest = '';
  let issued = 0;
  return {
    nonce: (gate) => {
      issued += 1;
      const random = gate.issue();
      const forms = {
        base64: random,
        odd: `${random.slice(0, 20)}=,/+;${issued}, qop=none`,
        dated: `2026-11-24T12:00:00Z ${random.slice(0, 16)}`,
      };
      newest = gate.issue(forms[variant.nonceForm]);
      return newest;
    },
    challenges: (nonce, stale) => challengeLines(variant, nonce, stale),
    admit: (request, gate, bearer) => {
      const value = header(request, 'Authorization') ?? '';
      const [, nonce = ''] = /\bnonce="([^"]*)"/.exec(value) ?? [];
      if (variant.nonceUse === 'newest-alone' && nonce !== newest) return 'stale';
      if (variant.nonceUse.startsWith('once') && used.has(nonce)) return 'stale';
      const admission = keeps.admit(request, gate, bearer);
      used.add(nonce);
      // A service may hide which projects exist behind a 401.
      return admission === 'admitted' && variant.unknownProject === 401 && unknownProject(request)
        ? 'refused'
        : admission;
    },
    refusal: () => {
      const document = { error: 401, reason: 'Unauthorized', detail: 'No.' };
      switch (variant.refusal) {
        case 'pretty':
          return pretty({ ...document, errorCode: 'UNEXPECTED_ERROR' });
        case 'compact':
          return compact({ ...document, errorCode: 'UNEXPECTED_ERROR', parameters: [] });
        case 'no-code':
          return compact(document);
        case 'null-code':
          return compact({ ...document, errorCode: null, parameters: null });
      }
    },
  };
}

const realmMember = ({ realm }: Variant) => `realm="${realm.replaceAll('"', '\\"')}"`;

function challengeLines(variant: Variant, nonce: string, stale: boolean): readonly string[] {
  const { scheme, algorithm, qop, opaque, challengeOrder, beside } = variant;
  const staleText = stale && variant.nonceUse !== 'once-without-stale' ? ', stale=TRUE' : '';
  const realm = realmMember(variant);
  const rest = `${qop}${algorithm}${opaque}${staleText}`;
  const digest =
    challengeOrder === 'nonce-first'
      ? `${scheme} nonce="${nonce}", ${realm}, ${rest}`
      : `${scheme} ${realm},${rest},nonce="${nonce}"`;
  const strong = `Digest ${realm}, nonce="${nonce}", qop="auth", algorithm=SHA-256`;
  switch (beside) {
    case 'nothing':
      return [digest];
    case 'sha-256-after':
      return [digest, strong];
    case 'sha-256-before':
      return [strong, digest];
    case 'basic-before':
      return ['Basic realm="other"', digest];
    case 'basic-one-line':
      return [`Basic realm="other, Digest nonce=x", ${digest}`];
    case 'bearer-after':
      return [digest, 'Bearer realm="tokens", error="invalid_token"'];
  }
}

const reversedObject = (value: object) => Object.fromEntries(Object.entries(value).reverse());

function listing(variant: Variant): Partial<Behaviour> {
  const { reversed, extra, buckets: size } = variant;
  let replies = 0;
  const after = 5;
  const changed = () => replies > after;
  const hidden = { no: -1, edited: -1, first: 0, middle: Math.floor(size / 2), last: size }[variant.added];
  const count = () => size + (hidden >= 0 && changed() ? 1 : 0);
  const visible = <T>(all: readonly T[]): readonly T[] =>
    hidden >= 0 && !changed() ? all.filter((_, index) => index !== hidden) : all;
  return {
    pick: (all, asked) => {
      replies += 1;
      return keeps.pick(visible(all), asked);
    },
    bucket: (stored, version, base) => {
      const shown: object = Object(keeps.bucket(stored, version, base));
      const full = {
        ...shown,
        ...(variant.bucketLinks && { links: [{ href: `${base}/${stored.id}`, rel: 'self' }] }),
        ...(extra.includes('bucket') && {
          createdAt: '2026-01-01T00:00:00Z',
          status: 'x',
          tags: [{ a: null }],
        }),
        ...(variant.added === 'edited' && changed() && { bucketName: 'edited-since' }),
      };
      return reversed.includes('bucket') ? reversedObject(full) : full;
    },
    links: (asked, _all) => {
      const links = keeps.links(asked, count()).filter(({ rel }) => keepsLink(variant, asked, rel));
      const more = variant.moreLinks
        ? [
            { href: `${asked.base}?pageNum=1`, rel: 'first' },
            { href: 'https://docs.example/help', rel: 'help' },
            { href: `${asked.base}/x`, rel: 'https://cloud.mongodb.com/group' },
          ]
        : [];
      const shown = [...links, ...more].map(({ href, rel }) => linkForm(variant, href, rel));
      return reversed.includes('links') ? shown.reverse() : shown;
    },
    list: (links, results, _count, asked) => {
      const list = keeps.list(links, results, count(), asked);
      const counted = { ...list, ...countOf(variant, count(), asked) };
      const full = { ...counted, ...(extra.includes('list') && { took: 1, warnings: [] }) };
      return reversed.includes('list') ? reversedObject(full) : full;
    },
    write: (document, asked) => {
      const text = asked.pretty ? indented(document, variant) : compact(document);
      return variant.finalNewline ? `${text}\n` : text;
    },
    contentType: (version) =>
      version === 'v1.0'
        ? `application/json${variant.charset}`
        : `application/vnd.atlas.${version}+json${variant.charset}`,
  };
}

function indented(document: object, { prettyStyle }: Variant): string {
  switch (prettyStyle) {
    case 'jackson':
      return pretty(document);
    case 'two':
      return JSON.stringify(document, null, 2);
    case 'four':
      return JSON.stringify(document, null, 4);
    case 'tab':
      return JSON.stringify(document, null, '\t');
    case 'crlf':
      return JSON.stringify(document, null, 2).replaceAll('\n', '\r\n');
  }
}

function keepsLink({ pastTheEnd, buckets }: Variant, asked: Asked, rel: string): boolean {
  const past = (asked.pageNum - 1) * asked.itemsPerPage >= buckets && asked.pageNum > 1;
  return !(past && rel === 'previous' && pastTheEnd === 'without-previous');
}

function linkForm(
  { host, reversed, extra }: Variant,
  href: string,
  rel: string,
): { href: string; rel: string } {
  const url = new URL(href);
  if (host === 'other') url.host = 'cloud.example.com';
  if (host === 'prefixed') url.pathname = `/proxy${url.pathname}`;
  if (reversed.includes('query'))
    url.search = new URLSearchParams([...url.searchParams].reverse()).toString();
  const link = { href: url.href, rel, ...(extra.includes('link') && { title: 'x' }) };
  return reversed.includes('link') ? { rel, href: url.href } : link;
}

function countOf(variant: Variant, count: number, asked: Asked): object {
  if (!asked.includeCount) {
    return { omitted: { totalCount: undefined }, zero: { totalCount: 0 }, real: { totalCount: count } }[
      variant.uncounted
    ];
  }
  const onePage = count <= asked.itemsPerPage;
  return {
    exact: { totalCount: count },
    absent: { totalCount: undefined },
    // The service has claimed some more than the only page holds.
    estimate: { totalCount: onePage && !asked.query.has('itemsPerPage') ? count + 2 : count },
  }[variant.count];
}

function oddPage(
  { odd, pastTheEnd, buckets }: Variant,
  query: URLSearchParams,
): ReturnType<Behaviour['page']> {
  const refused = (name: string) => ({
    status: 400,
    code: 'INVALID_QUERY_PARAMETER',
    detail: `Invalid query parameter ${name} specified.`,
    parameters: [name],
  });
  const [number, size] = ['pageNum', 'itemsPerPage'].map((name) => query.get(name));
  const outOfRange = number === '0' || size === '0' || size === '501' || size === 'abc';
  if (outOfRange && odd === 'refuse') return refused('pageNum');
  if (size === 'abc' && odd === 'as-told') return { pageNum: 1, itemsPerPage: 100 };
  const page = keeps.page(query);
  if ('code' in page) return page;
  const past = page.pageNum > 1 && (page.pageNum - 1) * page.itemsPerPage >= buckets + 1;
  if (past && pastTheEnd === 'refuse') return refused('pageNum');
  if (past && pastTheEnd === 'last-page') {
    return { ...page, pageNum: Math.max(1, Math.ceil(buckets / page.itemsPerPage)) };
  }
  return page;
}

function finisher(variant: Variant): Behaviour['finish'] {
  let limited = variant.limited === 'no';
  let seen = 0;
  return (given, request) => {
    seen += 1;
    let response = given;
    if (!limited && seen === 7) {
      limited = true;
      response = limitedReply(variant, response);
    }
    const signed = header(request, 'Authorization')?.toLowerCase().startsWith('digest') === true;
    if (signed && response.status === 404) {
      const code = request.url.includes('/not-a-project-id/')
        ? variant.malformedProject
        : variant.unknownProject;
      response = errorDocument({ error: code, reason: PHRASES[code] })(
        withStatus(response, code, PHRASES[code]),
      );
    }
    return { ...response, headers: response.headers.map(([name, value]) => [spelled(name, variant), value]) };
  };
}

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

function limitedReply({ limited }: Variant, response: Parameters<Behaviour['finish']>[0]) {
  const status = limited === '503' ? 503 : 429;
  const body = withBody(
    withStatus(response, status),
    JSON.stringify({
      error: status,
      reason: 'Slow down',
      detail: 'x',
      errorCode: 'RATE_LIMITED',
      parameters: ['/x', 1, 2],
    }),
    'application/json',
  );
  return withHeader(
    body,
    'Retry-After',
    limited === '429-date' ? new Date(Date.now() - 1000).toUTCString() : '0',
  );
}

function spelled(name: string, { headerCase }: Variant): string {
  return { 'as-is': name, lower: name.toLowerCase(), upper: name.toUpperCase() }[headerCase];
}

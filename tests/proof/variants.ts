/** Targets that are right and look different: every freedom that documents leave, drawn at random. */
import fc from 'fast-check';
import { header, type WireRequest, type WireResponse } from '../http/exchange.ts';
import type { StoredItem } from '../reference/items.ts';
import { compact, pretty } from '../reference/jackson.ts';
import { type Asked, type Behaviour, CONFORMING, type ReferenceOptions } from '../reference/reference.ts';
import {
  asks,
  errorDocument,
  malformedProject,
  textOf,
  unknownProject,
  withBody,
  withHeader,
  withStatus,
} from './defects/defect.ts';
import { VIRTUAL_CLOCK } from './virtual-clock.ts';

const keeps = CONFORMING;

export interface Variant {
  readonly buckets: number;
  /** Of what each object has on top; names that no document knows. */
  readonly extra: readonly ('bucket' | 'list' | 'link' | 'error')[];
  readonly reversed: readonly ('bucket' | 'list' | 'links' | 'query' | 'link')[];
  /** What a bucket shows of the fields that it may leave out; `mixed`: each bucket something else. */
  readonly optional: 'as-is' | 'none' | 'mixed';
  /** How strings are written (RFC 8259, 7). */
  readonly strings: 'plain' | 'escaped-slash' | 'escaped-letter' | 'escaped-non-ascii';
  /** How counts are written (RFC 8259, 6): the same number. */
  readonly numbers: 'plain' | 'decimal' | 'exponent';
  readonly bucketName: 'plain' | 'non-ascii' | 'same';
  readonly mediaCase: 'lower' | 'upper';
  /** How hrefs spell the same URL (RFC 3986, 6.2.2). */
  readonly href: 'plain' | 'encoded-query' | 'encoded-path' | 'upper-host' | 'final-slash' | 'fragment';
  readonly prettyStyle: 'jackson' | 'two' | 'four' | 'tab' | 'crlf';
  readonly finalNewline: boolean;
  readonly headerCase: 'as-is' | 'lower' | 'upper';
  readonly charset: '' | ';charset=utf-8' | '; charset=UTF-8' | ';charset="utf-8"';
  readonly scheme: 'Digest' | 'digest' | 'DIGEST';
  readonly algorithm: '' | 'algorithm=MD5' | 'algorithm="MD5"' | 'algorithm=md5' | 'algorithm=MD5-sess';
  readonly qop: 'qop=auth' | 'qop="auth"' | 'qop="auth,auth-int"' | 'qop="auth-int, auth"';
  readonly opaque: '' | 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' | 'opaque=""' | 'opaque="a\\\\b"';
  /** Parameters that a challenge may have on top. */
  readonly more: readonly string[];
  /** Turns the order of the parameters by so many places. */
  readonly turned: number;
  /** Between the scheme and the parameters: 1*SP. */
  readonly gap: ' ' | '   ';
  /** Around the `=` of a parameter: RFC 9110, 11.2, has white space there that recipients must take. */
  readonly equals: '=' | ' = ' | '\t=' | '= ';
  /** Between the members of a list: RFC 9110, 5.6.1, has recipients take empty members too. */
  readonly comma: ', ' | ',' | ' , ' | ',\t' | ', ,' | ',,  ';
  /** Characters of quoted strings that stand behind a backslash: RFC 9110, 5.6.4. */
  readonly escaped: 'needed' | 'all';
  readonly realm: 'MMS Public API' | 'a, b="c' | 'mock' | 'back\\slash' | 'Digest realm=x, nonce=y';
  readonly beside:
    | 'nothing'
    | 'sha-256-after'
    | 'sha-256-before'
    | 'basic-before'
    | 'basic-one-line'
    | 'bearer-after'
    | 'negotiate-one-line'
    | 'auth-int-before'
    | 'among-empty-members';
  readonly nonceForm: 'base64' | 'odd' | 'dated' | 'quoted' | 'per-second';
  readonly nonceUse: 'many' | 'once' | 'newest-alone' | 'once-without-stale';
  readonly refusal: 'pretty' | 'compact' | 'no-code' | 'null-code';
  /** How many buckets more than there are a page counts, where it counts; next follows the count. */
  readonly overcount: 0 | 1 | 2 | 3 | 4 | 5;
  readonly count: 'exact' | 'absent';
  readonly uncounted: 'omitted' | 'zero' | 'real';
  readonly host: 'same' | 'other' | 'prefixed';
  readonly moreLinks: boolean;
  readonly bucketLinks: boolean;
  readonly odd: 'clamp' | 'refuse' | 'as-told';
  readonly pastTheEnd:
    | 'empty'
    | 'last-page'
    | 'first-page'
    | 'refuse'
    | 'without-previous'
    | 'next-without-count';
  /** How what no document promises to explain is refused: an odd page, a missing version. */
  readonly freeRefusal: 'document' | 'html-400' | 'text-404' | 'empty-406' | 'other-json-422';
  /** The body of a 401 in an envelope. */
  readonly enveloped401: 'document' | 'wrapped' | 'empty' | 'text' | 'list-like';
  /** The body of a 401 to a token that is none. */
  readonly badToken: 'document' | 'oauth' | 'empty';
  readonly malformedCode: 'INVALID_GROUP_ID' | 'PATH_PARAM_PARSE_ERROR';
  readonly sunset: 'dated' | 'absent';
  readonly laterVersion: 'newest' | 'refused';
  /** Whether a digest that writes its algorithm in quotes is let in: RFC 7616, 3.4, has it without. */
  readonly quotedAlgorithm: 'taken' | 'refused' | 'malformed';
  /** The request at which the client is told to slow down. */
  readonly limitedAt: number;
  readonly unknownProject: 401 | 403 | 404;
  readonly malformedProject: 400 | 404;
  readonly errorCodes: 'code' | 'null' | 'absent';
  readonly errorRest: 'full' | 'bare' | 'null' | 'mixed-parameters';
  /** Lists that have been answered when the project changes. */
  readonly changesAfter: number;
  readonly change: 'no' | 'first' | 'middle' | 'last' | 'edited' | 'removed';
  readonly limited: 'no' | '429-seconds' | '429-date' | '503';
  /** Whether a list that is not counted says that it goes on. */
  readonly uncountedNext: 'as-is' | 'absent';
  /** What an unknown project is answered with under envelope=true. */
  readonly envelopedError: 'as-is' | 'with-status' | 'in-content' | 'in-content-with-200';
  /** Of error documents. */
  readonly errorCharset: '' | ';charset=utf-8';
}

/** As the reference server is by itself. */
export const PLAIN: Variant = {
  buckets: 6,
  extra: [],
  reversed: [],
  optional: 'as-is',
  strings: 'plain',
  numbers: 'plain',
  bucketName: 'plain',
  mediaCase: 'lower',
  href: 'plain',
  prettyStyle: 'jackson',
  finalNewline: false,
  headerCase: 'as-is',
  charset: '',
  scheme: 'Digest',
  algorithm: 'algorithm=MD5',
  qop: 'qop="auth"',
  opaque: '',
  more: ['domain=""', 'stale=false'],
  turned: 0,
  gap: ' ',
  equals: '=',
  comma: ', ',
  escaped: 'needed',
  realm: 'MMS Public API',
  beside: 'nothing',
  nonceForm: 'base64',
  nonceUse: 'many',
  refusal: 'pretty',
  overcount: 0,
  count: 'exact',
  uncounted: 'omitted',
  host: 'same',
  moreLinks: false,
  bucketLinks: false,
  odd: 'clamp',
  pastTheEnd: 'empty',
  unknownProject: 404,
  malformedProject: 404,
  errorCodes: 'code',
  errorRest: 'full',
  changesAfter: 1,
  change: 'no',
  limited: 'no',
  uncountedNext: 'as-is',
  envelopedError: 'as-is',
  errorCharset: '',
  freeRefusal: 'document',
  enveloped401: 'document',
  badToken: 'document',
  malformedCode: 'INVALID_GROUP_ID',
  sunset: 'dated',
  laterVersion: 'newest',
  quotedAlgorithm: 'taken',
  limitedAt: 7,
};

/** Small projects mostly: they are where paging has its corners. */
const bucketCounts = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 4, arbitrary: fc.integer({ min: 97, max: 103 }) },
  { weight: 1, arbitrary: fc.constantFrom(200, 250, 499, 500, 501, 1000, 1001) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 1200 }) },
);

export const variants: fc.Arbitrary<Variant> = fc.record({
  buckets: bucketCounts,
  extra: fc.subarray(['bucket', 'list', 'link', 'error'] as const),
  reversed: fc.subarray(['bucket', 'list', 'links', 'query', 'link'] as const),
  optional: fc.constantFrom('as-is', 'none', 'mixed'),
  strings: fc.constantFrom('plain', 'plain', 'escaped-slash', 'escaped-letter', 'escaped-non-ascii'),
  numbers: fc.constantFrom('plain', 'plain', 'decimal', 'exponent'),
  bucketName: fc.constantFrom('plain', 'non-ascii', 'same'),
  mediaCase: fc.constantFrom('lower', 'lower', 'upper'),
  href: fc.constantFrom(
    'plain',
    'plain',
    'encoded-query',
    'encoded-path',
    'upper-host',
    'final-slash',
    'fragment',
  ),
  prettyStyle: fc.constantFrom('jackson', 'two', 'four', 'tab', 'crlf'),
  finalNewline: fc.boolean(),
  headerCase: fc.constantFrom('as-is', 'lower', 'upper'),
  charset: fc.constantFrom('', ';charset=utf-8', '; charset=UTF-8', ';charset="utf-8"'),
  scheme: fc.constantFrom('Digest', 'digest', 'DIGEST'),
  algorithm: fc.constantFrom('', 'algorithm=MD5', 'algorithm="MD5"', 'algorithm=md5', 'algorithm=MD5-sess'),
  qop: fc.constantFrom('qop=auth', 'qop="auth"', 'qop="auth,auth-int"', 'qop="auth-int, auth"'),
  opaque: fc.constantFrom('', 'opaque="5ccc069c403ebaf9f0171e9517f40e41"', 'opaque=""', 'opaque="a\\\\b"'),
  more: fc.subarray([
    'domain=""',
    'domain="/api https://cloud.example.com/api"',
    'charset=UTF-8',
    'charset="utf-8"',
    'userhash=false',
    'userhash=true',
    'stale=false',
    'stale=FALSE',
    'x-hint="say, nonce=none"',
  ]),
  turned: fc.integer({ min: 0, max: 5 }),
  gap: fc.constantFrom(' ', '   '),
  equals: fc.constantFrom('=', '=', ' = ', '\t=', '= '),
  comma: fc.constantFrom(', ', ',', ' , ', ',\t', ', ,', ',,  '),
  escaped: fc.constantFrom('needed', 'all'),
  realm: fc.constantFrom('MMS Public API', 'a, b="c', 'mock', 'back\\slash', 'Digest realm=x, nonce=y'),
  beside: fc.constantFrom(
    'nothing',
    'sha-256-after',
    'sha-256-before',
    'basic-before',
    'basic-one-line',
    'bearer-after',
    'negotiate-one-line',
    'auth-int-before',
    'among-empty-members',
  ),
  nonceForm: fc.constantFrom('base64', 'odd', 'dated', 'quoted', 'per-second'),
  nonceUse: fc.constantFrom('many', 'once', 'newest-alone', 'once-without-stale'),
  refusal: fc.constantFrom('pretty', 'compact', 'no-code', 'null-code'),
  overcount: fc.constantFrom(0, 0, 1, 2, 3, 4, 5),
  count: fc.constantFrom('exact', 'exact', 'absent'),
  uncounted: fc.constantFrom('omitted', 'zero', 'real'),
  host: fc.constantFrom('same', 'other', 'prefixed'),
  moreLinks: fc.boolean(),
  bucketLinks: fc.boolean(),
  odd: fc.constantFrom('clamp', 'refuse', 'as-told'),
  pastTheEnd: fc.constantFrom(
    'empty',
    'last-page',
    'first-page',
    'refuse',
    'without-previous',
    'next-without-count',
  ),
  freeRefusal: fc.constantFrom('document', 'html-400', 'text-404', 'empty-406', 'other-json-422'),
  enveloped401: fc.constantFrom('document', 'wrapped', 'empty', 'text', 'list-like'),
  badToken: fc.constantFrom('document', 'oauth', 'empty'),
  malformedCode: fc.constantFrom('INVALID_GROUP_ID', 'PATH_PARAM_PARSE_ERROR'),
  sunset: fc.constantFrom('dated', 'absent'),
  laterVersion: fc.constantFrom('newest', 'newest', 'refused'),
  quotedAlgorithm: fc.constantFrom('taken', 'taken', 'refused', 'malformed'),
  limitedAt: fc.integer({ min: 1, max: 45 }),
  unknownProject: fc.constantFrom(401, 403, 404),
  malformedProject: fc.constantFrom(400, 404),
  errorCodes: fc.constantFrom('code', 'null', 'absent'),
  errorRest: fc.constantFrom('full', 'bare', 'null', 'mixed-parameters'),
  changesAfter: fc.integer({ min: 1, max: 24 }),
  change: fc.constantFrom('no', 'no', 'no', 'first', 'middle', 'last', 'edited', 'removed'),
  limited: fc.constantFrom('no', 'no', 'no', '429-seconds', '429-date', '503'),
  uncountedNext: fc.constantFrom('as-is', 'absent'),
  envelopedError: fc.constantFrom('as-is', 'with-status', 'in-content', 'in-content-with-200'),
  errorCharset: fc.constantFrom('', ';charset=utf-8'),
} satisfies { [K in keyof Variant]: fc.Arbitrary<Variant[K]> });

/** What the reference server has to know for a variant. */
export function optionsFor({ buckets, change, realm }: Variant): Partial<ReferenceOptions> {
  return { realm, items: buckets + Number(adds(change)) };
}

const adds = (change: Variant['change']) => ['first', 'middle', 'last'].includes(change);

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
      const rest = {
        full: {},
        bare: { reason: undefined, detail: undefined, parameters: undefined },
        null: { reason: null, detail: null, parameters: null },
        'mixed-parameters': { parameters: ['/x', 1, null, { a: [] }] },
      }[variant.errorRest];
      const extra = variant.extra.includes('error') ? { traceId: 'abc', help: null } : {};
      const changed = errorDocument({ ...codes[variant.errorCodes], ...rest, ...extra })(response);
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
        quoted: `"${random.slice(0, 20)}\\${issued}"`,
        'per-second': `second ${Math.floor(VIRTUAL_CLOCK.now() / 1000)}`,
      };
      newest = gate.issue(forms[variant.nonceForm]);
      return newest;
    },
    challenges: (nonce, stale) => challengeLines(variant, nonce, stale),
    admit: (request, gate, bearer) => {
      const value = header(request, 'Authorization') ?? '';
      const [, written = ''] = /\bnonce="((?:[^"\\]|\\.)*)"/.exec(value) ?? [];
      const nonce = written.replace(/\\(.)/g, '$1');
      if (variant.nonceUse === 'newest-alone' && nonce !== newest) return 'stale';
      const once = variant.nonceUse.startsWith('once') && variant.nonceForm !== 'per-second';
      if (once && used.has(nonce)) return 'stale';
      if (variant.quotedAlgorithm !== 'taken' && quotesAlgorithm(request)) return 'refused';
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

const quotesAlgorithm = (request: WireRequest) => /algorithm="/i.test(header(request, 'Authorization') ?? '');

/** A quoted string; a backslash before any character but a token's is allowed, before two of them needed. */
const quoted = (text: string, { escaped }: Variant) =>
  `"${text.replace(escaped === 'all' ? /["\\ =,:/-]/g : /["\\]/g, '\\$&')}"`;

function challengeLines(variant: Variant, nonce: string, stale: boolean): readonly string[] {
  const { scheme, algorithm, qop, opaque, more, turned, gap, comma, beside } = variant;
  const staleNow = stale && variant.nonceUse !== 'once-without-stale';
  // Each parameter stands once in a challenge (RFC 9110, 11.2).
  const once = new Map(
    [...(staleNow ? ['stale=TRUE'] : []), ...more].reverse().map((one) => [one.split('=')[0], one] as const),
  );
  const digest = (parameters: readonly string[], name: string = scheme) => {
    const given = parameters.filter((one) => one !== '');
    const at = turned % given.length;
    const ordered = [...given.slice(at), ...given.slice(0, at)];
    return `${name}${gap}${ordered.map((one) => one.replace('=', variant.equals)).join(comma)}`;
  };
  const own = [`realm=${quoted(variant.realm, variant)}`, `nonce=${quoted(nonce, variant)}`];
  const answerable = digest([...own, qop, algorithm, opaque, ...once.values()]);
  const strong = digest([...own, 'qop="auth"', 'algorithm=SHA-256'], 'Digest');
  const lines = {
    nothing: [answerable],
    'sha-256-after': [answerable, strong],
    'sha-256-before': [strong, answerable],
    'basic-before': ['Basic realm="other"', answerable],
    'basic-one-line': [`Basic realm="other, Digest nonce=x"${comma}${answerable}`],
    'bearer-after': [answerable, 'Bearer realm="tokens", error="invalid_token"'],
    'negotiate-one-line': [`Negotiate${comma}NTLM YWJj==${comma}${answerable}`],
    'auth-int-before': [digest([...own, 'qop="auth-int"']), answerable],
    'among-empty-members': [
      `,${comma}${answerable}${comma}Bearer realm="tokens"${comma}Basic realm="other"${comma}`,
    ],
  };
  return lines[beside];
}

const reversedObject = (value: object) => Object.fromEntries(Object.entries(value).reverse());

function listing(variant: Variant): Partial<Behaviour> {
  const { reversed, extra, buckets: size } = variant;
  let replies = 0;
  const changed = () => replies > variant.changesAfter;
  /** Made once: most buckets stand in many lists. */
  const shown = new Map<StoredItem, object>();
  // Both are places in the stored list, which holds what comes and what goes.
  const comes = { first: 0, middle: Math.floor(size / 2), last: size, no: -1, edited: -1, removed: -1 }[
    variant.change
  ];
  const goes = variant.change === 'removed' && size > 0 ? 0 : -1;
  const visible = <T>(all: readonly T[]): readonly T[] =>
    all.filter((_, index) => index !== (changed() ? goes : comes));
  const count = () => size + (changed() ? Number(comes >= 0) - Number(goes >= 0) : 0);
  return {
    pick: (all, asked) => {
      replies += 1;
      if (replies === variant.changesAfter + 1) shown.clear();
      return keeps.pick(visible(all), asked);
    },
    item: (stored, contract, base) => {
      const known = shown.get(stored);
      if (known) return known;
      const full = {
        ...optionalShown(Object(keeps.item(stored, contract, base)), String(stored.value._id), variant),
        ...(variant.bucketLinks && { links: [{ href: `${base}/${String(stored.value._id)}`, rel: 'self' }] }),
        ...(extra.includes('bucket') && {
          createdAt: '2026-01-01T00:00:00Z',
          status: 'x',
          tags: [{ a: null }],
        }),
        ...(variant.bucketName === 'non-ascii' && { bucketName: `größe-${stored.index}-\u{1F4BE}` }),
        ...(variant.bucketName === 'same' && { bucketName: 'backups' }),
        ...(variant.change === 'edited' && changed() && { bucketName: 'edited-since' }),
      };
      const made = reversed.includes('bucket') ? reversedObject(full) : full;
      shown.set(stored, made);
      return made;
    },
    links: (asked, _all) => {
      const links = linksOf(variant, asked, count());
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
      const plain = asked.pretty ? indented(document, variant) : compact(document);
      const text = respelled(plain, variant);
      return variant.finalNewline ? `${text}\n` : text;
    },
    contentType: (version) => {
      const type = version === 'v1.0' ? 'application/json' : `application/vnd.atlas.${version}+json`;
      return `${variant.mediaCase === 'upper' ? type.toUpperCase() : type}${variant.charset}`;
    },
  };
}

const OPTIONAL = ['requirePrivateNetworking', 'region', 'links'];

function optionalShown(shown: object, id: string, { optional }: Variant): object {
  if (optional === 'as-is') return shown;
  const kept = (name: string) =>
    !OPTIONAL.includes(name) || (optional === 'mixed' && (id.charCodeAt(0) + name.length) % 2 === 0);
  return Object.fromEntries(Object.entries(shown).filter(([name]) => kept(name)));
}

/** The same JSON in another spelling: strings escaped, counts as decimals or with an exponent. */
function respelled(text: string, { strings, numbers }: Variant): string {
  const counted = text.replace(/("(?:totalCount|status)" ?: ?)(\d+)/g, (_, name, count) => {
    const forms = { plain: count, decimal: `${count}.0`, exponent: `${count}.0e0` };
    return `${name}${forms[numbers]}`;
  });
  const code = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  switch (strings) {
    case 'plain':
      return counted;
    case 'escaped-slash':
      return counted.replaceAll('/', '\\/');
    case 'escaped-letter':
      return counted.replace(/"\w/g, (start) => `"${code(start.slice(1))}`);
    case 'escaped-non-ascii':
      return counted.replace(/[^ -~\s]/g, code);
  }
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

function linksOf(variant: Variant, asked: Asked, count: number) {
  const { pastTheEnd, overcount, count: form, uncountedNext } = variant;
  // By its own count, where it has one: as the service does.
  const links = keeps
    .links(asked, count + (form === 'absent' ? 0 : overcount))
    .filter(({ rel }) => rel !== 'next' || asked.includeCount || uncountedNext === 'as-is');
  if (!isPast(asked, count)) return links;
  switch (pastTheEnd) {
    case 'without-previous':
      return links.filter(({ rel }) => rel !== 'previous');
    case 'next-without-count':
      return [...keeps.links(asked, Number.POSITIVE_INFINITY)];
    default:
      return links;
  }
}

function linkForm(
  { host, reversed, extra, href: form }: Variant,
  href: string,
  rel: string,
): { href: string; rel: string } {
  const url = new URL(href);
  if (host === 'other') url.host = 'cloud.example.com';
  if (host === 'prefixed') url.pathname = `/proxy${url.pathname}`;
  if (reversed.includes('query'))
    url.search = new URLSearchParams([...url.searchParams].reverse()).toString();
  const spelt = spelledUrl(url, form);
  const link = { href: spelt, rel, ...(extra.includes('link') && { title: 'x' }) };
  return reversed.includes('link') ? { rel, href: spelt } : link;
}

function spelledUrl(url: URL, form: Variant['href']): string {
  const encoded = (char: string) => `%${char.charCodeAt(0).toString(16)}`;
  switch (form) {
    case 'plain':
      return url.href;
    case 'encoded-query':
      return `${url.origin}${url.pathname}${url.search.replace(/[a-z]/g, encoded)}`;
    case 'encoded-path':
      return `${url.origin}${decodeURI(url.pathname).replace(/[a-z.]/g, encoded)}${url.search}`;
    case 'upper-host':
      return `${url.protocol.toUpperCase()}//${url.host.toUpperCase()}${url.pathname}${url.search}`;
    case 'final-slash':
      return `${url.origin}${url.pathname}/${url.search}`;
    case 'fragment':
      return `${url.href}#top`;
  }
}

function countOf(
  { uncounted, count: form, overcount, pastTheEnd }: Variant,
  count: number,
  asked: Asked,
): object {
  if (!asked.includeCount) {
    return { omitted: { totalCount: undefined }, zero: { totalCount: 0 }, real: { totalCount: count } }[
      uncounted
    ];
  }
  const isHidden = form === 'absent' || (pastTheEnd === 'next-without-count' && isPast(asked, count));
  return { totalCount: isHidden ? undefined : count + overcount };
}

/** Whether the page lies behind the last bucket. */
const isPast = ({ pageNum, itemsPerPage }: Asked, count: number) =>
  pageNum > 1 && (pageNum - 1) * itemsPerPage >= count;

function oddPage(
  { odd, pastTheEnd, buckets, change }: Variant,
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
  const past = page.pageNum > 1 && (page.pageNum - 1) * page.itemsPerPage >= buckets + Number(adds(change));
  if (past && pastTheEnd === 'refuse') return refused('pageNum');
  if (past && pastTheEnd === 'first-page') return { ...page, pageNum: 1 };
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
    if (!limited && seen === variant.limitedAt) {
      limited = true;
      response = limitedReply(variant, response);
    }
    const value = header(request, 'Authorization')?.toLowerCase() ?? '';
    const signed = value.startsWith('digest');
    if (signed && (response.status === 400 || response.status === 406))
      response = freeRefusal(variant, response);
    if (response.status === 401) response = refusalForm(variant, response, request);
    if (response.status === 200) response = versioned(variant, response, request);
    if (signed && response.status === 404 && response.reason === 'Not Found') {
      const code = request.url.includes('/not-a-project-id/')
        ? variant.malformedProject
        : variant.unknownProject;
      const coded = malformedProject(request) && header(response, 'X-Error-Code') !== undefined;
      response = errorDocument({
        error: code,
        reason: PHRASES[code],
        ...(coded && { errorCode: variant.malformedCode }),
      })(withStatus(response, code, PHRASES[code]));
      if (coded) response = withHeader(response, 'X-Error-Code', variant.malformedCode);
    }
    if (response.status === 404 && unknownProject(request) && request.url.includes('envelope=true')) {
      response = enveloped(response, variant);
    }
    const charset = response.status >= 400 ? variant.errorCharset : '';
    return {
      ...response,
      headers: response.headers.map(([name, value]) => [
        spelled(name, variant),
        name === 'Content-Type' ? `${value}${charset}` : value,
      ]),
    };
  };
}

/** No document tells what an error looks like under envelope, nor whether its status then changes. */
function enveloped(response: WireResponse, { envelopedError }: Variant): WireResponse {
  const { status } = response;
  const content: unknown = JSON.parse(textOf(response));
  switch (envelopedError) {
    case 'as-is':
      return response;
    case 'with-status':
      return errorDocument({ status })(response);
    case 'in-content':
      return withBody(response, compact({ status, content }));
    case 'in-content-with-200':
      return withBody(withStatus(response, 200, 'OK'), compact({ status, content }));
  }
}

function freeRefusal({ freeRefusal: form }: Variant, response: WireResponse): WireResponse {
  const html = '<!doctype html><html><body><h1>Bad Request</h1><p>No.</p></body></html>';
  switch (form) {
    case 'document':
      return response;
    case 'html-400':
      return withBody(withStatus(response, 400, 'Bad Request'), html, 'text/html');
    case 'text-404':
      return withBody(withStatus(response, 404, 'No'), 'there is no such page', 'text/plain');
    case 'empty-406':
      return withHeader(withBody(withStatus(response, 406, 'Not Acceptable'), ''), 'Content-Type');
    case 'other-json-422':
      return withBody(
        withStatus(response, 422, 'Unprocessable'),
        '{"status":422,"title":"Wrong","detail":"no such page"}',
        'application/problem+json',
      );
  }
}

function refusalForm(variant: Variant, response: WireResponse, request: WireRequest): WireResponse {
  if (variant.quotedAlgorithm === 'malformed' && quotesAlgorithm(request)) {
    return withHeader(
      errorDocument({ error: 400, reason: 'Bad Request' })(withStatus(response, 400, 'Bad Request')),
      'WWW-Authenticate',
    );
  }
  if (header(request, 'Authorization')?.startsWith('Bearer') === true) {
    const bodies = {
      document: undefined,
      oauth: '{"error":"invalid_token","error_description":"The token is none."}',
      empty: '',
    };
    const body = bodies[variant.badToken];
    return body === undefined ? response : withBody(response, body);
  }
  if (!asks('envelope', 'true')(request)) return response;
  const bodies = {
    document: undefined,
    wrapped: '{"status":401,"content":{"error":"401","detail":7}}',
    empty: '',
    text: 'Unauthorized',
    'list-like': '{"links":[],"results":[],"totalCount":0,"status":401}',
  };
  const body = bodies[variant.enveloped401];
  return body === undefined ? response : withBody(response, body);
}

function versioned(variant: Variant, response: WireResponse, request: WireRequest): WireResponse {
  const isKnown = /01-01|05-30|application\/json/.test(header(request, 'Accept') ?? '');
  if (!isKnown && variant.laterVersion === 'refused') {
    return withBody(withStatus(response, 406, 'Not Acceptable'), '{"error":406}', 'application/json');
  }
  return variant.sunset === 'absent' ? withHeader(response, 'Sunset') : response;
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
    limited === '429-date' ? new Date(VIRTUAL_CLOCK.now() - 1000).toUTCString() : '0',
  );
}

function spelled(name: string, { headerCase }: Variant): string {
  return { 'as-is': name, lower: name.toLowerCase(), upper: name.toUpperCase() }[headerCase];
}

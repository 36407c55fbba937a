/**
 * How each rule is broken in one reply, in the words of `edit-reply.ts`, under the kind of reply in which that
 * is wrong. Several edits joined by `|` make one defect.
 */
import type { RuleId } from '../../rules/verdict.ts';
import { KIND_NAMES, type Kind } from './kinds.ts';

const LIST = 'answered as plain';
const NO_LIST = ['results is absent', 'results is {}', 'body "[]"', 'body ""', 'status 400'];

const AWS = { _id: 'a'.repeat(24), bucketName: 'one-more', cloudProvider: 'AWS', iamRoleId: 'b'.repeat(24) };
const GCP = { _id: 'c'.repeat(24), bucketName: 'one-more', cloudProvider: 'GCP', roleId: 'd'.repeat(24) };
const AZURE = {
  ...{ ...GCP, cloudProvider: 'AZURE', serviceUrl: 'https://snapshots.blob.core.windows.net' },
  tenantId: '01234567-89ab-cdef-0123-456789abcdef',
};

/** One bucket more, with values of its own; `undefined` leaves a member out. */
const bucket = (changes: object, base: object = AWS) =>
  `one bucket more, ${JSON.stringify({ ...base, ...changes })}`;

/** More members than the contract of these runs allows. */
const MANY_MEMBERS = Object.fromEntries([...Array(20).keys()].map((number) => [`member${number}`, number]));

/** Another bucket of the same list, or the same buckets otherwise. */
const OTHER_BUCKETS = [
  'last bucket lost',
  bucket({}),
  'last bucket: bucketName is "another-name"',
  'first bucket: bucketName is "another-name"',
  'last two buckets turned',
];

/** Challenges that lack what a digest is made from. */
const UNANSWERABLE = [
  'WWW-Authenticate: Digest realm="r", qop="auth"',
  'WWW-Authenticate: Digest nonce="n", qop="auth"',
  'WWW-Authenticate: Digest realm="r", nonce="n"',
  'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth-int"',
];

/** Challenges that another client reads, and MongoDB's Go library does not. */
const UNREADABLE_BY_GO = [
  ...['qop="auth,auth-int", stale=false', 'qop="auth", stale=false, userhash=true'].map(
    (rest) => `WWW-Authenticate: Digest realm="MMS Public API", domain="", nonce="n", algorithm=MD5, ${rest}`,
  ),
];

type Defects = Readonly<Partial<Record<RuleId, readonly string[]>>>;

const PLANTED: Readonly<Record<Kind, Defects>> = {
  own: {
    'AUTH-01': [LIST, 'status 403', 'status 404', 'status 302'],
    'AUTH-03': ['WWW-Authenticate: absent', 'WWW-Authenticate: Basic realm="r"'],
    'AUTH-06': [LIST, 'status 403'],
    'AUTH-07': [LIST, 'status 403'],
    'AUTH-08': [LIST, 'status 403'],
    'AUTH-09': [LIST, 'status 403'],
    'AUTH-10': [LIST, 'status 403'],
    'AUTH-11': [LIST, 'status 403'],
    'AUTH-12': ['answered as enveloped-pretty-page', 'status 403'],
    'AUTH-13': [LIST, 'status 403'],
    'AUTH-20': ['answered as unknown-project', 'status 403'],
    'AUTH-22': [LIST, 'status 403'],
    'AUTH-23': [LIST, 'status 403'],
    'AUTH-26': UNREADABLE_BY_GO,
    'AUTH-27': ['401 to algorithm="MD5" before it, then MD5', '400 to algorithm="MD5" before it, then MD5'],
    'ENV-01': NO_LIST,
    'ENV-02': ['status is absent', 'status is "200"', 'status is 200.5'],
    'ENV-03': ['status is 201', 'status is 100'],
    'ENV-04': [...OTHER_BUCKETS, 'totalCount is absent', 'totalCount is 9', 'next link lost', 'more is 1'],
    'ENV-06': ['status is 200', ...OTHER_BUCKETS, ...NO_LIST],
    'ENV-07': ['status is absent', 'compact, then ""', ...OTHER_BUCKETS, ...NO_LIST],
    'ENV-08': ['status 500', 'body "<p>"', 'body "{}"'],
    'PRETTY-01': NO_LIST,
    'PRETTY-02': ['compact, then ""', 'compact, then "\\n"'],
    'PRETTY-03': [...OTHER_BUCKETS, 'totalCount is "6"', 'next link lost', 'more is 1'],
    'PRETTY-05': ['text "," becomes ", "'],
    'PRETTY-06': ['text "{\\n  " becomes "{\\n    "'],
    'PAGE-01': ['results turned', 'last two buckets turned'],
    'PAGE-05': ['results is [{}, {}, {}]'],
    'PAGE-06': ['last bucket lost', 'last bucket lost | next link lost', bucket({})],
    'PAGE-09': [...OTHER_BUCKETS, ...NO_LIST],
    'PAGE-12': OTHER_BUCKETS,
    'PAGE-13': [...OTHER_BUCKETS, ...NO_LIST, 'totalCount is 99'],
    'PAGE-14': ['one link more, next with pageNum=9'],
    'PAGE-15': [bucket({})],
    'PAGE-17': ['results is [{}]', ...NO_LIST],
    'PAGE-18': [...OTHER_BUCKETS, ...NO_LIST],
    'PAGE-20': ['totalCount is 9', 'totalCount is absent', 'totalCount is 1'],
    'PAGE-27': [...OTHER_BUCKETS, ...NO_LIST],
    'PAGE-23': ['results is [1, 2, 3, 4, 5, 6, 7, 8]'],
    'FIELD-01': NO_LIST.slice(0, -2),
    'ERR-01': [LIST, 'status 500', 'status 400'],
    'ERR-02': [LIST, 'status 500'],
    'ERR-07': ['errorCode is "NOT_FOUND"', 'errorCode is absent'],
    'ERR-08': ['errorCode is "GROUP_NOT_FOUND"', 'errorCode is absent'],
    'ERR-11': [LIST, 'status 500', 'error is 400', 'body ""'],
    'HTTP-01': ['status 201', 'status 302', 'status 500'],
    'HTTP-16': [...NO_LIST, 'status 406', 'Content-Type: application/vnd.atlas.2025-03-12+json'],
    'HTTP-04': ['body ""', 'text "{" becomes "\\ufeff{"', 'text "{" becomes ")]}\',\\n{"'],
  },
  refusal: {
    'AUTH-04': UNANSWERABLE,
    'AUTH-05': ['WWW-Authenticate of no-credentials', 'WWW-Authenticate of basic'],
    'AUTH-25': ['WWW-Authenticate of no-credentials', 'WWW-Authenticate of basic'],
    'AUTH-28': [
      'WWW-Authenticate: "realm=\\"MMS Public API\\"" becomes "realm=MMS"',
      'WWW-Authenticate: "stale=false" becomes "stale=\\"false\\""',
    ],
    'AUTH-14': ['WWW-Authenticate: absent', 'WWW-Authenticate: Basic realm="r"'],
    'AUTH-15': ['error is "401"', 'error is 403', 'error is absent', 'body ""', 'body "[]"', 'body "<p>"'],
    'AUTH-16': ['results is [{}]', 'the last _id of plain in detail'],
    'AUTH-17': ['reason is "No"', 'reason is absent', 'detail is absent', 'detail is null'],
    'AUTH-18': ['Content-Type: text/plain', 'Content-Type: absent'],
    'AUTH-19': ['WWW-Authenticate: "MMS Public API" becomes "Mock"'],
  },
  project: {
    'ERR-03': ['error is "404"', 'error is 500', 'error is absent', 'body ""', 'body "[]"'],
    'ERR-06': ['the last _id of plain in detail'],
    'ERR-10': ['reason is "Missing"', 'reason is absent'],
  },
  version: {
    'ERR-12': ['status 400', 'errorCode is "UNKNOWN"'],
  },
  error: {
    'ERR-09': ['X-Error-Code: SOMETHING_ELSE'],
    'HTTP-07': ['Content-Type: text/html'],
  },
  list: {
    'AUTH-02': ['answered as no-credentials'],
    'AUTH-24': ['401 to nc=0000000a before it, then 00000010', '400 to nc=0000000a before it, then 00000010'],
    'AUTH-21': ['401 before it, WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", stale=false'],
    'PAGE-03': [
      ...['href "http" becomes "x http"', 'href "exportBuckets" becomes "others"'],
      ...['href "/groups/5" becomes "/groups/6"', 'href "http://reference.test/" becomes "/"'],
    ],
    'PAGE-19': ['totalCount is "6"', 'totalCount is 0.5', 'totalCount is -1', 'totalCount is null'],
    'FIELD-02': ['one bucket more, 1', 'one bucket more, null', 'one bucket more, []'],
    'FIELD-03': [bucket({ _id: undefined })],
    'FIELD-04': [bucket({ _id: 'A'.repeat(24) }), bucket({ _id: 1 }), bucket({ _id: null })],
    'FIELD-05': [bucket({ bucketName: undefined })],
    'FIELD-06': [bucket({ bucketName: 1 }), bucket({ bucketName: null })],
    'FIELD-07': [bucket({ bucketName: 'ab' }), bucket({ bucketName: 'b'.repeat(64) })],
    'FIELD-08': [bucket({ cloudProvider: undefined })],
    'FIELD-09': [bucket({ cloudProvider: 'aws' }), bucket({ cloudProvider: null })],
    'FIELD-10': [bucket({ iamRoleId: undefined })],
    'FIELD-11': [bucket({ iamRoleId: 'x' }), bucket({ iamRoleId: null })],
    'FIELD-12': [bucket({ links: {} }), bucket({ links: [{ rel: 'self' }] }), bucket({ links: [1] })],
    'FIELD-13': [bucket({ region: null }), bucket({ region: 1 })],
    'FIELD-14': [bucket({ requirePrivateNetworking: 'false' })],
    'FIELD-15': [bucket({ roleId: undefined }, AZURE), bucket({ roleId: undefined }, GCP)],
    'FIELD-16': [bucket({ roleId: 'x' }, AZURE), bucket({ roleId: 'x' }, GCP)],
    'FIELD-17': [bucket({ serviceUrl: undefined }, AZURE)],
    'FIELD-18': [bucket({ serviceUrl: 'https://a.example' }, AZURE), bucket({ serviceUrl: 1 }, AZURE)],
    'FIELD-19': [bucket({ tenantId: undefined }, AZURE)],
    'FIELD-20': [bucket({ tenantId: '0123' }, AZURE), bucket({ tenantId: 1 }, AZURE)],
    'FIELD-21': [[bucket({}), bucket({ bucketName: 'two-more' })].join(' | '), 'last bucket as the first'],
    'FIELD-22': [bucket(MANY_MEMBERS)],
    'FIELD-23': [
      'links is {}',
      'links is absent',
      'links is [{"rel":"help"}]',
      'links is [{"rel":1,"href":"x"}]',
    ],
    'FIELD-24': [
      Object.keys(MANY_MEMBERS)
        .map((name) => `${name} is 1`)
        .join(' | '),
    ],
    'HTTP-02': ['Content-Type: text/html', 'Content-Type: application/vnd.atlas.2025-03-12+json'],
    'HTTP-08': ['X-Content-Type-Options: absent', 'X-Content-Type-Options: sniff'],
    'HTTP-09': ['Strict-Transport-Security: absent'],
    'HTTP-11': ['Content-Type: "charset=" becomes "x="'],
    'HTTP-12': ['RateLimit-Remaining: absent', 'RateLimit-Limit: many', 'RateLimit-Remaining: 1201'],
    'HTTP-13': ['Sunset: soon', 'Deprecation: absent', 'Deprecation: soon'],
  },
  unenveloped: {
    'ENV-05': ['status is 200'],
  },
  compact: {
    'PRETTY-04': ['text "," becomes ", "'],
  },
  page: {
    'PAGE-02': ['links doubled', 'self link lost'],
    'PAGE-04': ['self with pageNum=9', 'self with itemsPerPage=9'],
    'PAGE-07': ['next link lost', 'one link more, next with pageNum=9'],
    'PAGE-26': ['totalCount is absent'],
    'PAGE-08': [...['next with pageNum=9', 'next with itemsPerPage=9', 'one link more, next with pageNum=1']],
    'PAGE-16': ['one link more, prev with pageNum=1'],
  },
  firstPage: {
    'PAGE-11': ['one link more, previous with pageNum=1', 'one link more, prev with pageNum=1'],
  },
  laterPage: {
    'PAGE-10': ['previous link lost', 'previous with pageNum=9', 'previous with itemsPerPage=9'],
  },
  flagged: {
    'PAGE-24': ['links with paging alone'],
  },
  oddPage: {
    'PAGE-21': ['status 500', 'status 503'],
    'PAGE-22': ['status 400 | error is 500', 'status 400 | body "[]"', 'status 400 | body ""'],
    'PAGE-25': NO_LIST.slice(0, -1),
  },
  reply: {
    'ERR-04': [
      ...['detail is 12', 'parameters is {}', 'errorCode is 7', 'reason is []'].map(
        (wrong) => `status 400 | body "{\\"error\\":400}" | ${wrong}`,
      ),
      'status 400 | body "{\\"error\\":500}"',
    ],
    'ERR-05': [
      'status 400 | body "{\\"error\\":400,\\"detail\\":\\"<h1>No</h1>\\"}"',
      'status 400 | body "{\\"error\\":400,\\"detail\\":\\"at a.b.C(C.java:4)\\"}"',
    ],
    'HTTP-03': ['byte ff before the last quote'],
    'HTTP-05': ['text "{" becomes "{\\"more\\":1,\\"more\\":2,"'],
    'HTTP-06': ['Content-Type: absent'],
    'HTTP-10': ['429 before it, Retry-After: absent'],
    'HTTP-14': ['undecodable'],
    'HTTP-15': ['cut twice'],
  },
};

/** The kind of reply that a rule is about, and its defects in such a reply; none when nothing is planted for it. */
export function plantingOf(rule: RuleId): { readonly kind: Kind; readonly defects: readonly string[] } {
  for (const kind of KIND_NAMES) {
    const defects = PLANTED[kind][rule];
    if (defects) return { kind, defects };
  }
  return { kind: 'own', defects: [] };
}

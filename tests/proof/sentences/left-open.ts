/** What no document settles, or recorded replies differ in: right servers of either kind are failed by nothing. */
import type { Open, Unkept } from './sentence.ts';

const RECORDED = 'Recorded replies';
const PAGING = 'Atlas docs, reference, Pagination';

export const LEFT_OPEN: readonly (Open | Unkept)[] = [
  {
    says: 'Whether a 401 has an errorCode.',
    source: 'Recorded replies, 5,105 of 5,105',
    servers: [{ refusal: 'no-code' }, { refusal: 'null-code' }],
  },
  {
    says: 'Whether an error document names a charset.',
    source: RECORDED,
    servers: [{ errorCharset: ';charset=utf-8' }],
  },
  {
    says: 'How a 401 is indented.',
    source: RECORDED,
    servers: [{ refusal: 'compact' }, { refusal: 'pretty' }],
  },
  {
    says: 'What the answer to other methods than GET holds.',
    source: RECORDED,
    because: 'the suite sends no other method for the list',
  },
  {
    says: 'Whether a 401 has the fields that guard browsers.',
    source: RECORDED,
    servers: [{}],
  },
  {
    says: 'Whether other schemes are offered beside Digest.',
    source: 'RFC 9110, 11.6.1',
    servers: [{ beside: 'bearer-after' }, { beside: 'basic-before' }, { beside: 'sha-256-after' }],
  },
  {
    says: 'With which status a role that is too weak, a foreign address or an unknown project is refused.',
    source: 'Atlas docs, errors',
    because:
      "an answer to a user's own set-up is no failure of the server: such a run is blocked by the set-up, and says so",
  },
  {
    says: 'What an error looks like under envelope=true.',
    source: 'Atlas docs, reference, Envelopes',
    servers: [
      { envelopedError: 'with-status' },
      { envelopedError: 'in-content' },
      { envelopedError: 'in-content-with-200' },
      { enveloped401: 'wrapped' },
      { enveloped401: 'empty' },
      { enveloped401: 'text' },
      { enveloped401: 'list-like' },
    ],
  },
  {
    says: 'What the refusal of an access token holds.',
    source: 'RFC 6750, 3.1',
    servers: [{ badToken: 'document' }, { badToken: 'oauth' }, { badToken: 'empty' }],
  },
  {
    says: 'How a prettyprinted body is laid out, and whether it ends in a line break.',
    source: 'Atlas docs, reference, Pretty',
    servers: [
      { prettyStyle: 'two' },
      { prettyStyle: 'four' },
      { prettyStyle: 'tab' },
      { prettyStyle: 'crlf' },
      { finalNewline: true },
    ],
  },
  {
    says: 'In which order links, the parameters of a link and the members of an object stand.',
    source: 'RFC 8259, 4; Recorded replies, 10,746 links',
    servers: [{ reversed: ['links'] }, { reversed: ['query'] }, { reversed: ['bucket', 'list', 'link'] }],
  },
  {
    says: 'Which host, and what path before the API, a proxy puts into links.',
    source: RECORDED,
    servers: [{ host: 'other' }, { host: 'prefixed' }],
  },
  {
    says: 'Whether there are links to other pages and resources.',
    source: 'Atlas docs, reference, Linking',
    servers: [{ moreLinks: true }, { bucketLinks: true }],
  },
  {
    says: 'What a list says of its length with includeCount=false.',
    source: 'OpenAPI v1, parameter includeCount; Recorded replies',
    servers: [
      { uncounted: 'omitted' },
      { uncounted: 'zero' },
      { uncounted: 'real' },
      { buckets: 103, uncountedNext: 'absent' },
    ],
  },
  {
    says: 'Whether a list is counted at all, and whether the count is a little too high.',
    source: 'OpenAPI v1, totalCount; Recorded replies, 36 of 9,861',
    servers: [
      { count: 'absent' },
      ...[1, 3, 97, 98, 103, 498, 500, 997].flatMap((buckets) =>
        ([1, 5] as const).flatMap((overcount) =>
          (['empty', 'refuse', 'last-page', 'first-page', 'next-without-count'] as const).map(
            (pastTheEnd) => ({ buckets, overcount, pastTheEnd }),
          ),
        ),
      ),
    ],
  },
  {
    says: 'In which order the buckets stand.',
    source: RECORDED,
    servers: [{}],
  },
  {
    says: 'What happens to the pages of a list that changes while it is read.',
    source: PAGING,
    servers: (['first', 'middle', 'last', 'edited', 'removed'] as const).flatMap((change) =>
      [2, 6, 12].map((changesAfter) => ({ change, changesAfter })),
    ),
  },
  {
    says: 'What a page number or size out of all bounds brings: a page, or a refusal.',
    source: `${PAGING}; Atlas docs, errors`,
    servers: [{ odd: 'clamp' }, { odd: 'refuse' }, { odd: 'as-told' }],
  },
  {
    says: 'What the refusal of an odd page number or size, or of a missing version, looks like: a warning at most.',
    source: 'OpenAPI v1, error responses',
    servers: (['html-400', 'text-404', 'empty-406', 'other-json-422'] as const).flatMap((freeRefusal) => [
      { odd: 'refuse' as const, freeRefusal },
      { pastTheEnd: 'refuse' as const, freeRefusal },
    ]),
  },
  {
    says: 'What a page past the end is: empty, refused, or another page that says so.',
    source: PAGING,
    servers: [
      { pastTheEnd: 'empty' },
      { pastTheEnd: 'last-page' },
      { pastTheEnd: 'first-page' },
      { pastTheEnd: 'refuse' },
      { pastTheEnd: 'without-previous' },
    ],
  },
  {
    says: 'What parameters of an error document hold, whether it has more members, and how it is worded.',
    source: 'OpenAPI v1, schema ApiError; Recorded replies',
    servers: [
      { errorRest: 'mixed-parameters' },
      { errorRest: 'bare' },
      { errorRest: 'null' },
      { extra: ['error'] },
    ],
  },
  {
    says: 'Whether an unknown project is told from a foreign one, and a malformed id is 400 or 404.',
    source: 'Atlas docs, errors',
    servers: [
      { unknownProject: 401 },
      { unknownProject: 403 },
      { malformedProject: 400 },
      { malformedProject: 400, malformedCode: 'PATH_PARAM_PARSE_ERROR' },
    ],
  },
  {
    says: 'Which of the optional fields a bucket shows, and which fields that no document names.',
    source: 'OpenAPI v1 and v2, schema of an export bucket; Recorded replies since 2025-08',
    servers: [{ optional: 'none' }, { optional: 'mixed' }, { extra: ['bucket', 'list', 'link'] }],
  },
  {
    says: 'Whether two buckets have the same name.',
    source: RECORDED,
    servers: [{ bucketName: 'same' }],
  },
  {
    says: 'Whether a versioned list names its charset, and in what case a label is written.',
    source: RECORDED,
    servers: [{ charset: '' }, { charset: ';charset="utf-8"' }, { mediaCase: 'upper' }],
  },
  {
    says: 'Whether there is an ETag, a Link field, or one of the fields that name the inside of the service.',
    source: 'Recorded replies',
    servers: [{}],
  },
  {
    says: 'In which form Deprecation and Sunset write a date, whether Sunset is there, and that v1.0 has neither.',
    source: 'Atlas docs, versioned API overview; Recorded replies',
    servers: [{}, { sunset: 'absent' }],
  },
  {
    says: 'How often a nonce may be used, and whether those of one second are the same.',
    source: 'RFC 7616, 3.3',
    servers: [
      { nonceUse: 'once' },
      { nonceUse: 'newest-alone' },
      { nonceUse: 'once-without-stale' },
      { nonceForm: 'per-second' },
    ],
  },
];

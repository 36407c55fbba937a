/** What servers are held to beyond the endpoint page: documented twice, or once and seen in every recorded reply. */
import type { Sentence } from './sentence.ts';

const ENVELOPES = 'Atlas docs, reference, Envelopes';
const PAGING = 'Atlas docs, reference, Pagination';
const RECORDED = 'Recorded replies';

export const REQUIREMENTS: readonly Sentence[] = [
  {
    says: 'A request without credentials is refused with 401.',
    source: 'OpenAPI v1, response 401',
    brokenBy: ['open-without-field', 'refuses-with-403', 'refuses-with-404', 'remembers-the-client'],
  },
  {
    says: 'The 401 has a Digest challenge with realm, nonce and a qop that contains auth.',
    source: 'RFC 7616, 3.3; RFC 9110, 15.5.2; Recorded replies, 5,192 of 5,192',
    brokenBy: [
      ...['no-challenge', 'challenge-without-realm', 'challenge-without-nonce', 'challenge-without-qop'],
      ...['challenge-with-auth-int-alone', 'later-challenges-without-realm', 'challenges-once'],
    ],
  },
  {
    says: 'A wrong private key and an unknown public key are refused with 401.',
    source: 'OpenAPI v1, response 401',
    brokenBy: [
      ...['any-private-key', 'wrong-key-is-forbidden', 'any-public-key', 'half-a-response'],
      ...['the-first-20-digits', 'the-last-20-digits', 'all-but-the-last-digit'],
    ],
  },
  {
    says: 'No nonce serves all clients for ever.',
    source: 'RFC 7616, 3.3',
    brokenBy: ['one-nonce-for-all'],
  },
  {
    says: 'The body of a 401 has error 401, an integer.',
    source: 'OpenAPI v1, schema ApiError',
    brokenBy: ['refusal-error-as-text', 'refusal-with-another-error', 'refusal-without-an-error'],
  },
  {
    says: 'A digest is taken only for the nonce that was issued, the method, and the uri that is asked for.',
    source: 'RFC 7616, 3.3 and 5.4; RFC 7616, 3.4.3; RFC 7616, 3.4.6',
    brokenBy: ['any-nonce', 'any-method', 'any-uri', 'path-of-the-uri'],
  },
  {
    says: 'The count of the requests with a nonce is a hexadecimal number.',
    source: 'RFC 7616, 3.4',
    brokenBy: ['decimal-count', 'digits-alone-count'],
  },
  {
    says: 'With envelope=true a list is the same object and gains status, the status of the reply.',
    source: `OpenAPI v1, parameter envelope; ${ENVELOPES}`,
    brokenBy: [
      ...['envelope-without-status', 'status-as-text', 'status-of-its-own', 'envelope-loses-a-bucket'],
      ...['envelope-loses-the-count', 'envelope-loses-the-links'],
    ],
  },
  {
    says: 'With envelope=true results stays an array at the top level.',
    source: `OpenAPI v1, parameter envelope; ${ENVELOPES}`,
    brokenBy: ['list-in-content', 'list-in-envelope', 'other-names-in-an-envelope'],
  },
  {
    says: 'envelope, pretty and paging are parameters of each request: together, and on each page.',
    source: 'Atlas docs, query parameters of lists',
    brokenBy: [
      ...['envelope-is-never-pretty', 'envelope-is-never-paged', 'pretty-envelope-without-status'],
      ...['envelope-on-page-1-alone', 'no-envelope-past-the-end', 'no-envelope-without-a-count'],
      ...['pretty-on-page-1-alone', 'pretty-past-the-end-is-compact', 'enveloped-links-lead-to-page-1'],
      ...['enveloped-next-skips-a-page', 'no-next-on-a-small-enveloped-page'],
    ],
  },
  {
    says: 'Each parameter has a default of its own: a page is asked for by its number alone.',
    source: 'OpenAPI v1, parameter itemsPerPage',
    brokenBy: [
      ...['number-without-size-is-a-page-of-20', 'number-without-size-is-page-1'],
      ...['number-without-size-is-refused'],
    ],
  },
  {
    says: 'Without envelope, or with envelope=false, a list has no status.',
    source: `Recorded replies, 9,861 lists; ${ENVELOPES}`,
    brokenBy: ['always-a-status', 'envelope-by-name', 'status-on-small-pages'],
  },
  {
    says: 'pretty=true gives the same data, in lines that are indented.',
    source: 'Atlas docs, reference, Pretty',
    brokenBy: ['pretty-loses-a-bucket', 'pretty-writes-numbers-as-text', 'lines-without-indentation'],
  },
  {
    says: 'By default a list has no white space that means nothing.',
    source: 'Atlas docs, reference, Pretty; Recorded replies, 69,000 bodies',
    brokenBy: ['always-pretty', 'space-after-colons', 'pretty-when-paged'],
  },
  {
    says: 'results is an array of at most itemsPerPage buckets, 100 by default.',
    source: `OpenAPI v1, parameter itemsPerPage; ${PAGING}`,
    brokenBy: [
      'results-as-an-object',
      'one-too-many',
      'size-ignored',
      'pages-of-50',
      'everything-on-one-page',
    ],
  },
  {
    says: 'Each list has exactly one self link.',
    source: 'Recorded replies, 9,861 of 9,861; Atlas docs, reference, Linking',
    brokenBy: ['no-self', 'two-selfs'],
  },
  {
    says: 'A link is an object of href and rel, both strings, href an absolute URL that can be read.',
    source: 'OpenAPI v1, schema Link; RFC 8288, 3.1; Recorded replies, 10,746 links',
    brokenBy: [
      'link-without-href',
      'relative-links',
      'links-with-backslashes',
      'links-that-end-in-white-space',
    ],
  },
  {
    says: 'A link leads to this list: where a proxy puts something before its path, it is the same in every link.',
    source: 'RFC 8288, 3.1; Endpoint page, example response',
    brokenBy: [
      ...['links-to-another-path', 'links-with-the-root-twice', 'links-with-the-version-twice'],
      ...['next-behind-a-proxy', 'next-of-another-project'],
    ],
  },
  {
    says: 'self carries the page number and size that the page has, asked for or not.',
    source: 'Recorded replies, 9,861 lists',
    brokenBy: ['self-without-paging', 'self-is-always-page-1', 'self-with-the-default-size'],
  },
  {
    says: "next is there exactly when pageNum times itemsPerPage is less than the page's own totalCount.",
    source: `Recorded replies, 9,861 of 9,861; ${PAGING}`,
    brokenBy: [
      ...['no-next', 'next-on-the-last-page', 'no-next-on-the-largest-page', 'next-past-the-end'],
      ...['counts-the-page', 'counts-pages', 'counts-what-is-left', 'counts-100-at-most'],
      ...['counts-the-page-and-links-so', 'counts-100-at-most-and-links-so'],
    ],
  },
  {
    says: 'totalCount claims at most five buckets more than there are.',
    source: 'Recorded replies, 36 lists',
    brokenBy: ['claims-6-more-than-3', 'claims-120-more-than-103', 'ends-at-500-of-1000'],
  },
  {
    says: 'The first page has no previous.',
    source: `Recorded replies, 9,861 of 9,861; ${PAGING}`,
    brokenBy: ['previous-on-the-first-page'],
  },
  {
    says: 'Who follows next comes to an end, and meets no bucket twice while nothing changes.',
    source: PAGING,
    brokenBy: [
      ...['next-leads-in-a-circle', 'next-skips-a-page', 'second-page-overlaps', 'next-leads-nowhere'],
      ...['loses-a-bucket-at-the-border', 'last-page-for-ever', 'shuffled', 'first-of-the-next-five-hundred'],
    ],
  },
  {
    says: 'Each page but the first has previous, to the page before.',
    source: PAGING,
    brokenBy: ['no-previous', 'previous-is-page-1'],
  },
  {
    says: 'A list without buckets is a 200 with an empty array.',
    source: PAGING,
    because:
      'no request makes a project empty; the reference server without buckets conforms, and a status but 200 fails HTTP-01',
  },
  {
    says: 'An error document has an integer error, the status of the reply.',
    source: 'OpenAPI v1, schema ApiError; Recorded replies, 3,646 of 3,646',
    brokenBy: ['error-as-text', 'another-error', 'odd-size-with-another-error'],
  },
  {
    says: 'Where they are there, reason, detail and errorCode are strings or null, parameters an array or null.',
    source: 'OpenAPI v1, schema ApiError; Recorded replies',
    brokenBy: ['detail-as-a-number', 'code-as-a-number', 'parameters-as-an-object'],
  },
  {
    says: 'A project that does not exist is answered with 404.',
    source: 'OpenAPI v1, response 404; Recorded replies, 104 of 104',
    brokenBy: ['unknown-project-is-empty', 'unknown-project-fails'],
  },
  {
    says: 'A bucket has an _id of 24 hexadecimal digits.',
    source: 'OpenAPI v1, _id; Recorded replies, 10,400 of 10,400',
    brokenBy: ['id-instead-of-_id', 'upper-case-id', 'short-id', 'id-as-null'],
  },
  {
    says: 'A bucket has a bucketName of 3 to 63 characters.',
    source: 'OpenAPI v1, bucketName',
    brokenBy: ['no-bucket-name', 'bucket-name-as-null', 'bucket-name-too-short', 'bucket-name-too-long'],
  },
  {
    says: 'A bucket has one of three providers as cloudProvider.',
    source: 'OpenAPI v1, cloudProvider',
    brokenBy: ['no-cloud-provider', 'lower-case-provider', 'another-provider'],
  },
  {
    says: 'A bucket of AWS has an iamRoleId of 24 hexadecimal digits.',
    source: 'OpenAPI v1, iamRoleId',
    brokenBy: ['no-role', 'role-as-an-arn', 'one-wrong-role-far-down'],
  },
  {
    says: 'In 2024-05-30 the buckets of other clouds have roleId, those of Azure serviceUrl and tenantId.',
    source: 'OpenAPI v2, 2024-05-30',
    brokenBy: [
      ...['no-role-for-azure', 'wrong-role-for-azure', 'no-service-url', 'short-service-url'],
      ...['no-tenant', 'tenant-without-hyphens'],
    ],
  },
  {
    says: 'region, requirePrivateNetworking and links of a bucket are, where they are there, string, boolean, links.',
    source: 'OpenAPI v1, region; OpenAPI v1, requirePrivateNetworking; OpenAPI v1, schema Link',
    brokenBy: ['region-as-null', 'networking-as-text', 'bucket-links-without-href'],
  },
  {
    says: 'A list is labelled with the media type and version that was asked for.',
    source: 'OpenAPI v1 and v2, response 200',
    brokenBy: ['list-as-text', 'another-version-in-the-label', 'page-past-the-end-as-text'],
  },
  {
    says: 'An access token that was never issued lets nobody in.',
    source: 'RFC 6750, 3.1',
    brokenBy: ['any-token'],
  },
];

export const RECOMMENDATIONS: readonly Sentence[] = [
  {
    says: 'A 401 has the reason Unauthorized and a detail.',
    source: 'Recorded replies, 5,105 of 5,105',
    brokenBy: ['refusal-with-another-reason', 'refusal-without-a-detail'],
  },
  {
    says: 'The realm is MMS Public API.',
    source: 'Recorded replies, 5,192 of 5,192',
    brokenBy: ['another-realm'],
  },
  { says: 'A 401 is application/json.', source: RECORDED, brokenBy: ['refusal-as-text-plain'] },
  {
    says: 'Who has no credentials gets 401 before a project is looked up.',
    source: RECORDED,
    brokenBy: ['project-before-credentials'],
  },
  {
    says: 'A nonce that is used up is refused with stale=true.',
    source: 'RFC 7616, 3.3',
    brokenBy: ['used-up-without-stale'],
  },
  {
    says: 'Each challenge has a nonce of its own.',
    source: 'RFC 7616, 3.3',
    brokenBy: ['a-nonce-a-second'],
  },
  {
    says: 'In a challenge realm, domain, nonce, opaque and qop are in quotes, stale and algorithm are not.',
    source: 'RFC 7616, 3.3',
    brokenBy: [
      ...['challenge-with-bare-realm', 'challenge-with-bare-qop'],
      ...['challenge-with-quoted-stale', 'challenge-with-quoted-algorithm'],
    ],
  },
  {
    says: "A challenge has the form that Atlas' own clients can read, and their quoted algorithm is taken.",
    source: 'Recorded replies, 5,192 of 5,192; MongoDB Go digest library, parseChallenge',
    brokenBy: [
      ...['challenge-with-charset', 'challenge-with-userhash', 'challenge-with-auth-int-too'],
      ...['challenge-with-lower-case-scheme', 'challenge-with-commas-without-blanks'],
      ...['challenge-with-basic-before-digest', 'quoted-algorithm-is-401', 'quoted-algorithm-is-400'],
    ],
  },
  {
    says: 'A later date is served by the newest version that is not after it.',
    source: 'OpenAPI v2, versions',
    brokenBy: ['exact-dates-alone', 'labels-as-asked'],
  },
  {
    says: 'One bucket alone is enveloped as status and content.',
    source: ENVELOPES,
    because: 'the suite asks for the list alone',
  },
  {
    says: 'A body is indented by two spaces, with a space on both sides of a colon.',
    source: RECORDED,
    brokenBy: ['four-spaces'],
  },
  {
    says: 'Links keep the other parameters of the request.',
    source: RECORDED,
    brokenBy: ['links-forget-the-flags'],
  },
  {
    says: 'totalCount is there, on each page where it is on the first.',
    source: PAGING,
    brokenBy: ['no-count', 'counts-on-the-first-page-alone'],
  },
  {
    says: 'No page holds more than 500 buckets, and a page of 500 is filled.',
    source: 'OpenAPI v1, parameter itemsPerPage',
    brokenBy: ['more-than-the-maximum', 'at-most-100', 'largest-page-is-shorter'],
  },
  {
    says: 'The relation to the page before is called previous, not prev.',
    source: PAGING,
    brokenBy: ['prev'],
  },
  {
    says: 'Odd page numbers and sizes are no error of the server.',
    source: 'RFC 9110, 15.6',
    brokenBy: ['zero-pagenum-fails', 'zero-itemsperpage-fails', 'text-fails'],
  },
  {
    says: 'Where they are refused, then with an error document.',
    source: 'Atlas docs, errors; OpenAPI v1, schema ApiError',
    brokenBy: ['refuses-text-with-text'],
  },
  {
    says: 'An unknown project has the code GROUP_NOT_FOUND, a malformed id INVALID_GROUP_ID.',
    source: 'Atlas docs, errors; Recorded replies, 104 of 104',
    brokenBy: ['another-code-for-an-unknown-project', 'another-code-for-a-malformed-project'],
  },
  {
    says: 'X-Error-Code repeats the code.',
    source: 'Recorded replies since 2025-11, 1,036 of 1,036',
    brokenBy: ['another-code-in-the-header'],
  },
  {
    says: 'A request without a version, or with one that never was, gets 406 INVALID_VERSION_DATE.',
    source: 'Atlas docs, versioned API overview; Atlas docs, errors',
    brokenBy: ['no-version-needed', 'any-version'],
  },
  {
    says: 'A 405 has Allow.',
    source: RECORDED,
    because: 'the suite sends no method that a server refuses',
  },
  {
    says: 'A 429 has Retry-After.',
    source: 'Atlas docs, rate limits; RFC 6585, 4',
    brokenBy: ['limits-without-advice'],
  },
  {
    says: 'A versioned list names UTF-8 as its charset.',
    source: RECORDED,
    brokenBy: ['label-without-charset'],
  },
  {
    says: 'A list has Strict-Transport-Security and X-Content-Type-Options.',
    source: RECORDED,
    brokenBy: ['no-strict-transport', 'guessing-allowed'],
  },
  {
    says: 'RateLimit-Limit and RateLimit-Remaining come both or not at all, integers, the second at most the first.',
    source: 'Atlas docs, rate limits; Recorded replies since 2026-01',
    brokenBy: ['limit-without-remainder', 'more-remains-than-the-limit'],
  },
  {
    says: 'A version that was replaced says so; a date until when it is there, where it is given, is one.',
    source: 'Atlas docs, versioned API overview; Recorded replies',
    brokenBy: ['no-deprecation', 'sunset-without-a-date'],
  },
];

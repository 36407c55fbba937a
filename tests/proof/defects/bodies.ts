/** Defects of the topics FIELD, ERR and HTTP. */
import type { RuleId } from '../../engine/verdict.ts';
import {
  asks,
  type Defect,
  errorDocument,
  malformedProject,
  onBuckets,
  onList,
  onReply,
  status,
  textOf,
  unknownProject,
  withBody,
  withHeader,
  withStatus,
} from './plant.ts';

const BUCKET = 'OpenAPI v1 and v2, schema of an export bucket';
const FIRST = ({ name }: { name: string }) => name === 'snapshots-0001';
const AWS = (stored: { cloudProvider: string }) => stored.cloudProvider === 'AWS';
const AZURE = (stored: { cloudProvider: string }) => stored.cloudProvider === 'AZURE';
const OF_2024 = ['2024-05-30'] as const;

/** One wrong value of one field. */
function wrong(
  name: string,
  caughtBy: RuleId,
  field: string,
  value: unknown,
  rest: { pick?: (stored: { cloudProvider: string }) => boolean; versions?: Defect['versions'] } = {},
): Defect {
  const plant = onBuckets((bucket) => ({ ...bucket, [field]: value }), rest.pick ?? FIRST);
  const text =
    value === undefined ? `leaves ${field} out` : `writes ${JSON.stringify(value).slice(0, 40)} as ${field}`;
  return {
    name,
    does: text,
    caughtBy,
    contradicts: BUCKET,
    plant,
    ...(rest.versions && { versions: rest.versions }),
  };
}

export const fields: readonly Defect[] = [
  {
    name: 'buckets-as-a-bare-array',
    does: 'answers with the array alone',
    caughtBy: 'FIELD-01',
    contradicts: 'OpenAPI v1, results',
    plant: onList(({ results }) => results),
  },
  {
    name: 'buckets-under-another-name',
    does: 'calls the results buckets',
    caughtBy: 'FIELD-01',
    contradicts: 'OpenAPI v1, results',
    plant: onList(({ results, ...list }) => ({ ...list, buckets: results })),
  },
  {
    name: 'results-as-an-object',
    does: 'writes results as an object',
    caughtBy: 'FIELD-01',
    contradicts: 'OpenAPI v1, results',
    plant: onList((list) => ({ ...list, results: Object.fromEntries(list.results.entries()) })),
  },
  {
    name: 'buckets-as-ids',
    does: 'writes ids instead of buckets',
    caughtBy: 'FIELD-02',
    contradicts: BUCKET,
    plant: onBuckets((bucket) => bucket._id),
  },
  {
    name: 'id-instead-of-_id',
    does: 'calls the id of a bucket id, as the table of the page does',
    caughtBy: 'FIELD-03',
    contradicts: BUCKET,
    plant: onBuckets(({ _id, ...bucket }) => ({ id: _id, ...bucket })),
  },
  wrong('upper-case-id', 'FIELD-04', '_id', '5F0C2A7B9E4D3C1B2A190807'),
  wrong('short-id', 'FIELD-04', '_id', '5f0c2a7b9e4d3c1b2a19080'),
  wrong('id-as-a-number', 'FIELD-04', '_id', 12),
  wrong('id-as-null', 'FIELD-04', '_id', null),
  wrong('id-as-an-object', 'FIELD-04', '_id', { $oid: '5f0c2a7b9e4d3c1b2a190807' }),
  wrong('no-bucket-name', 'FIELD-05', 'bucketName', undefined),
  wrong('bucket-name-as-a-number', 'FIELD-06', 'bucketName', 12345),
  wrong('bucket-name-as-null', 'FIELD-06', 'bucketName', null),
  wrong('bucket-name-too-short', 'FIELD-07', 'bucketName', 'ab'),
  wrong('bucket-name-too-long', 'FIELD-07', 'bucketName', 'b'.repeat(64)),
  wrong('no-cloud-provider', 'FIELD-08', 'cloudProvider', undefined),
  wrong('lower-case-provider', 'FIELD-09', 'cloudProvider', 'aws'),
  wrong('another-provider', 'FIELD-09', 'cloudProvider', 'OCI'),
  wrong('provider-as-null', 'FIELD-09', 'cloudProvider', null),
  wrong('no-role', 'FIELD-10', 'iamRoleId', undefined, { pick: AWS }),
  wrong('role-as-an-arn', 'FIELD-11', 'iamRoleId', 'arn:aws:iam::123456789012:role/export', { pick: AWS }),
  wrong('role-as-null', 'FIELD-11', 'iamRoleId', null, { pick: AWS }),
  {
    name: 'one-wrong-role-far-down',
    does: 'writes a wrong iamRoleId into the last bucket of the project',
    caughtBy: 'FIELD-11',
    contradicts: BUCKET,
    options: { buckets: 103 },
    plant: onBuckets(
      (bucket) => ({ ...bucket, iamRoleId: 'x' }),
      ({ name }) => name === 'snapshots-0103',
    ),
  },
  wrong('bucket-links-as-an-object', 'FIELD-12', 'links', {}, { pick: AWS }),
  wrong('bucket-links-without-href', 'FIELD-12', 'links', [{ rel: 'self' }], { pick: AWS }),
  wrong('region-as-null', 'FIELD-13', 'region', null, { pick: AWS }),
  wrong('networking-as-text', 'FIELD-14', 'requirePrivateNetworking', 'false', { pick: AWS }),
  wrong('no-role-for-azure', 'FIELD-15', 'roleId', undefined, { pick: AZURE, versions: OF_2024 }),
  wrong('wrong-role-for-azure', 'FIELD-16', 'roleId', 'ROLE', { pick: AZURE, versions: OF_2024 }),
  wrong('no-service-url', 'FIELD-17', 'serviceUrl', undefined, { pick: AZURE, versions: OF_2024 }),
  wrong('short-service-url', 'FIELD-18', 'serviceUrl', 'https://a.example', {
    pick: AZURE,
    versions: OF_2024,
  }),
  wrong('no-tenant', 'FIELD-19', 'tenantId', undefined, { pick: AZURE, versions: OF_2024 }),
  wrong('tenant-without-hyphens', 'FIELD-20', 'tenantId', '5f0c2a7b9e4d3c1b2a1908075f0c2a7b', {
    pick: AZURE,
    versions: OF_2024,
  }),
  {
    name: 'one-id-twice',
    does: 'gives two buckets the same id',
    caughtBy: 'FIELD-21',
    contradicts: 'Endpoint page, response: unique identifier',
    plant: onBuckets(
      (bucket) => ({ ...bucket, _id: '5f0c2a7b9e4d3c1b2a190807' }),
      ({ name }) => /-000[12]$/.test(name),
    ),
  },
  {
    name: 'few-members',
    does: 'gives a bucket fewer members than the contract has come to ask for',
    caughtBy: 'FIELD-22',
    contradicts: 'a contract that asks for 20 members of a bucket',
    contract: (text) =>
      text.replace(
        /(\n {4}Bucket(?:20240530)?:\n(?:.*\n)*? {6}type: object\n)/g,
        '$1      minProperties: 20\n',
      ),
    plant: () => ({}),
  },
  {
    name: 'few-members-of-the-list',
    does: 'gives the list fewer members than the contract has come to ask for',
    caughtBy: 'FIELD-24',
    contradicts: 'a contract that asks for 20 members of the list',
    contract: (text) =>
      text.replace(/(\n {4}BucketList\w*:\n {6}type: object\n)/g, '$1      minProperties: 20\n'),
    plant: () => ({}),
  },
  {
    name: 'links-as-an-object',
    does: 'writes the links of the list as an object',
    caughtBy: 'FIELD-23',
    contradicts: 'OpenAPI v1, schema Link',
    plant: onList((list) => ({
      ...list,
      links: Object.fromEntries(list.links.map(({ rel, href }) => [rel, href])),
    })),
  },
  {
    name: 'link-without-href',
    does: 'adds a link without a target',
    caughtBy: 'FIELD-23',
    contradicts: 'OpenAPI v1, schema Link',
    plant: onList((list) => ({ ...list, links: [...list.links, { rel: 'help' }] })),
  },
  {
    name: 'no-links',
    does: 'leaves links out',
    caughtBy: 'FIELD-23',
    contradicts: 'Atlas docs, reference, Linking',
    plant: onList(({ links: _, ...list }) => list),
  },
];

const ERROR = 'OpenAPI v1, schema ApiError';
const notFound = status(404);
const unknown = (request: Parameters<typeof unknownProject>[0], response: { status: number }) =>
  unknownProject(request) && response.status === 404;
const malformed = (request: Parameters<typeof malformedProject>[0], response: { status: number }) =>
  malformedProject(request) && response.status === 404;
const EMPTY = '{"links":[],"results":[],"totalCount":0}';

export const errors: readonly Defect[] = [
  {
    name: 'unknown-project-is-empty',
    does: 'answers an unknown project with an empty list',
    caughtBy: 'ERR-01',
    contradicts: 'OpenAPI v1, response 404',
    plant: onReply(unknown, (response) => withBody(withStatus(response, 200, 'OK'), EMPTY)),
  },
  {
    name: 'unknown-project-fails',
    does: 'answers an unknown project with 500',
    caughtBy: 'ERR-01',
    contradicts: 'OpenAPI v1, response 404',
    plant: onReply(unknown, (response) =>
      errorDocument({ error: 500, reason: 'Internal Server Error' })(
        withStatus(response, 500, 'Internal Server Error'),
      ),
    ),
  },
  {
    name: 'malformed-project-is-empty',
    does: 'answers a malformed project id with an empty list',
    caughtBy: 'ERR-02',
    contradicts: 'Atlas docs, errors: INVALID_GROUP_ID',
    plant: onReply(malformed, (response) => withBody(withStatus(response, 200, 'OK'), EMPTY)),
  },
  {
    name: 'malformed-project-fails',
    does: 'answers a malformed project id with 500',
    caughtBy: 'ERR-02',
    contradicts: 'Atlas docs, errors: INVALID_GROUP_ID',
    plant: onReply(malformed, (response) =>
      errorDocument({ error: 500 })(withStatus(response, 500, 'Internal Server Error')),
    ),
  },
  {
    name: 'error-as-text',
    does: 'writes the error of a 404 as a string',
    caughtBy: 'ERR-03',
    contradicts: ERROR,
    plant: onReply(notFound, errorDocument({ error: '404' })),
  },
  {
    name: 'another-error',
    does: 'writes error 400 into a 404',
    caughtBy: 'ERR-03',
    contradicts: ERROR,
    plant: onReply(notFound, errorDocument({ error: 400 })),
  },
  {
    name: 'error-without-a-body',
    does: 'answers an unknown project with no body',
    caughtBy: 'ERR-03',
    contradicts: ERROR,
    plant: onReply(notFound, (response) => withBody(response, '')),
  },
  {
    name: 'detail-as-a-number',
    does: 'writes the detail of an error as a number',
    caughtBy: 'ERR-04',
    contradicts: ERROR,
    plant: onReply(notFound, errorDocument({ detail: 12 })),
  },
  {
    name: 'parameters-as-an-object',
    does: 'writes the parameters of an error as an object',
    caughtBy: 'ERR-04',
    contradicts: ERROR,
    plant: onReply(notFound, errorDocument({ parameters: {} })),
  },
  {
    name: 'code-as-a-number',
    does: 'writes the errorCode as a number',
    caughtBy: 'ERR-04',
    contradicts: ERROR,
    plant: onReply(notFound, errorDocument({ errorCode: 7 })),
  },
  {
    name: 'stack-trace',
    does: 'shows a stack trace in an error',
    caughtBy: 'ERR-05',
    contradicts: ERROR,
    plant: onReply(
      notFound,
      errorDocument({
        detail: 'java.lang.NullPointerException\n\tat com.example.Groups.find(Groups.java:42)',
      }),
    ),
  },
  {
    name: 'markup',
    does: 'shows markup in an error',
    caughtBy: 'ERR-05',
    contradicts: ERROR,
    plant: onReply(notFound, errorDocument({ detail: '<h1>Not found</h1>' })),
  },
  {
    name: 'data-of-an-unknown-project',
    does: 'adds buckets to a 404',
    caughtBy: 'ERR-06',
    contradicts: 'Endpoint page, introduction',
    plant: () => {
      let list = '';
      return {
        finish: (response) => {
          if (response.status === 200 && list === '') list = textOf(response);
          if (response.status !== 404 || list === '') return response;
          const known: unknown = JSON.parse(list);
          return errorDocument({ ...(known as object) })(response);
        },
      };
    },
  },
  {
    name: 'another-code-for-an-unknown-project',
    does: 'names NOT_FOUND for an unknown project',
    caughtBy: 'ERR-07',
    contradicts: 'Recorded replies: GROUP_NOT_FOUND',
    plant: onReply(unknown, (response) =>
      withHeader(errorDocument({ errorCode: 'NOT_FOUND' })(response), 'X-Error-Code', 'NOT_FOUND'),
    ),
  },
  {
    name: 'another-code-for-a-malformed-project',
    does: 'names GROUP_NOT_FOUND for a malformed project id',
    caughtBy: 'ERR-08',
    contradicts: 'Atlas docs, errors: INVALID_GROUP_ID',
    plant: onReply(malformed, (response) =>
      withHeader(
        errorDocument({ errorCode: 'GROUP_NOT_FOUND' })(response),
        'X-Error-Code',
        'GROUP_NOT_FOUND',
      ),
    ),
  },
  {
    name: 'another-code-in-the-header',
    does: 'names another code in X-Error-Code',
    caughtBy: 'ERR-09',
    contradicts: 'Recorded replies: X-Error-Code',
    plant: onReply(notFound, (response) => withHeader(response, 'X-Error-Code', 'SOMETHING_ELSE')),
  },
  {
    name: 'another-reason',
    does: 'gives a 404 the reason "Missing"',
    caughtBy: 'ERR-10',
    contradicts: 'Recorded replies: reason',
    plant: onReply(notFound, errorDocument({ reason: 'Missing' })),
  },
  {
    name: 'any-version',
    does: 'answers a version that never was',
    caughtBy: 'ERR-11',
    contradicts: 'Atlas docs, versioned API overview: 406',
    versions: ['2023-01-01', '2024-05-30'],
    plant: onReply(status(406), (response, request) =>
      request.headers.some(([, value]) => value.includes('2001-01-01'))
        ? withBody(withStatus(response, 200, 'OK'), EMPTY)
        : response,
    ),
  },
  {
    name: 'no-version-needed',
    does: 'answers a request that names no version',
    caughtBy: 'ERR-12',
    contradicts: 'Atlas docs, versioned API overview: 406',
    versions: ['2023-01-01', '2024-05-30'],
    plant: onReply(status(406), (response, request) =>
      request.headers.some(([, value]) => value === 'application/json')
        ? withBody(withStatus(response, 200, 'OK'), EMPTY)
        : response,
    ),
  },
];

const ok = status(200);

export const protocol: readonly Defect[] = [
  {
    name: 'created',
    does: 'answers the list with 201',
    caughtBy: 'HTTP-01',
    contradicts: 'OpenAPI v1, response 200',
    plant: onReply(ok, (response) => withStatus(response, 201, 'Created')),
  },
  {
    name: 'moved',
    does: 'redirects to another host',
    caughtBy: 'HTTP-01',
    contradicts: 'OpenAPI v1, response 200',
    plant: onReply(ok, (response) =>
      withHeader(withStatus(response, 302, 'Found'), 'Location', 'https://elsewhere.example/'),
    ),
  },
  {
    name: 'list-as-text',
    does: 'labels the list text/html',
    caughtBy: 'HTTP-02',
    contradicts: 'OpenAPI v1, response 200',
    plant: onReply(ok, (response) => withHeader(response, 'Content-Type', 'text/html')),
  },
  {
    name: 'another-version-in-the-label',
    does: 'labels the list with another version',
    caughtBy: 'HTTP-02',
    contradicts: 'OpenAPI v2, response 200',
    plant: onReply(ok, (response) =>
      withHeader(response, 'Content-Type', 'application/vnd.atlas.2025-03-12+json;charset=utf-8'),
    ),
  },
  {
    name: 'latin-1',
    does: 'encodes the list in ISO 8859-1',
    caughtBy: 'HTTP-03',
    contradicts: 'RFC 8259, 8.1',
    plant: onReply(ok, (response) =>
      withBody(response, Buffer.from(textOf(response).replaceAll('snapshots', 'schnappschüsse'), 'latin1')),
    ),
  },
  {
    name: 'truncated',
    does: 'leaves the last brace out',
    caughtBy: 'HTTP-04',
    contradicts: 'RFC 8259',
    plant: onReply(ok, (response) => withBody(response, textOf(response).slice(0, -1))),
  },
  {
    name: 'byte-order-mark',
    does: 'writes a byte order mark before the list',
    caughtBy: 'HTTP-04',
    contradicts: 'RFC 8259, 8.1',
    plant: onReply(ok, (response) => withBody(response, `\uFEFF${textOf(response)}`)),
  },
  {
    name: 'guarded-json',
    does: 'writes a guard before the list',
    caughtBy: 'HTTP-04',
    contradicts: 'RFC 8259',
    plant: onReply(ok, (response) => withBody(response, `)]}',\n${textOf(response)}`)),
  },
  {
    name: 'not-what-its-coding-says',
    does: 'labels a body gzip that is not',
    caughtBy: 'HTTP-14',
    contradicts: 'RFC 9110, 8.4',
    plant: onReply(ok, (response) => ({
      ...withHeader(withBody(response, '{}'), 'Content-Encoding', 'gzip'),
      undecodable: 'the body is not gzip',
    })),
  },
  {
    name: 'doubled-name',
    does: 'writes bucketName twice into a bucket',
    caughtBy: 'HTTP-05',
    contradicts: 'RFC 8259, 4',
    plant: onReply(ok, (response) => {
      const text = textOf(response).replace(
        /"bucketName"( ?: ?)"([^"]+)"/,
        '"bucketName"$1"$2","bucketName"$1"$2"',
      );
      return withBody(response, text);
    }),
  },
  {
    name: 'no-label',
    does: 'labels no body',
    caughtBy: 'HTTP-06',
    contradicts: 'RFC 9110, 8.3',
    plant: onReply(
      () => true,
      (response) => withHeader(response, 'Content-Type'),
    ),
  },
  {
    name: 'errors-as-html',
    does: 'labels an error document text/html',
    caughtBy: 'HTTP-07',
    contradicts: 'OpenAPI v1, error responses',
    plant: onReply(notFound, (response) => withHeader(response, 'Content-Type', 'text/html')),
  },
  {
    name: 'guessing-allowed',
    does: 'does not forbid guessing the type',
    caughtBy: 'HTTP-08',
    contradicts: 'Recorded replies: nosniff',
    plant: onReply(ok, (response) => withHeader(response, 'X-Content-Type-Options')),
  },
  {
    name: 'no-strict-transport',
    does: 'does not ask for https to be kept',
    caughtBy: 'HTTP-09',
    contradicts: 'Recorded replies: Strict-Transport-Security',
    https: true,
    plant: onReply(ok, (response) => withHeader(response, 'Strict-Transport-Security')),
  },
  {
    name: 'limits-without-advice',
    does: 'limits a request and does not say how long to wait',
    caughtBy: 'HTTP-10',
    contradicts: 'Atlas docs, rate limits',
    plant: () => {
      let limited = false;
      return {
        finish: (response, request) => {
          if (limited || !asks('pretty', 'true')(request) || response.status !== 200) return response;
          limited = true;
          return withBody(
            withStatus(response, 429, 'Too Many Requests'),
            '{"error":429}',
            'application/json',
          );
        },
      };
    },
  },
  {
    name: 'label-without-charset',
    does: 'names no charset beside the version',
    caughtBy: 'HTTP-11',
    contradicts: 'Recorded replies: every 2xx of v2',
    versions: ['2023-01-01', '2024-05-30'],
    plant: onReply(ok, (response) =>
      withHeader(
        response,
        'Content-Type',
        ...response.headers.flatMap(([name, value]) =>
          name === 'Content-Type' ? (value.split(';')[0] ?? '') : [],
        ),
      ),
    ),
  },
  {
    name: 'limit-without-remainder',
    does: 'sends RateLimit-Limit alone',
    caughtBy: 'HTTP-12',
    contradicts: 'Atlas docs, rate limits',
    versions: ['2023-01-01', '2024-05-30'],
    plant: onReply(ok, (response) => withHeader(response, 'RateLimit-Remaining')),
  },
  {
    name: 'more-remains-than-the-limit',
    does: 'says that more requests remain than the limit allows',
    caughtBy: 'HTTP-12',
    contradicts: 'Atlas docs, rate limits',
    versions: ['2023-01-01', '2024-05-30'],
    plant: onReply(ok, (response) => withHeader(response, 'RateLimit-Remaining', '1201')),
  },
  {
    name: 'no-sunset',
    does: 'does not say when the version ends',
    caughtBy: 'HTTP-13',
    contradicts: 'Atlas docs, versioned API overview',
    versions: ['2023-01-01'],
    plant: onReply(ok, (response) => withHeader(response, 'Sunset')),
  },
];

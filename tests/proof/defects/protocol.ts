/** Defects of topic HTTP. */
import { header } from '../../http/exchange.ts';
import { asks, type Defect, onReply, status, textOf, withBody, withHeader, withStatus } from './defect.ts';

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
    name: 'wants-a-page-number',
    does: 'refuses a request for the list that names no page',
    caughtBy: 'HTTP-01',
    contradicts: 'Endpoint page, query parameter pretty',
    plant: onReply(
      (request, response) => response.status === 200 && !asks('pageNum')(request),
      (response) => withBody(withStatus(response, 400, 'Bad Request'), '{"error":400}', 'application/json'),
    ),
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
      withBody(response, Buffer.from(textOf(response).replaceAll('bucket-name', 'eimer-größe'), 'latin1')),
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
    plant: onReply(status(404), (response) => withHeader(response, 'Content-Type', 'text/html')),
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
    name: 'no-deprecation',
    does: 'does not say since when the version is replaced',
    caughtBy: 'HTTP-13',
    contradicts: 'Atlas docs, versioned API overview',
    versions: ['2023-01-01'],
    plant: onReply(ok, (response) => withHeader(response, 'Deprecation')),
  },
  {
    name: 'sunset-without-a-date',
    does: 'writes "soon" as the end of the version',
    caughtBy: 'HTTP-13',
    contradicts: 'Atlas docs, versioned API overview',
    versions: ['2023-01-01'],
    plant: onReply(ok, (response) => withHeader(response, 'Sunset', 'soon')),
  },
  {
    name: 'cuts-the-list-short',
    does: 'ends the list in an envelope ten bytes before its end',
    caughtBy: 'HTTP-15',
    contradicts: 'RFC 9112, 8',
    inMemoryAlone: true,
    plant: onReply(
      (request, response) => ok(request, response) && asks('envelope', 'true')(request),
      (response) => ({ ...response, body: response.body.slice(0, -10) }),
    ),
  },
  {
    name: 'exact-dates-alone',
    does: 'knows no version date but those of its own versions',
    caughtBy: 'HTTP-16',
    contradicts: 'Atlas docs, versioned API overview',
    versions: ['2023-01-01', '2024-05-30'],
    plant: onReply(
      (request, response) => ok(request, response) && !/01-01|05-30/.test(header(request, 'Accept') ?? ''),
      (response) =>
        withBody(
          withStatus(response, 406, 'Not Acceptable'),
          '{"error":406,"errorCode":"INVALID_VERSION_DATE"}',
          'application/json',
        ),
    ),
  },
  {
    name: 'labels-as-asked',
    does: 'labels the list with whatever version date is asked for',
    caughtBy: 'HTTP-16',
    contradicts: 'Atlas docs, versioned API overview',
    versions: ['2023-01-01', '2024-05-30'],
    plant: onReply(ok, (response, request) =>
      withHeader(response, 'Content-Type', `${header(request, 'Accept')};charset=utf-8`),
    ),
  },
  {
    name: 'odd-size-as-a-page',
    does: 'labels the error document for a page size that is no number text/html',
    caughtBy: 'HTTP-07',
    contradicts: 'OpenAPI v1, error responses: content',
    plant: onReply(
      (request, response) => asks('itemsPerPage', 'abc')(request) && response.status === 400,
      (response) => withHeader(response, 'Content-Type', 'text/html'),
    ),
  },
  {
    name: 'page-past-the-end-as-text',
    does: 'labels the list on a page past the end text/plain',
    caughtBy: 'HTTP-02',
    contradicts: 'OpenAPI v1 and v2, response 200: content',
    plant: onReply(
      (_request, response) => response.status === 200 && textOf(response).includes('"results":[]'),
      (response) => withHeader(response, 'Content-Type', 'text/plain'),
    ),
  },
];

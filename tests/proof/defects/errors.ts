/** Defects of topic ERR. */
import {
  asks,
  type Defect,
  errorDocument,
  malformedProject,
  onReply,
  status,
  textOf,
  unknownProject,
  withBody,
  withHeader,
  withStatus,
} from './defect.ts';

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
  {
    name: 'odd-size-with-another-error',
    does: 'refuses a page size that is no number with an error that is not the status',
    caughtBy: 'ERR-04',
    contradicts: 'OpenAPI v1, schema ApiError',
    plant: onReply(
      (request, response) => asks('itemsPerPage', 'abc')(request) && response.status === 400,
      errorDocument({ error: 500 }),
    ),
  },
  {
    name: 'odd-size-with-an-error-as-text',
    does: 'refuses a page size that is no number with an error that is text',
    caughtBy: 'ERR-04',
    contradicts: 'OpenAPI v1, schema ApiError',
    plant: onReply(
      (request, response) => asks('itemsPerPage', 'abc')(request) && response.status === 400,
      errorDocument({ error: '400' }),
    ),
  },
];

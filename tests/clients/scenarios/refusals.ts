/** Whatever the server refuses for good: the client fails, and says why. */
import { admitted, errorReply, replyOf, withBody, withHeader } from '../replies.ts';
import type { Scenario } from '../scenario.ts';

const given = { feature: 'the list', expects: 'fail', judgedBy: 'CLIENT-45' } as const;

export const refusals: readonly Scenario[] = [
  {
    ...given,
    name: 'wrong-key',
    title: 'The client has a private key that the server does not know.',
    feature: 'Digest',
    credentials: 'keys',
    wrong: 'private-key',
    refusal: { status: 401, errorCode: 'UNEXPECTED_ERROR' },
  },
  {
    ...given,
    name: 'role-too-weak',
    title: 'The credentials are right, but their role does not allow it.',
    refusal: { status: 401, errorCode: 'USER_UNAUTHORIZED' },
    alter: admitted(() =>
      errorReply(401, 'USER_UNAUTHORIZED', 'Current user is not authorized to perform this action.'),
    ),
  },
  {
    ...given,
    name: 'not-on-access-list',
    title: 'The credentials are right, but the address is not on the access list.',
    refusal: { status: 403, errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' },
    alter: admitted(() =>
      errorReply(
        403,
        'IP_ADDRESS_NOT_ON_ACCESS_LIST',
        'IP address 192.0.2.1 is not allowed to access this resource.',
        { parameters: ['192.0.2.1'] },
      ),
    ),
  },
  {
    ...given,
    name: 'unknown-project',
    title: 'The project does not exist.',
    wrong: 'project',
    refusal: { status: 404, errorCode: 'GROUP_NOT_FOUND' },
  },
  {
    ...given,
    name: 'no-error-code',
    title: 'The server answers 404 with an error document whose errorCode is null.',
    refusal: { status: 404 },
    alter: admitted(() => errorReply(404, null, 'Not found.')),
  },
  {
    ...given,
    name: 'empty-refusal',
    title: 'The credentials are right, and the server answers 401 without a body.',
    refusal: { status: 401 },
    alter: admitted((reply) =>
      withHeader(withBody({ ...reply, status: 401, reason: 'Unauthorized' }, ''), 'Content-Type'),
    ),
  },
  {
    ...given,
    name: 'server-error',
    title: 'The server answers 500 with a page of HTML.',
    refusal: { status: 500 },
    alter: admitted(() =>
      replyOf(500, '<html><body><h1>Something went wrong</h1></body></html>', 'text/html;charset=utf-8'),
    ),
  },
  {
    ...given,
    name: 'unknown-version',
    title: 'The server answers 406, as to a version that never was.',
    dated: true,
    refusal: { status: 406, errorCode: 'INVALID_VERSION_DATE' },
    alter: admitted(() => errorReply(406, 'INVALID_VERSION_DATE', 'Invalid accept header or version date.')),
  },
  {
    ...given,
    name: 'version-gone',
    title: 'The server answers 410, as to a version past its sunset.',
    dated: true,
    refusal: { status: 410, errorCode: 'VERSION_GONE' },
    alter: admitted((_, { url }) =>
      errorReply(410, 'VERSION_GONE', `Version 2023-01-01 of ${url.pathname} is no longer available.`, {
        parameters: ['2023-01-01', url.pathname],
      }),
    ),
  },
];

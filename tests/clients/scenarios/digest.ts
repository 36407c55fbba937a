/** Challenges in every form that RFC 7616 leaves to a server, and nonces that do not last. */
import { delivered, withBody, withHeader } from '../replies.ts';
import type { Scenario } from '../scenario.ts';
import { digestChallenge, digestForm } from './challenges.ts';
import { SEVERAL_PAGES } from './listing.ts';

const ODD_REALM = 'Atlas, API; v=1, scope = all';
const OPAQUE = '5ccc069c403ebaf9f0171e9517f40e41';

const given = { feature: 'Digest', expects: 'list', credentials: 'keys' } as const;

export const digest: readonly Scenario[] = [
  {
    ...given,
    name: 'stale-nonce',
    title: 'A nonce goes stale while the pages are read.',
    judgedBy: 'CLIENT-29',
    items: SEVERAL_PAGES,
    nonceUse: 'stale-once',
    reachedBy: 'a client that uses a nonce again',
  },
  {
    ...given,
    name: 'one-time-nonces',
    control: 'stale-nonce',
    title: 'Each nonce is good for one request, and stale from then on.',
    judgedBy: 'CLIENT-30',
    items: SEVERAL_PAGES,
    nonceUse: 'once',
    reachedBy: 'a client that uses a nonce again',
  },
  {
    ...given,
    name: 'nonce-per-connection',
    control: 'stale-nonce',
    title: 'A nonce is stale on another connection than that of its challenge.',
    judgedBy: 'CLIENT-30',
    items: SEVERAL_PAGES,
    nonceUse: 'connection-once',
    reachedBy: 'a client that uses a nonce on another connection',
  },
  {
    ...given,
    name: 'qop-list',
    title: 'The challenge offers auth and auth-int.',
    judgedBy: 'CLIENT-31',
    digest: digestForm({ qops: ['auth', 'auth-int'] }, ({ nonce, stale }) => [
      digestChallenge(nonce, stale, { qop: 'auth,auth-int' }),
    ]),
  },
  {
    ...given,
    name: 'sha-256-first',
    title: 'The server offers SHA-256 first and MD5 second, one challenge a line.',
    judgedBy: 'CLIENT-32',
    digest: digestForm({ algorithms: ['sha-256', 'md5'] }, ({ nonce, stale }) => [
      digestChallenge(nonce, stale, { algorithm: 'SHA-256' }),
      digestChallenge(nonce, stale),
    ]),
  },
  {
    ...given,
    name: 'challenges-in-one-field',
    title: 'A challenge for access tokens stands before that for Digest, in the same field.',
    judgedBy: 'CLIENT-33',
    digest: digestForm({}, ({ nonce, stale }) => [
      `Bearer realm="tokens, for service accounts", ${digestChallenge(nonce, stale)}`,
    ]),
  },
  {
    ...given,
    name: 'challenges-in-several-fields',
    title: 'A challenge for access tokens stands before that for Digest, in a field of its own.',
    judgedBy: 'CLIENT-33',
    digest: digestForm({}, ({ nonce, stale }) => ['Bearer realm="tokens"', digestChallenge(nonce, stale)]),
  },
  {
    ...given,
    name: 'charset',
    title: 'The challenge has the parameters charset and userhash.',
    judgedBy: 'CLIENT-34',
    digest: digestForm({}, ({ nonce, stale }) => [
      digestChallenge(nonce, stale, { more: ', charset=UTF-8, userhash=false' }),
    ]),
  },
  {
    ...given,
    name: 'opaque',
    title: 'The challenge has an opaque value.',
    judgedBy: 'CLIENT-34',
    digest: digestForm({ opaque: OPAQUE }, ({ nonce, stale }) => [
      digestChallenge(nonce, stale, { more: `, opaque="${OPAQUE}"` }),
    ]),
  },
  {
    ...given,
    name: 'odd-realm',
    title: 'The realm has commas, equals signs, semicolons and blanks.',
    judgedBy: 'CLIENT-35',
    digest: digestForm({ realm: ODD_REALM }, ({ nonce, stale }) => [
      digestChallenge(nonce, stale, { realm: ODD_REALM }),
    ]),
  },
  {
    ...given,
    name: 'empty-challenge',
    title: 'The 401 has no body, and its connection is closed.',
    judgedBy: 'CLIENT-36',
    alter: (reply, { admission }) =>
      admission === 'unsigned' && reply.status === 401
        ? delivered(withHeader(withBody(reply, ''), 'Content-Type'), { close: true })
        : undefined,
  },
];

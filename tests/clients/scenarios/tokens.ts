/** Access tokens of service accounts: how long they last, and how they are got. */
import { isObject, readJson } from '../../json/json.ts';
import type { Reply } from '../recording.ts';
import { delivered, errorReply, withBody } from '../replies.ts';
import type { Asked, Scenario } from '../scenario.ts';
import { SEVERAL_PAGES } from './listing.ts';

/** Longer than `expires_in` of the token that is to expire. */
const EXPIRES_AFTER_MS = 1_300;

const given = { feature: 'service accounts', credentials: 'account', dated: true } as const;

/** RFC 6750, 3.1. */
const refused = (description: string): Reply =>
  errorReply(401, 'UNEXPECTED_ERROR', 'You are not authorized for this resource.', {
    headers: [['WWW-Authenticate', `Bearer error="invalid_token", error_description="${description}"`]],
  });

/** The first token, from its second use on. */
const isOver = ({ asks, token, nth }: Asked) => asks === 'list' && token === 1 && nth > 1;

export const tokens: readonly Scenario[] = [
  {
    ...given,
    name: 'token',
    title: 'The server lets in who has an access token.',
    expects: 'list',
    judgedBy: 'CLIENT-02',
    items: SEVERAL_PAGES,
  },
  {
    ...given,
    name: 'token-expires',
    title: 'The first token expires while the pages are read.',
    expects: 'list',
    judgedBy: 'CLIENT-43',
    items: SEVERAL_PAGES,
    reachedBy: 'a client that uses a token for as long as it lasts',
    reach: isOver,
    alter: (reply, asked) => {
      if (asked.asks === 'token') return asked.nth === 1 ? shortLived(reply) : undefined;
      if (isOver(asked)) return refused('The access token expired');
      return asked.token === 1 ? delivered(reply, { lastsMs: EXPIRES_AFTER_MS }) : undefined;
    },
  },
  {
    ...given,
    name: 'token-refused',
    title: 'The first token is refused before its time.',
    expects: 'list',
    judgedBy: 'CLIENT-43',
    items: SEVERAL_PAGES,
    alter: (_, asked) => (isOver(asked) ? refused('The access token was revoked') : undefined),
  },
  {
    ...given,
    name: 'token-limited',
    title: 'The first request for a token comes too soon after others.',
    expects: 'either',
    judgedBy: 'CLIENT-48',
    refusal: { status: 429, errorCode: 'RATE_LIMITED' },
    alter: (_, { asks, nth }) =>
      asks === 'token' && nth === 1
        ? errorReply(
            429,
            'RATE_LIMITED',
            'Resource /api/oauth/token is limited to 10 requests every 1 minutes.',
            {
              parameters: ['/api/oauth/token', 10, 1],
              headers: [['Retry-After', '1']],
            },
          )
        : undefined,
  },
  {
    ...given,
    name: 'token-lost',
    title: 'The connection breaks while the first token is sent.',
    expects: 'either',
    judgedBy: 'CLIENT-48',
    alter: (reply, { asks, nth }) =>
      asks === 'token' && nth === 1 ? delivered(reply, { cut: true }) : undefined,
  },
  {
    ...given,
    name: 'wrong-secret',
    title: 'The client has a secret that the server does not know.',
    expects: 'fail',
    judgedBy: 'CLIENT-45',
    wrong: 'client-secret',
    refusal: { status: 401, errorCode: 'invalid_client' },
  },
];

function shortLived(reply: Reply): Reply | undefined {
  const { value } = readJson(reply.body);
  return isObject(value) ? withBody(reply, JSON.stringify({ ...value, expires_in: 1 })) : undefined;
}

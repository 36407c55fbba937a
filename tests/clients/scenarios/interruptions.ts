/** What stands in the way for a moment: the client gets over it or fails loudly, and loses nothing in silence. */
import { admitted, delivered, errorReply, lists, redirect, replyOf } from '../replies.ts';
import { PREFIX } from '../responder.ts';
import type { Scenario } from '../scenario.ts';
import { SEVERAL_PAGES, withLinks } from './listing.ts';

const given = { feature: 'the list', expects: 'either', judgedBy: 'CLIENT-48' } as const;
const onSecondPage = { ...given, feature: 'several pages', items: SEVERAL_PAGES } as const;

const WAIT_SECONDS = 1;
/** A date has no fractions of a second: between one and two seconds from now. */
const waitDate = (now: number) => new Date((Math.ceil(now / 1000) + 1) * 1000).toUTCString();

const LIMITED = 'RATE_LIMITED_TOKEN_BUCKET';
const UNAVAILABLE = 'SERVICE_UNAVAILABLE';

const tooMany = (path: string, retryAfter: string) =>
  errorReply(429, LIMITED, `Rate limit exceeded for ${path}.`, {
    parameters: [path, WAIT_SECONDS, 500, 500, 60],
    headers: [['Retry-After', retryAfter]],
  });
const unavailable = (retryAfter: string) =>
  errorReply(503, UNAVAILABLE, 'The service is unavailable.', { headers: [['Retry-After', retryAfter]] });

export const interruptions: readonly Scenario[] = [
  {
    ...onSecondPage,
    name: 'rate-limited-seconds',
    title: 'The second request is one too many; Retry-After is in seconds.',
    refusal: { status: 429, errorCode: LIMITED },
    alter: admitted((_, { url }) => tooMany(url.pathname, String(WAIT_SECONDS)), 2),
  },
  {
    ...onSecondPage,
    name: 'rate-limited-date',
    title: 'The second request is one too many; Retry-After is a date.',
    refusal: { status: 429, errorCode: LIMITED },
    alter: admitted((_, { url, now }) => tooMany(url.pathname, waitDate(now)), 2),
  },
  {
    ...given,
    name: 'unavailable-seconds',
    title: 'The service is unavailable at first; Retry-After is in seconds.',
    refusal: { status: 503, errorCode: UNAVAILABLE },
    alter: admitted(() => unavailable(String(WAIT_SECONDS)), 1),
  },
  {
    ...given,
    name: 'unavailable-date',
    title: 'The service is unavailable at first; Retry-After is a date.',
    refusal: { status: 503, errorCode: UNAVAILABLE },
    alter: admitted((_, { now }) => unavailable(waitDate(now)), 1),
  },
  {
    ...onSecondPage,
    name: 'bad-gateway-once',
    title: 'A gateway answers the second request with 502, once.',
    refusal: { status: 502 },
    alter: admitted(() => replyOf(502, '<html><body><h1>502 Bad Gateway</h1></body></html>', 'text/html'), 2),
  },
  {
    ...onSecondPage,
    name: 'cut-reply',
    title: 'The connection breaks in the middle of the second page.',
    alter: admitted((reply) => delivered(reply, { cut: true }), 2),
  },
  {
    ...onSecondPage,
    name: 'cut-chunks',
    title: 'The connection breaks among the chunks of the second page.',
    alter: admitted((reply) => delivered(reply, { cut: true, chunked: true }), 2),
  },
  {
    ...given,
    name: 'redirect-same-origin',
    title: 'The list has moved to another path of the same origin.',
    feature: 'redirects',
    alter: admitted((_, { url }) => redirect(308, `${PREFIX}${url.pathname}${url.search}`), 1),
  },
  {
    ...given,
    name: 'redirect-other-origin',
    title: 'The list has moved to another origin, which asks for credentials.',
    feature: 'redirects',
    alter: admitted(
      (_, { url, otherOrigin }) => redirect(307, `${otherOrigin}${url.pathname}${url.search}`),
      1,
    ),
  },
  {
    ...given,
    name: 'redirect-open-origin',
    title: 'The list has moved to another origin, which serves it to anyone.',
    feature: 'redirects',
    otherIsOpen: true,
    alter: admitted(
      (_, { url, otherOrigin }) => redirect(302, `${otherOrigin}${url.pathname}${url.search}`),
      1,
    ),
  },
  {
    ...onSecondPage,
    name: 'next-other-host',
    title: 'The links name another origin, as that of a proxy, which asks for credentials.',
    alter: lists((list, { otherOrigin }) =>
      withLinks(list, (href) => new URL(`${otherOrigin}${href.pathname}${href.search}`)),
    ),
  },
];

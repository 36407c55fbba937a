/** What a run knows of the requests that the configured credentials open, for the reader of a refusal. */
import { header } from '../http/exchange.ts';
import type { AuthMode, ProbeExchange, Run } from '../probes/answers.ts';

/** Ways to judge a mock that has no HTTP Digest; the one that the run has taken is not named again. */
export function otherWaysIn(auth: AuthMode): string {
  const none = 'with CONFORMANCE_AUTH=none';
  const line = 'with CONFORMANCE_AUTH=header and the header line that it wants in CONFORMANCE_AUTH_HEADER';
  const ways = [...(auth === 'none' ? [] : [none]), ...(auth === 'header' ? [] : [line])];
  return `A mock without Digest is judged further ${ways.join(', or ')}.`;
}

/** Why requests with the configured credentials may have been refused: what was seen first, then what to check. */
export function hintOfRefusedCredentials(run: Run): string {
  const sent = [...run.answers].flatMap(([probe, answer]) =>
    'exchange' in answer && answer.exchange.authentication === 'configured'
      ? [{ probe, exchange: answer.exchange }]
      : [],
  );
  const letIn = sent.filter(({ exchange }) => exchange.response.status !== 401);
  const refused = sent.filter(({ exchange }) => exchange.response.status === 401);
  const circumstances = [...cookieHint(sent.map(({ exchange }) => exchange)), ...prefixHint(run)];
  if (letIn.length === 0) {
    return [
      'No request was let in with the configured credentials: check them first, a wrong key looks the same.',
      ...circumstances,
      otherWaysIn(run.auth),
    ].join(' ');
  }
  const difference = DIFFERENCES.find(
    ({ of }) => refused.every((one) => of(one.exchange)) && letIn.every((one) => !of(one.exchange)),
  );
  const names = (all: typeof sent) => all.map(({ probe }) => probe).join(', ');
  return [
    `The same credentials were let in with ${names(letIn)} and refused with ${names(refused)}.`,
    ...(difference ? [difference.says] : []),
    ...circumstances,
  ].join(' ');
}

/** In what all refused requests may differ from all that were let in. */
const DIFFERENCES: readonly {
  readonly of: (exchange: ProbeExchange) => boolean;
  readonly says: string;
}[] = [
  {
    of: ({ asked }) => (asked.query ?? []).length > 0,
    says: 'What was refused has a query: the uri of a digest is the request target with its query (RFC 7616, 3.4.6).',
  },
  {
    of: ({ reusedConnection }) => reusedConnection === true,
    says: 'Only the first request of a connection is let in: a nonce is good for any connection (RFC 7616, 3.3).',
  },
];

function cookieHint(sent: readonly ProbeExchange[]): readonly string[] {
  const isSet = sent.some(({ earlier, ...last }) =>
    [...earlier, last].some(
      ({ response }) => response?.status === 401 && header(response, 'Set-Cookie') !== undefined,
    ),
  );
  return isSet ? ['The 401 sets a cookie; Atlas sets none, and the suite sends none back.'] : [];
}

function prefixHint({ baseUrl }: Run): readonly string[] {
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  return prefix === ''
    ? []
    : [
        `The base URL has the path prefix ${prefix}, and digests are signed for it: a proxy that takes it off lets the server compare another uri.`,
      ];
}

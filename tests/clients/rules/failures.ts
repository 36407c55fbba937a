/** What a client makes of refusals, limits and accidents, and where its credentials go meanwhile. */
import { header } from '../../http/exchange.ts';
import { isReached, madeOf, type Observation } from '../observation.ts';
import { outcomeRule } from './outcomes.ts';
import { eachRequest, grouped, type Sent, sentIn, violation } from './requests.ts';
import type { ClientFinding, ClientRule, ClientViolation } from './rule.ts';

const ERROR = '{error}';
const LIST = '{list}/properties/results';

/** The same request, refused for good, is sent at most so often: once, and once more. */
const MOST_REFUSALS = 2;
/** The same request, failed, is sent at most so often. */
const MOST_FAILURES = 10;
/** Clocks tick, and a timer may ring a little early. */
const TOLERANCE_MS = 30;
/** A date has no fractions, and those of the clock that it is compared with may be cut off. */
const DATE_TOLERANCE_MS = 1_000;

/** Requests of a scenario that failed with one of these statuses, by method and target, in order. */
function failed(
  observation: Observation,
  picks: (status: number) => boolean,
): ReadonlyMap<string, readonly Sent[]> {
  const key = ({ request: { reply, method, target, origin } }: Sent) =>
    origin === 'own' && reply && picks(reply.status) ? `${method} ${target}` : undefined;
  return grouped(observation, key, (sent) => sent);
}

/** No request is sent more than `most` times when it fails like this. */
function repeatedAtMost(
  observations: readonly Observation[],
  most: number,
  picks: (status: number) => boolean,
): ClientFinding {
  let any = false;
  const found = observations.flatMap((observation) =>
    [...failed(observation, picks).values()].flatMap((group): ClientViolation[] => {
      any = true;
      const surplus = group[most];
      return surplus
        ? [
            violation(surplus, {
              expected: `at most ${most} times the same request`,
              received: `${group.length} times, each answered with ${surplus.request.reply?.status}`,
              at: 'request line',
            }),
          ]
        : [];
    }),
  );
  return any ? found : { notApplicable: 'nothing of the kind was answered' };
}

/** When a reply lets the client ask again, in milliseconds since its scenario began, less what is tolerated. */
function mayAskAgainAt({ request }: Sent): number | undefined {
  const { reply, answeredAt } = request;
  const value = reply && header(reply, 'Retry-After');
  if (value === undefined || answeredAt === undefined || !reply) return undefined;
  if (/^\d+$/.test(value)) return answeredAt + Number(value) * 1_000 - TOLERANCE_MS;
  // The reply's own date is when it was made: both are of the server's clock.
  const wait = Date.parse(value) - Date.parse(header(reply, 'Date') ?? '');
  return Number.isNaN(wait) ? undefined : answeredAt + wait - DATE_TOLERANCE_MS - TOLERANCE_MS;
}

const waited = (observation: Observation) =>
  sentIn([observation]).flatMap((sent) => {
    const at = mayAskAgainAt(sent);
    return at === undefined ? [] : [[sent, at] as const];
  });

export const failures: readonly ClientRule[] = [
  outcomeRule({
    id: 'CLIENT-45',
    level: 'MUST',
    basis: 'text',
    title: 'The client fails where the server refuses.',
    source:
      'OpenAPI v1, error responses: an error document instead of the list; RFC 9110, 15.5: a status of 4xx says that there is none',
    lookAt: 'Whether the status is looked at before the body is.',
    contract: ERROR,
  }),
  {
    id: 'CLIENT-46',
    level: 'MUST',
    basis: 'text',
    title: 'The client says why it fails.',
    source:
      'OpenAPI v1, schema ApiError: error and errorCode say what is wrong; Atlas docs, errors: what each code means',
    lookAt:
      'Whether the error that the client throws carries the status and the errorCode, also where the body is empty or no JSON.',
    contract: `${ERROR}/properties/errorCode`,
    about: 'output',
    judge: (observations) => {
      const failing = observations.filter(
        (one) => one.scenario.expects !== 'list' && isReached(one) && madeOf(one).made === 'failure',
      );
      if (failing.length === 0) return { notApplicable: 'the client did not fail' };
      return failing.flatMap((observation): ClientViolation[] => {
        const made = madeOf(observation);
        if (made.made !== 'failure' || made.loud) return [];
        const { refusal, name } = observation.scenario;
        const words = refusal && [refusal.errorCode, refusal.status].filter((word) => word !== undefined);
        const { stdout, stderr } = observation.outcome;
        const said = stderr.trim() || stdout.trim();
        return [
          {
            scenario: name,
            expected: words ? `${words.join(' or ')} in the output` : 'a word in the output',
            received: said === '' ? 'nothing' : JSON.stringify(said),
            at: 'standard error',
          },
        ];
      });
    },
  },
  {
    id: 'CLIENT-47',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client does not repeat what was refused for good.',
    source:
      'RFC 9110, 15.5: a status of 4xx says that the request is at fault, and the same again fares the same',
    lookAt: 'Which statuses the retry takes for passing ones.',
    contract: ERROR,
    about: 'requests',
    judge: (observations) =>
      repeatedAtMost(
        observations,
        MOST_REFUSALS,
        (status) => status >= 400 && status < 500 && ![401, 408, 429].includes(status),
      ),
  },
  outcomeRule({
    id: 'CLIENT-48',
    level: 'MUST',
    basis: 'standard',
    title: 'The client takes no part of the list for the whole.',
    source:
      'RFC 9112, 8: a reply that ends early is known to be incomplete; RFC 9110, 15.4 and 15.6: a redirect and a gateway’s error are no page of the list; RFC 6585, 4: nor is 429',
    lookAt: 'What ends the walk: nothing but the end of the list does, and everything else is a failure.',
    contract: LIST,
  }),
  {
    id: 'CLIENT-49',
    level: 'MUST',
    basis: 'text',
    title: 'The client waits for as long as Retry-After says.',
    source:
      'Atlas docs, rate limits: to wait at least as long as Retry-After says; RFC 9110, 10.2.3: in seconds or as a date; RFC 6585, 4: after 429',
    lookAt: 'Whether Retry-After is read in both forms, and nothing is asked before.',
    contract: '{operation}',
    about: 'requests',
    judge: (observations) => {
      const all = observations.flatMap((observation) => waited(observation));
      if (all.length === 0) return { notApplicable: 'no reply said Retry-After' };
      return all.flatMap(([{ request, observation, number }, at]): ClientViolation[] => {
        const again = sentIn([observation]).find(
          (sent) =>
            sent.number > number &&
            sent.request.method === request.method &&
            sent.request.target === request.target,
        );
        if (!again || again.request.receivedAt >= at) return [];
        const after = Math.round(again.request.receivedAt - (request.answeredAt ?? 0));
        return [
          violation(again, {
            expected: `no such request before Retry-After: ${request.reply && header(request.reply, 'Retry-After')} is over`,
            received: `the request again after ${after} ms`,
            at: 'time',
          }),
        ];
      });
    },
  },
  {
    id: 'CLIENT-50',
    level: 'SHOULD',
    basis: 'text',
    title: 'The client asks again when Retry-After is over.',
    source: 'Atlas docs, rate limits: to try again after that time',
    lookAt: 'Whether there is a retry at all.',
    contract: '{operation}',
    about: 'output',
    judge: (observations) => {
      const told = observations.filter((observation) => waited(observation).length > 0);
      if (told.length === 0) return { notApplicable: 'no reply said Retry-After' };
      return told.flatMap((observation): ClientViolation[] =>
        madeOf(observation).made === 'failure'
          ? [
              {
                scenario: observation.scenario.name,
                expected: 'the list, after a pause',
                received: `exit status ${observation.outcome.exit}`,
                at: 'exit status',
              },
            ]
          : [],
      );
    },
  },
  {
    id: 'CLIENT-51',
    level: 'SHOULD',
    basis: 'text',
    title: 'The client gives up when the server keeps failing.',
    source: 'Atlas docs, rate limits: to wait longer each time; RFC 9110, 15.6: a status of 5xx may stay',
    lookAt: 'How often and how fast the client asks again, and what ends it.',
    contract: '{operation}',
    about: 'requests',
    judge: (observations) =>
      repeatedAtMost(observations, MOST_FAILURES, (status) => status >= 500 || status === 429),
  },
  {
    id: 'CLIENT-52',
    level: 'MUST',
    basis: 'standard',
    title: 'The client sends its credentials to no other origin.',
    source:
      'RFC 9110, 11.5 and 15.4: credentials are for the origin that asked for them, and a redirect takes them nowhere',
    lookAt:
      'Whether a redirect or a link to another host is followed by the part that signs requests, and whether that looks at the host.',
    contract: '{operation}/security',
    about: 'requests',
    judge: (observations) =>
      observations.some((one) => LEADS_AWAY.includes(one.scenario.name) && isReached(one))
        ? eachOther(observations)
        : { notApplicable: 'no reply led to another origin' },
  },
  {
    id: 'CLIENT-53',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client follows a redirect on the same origin.',
    source: 'RFC 9110, 15.4: a redirect says where the list is now, and a client may go there by itself',
    lookAt: 'Whether redirects are followed, and signed anew.',
    contract: '{operation}',
    about: 'output',
    judge: (observations) => {
      const moved = observations.find(
        (one) => one.scenario.name === 'redirect-same-origin' && isReached(one),
      );
      if (!moved) return { notApplicable: 'no reply led to another path' };
      return madeOf(moved).made === 'failure'
        ? [
            {
              scenario: moved.scenario.name,
              expected: 'the list, from where it has moved to',
              received: `exit status ${moved.outcome.exit}`,
              at: 'exit status',
            },
          ]
        : [];
    },
  },
];

const LEADS_AWAY: readonly string[] = ['redirect-other-origin', 'redirect-open-origin', 'next-other-host'];

function eachOther(observations: readonly Observation[]): ClientFinding {
  const found = eachRequest(
    observations,
    ({ request }) => (request.origin === 'other' ? request : undefined),
    (request, { observation: { told } }) => {
      const value = header(request, 'Authorization');
      const [scheme = ''] = value?.split(' ') ?? [];
      const secrets = [told.privateKey, told.clientSecret];
      const text = [request.target, ...request.headers.map(([, one]) => one), request.body].join('\n');
      if (value === undefined && !secrets.some((secret) => text.includes(secret))) return undefined;
      return {
        expected: 'a request without credentials',
        received: scheme === '' ? 'a secret' : `${scheme} credentials`,
        at: 'header Authorization',
      };
    },
    '',
  );
  // To go there without credentials, or not at all, is right.
  return 'notApplicable' in found ? [] : found;
}

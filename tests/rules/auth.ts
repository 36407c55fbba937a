/** Topic AUTH: who is let in, and how everybody else is refused. */

import type { Contract } from '../contract/contract.ts';
import {
  ALGORITHMS,
  type Challenge,
  challengeIn,
  chooseDigest,
  LONGEST_PARAMETER,
  oversizedParameter,
  parseChallenges,
} from '../http/digest.ts';
import { type Attempt, type Exchange, header, headerValues, mediaType } from '../http/exchange.ts';
import { isObject, member, readJson, show } from '../json/json.ts';
import { exchangeOf, isMissing, type ProbeExchange, type Run } from '../probes/answers.ts';
import { setupAnswerIn, setupBlock } from '../probes/blocks.ts';
import { leakedId, MOST_LEAK_CHARACTERS, readList } from '../probes/list-reply.ts';
import { issuedNonces, NONCE_GRANULARITY_MS } from '../probes/nonces.ts';
import { type ProbeName, probesWith } from '../probes/schedule.ts';
import { GO_CLIENTS, lockingDifference } from './challenge-form.ts';
import { hintOfRefusedCredentials, otherWaysIn } from './let-in.ts';
import {
  ACCEPTED,
  ANY_LIST,
  admitted,
  challenged,
  controlOf,
  listIfAny,
  REFUSED,
  replies,
  repliesWith,
  reply,
} from './needs.ts';
import {
  type Blocked,
  comparedWith,
  each,
  type Finding,
  leaningOn,
  type Need,
  type Rule,
  rule,
} from './rule.ts';
import { errorWith200, isAbout, schemaViolation } from './schema-violation.ts';
import { unseenText } from './unseen.ts';
import type { RuleId, Violation } from './verdict.ts';

const REFUSAL = '{operation}/responses/401';
const CHALLENGE = '{operation}/responses/401/headers/WWW-Authenticate';

/** Holds when the request was refused with 401; anything else lets somebody in or misleads the client. */
function refused(
  run: Run,
  probe: ProbeName,
  exchange: ProbeExchange,
  statuses: readonly number[] = [401],
  fact?: string,
): Violation | 'holds' {
  const { status, reason } = exchange.response;
  if (statuses.includes(status)) return 'holds';
  return {
    expected: statuses.join(' or '),
    received: `${status} ${reason}`.trim(),
    at: 'status',
    probe,
    ...errorWith200(exchange),
    ...(fact !== undefined &&
      !('obstacle' in readList(probe, exchange)) && { fact: letsAnyFieldIn(run) ? ANY_FIELD : fact }),
    ...hintOf(run, status),
  };
}

const ANY_FIELD = 'the server lets in whoever sends an Authorization field, whatever it says';

/** Whether a request needs but an Authorization field: none is refused that was made to be refused for it. */
function letsAnyFieldIn(run: Run): boolean {
  const gotTheList = (probe: ProbeName) => {
    const exchange = exchangeOf(run, probe);
    return isMissing(exchange) ? undefined : !('obstacle' in readList(probe, exchange));
  };
  return (
    gotTheList('no-credentials') === false &&
    (['basic', 'made-up-token'] as const).every((probe) => gotTheList(probe) === true) &&
    gotTheList('wrong-private-key') !== false
  );
}

function hintOf(run: Run, status: number): { readonly hint?: string } {
  if (status === 404) {
    const values = run.contract.pathParameters.map(({ valueTitle }) => valueTitle);
    return { hint: `Check ${['base URL', ...values].join(' and ')} first: this may be no such endpoint.` };
  }
  if (status !== 200) return { hint: otherWaysIn(run.auth) };
  const wrongKey = exchangeOf(run, 'wrong-private-key');
  // A server that refuses a wrong key has looked at the digest.
  return !isMissing(wrongKey) && wrongKey.response.status === 401
    ? {}
    : { hint: 'The server answers before it has judged the Authorization field.' };
}

interface RefusalForm {
  readonly id: RuleId;
  readonly title: string;
  readonly source: string;
  readonly lookAt: string;
  readonly probe: ProbeName;
  readonly basis?: 'text' | 'standard';
  readonly contract?: string;
  /** Statuses that refuse; absent: 401 alone. */
  readonly statuses?: readonly number[];
  /** What is true of a server that answers with the list. */
  readonly fact?: string;
  readonly impliedBy?: readonly RuleId[];
}

function refusal({ probe, basis = 'text', contract = REFUSAL, statuses, fact, ...form }: RefusalForm): Rule {
  return rule({
    ...form,
    level: 'MUST',
    basis,
    contract,
    needs: { refusal: reply(probe), control: controlOf(probe) },
    judge: ({ refusal, control }, run) => {
      const found = refused(run, probe, refusal, statuses, fact);
      return found === 'holds' ? control : found;
    },
  });
}

/** The Digest challenge that a client answers, else the first: a server may offer several (RFC 7616, 3.7). */
function digestOf(exchange: Exchange): Challenge | undefined {
  const offered = parseChallenges(headerValues(exchange.response, 'WWW-Authenticate')).filter(
    ({ scheme }) => scheme.toLowerCase() === 'digest',
  );
  return offered.find((challenge) => chooseDigest([challenge])?.qop) ?? offered[0];
}

interface WrongParameter {
  readonly name: 'realm' | 'nonce' | 'opaque' | 'qop';
  readonly expected: string;
}

/** The first parameter that keeps a Digest challenge from being answered with `qop=auth`. */
function wrongParameter(challenge: Challenge | undefined): WrongParameter | undefined {
  const { realm, nonce, qop } = challenge?.params ?? {};
  if (realm === undefined) return { name: 'realm', expected: 'a realm' };
  if (!nonce) return { name: 'nonce', expected: 'a nonce' };
  const name = challenge && oversizedParameter(challenge);
  if (name) return { name, expected: `at most ${LONGEST_PARAMETER} characters for a client to send back` };
  const qops = qop?.toLowerCase().split(',') ?? [];
  if (qops.some((one) => one.trim() === 'auth')) return undefined;
  return { name: 'qop', expected: 'a qop that contains auth' };
}

/** The rule that says why no digest can answer a refusal. */
function unanswerable(refusal: Exchange): RuleId | undefined {
  const challenge = digestOf(refusal);
  if (!challenge) return 'AUTH-03';
  return wrongParameter(challenge) === undefined ? undefined : 'AUTH-04';
}

/** The field with an ellipsis for what is drawn anew for each challenge. */
function withoutNonce(field: string | undefined): string | undefined {
  const quotedOrNonce = /("(?:[^"\\]|\\.)*"?)|\b(nonce\s*=\s*)(?:("(?:[^"\\]|\\.)*"?)|[^\s,"]+)/gi;
  return field?.replace(quotedOrNonce, (_all, other?: string, name?: string, quoted?: string) =>
    name === undefined ? (other ?? '') : `${name}${quoted === undefined ? '…' : '"…"'}`,
  );
}

const NOBODY_REFUSED: Blocked = { blockedBy: 'AUTH-01', why: 'no request was refused' };
const is401 = (status: number) => status === 401;
const REFUSALS = repliesWith(REFUSED, is401, NOBODY_REFUSED);
/** No document tells what a refusal looks like under envelope, nor how an access token is refused. */
const DOCUMENTED_REFUSALS = repliesWith(
  REFUSED.filter((probe) => probe !== 'no-credentials-enveloped' && probe !== 'made-up-token'),
  is401,
  NOBODY_REFUSED,
);

/** RFC 7616, 3.3, at its end. */
const IN_QUOTES = ['realm', 'domain', 'nonce', 'opaque', 'qop'] as const;
const WITHOUT_QUOTES = ['stale', 'algorithm'] as const;

const WITHOUT_CREDENTIALS = probesWith(({ authentication }) => authentication === 'none');

/** A digest that could not be made, since the 401 before it brought no challenge. */
function unchallenged({ answers }: Run, probe: ProbeName): Violation | 'holds' {
  const answer = answers.get(probe);
  return answer && 'obstacle' in answer && answer.obstacle === 'no-challenge'
    ? {
        expected: 'a WWW-Authenticate field with a challenge that can be answered',
        received: 'absent',
        at: 'header WWW-Authenticate',
        probe,
      }
    : 'holds';
}

/** What a request with Digest credentials sent; undefined for any other. */
function digestOfAttempt({ request }: Pick<Attempt, 'request'>): Challenge | undefined {
  const [sent] = parseChallenges(headerValues(request, 'Authorization'));
  return sent?.scheme === 'Digest' ? sent : undefined;
}

const digestSent = (attempt: Pick<Attempt, 'request'>) => digestOfAttempt(attempt)?.params;

/** The count that was refused, where the same nonce was let in with the next one that has no letters. */
function refusedCount(exchange: Exchange): { readonly nc: string; readonly status: number } | undefined {
  const last = digestSent(exchange);
  for (const attempt of exchange.earlier) {
    const { nonce, nc = '' } = digestSent(attempt) ?? {};
    const status = attempt.response?.status;
    const isRefused = (status === 401 || status === 400) && status !== exchange.response.status;
    if (nonce !== undefined && nonce === last?.nonce && /[a-f]/i.test(nc) && isRefused) return { nc, status };
  }
  return undefined;
}

/** An attempt by which the suite finds out what a server reads, not one with a nonce that is used up. */
function isTrial(attempt: Attempt, exchange: Exchange): boolean {
  const sent = digestOfAttempt(attempt);
  return (
    sent?.quoted.has('algorithm') === true ||
    (refusedCount(exchange) !== undefined && sent?.params.nonce === digestSent(exchange)?.nonce)
  );
}

/** Of digests alone: other ways in have none. */
function accepted<T>({ resolve, ...parts }: Need<T>): Need<T> {
  return {
    ...parts,
    resolve: (run) =>
      run.auth === 'digest'
        ? resolve(run)
        : { notApplicable: 'accepted requests carry no digest; run with API keys to judge it' },
  };
}

export const auth = ({ noun: { many }, pathParameters }: Contract): readonly Rule[] => [
  refusal({
    id: 'AUTH-01',
    title: 'The server refuses a request without credentials with 401.',
    source:
      'Endpoint page, introduction: the API authenticates with HTTP Digest; OpenAPI v1, response 401: what a request without valid credentials gets',
    lookAt:
      'Whether the route stands behind authentication at all, also where a gateway or a switch for tests turns it off.',
    probe: 'no-credentials',
    fact: 'the server serves the list to anyone',
  }),
  rule({
    id: 'AUTH-02',
    level: 'MUST',
    basis: 'text',
    title: 'The server lets the configured credentials in.',
    source: 'Endpoint page, introduction: public key and private key are user name and password',
    lookAt:
      'Whether the keys belong to this environment, and may read this list, then whether the digest is checked over path and query as they were sent: a proxy that rewrites either breaks every digest.',
    contract: '{operation}/security',
    needs: { accepted: replies(ANY_LIST), opening: leaningOn(reply('no-credentials')) },
    judge: ({ accepted, opening }, run) => {
      const { auth } = run;
      const setup = setupBlock(run);
      if (setup) return { blockedBy: setup.obstacle, why: setup.why };
      if (auth === 'none') return { notApplicable: 'CONFORMANCE_AUTH=none sends no credentials' };
      // The same request, let in a moment later, shows that the set-up was not what was wrong.
      const shut = accepted.filter(
        ([, { request, response, earlier }]) =>
          (response.status === 401 &&
            (auth !== 'digest' ||
              [...earlier, { request }].some((one) => header(one.request, 'Authorization')))) ||
          (response.status === 200 &&
            earlier.some((one) => one.response && setupAnswerIn(run.contract, one.response))),
      );
      const isLetIn = ({ request, response }: ProbeExchange) =>
        header(request, 'Authorization') !== undefined && response.status !== 401;
      if (auth === 'digest' && !accepted.some(([, exchange]) => isLetIn(exchange))) {
        const isRefused = accepted.some(([, { response }]) => response.status === 401);
        const cause = isRefused ? unanswerable(opening) : 'AUTH-01';
        if (cause !== undefined)
          return { blockedBy: cause, why: 'no challenge could be answered with the configured credentials' };
        const algorithm = digestOf(opening)?.params.algorithm;
        if (challengeIn(opening.response) === undefined)
          return {
            expected: `an algorithm of RFC 7616 to make a digest with: ${ALGORITHMS.join(', ')}`,
            received: show(algorithm),
            at: 'header WWW-Authenticate, algorithm',
            probe: 'no-credentials',
          };
      }
      return each(shut, ([probe, { response }]) => {
        const always = probe === 'plain' && auth === 'digest' && response.status === 401;
        return {
          expected: 'any status but 401',
          received:
            response.status === 401
              ? '401 to the configured credentials'
              : 'a refusal of the configured credentials, and 200 to the same request a moment later',
          at: 'status',
          probe,
          ...(always && { fact: 'the server refuses every correct digest of the configured keys' }),
          hint: hintOfRefusedCredentials(run),
        };
      });
    },
  }),
  rule({
    id: 'AUTH-03',
    level: 'MUST',
    basis: 'text',
    title: 'The server challenges a request without credentials to use Digest.',
    source:
      'Endpoint page, introduction: the API authenticates with HTTP Digest; RFC 9110, 15.5.2: a 401 carries WWW-Authenticate',
    lookAt: 'Which WWW-Authenticate fields the 401 has, and whether a gateway renames or drops them.',
    contract: CHALLENGE,
    needs: { refusal: challenged('no-credentials') },
    impliedBy: ['AUTH-01'],
    judge: ({ refusal }, { auth }) =>
      digestOf(refusal)
        ? 'holds'
        : {
            expected: 'a WWW-Authenticate field with a Digest challenge',
            received: show(header(refusal.response, 'WWW-Authenticate')),
            at: 'header WWW-Authenticate',
            probe: 'no-credentials',
            fact: 'the server refuses, but offers no Digest challenge',
            hint: otherWaysIn(auth),
          },
  }),
  rule({
    id: 'AUTH-04',
    level: 'MUST',
    basis: 'standard',
    title: 'The server names a realm, a nonce and a qop that contains auth in its Digest challenge.',
    source: 'RFC 7616, 3.3: a challenge names its realm, a nonce and the values of qop that it takes',
    lookAt: 'The challenge as it is sent: commas between its parameters, and auth among the values of qop.',
    contract: CHALLENGE,
    needs: { refusal: challenged('no-credentials'), refusals: replies(REFUSED) },
    impliedBy: ['AUTH-01', 'AUTH-03'],
    judge: ({ refusals }) =>
      each(refusals, ([probe, exchange]) => {
        const challenge = digestOf(exchange);
        const wrong = wrongParameter(challenge);
        // AUTH-03 and AUTH-14 judge that there is a challenge at all.
        if (wrong === undefined || (challenge === undefined && probe !== 'no-credentials')) return 'holds';
        return {
          expected: wrong.expected,
          received: show(challenge?.params[wrong.name]),
          at: `header WWW-Authenticate, ${wrong.name}`,
          probe,
        };
      }),
  }),
  rule({
    id: 'AUTH-05',
    level: 'MUST',
    basis: 'standard',
    title: 'The server issues more than one nonce.',
    source: 'RFC 7616, 3.3: each 401 gets a nonce of its own; Recorded replies: no nonce came twice',
    lookAt: 'What a nonce is made of: a constant lets whoever has seen one digest make others.',
    contract: CHALLENGE,
    needs: { refusals: replies(REFUSED) },
    impliedBy: ['AUTH-01', 'AUTH-03', 'AUTH-04'],
    judge: (_found, run) => {
      const issued = issuedNonces(run);
      const [first] = issued;
      if (!first || issued.length < 2) return { notApplicable: 'fewer than two challenges were seen' };
      if (issued.some(({ nonce }) => nonce !== first.nonce)) return 'holds';
      // A nonce may be made from the time, in whole seconds.
      const later = issued.find(({ askedAt }) => askedAt >= first.issuedBy + NONCE_GRANULARITY_MS);
      return later
        ? {
            expected: 'another nonce than a second before',
            received: `the nonce of the challenge to ${first.probe}`,
            at: 'header WWW-Authenticate, nonce',
            probe: later.probe,
            fact: 'the server issues one nonce for all',
          }
        : { notApplicable: 'all challenges came within one second' };
    },
  }),
  rule({
    id: 'AUTH-06',
    level: 'MUST',
    basis: 'text',
    title: 'The server refuses a digest made from a wrong private key with 401.',
    source:
      'OpenAPI v1, response 401: what a request without valid credentials gets; Recorded replies: a wrong private key is refused like none',
    lookAt:
      'Whether the stored private key goes into the comparison, or only the form of the Authorization field is checked.',
    contract: REFUSAL,
    needs: {
      refusal: reply('wrong-private-key'),
      control: controlOf('wrong-private-key'),
      others: leaningOn(
        replies(['unknown-public-key', 'altered-first-digit', 'altered-last-digit', 'unissued-nonce']),
      ),
    },
    impliedBy: ['AUTH-01'],
    judge: ({ refusal, control, others }, run) => {
      const any = others.every(([, { response }]) => response.status === 200);
      const found = refused(
        run,
        'wrong-private-key',
        refusal,
        [401],
        any
          ? 'the server lets any digest in'
          : 'the server lets in a digest that was made from any private key',
      );
      return found === 'holds' ? control : found;
    },
  }),
  refusal({
    id: 'AUTH-07',
    title: 'The server refuses a public key that does not exist with 401.',
    source:
      'OpenAPI v1, response 401: what a request without valid credentials gets; Recorded replies: a wrong public key is refused like none',
    lookAt: 'What happens to a user name that is not found: it has to end like a wrong key.',
    probe: 'unknown-public-key',
    impliedBy: ['AUTH-01', 'AUTH-06'],
  }),
  rule({
    id: 'AUTH-08',
    level: 'MUST',
    basis: 'standard',
    title: 'The server refuses a digest response with one changed character with 401.',
    source: 'RFC 7616, 3.4.6: the server compares the response with its own',
    lookAt: 'How much of the response is compared: a comparison of a part lets altered digests in.',
    contract: REFUSAL,
    needs: {
      first: reply('altered-first-digit'),
      last: reply('altered-last-digit'),
      control: controlOf('altered-first-digit'),
    },
    impliedBy: ['AUTH-01', 'AUTH-06'],
    judge: ({ first, last, control }, run) => {
      const found = each(
        [
          ['altered-first-digit', first, 'the server does not look at the first digit of a digest response'],
          ['altered-last-digit', last, 'the server does not look at the last digit of a digest response'],
        ] as const,
        ([probe, exchange, fact]) => refused(run, probe, exchange, [401], fact),
      );
      return found.length > 0 ? found : control;
    },
  }),
  refusal({
    id: 'AUTH-09',
    title: 'The server refuses a digest over a nonce that it never issued with 401.',
    source: 'RFC 7616, 3.3 and 5.4: a nonce is valid because the server issued it',
    lookAt: 'Where issued nonces are kept, or how a nonce proves that the server made it.',
    probe: 'unissued-nonce',
    basis: 'standard',
    impliedBy: ['AUTH-01', 'AUTH-06'],
  }),
  refusal({
    id: 'AUTH-10',
    title: 'The server refuses a digest made for another uri with 401 or 400.',
    source: 'RFC 7616, 3.4.6: uri and request line have to mean the same resource, else 400',
    lookAt: 'Whether the uri of the digest is compared with the request line, its query included.',
    statuses: [401, 400],
    probe: 'other-uri',
    basis: 'standard',
    impliedBy: ['AUTH-01', 'AUTH-06'],
  }),
  refusal({
    id: 'AUTH-11',
    title: 'The server refuses Basic credentials with 401.',
    source:
      'Endpoint page, introduction: the API authenticates with HTTP Digest; RFC 9110, 11.6.1: the challenge names the schemes that are taken',
    lookAt: 'Whether another authentication module of the framework answers for this route as well.',
    probe: 'basic',
    fact: 'the server lets any Basic credentials in',
    impliedBy: ['AUTH-01'],
  }),
  refusal({
    id: 'AUTH-12',
    title: 'The server refuses a request without credentials before it looks at envelope, pretty or paging.',
    source:
      'OpenAPI v1, response 401: what a request without valid credentials gets; Recorded replies: authentication comes before lookup',
    lookAt: 'The order of the handlers: authentication before any query parameter is read.',
    probe: 'no-credentials-enveloped',
    impliedBy: ['AUTH-01'],
  }),
  refusal({
    id: 'AUTH-13',
    title: 'The server refuses a request without credentials also after it has let the client in.',
    source: 'RFC 9110, 11.4 and 3.3: each request is judged by the credentials that it carries itself',
    lookAt:
      'Whether a session, a cookie or the connection stands in for credentials once a client was let in.',
    probe: 'no-credentials-again',
    basis: 'standard',
    impliedBy: ['AUTH-01'],
  }),
  rule({
    id: 'AUTH-14',
    level: 'MUST',
    basis: 'standard',
    title: 'The server sends a challenge with each refusal.',
    source: 'RFC 9110, 15.5.2: a 401 carries a WWW-Authenticate field',
    lookAt:
      'Which refusals another layer makes, such as a gateway or an exception handler, that knows no challenge.',
    contract: CHALLENGE,
    needs: { refusals: REFUSALS },
    impliedBy: ['AUTH-03'],
    judge: ({ refusals }, run) => {
      const { auth } = run;
      const found = each(refusals, ([probe, exchange]) => {
        // Who lets access tokens in may challenge for them (RFC 6750, 3).
        const isChallenged =
          auth === 'service-account' || probe === 'made-up-token'
            ? parseChallenges(headerValues(exchange.response, 'WWW-Authenticate')).length > 0
            : digestOf(exchange) !== undefined;
        return isChallenged
          ? 'holds'
          : {
              expected: 'a WWW-Authenticate field with a challenge that can be answered',
              received: show(header(exchange.response, 'WWW-Authenticate')),
              at: 'header WWW-Authenticate',
              probe,
            };
      });
      return [...found, ...each(REFUSED, (probe) => unchallenged(run, probe))];
    },
  }),
  rule({
    id: 'AUTH-15',
    level: 'MUST',
    basis: 'text',
    title: 'The server explains a refusal with an error document whose error is 401.',
    source:
      'OpenAPI v1, schema ApiError: `error` is the status, and required; Recorded replies: every GET that was refused has it',
    lookAt: 'Which layer writes the body of the 401: the page of a framework is no error document.',
    contract: '{error}/properties/error',
    needs: { refusals: DOCUMENTED_REFUSALS },
    impliedBy: ['HTTP-14'],
    judge: ({ refusals }, { contract }) =>
      each(refusals, ([probe, exchange]) => {
        const json = readJson(exchange.response.body);
        if (!isObject(json.value)) {
          return {
            expected: 'a JSON object with error 401',
            received: json.error ?? show(json.value),
            at: 'body',
            probe,
          };
        }
        const error = member(json.value, 'error');
        if (error !== 401) {
          const cited = contract.check('{error}', json.value).find(isAbout('error'));
          return {
            ...(cited ? schemaViolation(cited, probe) : {}),
            expected: '401',
            received: show(error),
            at: 'error',
            probe,
          };
        }
        return 'holds';
      }),
  }),
  rule({
    id: 'AUTH-16',
    level: 'MUST',
    basis: 'text',
    title: `The server keeps the ${many} out of its refusals.`,
    source:
      'Endpoint page, introduction: the list is for programmatic API keys; OpenAPI v1, response 401: an error document and nothing else',
    lookAt: 'Whether the list is written before the refusal is decided.',
    contract: REFUSAL,
    needs: {
      refusals: repliesWith(REFUSED, (status) => status !== 200, NOBODY_REFUSED),
      plain: comparedWith(listIfAny('plain')),
    },
    unseen: ({ refusals }) => unseenText(refusals, MOST_LEAK_CHARACTERS),
    judge: ({ refusals, plain }, run) =>
      each(refusals, ([probe, exchange]) => {
        const { text, value } = readJson(exchange.response.body);
        const leaked = leakedId(plain, text, run);
        const results = member(value, 'results');
        if (leaked !== undefined || (Array.isArray(results) && results.length > 0)) {
          return { expected: `no ${many}`, received: leaked ?? 'results', at: 'body', probe };
        }
        return 'holds';
      }),
  }),
  rule({
    id: 'AUTH-17',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server gives a refusal the reason Unauthorized and a detail.',
    source: 'Recorded replies, 5,105 of 5,105: the 401 of a GET has both',
    lookAt: 'What the body of the 401 is made from.',
    contract: '{error}/properties/reason',
    needs: { refusals: DOCUMENTED_REFUSALS },
    impliedBy: ['AUTH-01', 'AUTH-15'],
    judge: ({ refusals }) =>
      each(refusals, ([probe, { response }]) => {
        const { value } = readJson(response.body);
        const reason = member(value, 'reason');
        if (reason !== 'Unauthorized')
          return { expected: '"Unauthorized"', received: show(reason), at: 'reason', probe };
        const detail = member(value, 'detail');
        return typeof detail === 'string'
          ? 'holds'
          : { expected: 'a string', received: show(detail), at: 'detail', probe };
      }),
  }),
  rule({
    id: 'AUTH-18',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server labels a refusal application/json.',
    source: 'Recorded replies: a 401 that has a body is application/json',
    lookAt: 'The Content-Type that a refusal is written with: text/html is the default of many frameworks.',
    contract: `${REFUSAL}/content/application~1json`,
    needs: { refusals: DOCUMENTED_REFUSALS },
    impliedBy: ['AUTH-01', 'AUTH-15', 'HTTP-06'],
    judge: ({ refusals }) =>
      each(refusals, ([probe, { response }]) =>
        mediaType(response) === 'application/json'
          ? 'holds'
          : {
              expected: 'application/json',
              received: show(header(response, 'Content-Type')),
              at: 'header Content-Type',
              probe,
            },
      ),
  }),
  rule({
    id: 'AUTH-19',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server calls its realm MMS Public API.',
    source: 'Recorded replies, 5,192 of 5,192: the realm of the challenge',
    lookAt: 'The configured realm: a client may choose its keys by it.',
    contract: CHALLENGE,
    needs: { refusal: challenged('no-credentials'), refusals: REFUSALS },
    impliedBy: ['AUTH-01', 'AUTH-03', 'AUTH-04'],
    judge: ({ refusals }) =>
      each(refusals, ([probe, exchange]) => {
        const digest = digestOf(exchange);
        // AUTH-14 judges that there is a challenge.
        return digest === undefined || digest.params.realm === 'MMS Public API'
          ? 'holds'
          : {
              expected: '"MMS Public API"',
              received: show(digest.params.realm),
              at: 'header WWW-Authenticate, realm',
              probe,
            };
      }),
  }),
  rule({
    id: 'AUTH-20',
    level: 'SHOULD',
    basis: 'observed',
    title: `The server refuses a request without credentials before it looks up the ${pathParameters.at(-1)?.title ?? 'list'}.`,
    source: 'Recorded replies: an unknown project answers 401 first, then 404',
    lookAt: 'The order of the handlers: otherwise anyone can find out what exists.',
    contract: REFUSAL,
    needs: {
      refusal: reply('no-credentials-unknown-project'),
      control: controlOf('no-credentials-unknown-project'),
    },
    impliedBy: ['AUTH-01'],
    judge: ({ refusal, control }, run) => {
      const found = refused(run, 'no-credentials-unknown-project', refusal);
      return found === 'holds' ? control : found;
    },
  }),
  rule({
    id: 'AUTH-21',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The server says stale=true when it refuses only because the nonce is used up.',
    source: 'RFC 7616, 3.3: stale tells a client that its keys are right and only the nonce is too old',
    lookAt:
      'What a nonce gets that is too old or used: without stale=true a client takes its keys for wrong.',
    contract: CHALLENGE,
    needs: { accepted: replies(ACCEPTED) },
    judge: ({ accepted }) => {
      const outdated = accepted.flatMap(([probe, exchange]) => {
        const refusal = exchange.earlier.find(
          (attempt) =>
            attempt.response?.status === 401 &&
            digestSent(attempt) !== undefined &&
            !isTrial(attempt, exchange),
        )?.response;
        return refusal && exchange.response.status !== 401 ? [[probe, refusal] as const] : [];
      });
      if (outdated.length === 0) return { notApplicable: 'the server refused no nonce that it had issued' };
      return each(outdated, ([probe, refusal]) => {
        const stale = parseChallenges(headerValues(refusal, 'WWW-Authenticate')).map(
          (one) => one.params.stale,
        );
        return stale.some((one) => one?.toLowerCase() === 'true')
          ? 'holds'
          : { expected: 'stale=true', received: show(stale[0]), at: 'header WWW-Authenticate, stale', probe };
      });
    },
  }),
  refusal({
    id: 'AUTH-22',
    title: 'The server refuses an access token that is made up with 401.',
    source:
      'Endpoint page, introduction: the API authenticates with HTTP Digest; Atlas docs, service accounts: a token is got from the token endpoint; RFC 6750, 3.1: a token that is not valid is answered with 401, invalid_token',
    lookAt: 'Whether the token is verified, or only the word Bearer is looked for.',
    probe: 'made-up-token',
    fact: 'the server lets any access token in',
    impliedBy: ['AUTH-01'],
  }),
  refusal({
    id: 'AUTH-23',
    title: 'The server refuses a digest made for another method with 401.',
    source: 'RFC 7616, 3.4.3: A2 holds the method of the request',
    lookAt: 'Whether the method of the request goes into the digest that the server computes.',
    probe: 'other-method',
    basis: 'standard',
    impliedBy: ['AUTH-01', 'AUTH-06'],
  }),
  rule({
    id: 'AUTH-24',
    level: 'MUST',
    basis: 'standard',
    title: 'The server reads nc, the count of requests with a nonce, as a hexadecimal number.',
    source: 'RFC 7616, 3.4: nc is the hexadecimal count of the requests',
    lookAt: 'How nc is read: as text it compares well, as a number it has the base 16.',
    contract: CHALLENGE,
    needs: { accepted: accepted(replies(ACCEPTED)) },
    judge: ({ accepted }): Finding => {
      const counted = accepted.filter(([, exchange]) => {
        const { nc = '' } = digestSent(exchange) ?? {};
        return /[a-f]/i.test(nc) || refusedCount(exchange) !== undefined;
      });
      if (counted.length === 0) return { notApplicable: 'no nonce has signed ten requests' };
      return each(counted, ([probe, exchange]) => {
        const refused = refusedCount(exchange);
        return refused === undefined
          ? 'holds'
          : {
              expected: `nc=${refused.nc} let in, the ${Number.parseInt(refused.nc, 16)}th request with its nonce`,
              received: `${refused.status}, and ${exchange.response.status} to the same request with nc=${digestSent(exchange)?.nc}`,
              at: 'status',
              probe,
              fact: 'the server reads nc, the count of requests with a nonce, as a decimal number',
            };
      });
    },
  }),
  rule({
    id: 'AUTH-25',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The server issues another nonce with each challenge.',
    source:
      'RFC 7616, 3.3: a nonce should be uniquely generated each time a 401 is made; Recorded replies: no nonce came twice',
    lookAt: 'What a nonce is made of: a time stamp repeats within its own resolution.',
    contract: CHALLENGE,
    needs: { refusals: replies(REFUSED) },
    impliedBy: ['AUTH-01', 'AUTH-03', 'AUTH-04', 'AUTH-05'],
    judge: (_found, run): Finding => {
      const issued = issuedNonces(run);
      if (issued.length < 2) return { notApplicable: 'fewer than two challenges were seen' };
      const seen = new Map<string, string>();
      return each(issued, ({ nonce, probe }) => {
        const before = seen.get(nonce);
        seen.set(nonce, before ?? probe);
        return before === undefined
          ? 'holds'
          : {
              expected: 'a nonce that no challenge before had',
              received: `the nonce of the challenge to ${before}`,
              at: 'header WWW-Authenticate, nonce',
              probe,
            };
      });
    },
  }),
  rule({
    id: 'AUTH-26',
    level: 'SHOULD',
    basis: 'observed',
    title: "The server writes its challenge in the form that Atlas' own clients can read.",
    source:
      'Recorded replies, 5,192 of 5,192: WWW-Authenticate; MongoDB Go digest library, parseChallenge: what it reads',
    lookAt:
      'The challenge as it stands on the wire, beside the form that is expected: character by character.',
    contract: CHALLENGE,
    needs: {
      refusal: challenged('no-credentials'),
      refusals: repliesWith(WITHOUT_CREDENTIALS, (status) => status === 401, NOBODY_REFUSED),
    },
    impliedBy: ['AUTH-01', 'AUTH-03', 'AUTH-04', 'AUTH-14'],
    judge: ({ refusals }) =>
      each(refusals, ([probe, { response }]) => {
        const fields = headerValues(response, 'WWW-Authenticate');
        const difference = lockingDifference(fields);
        if (!difference) return 'holds';
        const { says, locksOut } = difference;
        return {
          expected: 'Digest realm="…", domain="", nonce="…", algorithm=MD5, qop="auth", stale=false',
          received: show(withoutNonce(fields[0]), 160),
          at: 'header WWW-Authenticate',
          probe,
          fact: `${locksOut} cannot log in: ${says}`,
          hint: 'RFC 7616 allows it; these clients read the one form that the service has always sent.',
        };
      }),
  }),
  rule({
    id: 'AUTH-27',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server lets in a digest that writes its algorithm in quotes.',
    source:
      'MongoDB Go digest library, authorize: algorithm in quotes; Recorded replies: made with it; RFC 7616, 3.4: without',
    lookAt: 'Whether the parser of the Authorization field takes quotes around any value.',
    contract: CHALLENGE,
    needs: { plain: accepted(admitted('plain')) },
    judge: ({ plain }) => {
      const isQuoted = (attempt: Attempt) => digestOfAttempt(attempt)?.quoted.has('algorithm') === true;
      if (isQuoted(plain)) return 'holds';
      const refused = plain.earlier.find(isQuoted)?.response;
      if (!refused) return { notApplicable: 'no digest was sent with its algorithm in quotes' };
      if (refused.status === plain.response.status) {
        return { notApplicable: 'the same request is refused without the quotes as well' };
      }
      return {
        expected: `${plain.response.status}, as without the quotes`,
        received: `${refused.status} ${refused.reason}`.trim(),
        at: 'status',
        probe: 'plain',
        fact: `the server refuses a digest that writes algorithm="MD5" in quotes, as ${GO_CLIENTS} do`,
      };
    },
  }),
  rule({
    id: 'AUTH-28',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The server puts in quotes what RFC 7616 wants in quotes in a challenge, and nothing else.',
    source: 'RFC 7616, 3.3: realm, domain, nonce, opaque and qop in quotes, stale and algorithm without',
    lookAt: 'What writes the challenge: it may put all values in quotes, or none.',
    contract: CHALLENGE,
    needs: { refusal: challenged('no-credentials'), refusals: REFUSALS },
    impliedBy: ['AUTH-01', 'AUTH-03', 'AUTH-04'],
    judge: ({ refusals }) =>
      each(refusals, ([probe, exchange]) => {
        const { params = {}, quoted = new Set() } = digestOf(exchange) ?? {};
        const wrong = [
          ...IN_QUOTES.filter((name) => params[name] !== undefined && !quoted.has(name)),
          ...WITHOUT_QUOTES.filter((name) => quoted.has(name)),
        ][0];
        if (wrong === undefined) return 'holds';
        const [bare, inQuotes] = [`${wrong}=${params[wrong]}`, `${wrong}="${params[wrong]}"`];
        return {
          expected: quoted.has(wrong) ? bare : inQuotes,
          received: quoted.has(wrong) ? inQuotes : bare,
          at: `header WWW-Authenticate, ${wrong}`,
          probe,
        };
      }),
  }),
];

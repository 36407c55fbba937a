/** What stands between a reply and what it is to be read for: authentication, the user's set-up, a gateway. */
import type { Contract, SetupAnswer } from '../contract/contract.ts';
import { type Exchange, header, isGatewayStatus, type WireResponse } from '../http/exchange.ts';
import { member, readJson } from '../json/json.ts';
import { exchangeOf, isMissing, type Run, type Unavailable } from './answers.ts';

/** Why the reply to an accepted request says nothing about the list; undefined when it does. */
export function blockOf(run: Run, probe: string, exchange: Exchange): Unavailable | undefined {
  const { status } = exchange.response;
  if (status === 200) return unaskedBlock(run, probe, exchange);
  const setup = setupBlock(run) ?? gatewayBlock(run, exchange);
  if (setup) return setup;
  if (status === 401) return refused(run, probe);
  return isNeverAsked(run, exchange)
    ? {
        obstacle: 'answered-unasked',
        why: `${probe}: answered with ${status} before any credentials were asked for`,
      }
    : undefined;
}

/** A server that asks nobody for credentials, and has something else than the list for everybody. */
export function unaskedBlock(run: Run, probe: string, exchange: Exchange): Unavailable | undefined {
  const opening = exchangeOf(run, 'no-credentials');
  const isUnasked = run.auth === 'digest' && header(exchange.request, 'Authorization') === undefined;
  return isUnasked && !isMissing(opening) && [opening, exchange].every(isNoListWith200)
    ? {
        obstacle: 'answered-unasked',
        why: `${probe}: answered with 200 and no list before any credentials were asked for`,
      }
    : undefined;
}

const isNoListWith200 = ({ response }: Exchange) =>
  response.status === 200 && !Array.isArray(member(readJson(response.body).value, 'results'));

function refused({ auth }: Run, probe: string): Unavailable {
  return auth === 'none'
    ? {
        obstacle: 'credentials',
        why: 'the target asks for credentials, and CONFORMANCE_AUTH=none sends none; use CONFORMANCE_AUTH=digest with API keys, or CONFORMANCE_AUTH=header',
      }
    : { obstacle: 'credentials-refused', why: `${probe}: the configured credentials are answered with 401` };
}

/** Whether credentials have changed nothing: none were asked for, or the reply is as without any. */
function isNeverAsked(run: Run, { request, response }: Exchange): boolean {
  switch (run.auth) {
    case 'digest':
      return header(request, 'Authorization') === undefined;
    case 'service-account':
      return false;
    default: {
      const [without, plain] = ['no-credentials', 'plain'].map((probe) => exchangeOf(run, probe));
      return [without, plain].every(
        (one) => one !== undefined && !isMissing(one) && one.response.status === response.status,
      );
    }
  }
}

/** The documented answer about a wrong set-up that a reply is: its status, its code, a valid error document. */
export function setupAnswerIn(contract: Contract, response: WireResponse): SetupAnswer | undefined {
  const { value } = readJson(response.body);
  const answer = contract.setupAnswers.find(
    ({ status, errorCode }) => status === response.status && errorCode === member(value, 'errorCode'),
  );
  const isValid =
    answer && member(value, 'error') === response.status && contract.check('{error}', value).length === 0;
  return isValid ? answer : undefined;
}

/**
 * What the server says of the user's set-up, when it says so each time that the plain list was asked for
 * with the configured credentials. Undefined when it let one of these requests in, which differ in nothing.
 */
export function setupAnswerOf(run: Run): SetupAnswer | undefined {
  const plain = exchangeOf(run, 'plain');
  if (isMissing(plain) || (run.auth === 'digest' && !header(plain.request, 'Authorization')))
    return undefined;
  const before = plain.earlier.some(({ response }) => response?.status === 200);
  return before ? undefined : setupAnswerIn(run.contract, plain.response);
}

/** Blocked by the user's own set-up, as the server tells it. */
export function setupBlock(run: Run): Unavailable | undefined {
  const answer = setupAnswerOf(run);
  return answer && { obstacle: 'setup', why: `${answer.summary} (${answer.errorCode}). ${answer.advice}` };
}

/** Blocked by its gateway, where no request with credentials got past it. */
export function gatewayBlock(run: Run, { response }: Exchange): Unavailable | undefined {
  if (!isGatewayStatus(response.status)) return undefined;
  const statuses = configuredStatuses(run);
  if (statuses.length === 0 || !statuses.every(isGatewayStatus) || isForUnsignedAlone(run)) return undefined;
  const isAll = exchangesOf(run).every((one) => isGatewayStatus(one.response.status));
  return {
    obstacle: 'gateway',
    why: `a gateway answers ${response.status} to every request${isAll ? '' : ' with credentials'}; look at what stands in front of the server, and run again`,
  };
}

/** Whether a gateway never let a challenge out, and lets requests in that have credentials, be they wrong. */
function isForUnsignedAlone(run: Run): boolean {
  const signed = exchangesOf(run).filter(({ request }) => header(request, 'Authorization') !== undefined);
  return (
    !signed.some(({ authentication }) => authentication === 'configured') &&
    signed.some(({ response }) => !isGatewayStatus(response.status))
  );
}

/** The statuses of the replies to requests with the configured credentials. */
export function configuredStatuses(run: Run): readonly number[] {
  return exchangesOf(run).flatMap(({ authentication, response }) =>
    authentication === 'configured' ? [response.status] : [],
  );
}

const exchangesOf = ({ answers }: Run) =>
  [...answers.values()].flatMap((answer) => ('exchange' in answer ? [answer.exchange] : []));

/** What a run's probes brought back, one answer a probe. */
import type { Contract, PathValues } from '../contract/contract.ts';
import type { Exchange, Failure, FaultKind } from '../http/exchange.ts';
import type { AuthenticationName } from './authentication.ts';

export const AUTH_MODES = ['digest', 'service-account', 'header', 'none'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** What a probe asks for; what it leaves out is as in the plain request. */
export interface RequestSpec {
  /** Of the last parameter in the path, instead of the run's own. */
  readonly pathValue?: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Path and query as a link writes them, in place of the contract's path and `query`. */
  readonly target?: string;
  /** Instead of the media type that the contract documents. */
  readonly accept?: string;
}

/** An exchange, what its probe asked for, and how it said who it is. */
export interface ProbeExchange extends Exchange {
  readonly asked: RequestSpec;
  readonly authentication: AuthenticationName;
}

/** What the server did, or what befell the request, so that there is no reply to judge. */
export type Obstacle =
  | FaultKind
  | 'answered-unasked' // answered before any credentials were asked for
  | 'credentials-refused' // the configured credentials got a 401
  | 'setup' // the server says that its user's set-up is wrong
  | 'gateway' // a gateway answered for the server
  | 'no-challenge' // a 401 without a Digest challenge
  | 'foreign-link' // a link that does not lead to the list
  | ListObstacle;

/** How far a reply is from being the list. */
export type ListObstacle = 'not-200' | 'not-json' | 'not-the-list';

/** Why there is no reply, or not the one that was to be read. */
export interface Unavailable {
  readonly obstacle: Obstacle;
  readonly why: string;
  /** The probe whose reply is not the list. */
  readonly probe?: string;
}

/** Why there is nothing to judge, and what would make it judgeable. */
export interface NotApplicable {
  readonly notApplicable: string;
}

export type Answer =
  | { readonly exchange: ProbeExchange }
  | { readonly failure: Failure }
  | Unavailable
  | NotApplicable;

/** One answer per probe name. */
export type Answers = ReadonlyMap<string, Answer>;

/** Everything that a judgement may look at. */
export interface Run {
  readonly contract: Contract;
  readonly answers: Answers;
  readonly projectId: string;
  /** Of the parameters in the path other than the project. */
  readonly pathValues?: PathValues;
  /** How accepted requests are made. */
  readonly auth: AuthMode;
  /** Origin and path prefix of the target, without a final slash. */
  readonly baseUrl: string;
}

/** The probe's exchange, or why there is none. */
export function exchangeOf(
  { answers }: Pick<Run, 'answers'>,
  probe: string,
): ProbeExchange | Unavailable | NotApplicable {
  const answer = answers.get(probe);
  if (!answer) return { notApplicable: `the probe "${probe}" is not part of this run` };
  if ('exchange' in answer) return answer.exchange;
  if ('failure' in answer) {
    const { kind, message } = answer.failure.fault;
    return { obstacle: kind, why: `${probe}: ${message}` };
  }
  return answer;
}

/** Tells a reason for nothing from the thing itself. */
export function isMissing(found: object): found is Unavailable | NotApplicable {
  return 'obstacle' in found || 'notApplicable' in found;
}

/** The value that a request gave a query parameter; undefined when it left the parameter out. */
export function askedValue({ query = [] }: RequestSpec, parameter: string): string | undefined {
  return query.find(([name]) => name === parameter)?.[1];
}

/** The values of the parameters in the path that a request is for. */
export function pathValuesOf(
  { contract, projectId, pathValues }: Pick<Run, 'contract' | 'projectId' | 'pathValues'>,
  { pathValue }: RequestSpec = {},
): PathValues {
  const last = contract.pathParameters.at(-1)?.name;
  const own = { ...pathValues, groupId: projectId };
  return last === undefined || pathValue === undefined ? own : { ...own, [last]: pathValue };
}

/** No document says how a refusal looks where an envelope was asked for. */
export function asksForEnvelope({ asked }: ProbeExchange): boolean {
  return askedValue(asked, 'envelope') === 'true';
}

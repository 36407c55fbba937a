/** What a conversation brought back, probe by probe. */
import type { Exchange, Failure, FaultKind } from '../http/exchange.ts';
import type { RuleId } from '../rules/verdict.ts';

/** Why something could not be judged, and which rule or fault is the cause. */
export interface Blocked {
  readonly blockedBy: RuleId | FaultKind;
  readonly why: string;
}

/** Why there is nothing to judge, and what would make it judgeable. */
export interface NotApplicable {
  readonly notApplicable: string;
}

export type Answer =
  | { readonly exchange: Exchange }
  | { readonly failure: Failure }
  | Blocked
  | NotApplicable;

/** One answer per probe name. */
export type Answers = ReadonlyMap<string, Answer>;

/** The probe's exchange, or what stands in its way. */
export function exchangeOf(answers: Answers, probe: string): Exchange | Blocked | NotApplicable {
  const answer = answers.get(probe);
  if (!answer) return { notApplicable: `the probe "${probe}" is not part of this run` };
  if ('exchange' in answer) return answer.exchange;
  if ('failure' in answer) {
    const { kind, message } = answer.failure.fault;
    return { blockedBy: kind, why: `${probe}: ${message}` };
  }
  return answer;
}

/** Tells a stand-in from the thing itself. */
export function isMissing(found: object): found is Blocked | NotApplicable {
  return 'blockedBy' in found || 'notApplicable' in found;
}

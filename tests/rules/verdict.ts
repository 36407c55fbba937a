/** Rules, outcomes and verdicts: the words every other module speaks. */

import type { Citation, Statement } from '../contract/contract.ts';

export type Topic =
  | 'auth'
  | 'envelope'
  | 'pretty'
  | 'pagination'
  | 'fields'
  | 'errors'
  | 'protocol'
  | 'clients';
export type TopicCode = 'AUTH' | 'ENV' | 'PRETTY' | 'PAGE' | 'FIELD' | 'ERR' | 'HTTP' | 'CLIENT';
export type RuleId = `${TopicCode}-${string}`;
export const LEVELS = ['MUST', 'SHOULD'] as const;
export type Level = (typeof LEVELS)[number];
/**
 * text: the endpoint page or MongoDB's published OpenAPI says so; example: only an example shows it;
 * standard: an RFC that the page leans on; observed: recorded replies of the real service agree.
 */
export type Basis = 'text' | 'example' | 'standard' | 'observed';

export type VerdictName = 'pass' | 'fail' | 'warn' | 'blocked' | 'not-applicable' | 'waived';
export const VERDICT_NAMES: readonly VerdictName[] = [
  'pass',
  'fail',
  'warn',
  'blocked',
  'not-applicable',
  'waived',
];

/** What was wrong: in the contract's words, short, one line each. */
export interface Violation {
  readonly expected: string;
  readonly received: string;
  /** Where in the reply: `results[3].iamRoleId`, `header WWW-Authenticate`, `status line`. */
  readonly at: string;
  /** The probe whose reply shows it. */
  readonly probe: string;
  /** The contract's statement, when it is narrower than the rule's own. */
  readonly contract?: Statement;
  /** What is true of the server instead, as a clause, where that says more than one place in one reply. */
  readonly fact?: string;
  /** What to look at first when repairing. */
  readonly hint?: string;
}

/** Why a known violation is accepted for a while. */
export interface AppliedWaiver {
  /** The rule that it names. */
  readonly rule: string;
  readonly because: string;
  /** Where it is tracked, as its author wrote it. */
  readonly issue: string;
  /** The last day, UTC: `2027-03-31`. */
  readonly expires: string;
  /** File and line: `waivers.yaml:3`. */
  readonly place: string;
}

/** One rule's result, as it stands in `reports/conformance.json`. */
export interface Verdict extends Citation {
  readonly id: RuleId;
  readonly topic: Topic;
  readonly level: Level;
  readonly basis: Basis;
  readonly title: string;
  readonly verdict: VerdictName;
  /** One sentence: what was found, why it is blocked, or what would make it judgeable. */
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly at?: string;
  /** What is true of the server instead, as a clause: `the server lets any digest in`. */
  readonly fact?: string;
  readonly source: string;
  readonly hint?: string;
  readonly probes: readonly string[];
  /** The probe whose reply shows the violation. */
  readonly probe?: string;
  /** A rule id, or the kind of a fault. */
  readonly blockedBy?: string;
  /** Those that accept what was found, or a part of it; of a rule that a waived one blocks, the other's. */
  readonly waivers?: readonly AppliedWaiver[];
}

/** `error`: the suite itself crashed, and nothing is said about the target. */
export const OUTCOME_NAMES = ['conforms', 'does-not-conform', 'incomplete', 'error'] as const;
export type OutcomeName = (typeof OUTCOME_NAMES)[number];

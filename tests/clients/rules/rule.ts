/** The form of a client rule: one sentence about the client, and a pure function over what was observed. */
import type { Contract } from '../../contract/contract.ts';
import type { Basis, Level } from '../../rules/verdict.ts';
import type { Observation } from '../observation.ts';
import type { ClientRuleId } from '../scenario.ts';

/** What was wrong, in one scenario. */
export interface ClientViolation {
  readonly scenario: string;
  readonly expected: string;
  readonly received: string;
  /** `request 4, header Authorization, nc`; `standard output`; `exit status` */
  readonly at: string;
  /** What is true of the client instead, as a clause. */
  readonly fact?: string;
  readonly hint?: string;
  /** The rule whose violation in the same scenario already says what this one would. */
  readonly causedBy?: ClientRuleId;
}

/** What a rule says: nothing is violated, or what is; or that there was nothing to judge, and what would be. */
export type ClientFinding = readonly ClientViolation[] | { readonly notApplicable: string };

export interface ClientRule {
  readonly id: ClientRuleId;
  readonly level: Level;
  readonly basis: Basis;
  /** One sentence, the client as its subject, present tense, no level words. */
  readonly title: string;
  /** Documents and places, each with what stands there in our own words. */
  readonly source: string;
  /** What to look at first when the rule is violated. */
  readonly lookAt: string;
  /** The contract's statement that stands behind it, in the place syntax of `Contract.locate`. */
  readonly contract: string;
  /** What it looks at: rules about output are not judged of a client that prints no item. */
  readonly about: 'requests' | 'output';
  /** `observations`: of every scenario that was run and that the client supports. */
  readonly judge: (observations: readonly Observation[], contract: Contract) => ClientFinding;
}

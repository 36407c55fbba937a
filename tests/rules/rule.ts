/** The form of a rule: one sentence about the server, and a pure function that judges it. */

import type { Contract } from '../contract/contract.ts';
import type { Answers, Blocked, NotApplicable } from '../probes/answers.ts';
import type { Basis, Level, RuleId, Violation } from './verdict.ts';

export const AUTH_MODES = ['digest', 'service-account', 'header', 'none'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** Everything a judgement may look at. */
export interface Run {
  readonly contract: Contract;
  readonly answers: Answers;
  readonly projectId: string;
  /** How accepted requests are made. */
  readonly auth: AuthMode;
  /** Origin and path prefix of the target, without a final slash. */
  readonly baseUrl: string;
}

/**
 * Something a rule looks at: it names the probes that bring it, and resolves to the value, or to the
 * reason why there is none. So a rule's own function only ever sees what it can judge.
 */
export interface Need<T> {
  readonly probes: readonly string[];
  readonly resolve: (run: Run) => { readonly value: T } | Blocked | NotApplicable;
}

export type Needs = Readonly<Record<string, Need<unknown>>>;
export type Resolved<N extends Needs> = { readonly [K in keyof N]: N[K] extends Need<infer T> ? T : never };

/** What a rule's function says: it holds, it is violated, or why it could not be judged. */
export type Finding = 'holds' | Violation | NotApplicable | Blocked;

export interface RuleForm<N extends Needs> {
  readonly id: RuleId;
  readonly level: Level;
  readonly basis: Basis;
  /** One sentence, the server as its subject, present tense, no level words. */
  readonly title: string;
  /** Document and place. */
  readonly source: string;
  /** The contract's statement that the rule judges, in the place syntax of `Contract.locate`. */
  readonly contract: string;
  readonly needs: N;
  /** Rules whose failure already says what this one's failure would: then it counts as blocked. */
  readonly impliedBy?: readonly RuleId[];
  readonly judge: (found: Resolved<N>, run: Run) => Finding;
}

/** A rule whose needs have been bound to its function. */
export interface Rule extends Omit<RuleForm<Needs>, 'needs' | 'judge'> {
  readonly probes: readonly string[];
  readonly judge: (run: Run) => Finding;
}

/** Binds a rule's needs to its function: missing needs end the judgement before the function runs. */
export function rule<const N extends Needs>(form: RuleForm<N>): Rule {
  const { needs, judge, ...rest } = form;
  const probes = [...new Set(Object.values(needs).flatMap((need) => need.probes))];
  return {
    ...rest,
    probes,
    judge: (run) => {
      const found = new Map<string, unknown>();
      let notApplicable: NotApplicable | undefined;
      for (const [name, need] of Object.entries(needs)) {
        const resolved = need.resolve(run);
        if ('blockedBy' in resolved) return resolved;
        if ('notApplicable' in resolved) notApplicable ??= resolved;
        else found.set(name, resolved.value);
      }
      return notApplicable ?? judge(Object.fromEntries(found) as Resolved<N>, run);
    },
  };
}

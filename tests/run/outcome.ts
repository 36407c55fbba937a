/** The outcome of a run and its exit code, computed from the verdicts and nowhere else. */
import type { OutcomeName, Verdict, VerdictName } from '../rules/verdict.ts';
import { VERDICT_NAMES } from '../rules/verdict.ts';

/** 0 conforms, 1 at least one MUST failed or a waiver is stale, 2 nothing is said about the target, 3 incomplete. */
export type ExitCode = 0 | 1 | 2 | 3;

export function summarize(verdicts: readonly Verdict[]): Record<VerdictName, number> {
  const counts = { pass: 0, fail: 0, warn: 0, blocked: 0, 'not-applicable': 0, waived: 0 };
  for (const name of VERDICT_NAMES) counts[name] = verdicts.filter(({ verdict }) => verdict === name).length;
  return counts;
}

type Decided = Pick<Verdict, 'verdict' | 'level'>;

/** What of a result decides on its outcome. */
export interface Decisive {
  readonly rules: readonly Decided[];
  /** A warning counts as a failure, and a MUST that was not applicable as blocked. */
  readonly strict: boolean;
  /** Only a part was judged: that never conforms. */
  readonly selection?: object;
  /** Rules that crashed. */
  readonly errors?: readonly unknown[];
  /** One that waives nothing any more has to go. */
  readonly waivers?: readonly { readonly stale: boolean }[];
}

export function outcomeOf({ rules, strict, selection, errors = [], waivers = [] }: Decisive): OutcomeName {
  const some = (counts: (verdict: Decided, strict: boolean) => boolean) =>
    rules.some((verdict) => counts(verdict, strict));
  if (errors.length > 0) return 'error';
  if (some(isFailure) || waivers.some(({ stale }) => stale)) return 'does-not-conform';
  return selection !== undefined || some(isOpen) ? 'incomplete' : 'conforms';
}

/** Whether the verdict alone makes a run fail. */
export function isFailure({ verdict }: Pick<Decided, 'verdict'>, strict: boolean): boolean {
  return verdict === 'fail' || (strict && verdict === 'warn');
}

/** Whether the verdict alone makes a run incomplete. */
export function isOpen({ verdict, level }: Decided, strict: boolean): boolean {
  return level === 'MUST' && (verdict === 'blocked' || (strict && verdict === 'not-applicable'));
}

const EXIT_CODES = { conforms: 0, 'does-not-conform': 1, incomplete: 3, error: 2 } as const;

/** The exit code of a run that ended so: 2 as well when it judged no rule. */
export function exitCodeOf(result: {
  readonly rules: readonly unknown[];
  readonly outcome: OutcomeName;
}): ExitCode {
  return result.rules.length === 0 ? 2 : EXIT_CODES[result.outcome];
}

/** The worst first: what must not be said, what failed, what is open. */
const WORST_FIRST = [2, 1, 3] as const;

/** The exit code of several runs together. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? 0;
}

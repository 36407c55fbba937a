/** The outcome of a run and its exit code, computed from the verdicts and nowhere else. */
import type { OutcomeName, Verdict, VerdictName } from '../rules/verdict.ts';
import { VERDICT_NAMES } from '../rules/verdict.ts';

/** 0 conforms, 1 at least one MUST failed, 2 nothing is said about the target, 3 incomplete. */
export type ExitCode = 0 | 1 | 2 | 3;

export function summarize(verdicts: readonly Verdict[]): Record<VerdictName, number> {
  const counts = { pass: 0, fail: 0, warn: 0, blocked: 0, 'not-applicable': 0, waived: 0 };
  for (const name of VERDICT_NAMES) counts[name] = verdicts.filter(({ verdict }) => verdict === name).length;
  return counts;
}

/** What of a verdict decides on the outcome. */
type Counted = Pick<Verdict, 'verdict' | 'level'>;

/** With `strict`, a warning counts as a failure, and a MUST that was not applicable as blocked. */
export function outcomeOf(verdicts: readonly Counted[], strict: boolean): OutcomeName {
  const any = (name: VerdictName, level?: Verdict['level']) =>
    verdicts.some((one) => one.verdict === name && (level === undefined || one.level === level));
  if (any('fail') || (strict && any('warn'))) return 'does-not-conform';
  if (any('blocked', 'MUST') || (strict && any('not-applicable', 'MUST'))) return 'incomplete';
  return 'conforms';
}

/** The exit code for the verdicts of a run that judged at least one rule; 2 when it judged none. */
export function exitCodeOf(verdicts: readonly Counted[], strict: boolean): ExitCode {
  if (verdicts.length === 0) return 2;
  const codes = { conforms: 0, 'does-not-conform': 1, incomplete: 3 } as const;
  return codes[outcomeOf(verdicts, strict)];
}

/** How many rules got each verdict. */
import { VERDICT_NAMES, type VerdictName } from '../rules/verdict.ts';

/** In the order of the reports; verdicts that no rule got are left out. */
export function verdictCounts(
  verdicts: readonly (VerdictName | undefined)[],
): readonly (readonly [name: VerdictName, count: number])[] {
  return VERDICT_NAMES.flatMap((name) => {
    const count = verdicts.filter((verdict) => verdict === name).length;
    return count === 0 ? [] : [[name, count] as const];
  });
}

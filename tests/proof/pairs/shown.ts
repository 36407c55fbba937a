/** Which pairs are shown, and why others are not. */
import type { Pair } from './pairs.ts';
import { UNSHOWN, type Unshown } from './unshown.ts';

/** Whether a reason speaks of a pair. */
export const appliesTo = ({ rules, probes, versions }: Unshown, { rule, probe, version }: Pair): boolean =>
  rules.includes(rule) && (probes?.includes(probe) ?? true) && (versions?.includes(version) ?? true);

/** A pair is shown when the rule finds all its defects there. */
export const isShown = ({ found, missed }: Pair): boolean => found.length > 0 && missed.length === 0;

/** The reasons that speak of a pair. */
function reasonsFor(pair: Pair): readonly Unshown[] {
  return UNSHOWN.filter((one) => appliesTo(one, pair));
}

/** Defects that the rule misses in that reply, and that no reason speaks of. */
export function unexplained(pair: Pair): readonly string[] {
  if (isShown(pair)) return [];
  const reasons = reasonsFor(pair);
  if (pair.found.length === 0 && pair.missed.length === 0) {
    return reasons.length > 0 ? [] : ['no defect changes it'];
  }
  return pair.missed.filter((defect) => !reasons.some(({ defects }) => defects?.test(defect) ?? true));
}

/** Whether a pair is not shown, and there is a reason. */
export const withReason = (pair: Pair): boolean => !isShown(pair) && unexplained(pair).length === 0;

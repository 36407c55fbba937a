/** "Since the previous run": what a run changed, as one line for every report of it. */
import { type Comparison, otherCircumstances } from './compare.ts';
import { joinIds } from './join-ids.ts';

/** Plain text; it may hold what a target said, so each report escapes it in its own way. */
export function sinceLine(comparison: Comparison): string {
  const other = otherCircumstances(comparison).map(({ what, was }) => `another ${what} (${was})`);
  const partial = comparison.first.isSelection || comparison.second.isSelection;
  const parts = comparison.changes.flatMap(({ change, rules }) => {
    // What one of them did not select has not changed.
    const changed = partial ? rules.filter(({ first, second }) => first && second) : rules;
    return changed.length === 0 ? [] : [`${change} ${joinIds(changed.map(({ id }) => id))}`];
  });
  const run = other.length === 0 ? 'the previous run' : `the previous run, of ${other.join(' and ')}`;
  return `Since ${run}: ${[...parts, `${comparison.equal.length} as before`].join('; ')}.`;
}

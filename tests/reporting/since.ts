/** "Since the previous run": what a run changed, as one line for every report of it. */
import { type Comparison, changedCircumstances } from './compare.ts';
import { joinIds } from './join-ids.ts';

/** Plain text; it may hold what a target said, so each report escapes it in its own way. */
export function sinceLine(comparison: Comparison): string {
  const changes = changedCircumstances(comparison).map(({ what, was }) => `another ${what} (${was})`);
  const partial = comparison.first.isSelection || comparison.second.isSelection;
  const parts = comparison.changes.flatMap(({ change, rules }) => {
    // What one of them did not select has not changed.
    const changed = partial ? rules.filter(({ first, second }) => first && second) : rules;
    return changed.length === 0 ? [] : [`${change} ${joinIds(changed.map(({ id }) => id))}`];
  });
  const run = changes.length === 0 ? 'the previous run' : `the previous run, of ${changes.join(' and ')}`;
  return `Since ${run}: ${[...parts, `${comparison.equal.length} as before`].join('; ')}.`;
}

/** "Since the previous run": what a run changed, as one line for every report of it. */
import { type Comparison, otherCircumstances } from './compare.ts';
import { listed } from './join-ids.ts';

/** Plain text; it may hold what a target said, so each report escapes it in its own way. */
export function sinceLine(comparison: Comparison): string {
  const other = otherCircumstances(comparison).map(({ what, was }) => `another ${what} (${was})`);
  const parts = comparison.changes.flatMap(({ change, rules }) =>
    rules.length === 0 ? [] : [`${change} ${listed(rules.map(({ id }) => id))}`],
  );
  const run = other.length === 0 ? 'the previous run' : `the previous run, of ${other.join(' and ')}`;
  return `Since ${run}: ${[...parts, `${comparison.equal.length} as before`].join('; ')}.`;
}

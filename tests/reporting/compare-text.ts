/** A comparison as a person reads it in a terminal. */
import type { Comparison } from './compare.ts';
import { equalRules, facts, headline, transition } from './compare-facts.ts';
import type { Paint } from './terminal.ts';

export function comparisonText(comparison: Comparison, files: readonly string[], paint: Paint): string {
  const { changes, worse } = comparison;
  const rows = facts(comparison);
  const width = Math.max(...rows.map(([, first]) => first.length), 'first'.length);
  const row = (name: string, first: string, second: string) =>
    `${paint('dim', name.padEnd(NAME_WIDTH))}${first.padEnd(width)}  ${second}`;
  const details = changes
    .filter(({ change }) => change === 'new failures' || change === 'new warnings')
    .flatMap(({ rules }) => rules)
    .map((pair) => `${pair.id}  ${pair.title}\n      ${transition(pair)}: ${pair.second?.message ?? ''}`);
  return [
    row('', 'first', 'second'),
    ...rows.map(([name, first, second]) => row(name, first, second)),
    '',
    ...changes.map(
      ({ change, rules }) =>
        `${change.padEnd(NAME_WIDTH)}${rules.length === 0 ? '-' : rules.map(({ id }) => id).join(', ')}`,
    ),
    `${'equal'.padEnd(NAME_WIDTH)}${equalRules(comparison)}`,
    '',
    ...details.map((detail) => `${detail}\n`),
    paint(worse.length > 0 ? 'red' : 'green', paint('bold', headline(comparison))),
    `Report: ${files.join(', ')}`,
  ].join('\n');
}

const NAME_WIDTH = 19;

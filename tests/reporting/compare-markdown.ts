/** `compare.md`: a comparison for a pull request. */
import type { Comparison, RulePair } from './compare.ts';
import { equalRules, facts, findingOf, headline, transition } from './compare-facts.ts';
import { inert } from './markdown.ts';

export function comparisonMarkdown(comparison: Comparison): string {
  const seen = comparison.changes.filter(({ rules }) => rules.length > 0);
  return [
    `## ${inert(headline(comparison))}`,
    '',
    '|  | first | second |',
    '|---|---|---|',
    ...facts(comparison).map(([name, first, second]) => `| ${name} | ${inert(first)} | ${inert(second)} |`),
    '',
    ...seen.flatMap(({ change, rules }) => [
      `### ${change.charAt(0).toUpperCase()}${change.slice(1)}`,
      '',
      ...rules.map(item),
      '',
    ]),
    '### Equal',
    '',
    `${equalRules(comparison)}.`,
    '',
  ].join('\n');
}

function item(pair: RulePair): string {
  const said = (which: 'first' | 'second') => {
    const finding = findingOf(pair[which], pair);
    return finding === undefined ? '' : `<br>${which}: ${inert(finding)}`;
  };
  return `- **${inert(pair.id)}** ${pair.level}, ${transition(pair)}: ${inert(pair.title)}${said('first')}${said('second')}`;
}

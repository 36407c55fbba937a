/** The scoreboard as the README shows it: one row a mock. */

import { inert } from '../reporting/markdown.ts';
import { scoreText } from '../run/fidelity.ts';
import type { JudgedMock, MockResult } from './mock-result.ts';

export function scoreboardTable(results: readonly MockResult[]): string {
  return [
    '| mock | version | `CONFORMANCE_AUTH` | MUST | SHOULD | what there is to mend |',
    '|---|---|---|---|---|---|',
    ...results.map(row),
  ].join('\n');
}

function row(result: MockResult): string {
  const { title, version, auth } = result.mock;
  const start = `| ${title} | ${version} | ${auth} |`;
  if ('unavailable' in result) return `${start} | | ${inert(result.unavailable)} |`;
  const { MUST, SHOULD } = result.fidelity.all;
  return `${start} ${scoreText(MUST)} | ${scoreText(SHOULD)} | ${toMend(result)} |`;
}

/** What fails, in as few words as there are causes; recommendations as a number. */
function toMend({ causes, rules }: JudgedMock): string {
  const fails = (id: string | undefined) => rules.some((rule) => rule.id === id && rule.verdict === 'fail');
  const failing = causes.filter(({ rules: [first] }) => fails(first));
  const warnings = causes.filter(({ rules: [first] }) => first !== undefined && !fails(first));
  const lines = failing.map(({ says, rules: ids, blocks }) => {
    const more = blocks.length === 0 ? '' : `, ${blocks.length} blocked`;
    return `${inert(says)} (${ids.join(', ')}${more})`;
  });
  if (warnings.length > 0) lines.push(`${warnings.length} of what is recommended`);
  return lines.length === 0 ? 'nothing' : lines.join('<br>');
}

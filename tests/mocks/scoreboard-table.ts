/** The scoreboard as the README shows it: one row a mock. */

import { counted } from '../reporting/counted.ts';
import { inert } from '../reporting/markdown.ts';
import { scoreText } from '../run/fidelity.ts';
import type { JudgedMock, MockResult } from './mock-result.ts';

export function scoreboardTable(results: readonly MockResult[]): string {
  return [
    '| mock | version | `CONFORMANCE_AUTH` | MUST | SHOULD | failures |',
    '|---|---|---|---|---|---|',
    ...results.map(row),
  ].join('\n');
}

function row(result: MockResult): string {
  const { title, version, auth } = result.mock;
  const start = `| ${title} | ${version} | ${auth} |`;
  if ('unavailable' in result) return `${start} | | ${inert(result.unavailable)} |`;
  const { MUST, SHOULD } = result.fidelity.all;
  return `${start} ${scoreText(MUST)} | ${scoreText(SHOULD)} | ${failures(result)} |`;
}

/** One line per cause that fails, and the number of those that only warn. */
function failures({ causes, rules }: JudgedMock): string {
  const fails = (id: string | undefined) => rules.some((rule) => rule.id === id && rule.verdict === 'fail');
  const failing = causes.filter(({ rules: [first] }) => fails(first));
  const warnings = causes.filter(({ rules: [first] }) => first !== undefined && !fails(first));
  const lines = failing.map(({ says, rules: ids, blocks }) => {
    const more = blocks.length === 0 ? '' : `, ${blocks.length} blocked`;
    return `${inert(says)} (${ids.join(', ')}${more})`;
  });
  if (warnings.length > 0) lines.push(counted(warnings.length, 'warning'));
  return lines.length === 0 ? 'none' : lines.join('<br>');
}

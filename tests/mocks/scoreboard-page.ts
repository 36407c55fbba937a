/** `reports/fidelity/README.md`: the mocks that were judged, one row each. */

import { inert } from '../reporting/markdown.ts';
import { scoreText } from '../run/fidelity.ts';
import type { JudgedMock, MockResult } from './mock-result.ts';

export function scoreboardPage(results: readonly MockResult[]): string {
  return `${BEFORE}
| mock | version | \`CONFORMANCE_AUTH\` | MUST | SHOULD | failures |
|---|---|---|---|---|---|
${results.map(row).join('\n')}

${BEHIND}`;
}

const BEFORE = `<!-- Written by \`npm run fidelity\` and \`npm run pins -- --update\`; the texts stand in tests/mocks/. -->

# Mocks, judged

Each mock was fed from \`spec/export-buckets.v1.0.yaml\` as its documentation says, started on loopback, and
judged in version v1.0 of the API like any target. How each was fed and started, and what had to be left out, is
one entry of \`tests/mocks/recipes.ts\`.

These mocks are general tools, and most are made for other purposes than to keep this contract: the table says
what a client of Atlas can test against them, not how good they are. The stubs of WireMock were written for this
endpoint with the suite at hand: they show what stubs can do. Specmatic makes its answers up anew each time; the
verdicts that vary with them are named in its file. Not judged means that a failure stood in the way, or that the
project has nothing to judge: it is no failure.
`;

const BEHIND = `All verdicts, with what was asked and what came: one JSON file a mock, and \`index.html\`, rules by mocks. What a
rule asks, and why, is in [spec/rules.md](../../spec/rules.md).

\`\`\`sh
npm run fidelity -- --start wiremock              # starts one alone, and prints the line that judges it
npm run fidelity -- --check prism-static          # judges one; exit 1 when a verdict is not the published one
npm run fidelity -- prism-static                  # judges one and publishes it
npm run fidelity                                  # judges and publishes all
\`\`\`

The mocks are installed apart from the suite when they are first needed. Specmatic and WireMock need Java 17. A new
mock is one more recipe; [CONTRIBUTING](../../CONTRIBUTING.md) says what it has to be.
`;

function row(result: MockResult): string {
  const { title, version, auth } = result.mock;
  const start = `| ${title} | ${version} | ${auth} |`;
  if ('unavailable' in result) return `${start} | | ${inert(result.unavailable)} |`;
  const { MUST, SHOULD } = result.fidelity.all;
  return `${start} ${scoreText(MUST)} | ${scoreText(SHOULD)} | ${failuresOf(result)} |`;
}

/** What fails, in as few words as there are causes; warnings as a number. */
function failuresOf({ causes, rules }: JudgedMock): string {
  const fails = (id: string | undefined) => rules.some((rule) => rule.id === id && rule.verdict === 'fail');
  const failing = causes.filter(({ rules: [first] }) => fails(first));
  const warnings = causes.filter(({ rules: [first] }) => first !== undefined && !fails(first));
  const lines = failing.map(({ says, rules: ids, blocks }) => {
    const more = blocks.length === 0 ? '' : `, ${blocks.length} blocked`;
    return `${inert(says)} (${ids.join(', ')}${more})`;
  });
  if (warnings.length > 0) lines.push(`${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`);
  return lines.length === 0 ? 'none' : lines.join('<br>');
}

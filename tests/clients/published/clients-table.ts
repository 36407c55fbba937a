/** The published clients as a table: one row a client. */
import { inert } from '../../reporting/markdown.ts';
import { scoreText } from '../../run/fidelity.ts';
import { isJudged, type JudgedClient, type PublishedClient } from './published-client.ts';

/** Where the rules are explained, from reports/clients/. */
const CLIENT_RULES = '../../spec/client-rules.md';

export function clientsTable(clients: readonly PublishedClient[]): string {
  return [
    '| client | version | judged with | MUST | SHOULD | failures |',
    '|---|---|---|---|---|---|',
    ...clients.map(row),
  ].join('\n');
}

function row(one: PublishedClient): string {
  const { title, credentials, apiVersion } = one.client;
  const way = `${credentials}, ${apiVersion}`;
  if (!isJudged(one)) return `| ${title} | | ${way} | | | ${inert(one.unavailable)} |`;
  const { MUST, SHOULD } = one.fidelity.all;
  const last = one.unavailable === undefined ? '' : `<br>Not judged again: ${inert(one.unavailable)}`;
  return `| ${title} | ${one.client.version} | ${way} | ${scoreText(MUST)} | ${scoreText(SHOULD)} | ${failures(one)}${last} |`;
}

/** Each rule that fails, by the scenarios that show it; warnings as a number. */
function failures({ rules }: JudgedClient): string {
  const failing = rules.filter(({ verdict }) => verdict === 'fail');
  const warnings = rules.filter(({ verdict }) => verdict === 'warn').length;
  const lines = failing.map(({ id, title, scenarios = [] }) => {
    const [first = '', ...others] = scenarios;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    const wanted = title.replace(/^The client /, '').replace(/\.$/, '');
    return `[${id}](${CLIENT_RULES}#${id.toLowerCase()}) (${inert(wanted)}): not in ${first}${more}`;
  });
  if (warnings > 0) lines.push(`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`);
  return lines.length === 0 ? 'none' : lines.join('<br>');
}

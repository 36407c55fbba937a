/** `npm run rules`: the rules as the table that the README shows; `--write` puts it there, `--json` is for
 * machines. */
import { readFileSync, writeFileSync } from 'node:fs';
import { RULES } from '../rules/index.ts';

const README = new URL('../../README.md', import.meta.url);
const BEGIN = '<!-- rules: written by `npm run rules -- --write` -->';
const END = '<!-- end of rules -->';

const cell = (text: string) => text.replaceAll('|', '\\|');

export function rulesTable(): string {
  const rows = RULES.map(
    ({ id, level, basis, title, source }) =>
      `| ${id} | ${level} | ${basis} | ${cell(title)} | ${cell(source)} |`,
  );
  return ['| rule | level | basis | the server | source |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The rules for machines. */
function rulesData() {
  return RULES.map(({ id, level, basis, title, source, contract, probes }) => ({
    id,
    level,
    basis,
    title,
    source,
    contract,
    probes,
  }));
}

/** The README's text with the table that the code gives. Throws RangeError when the marks are missing. */
export function withRulesTable(readme: string): string {
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new RangeError(`README.md lacks the marks "${BEGIN}" and "${END}".`);
  return `${readme.slice(0, start)}${BEGIN}\n\n${rulesTable()}\n\n${readme.slice(end)}`;
}

/** The README as it stands. */
export function readReadme(): string {
  return readFileSync(README, 'utf8');
}

if (process.argv[1]?.endsWith('rules-table.ts')) {
  if (process.argv.includes('--write')) writeFileSync(README, withRulesTable(readReadme()));
  else if (process.argv.includes('--json')) console.log(JSON.stringify(rulesData(), null, 2));
  else console.log(rulesTable());
}

/** `npm run rules`: the rules as the table that the README shows; `--write` puts it there, `--json` is for
 * machines. */
import { RULES } from '../rules/index.ts';
import { readReadme, withSection, writeReadme } from './readme.ts';

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

/** The README's text with the table that the code gives. */
export function withRulesTable(readme: string): string {
  return withSection(readme, 'rules', rulesTable());
}

if (process.argv[1]?.endsWith('cli/rules.ts')) {
  if (process.argv.includes('--write')) writeReadme(withRulesTable(readReadme()));
  else if (process.argv.includes('--json')) console.log(JSON.stringify(rulesData(), null, 2));
  else console.log(rulesTable());
}

/** `npm run rules`: the rules as a table; `--json` is for machines. */
import { parseArgs } from 'node:util';
import { RULES } from '../rules/index.ts';
import { RULES_PAGE } from '../run/suite.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

function table(): string {
  const rows = RULES.map(
    ({ id, level, basis, title, source }) =>
      `| ${id} | ${level} | ${basis} | ${cell(title)} | ${cell(source)} |`,
  );
  return ['| rule | level | basis | the server | source |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The rules for machines. */
function json(): string {
  const data = RULES.map(({ id, level, basis, title, source, lookAt, contract, probes }) => ({
    id,
    level,
    basis,
    title,
    source,
    lookAt,
    contract,
    probes,
  }));
  return JSON.stringify(data, null, 2);
}

/** Undefined when the command line is not understood. */
function asked(): { readonly json: boolean } | undefined {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
  } catch {
    return undefined;
  }
}

const options = asked();
if (options) {
  console.log(options.json ? json() : table());
} else {
  console.error(`usage: npm run rules [-- --json]; the rules with their explanations are in ${RULES_PAGE}.`);
  process.exitCode = 2;
}

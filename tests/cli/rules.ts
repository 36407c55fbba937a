/** `rules`: the rules as a table, or one with its sources and the contract's lines. */

import { shippedContract } from '../contract/list-contract.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { type RuleFacts, ruleFacts, ruleText } from '../reporting/rule-text.ts';
import { RULES } from '../rules/index.ts';
import { environment, withoutTarget } from '../run/environment.ts';
import type { ExitCode } from '../run/outcome.ts';
import { readSettings, type Settings } from '../run/settings.ts';
import { OptionError } from './arguments.ts';
import { COMMAND, subcommand } from './subcommand.ts';
import { print } from './terminal-output.ts';

const HELP = `Prints the rules as a table, or one with its sources and the lines of the contract.

  ${COMMAND} rules [--json]
  ${COMMAND} rules PAGE-07 [--json]

  --json  for machines
  --help  prints this
`;

export const rules = subcommand({
  name: 'rules',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  operands: [0, 1],
  run: async ({ json: asJson }, [id], { directory, env }): Promise<ExitCode> => {
    if (id === undefined) {
      print(asJson ? json() : table());
      return 0;
    }
    const facts = await factsOf(id, readSettings(withoutTarget(environment(directory, env, 'ours or not'))));
    print(asJson ? JSON.stringify(facts, null, 2) : `\n${ruleText(facts)}\n`);
    return 0;
  },
});

/** By the version that is set, else by the newest one that states it. Rejects with OptionError. */
async function factsOf(id: string, { apiVersion }: Settings): Promise<RuleFacts> {
  const wanted = id.toUpperCase();
  const rule = [...RULES, ...(wanted.startsWith('CLIENT-') ? await clientRules() : [])].find(
    (one) => one.id.toUpperCase() === wanted,
  );
  const contracts = shippedContract().versions.map((version) => shippedContract().of(version));
  const stating = contracts.filter((contract) => rule && contract.find(rule.contract) !== undefined);
  const shown = stating.find(({ version }) => version === apiVersion) ?? stating.at(-1);
  if (rule && shown) return ruleFacts(rule, shown, stating);
  throw new OptionError(`${visibleLine(JSON.stringify(id))} is no rule; ${COMMAND} rules lists them.`);
}

/** Loaded for those alone who ask for one of them. */
async function clientRules() {
  return (await import('../clients/rules/index.ts')).CLIENT_RULES;
}

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

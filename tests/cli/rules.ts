/** `rules`: the rules as a table, or one with its sources and the contract's lines. */

import { visibleLine } from '../redaction/control-characters.ts';
import { type RuleFacts, ruleFacts, ruleText } from '../reporting/rule-text.ts';
import { rulesOfList } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
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
    const settings = readSettings(withoutTarget(environment(directory, env, 'ours or not')));
    if (id === undefined) {
      const all = rulesOfList(settings.list);
      print(asJson ? json(all) : table(all));
      return 0;
    }
    const facts = await factsOf(id, settings);
    print(asJson ? JSON.stringify(facts, null, 2) : `\n${ruleText(facts)}\n`);
    return 0;
  },
});

/** By the version that is set, else by the newest one that states it. Rejects with OptionError. */
async function factsOf(id: string, { list, contract: { version } }: Settings): Promise<RuleFacts> {
  const wanted = id.toUpperCase();
  const rule = [...rulesOfList(list), ...(wanted.startsWith('CLIENT-') ? await clientRules() : [])].find(
    (one) => one.id.toUpperCase() === wanted,
  );
  const contracts = list.versions.map((one) => list.of(one));
  const stating = contracts.filter((contract) => rule && contract.find(rule.contract) !== undefined);
  const shown = stating.find((contract) => contract.version === version) ?? stating.at(-1);
  if (rule && shown) return ruleFacts(rule, shown, stating);
  throw new OptionError(`${visibleLine(JSON.stringify(id))} is no rule; ${COMMAND} rules lists them.`);
}

/** Loaded for those alone who ask for one of them. */
async function clientRules() {
  return (await import('../clients/rules/index.ts')).CLIENT_RULES;
}

const cell = (text: string) => text.replaceAll('|', '\\|');

function table(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, level, basis, title, source }) =>
      `| ${id} | ${level} | ${basis} | ${cell(title)} | ${cell(source)} |`,
  );
  return ['| rule | level | basis | the server | source |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The rules for machines. */
function json(rules: readonly Rule[]): string {
  const data = rules.map(({ id, level, basis, title, source, lookAt, contract, probes }) => ({
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

/** `plan`: the conversation of a run, printed without sending anything. */
import { authenticationOf } from '../probes/authentication.ts';
import { budgetOf } from '../probes/budget.ts';
import { type Probe, SCHEDULE } from '../probes/schedule.ts';
import { rulesOf } from '../rules/index.ts';
import { environment } from '../run/environment.ts';
import { readSettings, type Settings } from '../run/settings.ts';
import { COMMAND, subcommand } from './subcommand.ts';
import { print } from './terminal-output.ts';

const HELP = `Prints the requests of a run, and sends none.

  ${COMMAND} plan

The settings of the environment count, and need no target.
`;

export const plan = subcommand({
  name: 'plan',
  help: HELP,
  options: {},
  operands: [0, 0],
  run: (_options, _operands, { directory, env }) => {
    print(planText(readSettings(environment(directory, env, 'ours or not'))));
    return 0;
  },
});

function planText({ contract }: Settings): string {
  const rules = rulesOf(contract);
  const line = ({ name, asks, authentication }: Probe) => {
    const judges = rules.filter(({ probes }) => probes.includes(name)).length;
    return `  ${name.padEnd(31)}${authenticationOf(authentication).title.padEnd(22)} ${asks} (${judges} rules)`;
  };
  const part = (title: string, probes: readonly Probe[]) => [title, ...probes.map(line), ''];
  return [
    `${contract.operation.summary ?? 'The operation'}; documented replies: ${Object.keys(contract.operation.responses ?? {}).join(', ')}.`,
    `GET ${contract.path}, API ${contract.version}, Accept: ${contract.mediaType}`,
    `At most ${budgetOf(contract)} requests, the 401 of digest handshakes counted; nothing is sent now.`,
    '',
    ...part('Opening', SCHEDULE.opening),
    ...SCHEDULE.lanes.flatMap((probes, index) =>
      part(`Lane ${index + 1} of ${SCHEDULE.lanes.length}, side by side`, probes),
    ),
    ...part('Closing', SCHEDULE.closing),
    'A probe is left out when what it needs is not there: a second page, a documented 406, a digest.',
  ].join('\n');
}

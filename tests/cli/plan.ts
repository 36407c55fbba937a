/** `npm run plan`: the conversation of a run, printed without sending anything. */
import { shippedContract } from '../contract/list-contract.ts';
import { authenticationOf } from '../probes/authentication.ts';
import { budgetOf } from '../probes/budget.ts';
import { type Probe, SCHEDULE } from '../probes/schedule.ts';
import { RULES } from '../rules/index.ts';
import { environment } from '../run/environment.ts';
import { isStated } from '../run/judge.ts';
import { readSettings } from '../run/settings.ts';
import { exitOnError } from './exit-on-error.ts';

function main(): void {
  const settings = readSettings(environment(process.cwd()));
  const contract = shippedContract().of(settings.apiVersion);
  const rules = RULES.filter((rule) => isStated(rule, contract));
  const line = ({ name, asks, authentication }: Probe) => {
    const judges = rules.filter(({ probes }) => probes.includes(name)).length;
    return `  ${name.padEnd(31)}${authenticationOf(authentication).title.padEnd(22)} ${asks} (${judges} rules)`;
  };
  const part = (title: string, probes: readonly Probe[]) => [title, ...probes.map(line), ''];
  const text = [
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
  ];
  console.log(text.join('\n'));
}

exitOnError(main);

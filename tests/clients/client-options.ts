/** The arguments of the command that judges a client. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CommandError } from './command.ts';
import type { AuthChoice } from './run-client.ts';
import { SCENARIOS } from './scenarios/index.ts';

export const CLIENT_HELP = `Judges a client: runs a command once for each scenario, against a server that plays it.

  atlas-conformance client [options] -- <command> [argument …]

The command lists the project's items. It is told where and as whom by MONGODB_ATLAS_BASE_URL,
MONGODB_ATLAS_PROJECT_ID, and either MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY or
MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET; which scenario is played stands in CONFORMANCE_SCENARIO.
It prints the ids alone, one a line, and ends with 0. Where it is refused it ends with 1 to 125 and says the
errorCode or the status; with 77, before it has asked anything, it says that it does not support the scenario.

  --auth keys|account|both   which credentials the command is given (keys); accounts need a dated version
  --only <scenario>          plays this scenario alone; may be repeated
  --list                     lists the scenarios: what each needs, and what a right client makes of it
  --jobs <number>            scenarios side by side (${defaultJobs()} here)
  --requests-only            judges what is sent, and leaves out what is printed
  --tls                      serves https; the certificate is named by NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and others
  --debug                    shows the conversation while it happens
  --json                     prints the result file, and nothing else, on standard output
  --help                     prints this
`;

export interface ClientOptions {
  readonly command: readonly string[];
  readonly auth: AuthChoice;
  readonly only: readonly string[];
  readonly list: boolean;
  readonly jobs: number;
  readonly requestsOnly: boolean;
  readonly tls: boolean;
  readonly debug: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  auth: { type: 'string', default: 'keys' },
  only: { type: 'string', multiple: true },
  list: { type: 'boolean', default: false },
  jobs: { type: 'string' },
  'requests-only': { type: 'boolean', default: false },
  tls: { type: 'boolean', default: false },
  debug: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Commands mostly wait: for their own start, and where a scenario has them wait. */
function defaultJobs(): number {
  return 2 * availableParallelism();
}

/** Throws CommandError. */
export function readClientOptions(args: readonly string[]): ClientOptions {
  const [own, command] = split(args);
  const values = parsed(own);
  const auth = (['keys', 'account', 'both'] as const).find((one) => one === values.auth);
  if (auth === undefined) {
    throw new CommandError(`--auth is "${values.auth}"; set it to keys, account or both.`);
  }
  const only = values.only ?? [];
  const unknown = only.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    throw new CommandError(`There is no scenario "${unknown}"; --list names those that there are.`);
  }
  const jobs = values.jobs ?? String(defaultJobs());
  if (!/^[1-9]\d{0,2}$/.test(jobs)) {
    throw new CommandError(`--jobs is "${jobs}"; set it to a whole number from 1 to 999.`);
  }
  if (command.length === 0 && !values.help && !values.list) {
    throw new CommandError(
      'There is no command to judge; name it after --, as in: atlas-conformance client -- node list.js',
    );
  }
  return {
    auth,
    only,
    command,
    jobs: Number(jobs),
    requestsOnly: values['requests-only'],
    list: values.list,
    tls: values.tls,
    debug: values.debug,
    json: values.json,
    help: values.help,
  };
}

/** The command begins after `--`, or with the first word that is no option of ours. */
function split(args: readonly string[]): readonly [readonly string[], readonly string[]] {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  const first = tokens.find(({ kind }) => kind === 'positional' || kind === 'option-terminator');
  if (!first) return [args, []];
  const own = args.slice(0, first.index);
  return [own, args.slice(first.kind === 'positional' ? first.index : first.index + 1)];
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    const [sentence] = error instanceof Error ? error.message.split('. ') : [String(error)];
    throw new CommandError(`${sentence?.replace(/\.$/, '')}; --help names the options.`);
  }
}

/** `client -- <command>`: judges a client by what it sends, and by what it makes of what it is answered. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../clients/certificate.ts';
import { CLIENT_HELP, type ClientOptions, readClientOptions } from '../clients/client-options.ts';
import { clientReport, type JudgedClientResult } from '../clients/client-report.ts';
import { CommandError, commandLauncher } from '../clients/command.ts';
import { judgeClient } from '../clients/judge.ts';
import { isUnsupported, type Observation } from '../clients/observation.ts';
import type { RecordedRequest } from '../clients/recording.ts';
import { type Planned, type Played, plan, runClient } from '../clients/run-client.ts';
import type { Scenario } from '../clients/scenario.ts';
import { SCENARIOS } from '../clients/scenarios/index.ts';
import type { Contract } from '../contract/contract.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { prepareReportsDirectory } from '../reporting/reports-directory.ts';
import { environment, withoutTarget } from '../run/environment.ts';
import type { Environment } from '../run/known-settings.ts';
import { type ExitCode, exitCodeOf } from '../run/outcome.ts';
import { reportsDirectory } from '../run/report-files.js';
import type { Report } from '../run/result.ts';
import { secretsIn } from '../run/secrets.ts';
import { readSettings, type Settings } from '../run/settings.ts';
import { SUITE } from '../run/suite.ts';
import { type Waiver, waiversWithin } from '../run/waivers.ts';
import { changesSince, takePrevious, tell } from './run-reports.ts';
import type { Subcommand } from './subcommand.ts';
import { print, printError } from './terminal-output.ts';
import { checkWaivers, waiversIn } from './waivers.ts';

/** Below the directory of the reports, so that both ends of a contract are kept side by side. */
const FOLDER = 'client';
/** A scenario takes several replies: so many times what one may take. */
const REPLIES = 3;
/** What a shell ends with that cannot run a program, or finds none. */
const NOT_FOUND: readonly number[] = [126, 127];

export const client: Subcommand = (args, { directory, env }) => {
  // What commands have started is ended with us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(2));
  return judgeClientCommand(args, env, directory);
};

/** Resolves with the exit code. Rejects with CommandError, SettingsError and ContractError. */
export async function judgeClientCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  directory: string,
): Promise<ExitCode> {
  const options = readClientOptions(args);
  if (options.help) {
    print(CLIENT_HELP);
    return 0;
  }
  if (options.list) {
    print(scenarioList());
    return 0;
  }
  const previous = takePrevious(join(reportsDirectory(directory, env), FOLDER));
  const variables = environment(directory, env, 'ours or not');
  const settings = readSettings(withoutTarget(variables));
  const contract = settings.contract;
  const waivers = waiversIn(directory, variables, settings.list);
  await checkWaivers(waivers);
  const folder = join(settings.reportsDir, FOLDER);
  prepareReportsDirectory(folder);
  if (!options.json) print(`\n${heading(options, contract)}\n`);
  const scoped = waiversWithin(waivers, { version: contract.version });
  const report = await judged(options, settings, contract, env, variables, folder, scoped);
  tell(report, folder, changesSince(report, previous), options.json);
  return exitCodeOf(report.result);
}

const heading = ({ command, auth }: ClientOptions, { version }: Contract) =>
  `${SUITE.name} ${SUITE.version}: the client ${visibleLine(command.join(' '))}, API ${version}, credentials: ${auth}`;

async function judged(
  options: ClientOptions,
  settings: Settings,
  contract: Contract,
  env: NodeJS.ProcessEnv,
  variables: Environment,
  directory: string,
  waivers: readonly Waiver[],
): Promise<Report<JudgedClientResult>> {
  const { command, auth, only, requestsOnly } = options;
  const chosen = SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name));
  const { planned } = plan(chosen, auth, contract.version);
  if (planned.length === 0) {
    throw new CommandError(
      `No scenario is left to play with --auth ${auth} and version ${contract.version}; --list says what each needs.`,
    );
  }
  const startedAt = Date.now();
  const { observations, unplayed } = await played(options, settings, contract, env, planned);
  checkCommand(command[0] ?? '', observations);
  const filter = [...only, ...(requestsOnly ? ['--requests-only'] : [])].join(' ');
  return clientReport({
    command,
    auth,
    contract,
    strict: settings.strict,
    startedAt,
    observations,
    judgement: judgeClient(observations, contract, { unplayed, requestsOnly, waivers }),
    waivers,
    ...(filter !== '' && { filter }),
    secrets: secretsIn(variables),
    directory,
  });
}

async function played(
  { command, jobs, tls, debug }: ClientOptions,
  { timeoutMs, deadlineMs }: Settings,
  contract: Contract,
  env: NodeJS.ProcessEnv,
  scenarios: readonly Planned[],
): Promise<Played> {
  const [program = '', ...rest] = command;
  const folder = mkdtempSync(join(tmpdir(), 'atlas-certificate-'));
  try {
    return await runClient({
      contract,
      launch: commandLauncher([program, ...rest]),
      scenarios,
      jobs,
      scenarioMs: REPLIES * timeoutMs,
      deadlineMs,
      env,
      ...(tls && { certificate: makeCertificate(folder) }),
      ...(debug && { onRequest: showRequest }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws CommandError where there was no client to judge. */
function checkCommand(program: string, observations: readonly Observation[]): void {
  const [first] = observations;
  if (first && first.requests.length === 0 && NOT_FOUND.includes(first.outcome.exit ?? 0)) {
    const said = first.outcome.stderr.trim().split('\n')[0] ?? '';
    throw new CommandError(
      `${program} cannot be started: it ended with ${first.outcome.exit} at once, as a shell that finds no program. ${said}`,
    );
  }
  if (observations.length > 0 && observations.every(isUnsupported)) {
    throw new CommandError('The command supports no scenario: it ended with 77 in each of them.');
  }
}

function showRequest(
  { name }: Scenario,
  { method, target, origin, admission, reply }: RecordedRequest,
): void {
  const where = origin === 'other' ? 'the other origin: ' : '';
  printError(
    visibleLine(`${name}: ${where}${method} ${target} (${admission}): ${reply?.status ?? 'no reply'}`),
  );
}

function scenarioList(): string {
  const outcomes = { list: 'lists', fail: 'fails loudly', either: 'lists or fails loudly' };
  const width = Math.max(...SCENARIOS.map(({ name }) => name.length)) + 2;
  const lines = SCENARIOS.map(({ name, feature, expects, credentials, dated, title }) => {
    const needs = [
      feature,
      ...(credentials === undefined ? [] : [credentials === 'keys' ? 'keys' : 'an account']),
      ...(dated ? ['a dated version'] : []),
    ].join(', ');
    return `${name.padEnd(width)}${outcomes[expects].padEnd(23)}${needs}\n${' '.repeat(width)}${title}`;
  });
  return lines.join('\n');
}

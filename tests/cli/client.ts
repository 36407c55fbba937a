/** `npm run client -- <command>`: judges a client by what it sends and makes of what it is answered. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../clients/certificate.ts';
import { CLIENT_HELP, type ClientOptions, readClientOptions } from '../clients/client-options.ts';
import { type ClientReport, clientReport } from '../clients/client-report.ts';
import { CommandError, commandLauncher } from '../clients/command.ts';
import { judgeClient } from '../clients/judge.ts';
import { isUnsupported } from '../clients/observation.ts';
import type { RecordedRequest } from '../clients/recording.ts';
import { plan, runClient } from '../clients/run-client.ts';
import type { Scenario } from '../clients/scenario.ts';
import { SCENARIOS } from '../clients/scenarios/index.ts';
import { loadContract } from '../contract/contract.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { type ExitCode, exitCodeOf } from '../run/outcome.ts';
import { environment, readSettings, type Settings } from '../run/settings.ts';

/** What a shell ends with that cannot run a program, or finds none. */
const NOT_FOUND: readonly number[] = [126, 127];

/** A scenario takes several replies: so many times what one may take. */
const REPLIES = 3;

/** Rejects with CommandError, SettingsError and ContractError. */
export async function judgeClientCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  directory: string,
): Promise<ExitCode> {
  const options = readClientOptions(args);
  if (options.help) {
    process.stdout.write(CLIENT_HELP);
    return 0;
  }
  if (options.list) {
    process.stdout.write(scenarioList());
    return 0;
  }
  const variables = environment(directory, env);
  const settings = readSettings(withoutTarget(variables));
  const report = await judged(options, settings, env, variables);
  const { result } = report;
  const folder = join(settings.reportsDir, 'client');
  mkdirSync(folder, { recursive: true });
  const text = `${JSON.stringify(result, null, 2)}\n`;
  writeFileSync(join(folder, 'conformance.json'), text);
  if (options.json) process.stdout.write(text);
  const code = exitCodeOf(result.rules, settings.strict);
  return result.selection && code === 0 ? 3 : code;
}

async function judged(
  options: ClientOptions,
  settings: Settings,
  env: NodeJS.ProcessEnv,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<ClientReport> {
  const { apiVersion, strict, timeoutMs, deadlineMs } = settings;
  const [program, ...rest] = options.command;
  if (program === undefined) throw new CommandError('There is no command to judge.');
  const contract = loadContract(apiVersion);
  const { only } = options;
  const chosen = SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name));
  const { planned } = plan(chosen, options.auth, apiVersion);
  if (planned.length === 0) {
    throw new CommandError(
      `No scenario is left to play with --auth ${options.auth} and version ${apiVersion}; --list says what each needs.`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'atlas-certificate-'));
  const startedAt = Date.now();
  try {
    const { observations, unplayed } = await runClient({
      contract,
      launch: commandLauncher([program, ...rest]),
      scenarios: planned,
      jobs: options.jobs,
      scenarioMs: REPLIES * timeoutMs,
      deadlineMs,
      env,
      ...(options.tls && { certificate: makeCertificate(folder) }),
      ...(options.debug && { onRequest: showRequest }),
    });
    const [first] = observations;
    if (first && NOT_FOUND.includes(first.outcome.exit ?? 0) && first.requests.length === 0) {
      throw new CommandError(
        `${program} cannot be started: it ended with ${first.outcome.exit} at once, as a shell does that finds no program. ${first.outcome.stderr.trim().slice(0, 200)}`,
      );
    }
    if (observations.length > 0 && observations.every(isUnsupported)) {
      throw new CommandError('The command supports no scenario: it ended with 77 in each of them.');
    }
    const verdicts = judgeClient(observations, contract, { unplayed, requestsOnly: options.requestsOnly });
    const filter = [...only, ...(options.requestsOnly ? ['--requests-only'] : [])].join(' ');
    return clientReport({
      ...{
        command: options.command,
        auth: options.auth,
        apiVersion,
        strict,
        startedAt,
        observations,
        verdicts,
      },
      ...(filter !== '' && { filter }),
      secrets: secretsOf(variables),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The caller's own target is none of the command's affair, nor of this run. */
function withoutTarget(variables: Readonly<Record<string, string | undefined>>) {
  const target = /^(MONGODB_ATLAS_|MCLI_|CONFORMANCE_AUTH)/;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !target.test(name)));
}

/** What a command may know of its caller's own credentials, by their names. */
function secretsOf(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  const secret = /(KEY|SECRET|TOKEN|PASSWORD|AUTH_HEADER)$/;
  return Object.entries(variables).flatMap(([name, value]) => (secret.test(name) && value ? [value] : []));
}

function showRequest({ name }: Scenario, request: RecordedRequest): void {
  const { method, target, origin, admission, reply } = request;
  const line = `${name}: ${origin === 'other' ? '(other origin) ' : ''}${method} ${target} ${admission} → ${reply?.status ?? 'no reply'}`;
  process.stderr.write(`${visibleLine(line)}\n`);
}

function scenarioList(): string {
  const outcomes = { list: 'lists', fail: 'fails loudly', either: 'lists or fails loudly' };
  const width = Math.max(...SCENARIOS.map(({ name }) => name.length)) + 2;
  const lines = SCENARIOS.map(({ name, feature, expects, credentials, dated, title }) => {
    const needs = [
      feature,
      ...(credentials === undefined ? [] : [`with ${credentials === 'keys' ? 'keys' : 'an account'}`]),
      ...(dated ? ['in a dated version'] : []),
    ].join(', ');
    return `${name.padEnd(width)}${outcomes[expects].padEnd(23)}${needs}\n${' '.repeat(width)}${title}`;
  });
  return `${lines.join('\n')}\n`;
}

if (process.argv[1]?.endsWith('cli/client.ts')) {
  // The process groups of commands are ended by our own exit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(2));
  try {
    process.exitCode = await judgeClientCommand(process.argv.slice(2), process.env, process.cwd());
  } catch (error) {
    const isOurs =
      error instanceof Error && ['CommandError', 'SettingsError', 'ContractError'].includes(error.name);
    process.stderr.write(isOurs ? `\n${visibleLine(error.message)}\n\n` : `${error}\n`);
    process.exitCode = 2;
  }
}

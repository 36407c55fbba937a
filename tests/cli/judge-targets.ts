/** Many targets in one process, some at a time: one row and one directory of reports each, one page of all. */
import { join } from 'node:path';
import { visibleLine } from '../redaction/control-characters.ts';
import { counted } from '../reporting/counted.ts';
import { reportsOf } from '../reporting/reports.ts';
import { prepareReportsDirectory, writeReports } from '../reporting/reports-directory.ts';
import { type JudgedTarget, outcomeOfTarget, targetSummary, targetsText } from '../reporting/targets.ts';
import { TARGETS, targetNames, targetsReports, targetsSummary } from '../reporting/targets-reports.ts';
import type { Rule } from '../rules/rule.ts';
import type { Environment } from '../run/known-settings.ts';
import { type ExitCode, exitCodeOf, worstOf } from '../run/outcome.ts';
import { removeQuietly } from '../run/report-files.js';
import { readSettings, type Settings } from '../run/settings.ts';
import { SettingsError } from '../run/settings-error.ts';
import { SUITE } from '../run/suite.ts';
import type { NamedTarget } from '../run/targets-file.ts';
import { readTextFile } from '../run/text-file.ts';
import type { Waiver } from '../run/waivers.ts';
import { errorSentence } from './error-sentence.ts';
import { errorWithoutSecrets } from './error-without-secrets.ts';
import { type PreparedRun, preparedRun } from './judge.ts';
import { replaceLine } from './progress.ts';
import { appendSummary, takePrevious } from './run-reports.ts';
import { print } from './terminal-output.ts';
import { inTurns } from './turns.ts';
import { checkWaivers } from './waivers.ts';

export interface ManyOptions {
  readonly reportsDir: string;
  readonly asJson: boolean;
  /** Chooses the rules of each; throws where none is left. `filter`: by which. */
  readonly choose: (rules: readonly Rule[]) => readonly Rule[];
  readonly filter: string | undefined;
  /** Each names those that it is for. */
  readonly waivers: readonly Waiver[];
}

/** The names of those that were judged together before; afterwards no page says so. */
export function takeEarlier(reportsDir: string): readonly string[] {
  const read = readTextFile(join(reportsDir, TARGETS.json), LARGEST);
  removeQuietly(reportsDir, Object.values(TARGETS));
  return 'text' in read ? targetNames(read.text) : [];
}

/** Many times as large as it is of a thousand targets. */
const LARGEST = 50_000_000;

interface OpenTarget {
  readonly name: string;
  readonly env: Environment;
  readonly directory: string;
  readonly run: PreparedRun;
  readonly rules: readonly Rule[];
}

/** Resolves with the worst of the exit codes. Rejects with SettingsError, ContractError and WaiversError before anything is sent. */
export async function judgeTargets(targets: readonly NamedTarget[], options: ManyOptions): Promise<ExitCode> {
  const { reportsDir, asJson, waivers } = options;
  const open = targets.map((target) => opened(target, options));
  await checkWaivers(waivers);
  prepareReportsDirectory(reportsDir);
  const startedAt = new Date();
  if (!asJson) print(`\n${SUITE.name} ${SUITE.version}: ${counted(open.length, 'target')}\n`);
  const width = Math.max(...open.map(({ name }) => name.length));
  const judged = new Map<string, JudgedTarget>();
  await inTurns(
    open.map((target) => async () => {
      const one = await judgeOne(target, options);
      judged.set(target.name, one);
      replaceLine('');
      if (!asJson) print(`  ${target.name.padEnd(width)}  ${outcomeOfTarget(one).join('  ')}`);
      if (judged.size < open.length) replaceLine(`  judged ${judged.size} of ${open.length}`);
    }),
  );
  const inOrder = open.flatMap(({ name }) => judged.get(name) ?? []);
  const reports = targetsReports(inOrder, startedAt);
  writeReports(reportsDir, reports);
  const page = visibleLine(join(reportsDir, TARGETS.page));
  print(asJson ? (reports[TARGETS.json] ?? '').trimEnd() : `\n${targetsText(inOrder)}\nReport: ${page}\n`);
  appendSummary(targetsSummary(inOrder));
  return worstOf(inOrder.map(({ exitCode }) => exitCode));
}

function opened(target: NamedTarget, { reportsDir, choose, waivers }: ManyOptions): OpenTarget {
  const { name, env } = target;
  const directory = join(reportsDir, name);
  const previous = takePrevious(directory);
  const run = preparedRun({ ...settingsOf(target), reportsDir: directory }, previous, waivers, name);
  return { name, env, directory, run, rules: choose(run.rules) };
}

function settingsOf({ env, mistake }: NamedTarget): Settings {
  try {
    return readSettings(env);
  } catch (error) {
    throw errorWithoutSecrets(error instanceof SettingsError ? mistake(error.message) : error, env);
  }
}

/** Never rejects: what keeps the suite from judging one target is no reason to judge none. */
async function judgeOne(
  { name, env, directory, run, rules }: OpenTarget,
  { filter }: ManyOptions,
): Promise<JudgedTarget> {
  try {
    const { report, changes } = await run.judge(rules, { filter });
    writeReports(directory, reportsOf(report, changes));
    return { name, exitCode: exitCodeOf(report.result), result: targetSummary(report.result) };
  } catch (error) {
    removeQuietly(directory);
    return { name, exitCode: 2, error: errorSentence(errorWithoutSecrets(error, env)) };
  }
}

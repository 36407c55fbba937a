/**
 * A run from the environment to the exit code: settings and contract, the conversation, the reports, what is
 * printed. Every door opens this: `npm test` through vitest, and the commands without it.
 */
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isatty, WriteStream } from 'node:tty';
import { loadContract } from '../contract/contract.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { annotations } from '../reporting/annotations.ts';
import { type Comparison, compareResults } from '../reporting/compare.ts';
import { RESULT, reportsOf } from '../reporting/reports.ts';
import { prepareReportsDirectory, writeReports } from '../reporting/reports-directory.ts';
import { checkResult, type ResultFile, ResultFileError, readResultFile } from '../reporting/result-file.ts';
import { summary } from '../reporting/summary.ts';
import { closing, paintFor, topicLine } from '../reporting/terminal.ts';
import { RULES } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';
import { runConformance } from '../run/conformance.ts';
import { environment } from '../run/environment.ts';
import { isStated } from '../run/judge.ts';
import type { Environment } from '../run/known-settings.ts';
import { type ExitCode, exitCodeOf } from '../run/outcome.ts';
import { removeQuietly, reportsDirectory } from '../run/report-files.js';
import type { Report, Result } from '../run/result.ts';
import { errorText } from '../run/secrets.ts';
import { readSettings } from '../run/settings.ts';
import { SUITE } from '../run/suite.ts';
import { errorWithoutSecrets } from './error-without-secrets.ts';
import { announce } from './progress.ts';
import { print, printCommands, printError } from './terminal-output.ts';

export interface OpenRun {
  /** All that the contract of this version states. */
  readonly rules: readonly Rule[];
  /** Judges the target by these rules; `filter` chose them, where they are a part. Rejects as openRun throws. */
  readonly judge: (rules: readonly Rule[], filter?: string) => Promise<JudgedRun>;
}

export interface JudgedRun {
  readonly exitCode: ExitCode;
  readonly result: Result;
}

/**
 * Checks all that can be wrong before anything is sent. From here on nothing is left of an earlier run. Throws
 * SettingsError and ContractError.
 */
export function openRun(directory: string, env: Environment): OpenRun {
  try {
    return checkedRun(directory, env);
  } catch (error) {
    throw errorWithoutSecrets(error);
  }
}

function checkedRun(directory: string, env: Environment): OpenRun {
  const previous = takePrevious(reportsDirectory(directory, env));
  const settings = readSettings(environment(directory, env));
  const contract = loadContract(settings.apiVersion);
  const rules = RULES.filter((rule) => isStated(rule, contract));
  prepareReportsDirectory(settings.reportsDir);
  const judge: OpenRun['judge'] = async (chosen, filter) => {
    const report = await runConformance(settings, contract, chosen, {
      onStart: (target) => print(`\n${heading(target)}\n`),
      onProgress: announce(),
      ...(filter !== undefined && {
        selection: { rules: chosen.length, of: rules.length, filter: visibleLine(filter) },
      }),
    });
    tell(report, settings.reportsDir, since(report, previous));
    return { exitCode: exitCodeOf(report.result), result: report.result };
  };
  return {
    rules,
    judge: (chosen, filter) =>
      judge(chosen, filter).catch((error: unknown) => {
        throw errorWithoutSecrets(error);
      }),
  };
}

type Target = Result['target'];

function heading({ reference, baseUrl, apiVersion, proxy }: Target): string {
  const name = reference ? `the built-in reference server (${baseUrl})` : baseUrl;
  const way = proxy === undefined ? '' : `, through the proxy ${proxy}`;
  return `${SUITE.name} ${SUITE.version}: ${name}, API ${apiVersion}${way}`;
}

/** The result of the run before, if one can be read; afterwards nothing of that run is left. */
function takePrevious(directory: string): ResultFile | undefined {
  const file = join(directory, RESULT);
  try {
    return isFile(file) ? readResultFile(file) : undefined;
  } catch (error) {
    // What is no result has nothing to say about this run.
    if (error instanceof ResultFileError) return undefined;
    throw error;
  } finally {
    removeQuietly(directory);
  }
}

/** A pipe would be waited for. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function since({ result }: Report, previous: ResultFile | undefined): Comparison | undefined {
  if (!previous || result.outcome === 'error' || previous.outcome === 'error') return undefined;
  return compareResults(previous, checkResult(result, 'this run'), result.strict);
}

/** In a worker thread, process.stdout does not know that it is one. */
const TERMINAL = { isTTY: isatty(1), hasColors: () => WriteStream.prototype.hasColors() };

/** Writes the reports, and says what they hold: all is made before any of it is out, for making it may crash. */
function tell(report: Report, directory: string, changes: Comparison | undefined): void {
  const reports = reportsOf(report, changes);
  const text = screenText(report, directory, Object.keys(reports), changes);
  const notes = annotations(report);
  const jobSummary = summary(report, changes);
  writeReports(directory, reports);
  print(text);
  // In a workflow of GitHub Actions: annotations on the contract's lines, and the job's summary.
  if (process.env.GITHUB_ACTIONS === 'true') printCommands(notes);
  if (process.env.GITHUB_STEP_SUMMARY) append(process.env.GITHUB_STEP_SUMMARY, jobSummary);
}

function screenText(
  report: Report,
  directory: string,
  names: readonly string[],
  changes: Comparison | undefined,
): string {
  const paint = paintFor(TERMINAL);
  const topics = TOPIC_ORDER.flatMap((topic) => {
    const verdicts = report.result.rules.filter((verdict) => verdict.topic === topic);
    return verdicts.length === 0 ? [] : [topicLine(topic, verdicts, paint)];
  });
  const files = names.map((name) => visibleLine(join(directory, name)));
  return `${topics.join('\n')}\n\n${closing(report, changes, files, paint)}\n`;
}

/** A summary that cannot be written is no reason to end otherwise: the reports are there. */
function append(file: string, text: string): void {
  try {
    appendFileSync(file, `${text}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(`The job's summary cannot be written: ${errorText(why)}.`);
  }
}

/** The reports of a run: what is left of the one before, what is written of this one, and what is said of it. */
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isatty, WriteStream } from 'node:tty';
import { visibleLine } from '../redaction/control-characters.ts';
import { annotations } from '../reporting/annotations.ts';
import { type Comparison, compareResults } from '../reporting/compare.ts';
import { RESULT, reportsOf } from '../reporting/reports.ts';
import { writeReports } from '../reporting/reports-directory.ts';
import { checkResult, type ResultFile, ResultFileError, readResultFile } from '../reporting/result-file.ts';
import { summary } from '../reporting/summary.ts';
import { closing, paintFor, topicLine } from '../reporting/terminal.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';
import { removeQuietly } from '../run/report-files.js';
import type { Report } from '../run/result.ts';
import { errorText } from '../run/secrets.ts';
import { print, printCommands, printError } from './terminal-output.ts';

/** The result of the run before, if one can be read; afterwards nothing of that run is left. */
export function takePrevious(directory: string): ResultFile | undefined {
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

export function changesSince({ result }: Report, previous: ResultFile | undefined): Comparison | undefined {
  if (!previous || result.outcome === 'error' || previous.outcome === 'error') return undefined;
  return compareResults(previous, checkResult(result, 'this run'), result.strict);
}

/** In a worker thread, process.stdout does not know that it is one. */
const TERMINAL = { isTTY: isatty(1), hasColors: () => WriteStream.prototype.hasColors() };

/**
 * Writes the reports, and says what they hold: all is made before any of it is out, for making it may crash.
 * `asJson`: prints the result file instead.
 */
export function tell(
  report: Report,
  directory: string,
  changes: Comparison | undefined,
  asJson = false,
): void {
  const reports = reportsOf(report, changes);
  const text = screenText(report, directory, Object.keys(reports), changes);
  const notes = annotations(report);
  const jobSummary = summary(report, changes);
  writeReports(directory, reports);
  print(asJson ? (reports[RESULT] ?? '').trimEnd() : text);
  // In a workflow of GitHub Actions: annotations on the contract's lines, and the job's summary.
  if (process.env.GITHUB_ACTIONS === 'true' && !asJson) printCommands(notes);
  appendSummary(jobSummary);
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

/**
 * To the summary of a job of GitHub Actions, where this is one. A summary that cannot be written is no reason to end
 * otherwise: the reports are there.
 */
export function appendSummary(text: string): void {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    appendFileSync(file, `${text}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(`The job's summary cannot be written: ${errorText(why)}.`);
  }
}

/** Renders the run and sets the exit code: nothing of vitest's own output reaches the terminal. */
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, SerializedError, TestModule, TestSuite, Vitest } from 'vitest/node';
import { annotations } from '../reporting/annotations.ts';
import { type Comparison, compareResults } from '../reporting/compare.ts';
import { REPORTS, RESULT, reportsOf } from '../reporting/reports.ts';
import { writeReports } from '../reporting/reports-directory.ts';
import { checkResult, type ResultFile, ResultFileError, readResultFile } from '../reporting/result-file.ts';
import { summary } from '../reporting/summary.ts';
import { closing, type Paint, paintFor, topicLine } from '../reporting/terminal.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';
import type { Verdict } from '../rules/verdict.ts';
import { type ExitCode, exitCodeOf } from '../run/outcome.ts';
import type { Report } from '../run/result.ts';
import { environment, readSettings, type Settings, SettingsError } from '../run/settings.ts';

/** Why the run says nothing about the target, as a sentence for its user. Any other error is a bug of ours. */
class NothingSaid extends Error {}

export default class ConformanceReporter implements Reporter {
  readonly #paint: Paint = paintFor(process.stdout);
  #settings: Settings | undefined;
  #headed = false;
  /** The run before, in the same directory. */
  #previous: ResultFile | undefined;

  onInit(_vitest: Vitest): void {
    try {
      this.#settings = readSettings(environment(process.cwd()));
    } catch {
      // The set-up says what is wrong, and ends the run.
      return;
    }
    this.#previous = previousResult(join(this.#settings.reportsDir, RESULT));
    // What an earlier run wrote must not pass for the result of this one.
    try {
      for (const name of REPORTS) rmSync(join(this.#settings.reportsDir, name), { force: true });
    } catch {
      // A directory that cannot be written to is reported when there is something to write.
    }
  }

  onTestSuiteResult(suite: TestSuite): void {
    const topic = TOPIC_ORDER.find((one) => one === suite.name);
    const verdicts = [...suite.children.allTests()].flatMap((test) => test.meta().verdict ?? []);
    if (topic === undefined || verdicts.length === 0) return;
    this.#head(suite.module);
    console.log(topicLine(topic, verdicts, this.#paint));
  }

  #head(module: TestModule): void {
    const report = module.meta().report;
    if (this.#headed || !report) return;
    this.#headed = true;
    const { suite, target } = report.result;
    const name = this.#settings?.target
      ? target.baseUrl
      : `the built-in reference server (${target.baseUrl})`;
    console.log(`\n${suite.name} ${suite.version}: ${name}, API ${target.apiVersion}\n`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let code: ExitCode;
    try {
      code = this.#end(modules, unhandled);
    } catch (error) {
      code = 2;
      console.error(`\n${sentenceOf(error, this.#settings)}\n`);
    }
    // Only ever raised: vitest has its own reasons to say 1.
    process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
  }

  #end(modules: readonly TestModule[], unhandled: readonly SerializedError[]): ExitCode {
    const errors = [...unhandled, ...modules.flatMap((module) => module.errors())];
    const [error] = errors;
    if (error?.name === 'ContractError') throw new NothingSaid(`Contract: ${error.message}`);
    if (error?.name === 'HarnessError') throw new NothingSaid(error.message);
    if (error) throw new Error(error.message);
    const report = modules.map((module) => module.meta().report).find((one) => one !== undefined);
    const verdicts: Verdict[] = modules.flatMap((module) =>
      [...module.children.allTests()].flatMap((test) => test.meta().verdict ?? []),
    );
    if (!report || verdicts.length === 0) {
      throw new NothingSaid('No rule was judged: the filter leaves none. Nothing is said about the target.');
    }
    const { reportsDir, strict } = this.#settings ?? readSettings(environment(process.cwd()));
    const since =
      this.#previous && compareResults(this.#previous, checkResult(report.result, 'this run'), strict);
    const files = writeReports(reportsDir, reportsOf(report, since));
    console.log(`\n${closing(report, since, files, this.#paint)}\n`);
    tellGitHub(report, since);
    return exitCodeOf(report.result);
  }
}

/** An error's message, short and without what the settings hold: it may come from anywhere. */
function sentenceOf(error: unknown, settings: Settings | undefined): string {
  const { keys, serviceAccount, authHeader } = settings?.target ?? {};
  const secrets = [keys?.privateKey, keys?.publicKey, serviceAccount?.clientSecret, authHeader?.value];
  const said = error instanceof Error ? error.message : String(error);
  const message =
    error instanceof NothingSaid || error instanceof SettingsError
      ? said
      : `The suite itself failed: ${said}. This is a bug in the suite and says nothing about the target; please report it.`;
  const text = secrets.reduce(
    (left: string, secret) => (secret ? left.replaceAll(secret, '<secret>') : left),
    message,
  );
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/** In a workflow of GitHub Actions: the job's summary, and annotations on the contract's lines. */
function tellGitHub(report: Report, since: Comparison | undefined): void {
  if (process.env.GITHUB_ACTIONS === 'true') console.log(annotations(report).join('\n'));
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file) appendFileSync(file, `${summary(report, since)}\n`);
}

/** A file that is no result has nothing to say about this run. */
function previousResult(file: string): ResultFile | undefined {
  try {
    return existsSync(file) ? readResultFile(file) : undefined;
  } catch (error) {
    if (error instanceof ResultFileError) return undefined;
    throw error;
  }
}

/** The one file that talks to the target: every rule is one test. */
import { beforeAll, describe, type RunnerTestSuite, test } from 'vitest';
import { announce } from './cli/progress.ts';
import { loadContract } from './contract/contract.ts';
import { RULES } from './rules/index.ts';
import { TOPIC_ORDER, topicOf } from './rules/topics.ts';
import type { Verdict } from './rules/verdict.ts';
import { runConformance } from './run/conformance.ts';
import { isStated } from './run/judge.ts';
import type { Report } from './run/result.ts';
import { environment, readSettings } from './run/settings.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** On each test: what its rule found. */
    verdict?: Verdict;
    /** On the file: the whole run, through the allow list. */
    report?: Report;
  }
}

const settings = readSettings(environment(process.cwd()));
const contract = loadContract(settings.apiVersion);
/** A rule whose statement this version does not make is no rule of this run. */
const rules = RULES.filter((rule) => isStated(rule, contract));
const verdicts = new Map<string, Verdict>();

// biome-ignore lint/correctness/noEmptyPattern: vitest wants its fixtures taken apart, and there are none
beforeAll(async ({}, file) => {
  const selected = selectedNames(file);
  const report = await runConformance(
    settings,
    contract,
    rules.filter(({ id }) => selected.has(id)),
    announce(),
  );
  file.meta.report = report;
  for (const verdict of report.result.rules) verdicts.set(verdict.id, verdict);
});

describe.each(TOPIC_ORDER)('%s', (topic) => {
  const ofTopic = rules.filter(({ id }) => topicOf(id) === topic);
  test.for(ofTopic.map(({ id, title }) => [id, title] as const))('%s %s', ([id], { task, skip }) => {
    const verdict = verdicts.get(id);
    if (!verdict) throw new Error(`${id} was not judged`);
    task.meta.verdict = verdict;
    if (verdict.verdict === 'fail' || (settings.strict && verdict.verdict === 'warn'))
      throw new Error(verdict.message);
    if (verdict.verdict === 'blocked' || verdict.verdict === 'not-applicable') skip(verdict.message);
  });
});

/** The rules that a filter such as `-t AUTH` leaves. */
function selectedNames(suite: RunnerTestSuite): ReadonlySet<string> {
  return new Set(
    suite.tasks.flatMap((task) => {
      if ('tasks' in task) return [...selectedNames(task)];
      return task.mode === 'run' ? [task.name.split(' ')[0] ?? ''] : [];
    }),
  );
}

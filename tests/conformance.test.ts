/** The one file by which vitest talks to the target: every rule is one test. */
import { afterAll, beforeAll, describe, inject, type RunnerTestSuite, test } from 'vitest';
import { type JudgedRun, openRun } from './cli/judge.ts';
import { TOPIC_ORDER, topicOf } from './rules/topics.ts';
import { isFailure } from './run/outcome.ts';

const run = openRun(process.cwd(), process.env);
let judged: JudgedRun | undefined;

// The run's own deadline ends it.
const NO_TIMEOUT = 0;

// biome-ignore lint/correctness/noEmptyPattern: vitest wants its fixtures taken apart, and there are none
beforeAll(async ({}, file) => {
  const selected = selectedIds(file);
  const rules = run.rules.filter(({ id }) => selected.has(id));
  // Under another configuration than ours nobody says what has chosen them.
  const filter = inject('filter') || (rules.length < run.rules.length ? [...selected].join('|') : undefined);
  judged = await run.judge(rules, filter);
  file.meta.exitCode = judged.exitCode;
}, NO_TIMEOUT);

// Whatever configuration this file is run by, it is green for a target that conforms alone.
afterAll(() => {
  if (judged && judged.exitCode !== 0) throw new Error(`The run ends with exit code ${judged.exitCode}.`);
});

// A topic of which no rule is stated, such as the clients', would be an error to vitest.
const topics = TOPIC_ORDER.filter((topic) => run.rules.some(({ id }) => topicOf(id) === topic));

describe.each(topics)('%s', (topic) => {
  const ofTopic = run.rules.filter(({ id }) => topicOf(id) === topic);
  test.for(ofTopic.map(({ id, title }) => [id, title] as const))('%s %s', ([id], { skip }) => {
    const { rules = [], strict = false } = judged?.result ?? {};
    const verdict = rules.find((one) => one.id === id);
    if (!verdict) throw new Error(`${id} was not judged`);
    if (isFailure(verdict, strict)) throw new Error(verdict.message);
    if (verdict.verdict !== 'pass' && verdict.verdict !== 'warn') skip(verdict.message);
  });
});

/** The rules that a filter such as `-t AUTH` leaves. */
function selectedIds(suite: RunnerTestSuite): ReadonlySet<string> {
  return new Set(
    suite.tasks.flatMap((task) => {
      if ('tasks' in task) return [...selectedIds(task)];
      return task.mode === 'run' ? [task.name.split(' ')[0] ?? ''] : [];
    }),
  );
}

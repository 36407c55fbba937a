/** Whoever reads nothing but `junit.xml` comes to the outcome of the exit code, whatever the run has found. */
import { beforeAll, expect, test } from 'vitest';
import { junit } from '../reporting/junit.ts';
import { type Level, VERDICT_NAMES, type VerdictName } from '../rules/verdict.ts';
import { exitCodeOf, outcomeOf } from '../run/outcome.ts';
import type { Report } from '../run/result.ts';
import { reportOf } from './artefacts.ts';
import { outcomeByJunit, readJunit } from './junit-reader.ts';

type Kind = readonly [verdict: VerdictName, level: Level];

/** A MUST never warns, a SHOULD never fails. */
const KINDS: readonly Kind[] = VERDICT_NAMES.flatMap((verdict): readonly Kind[] => [
  ...(verdict === 'warn' ? [] : [[verdict, 'MUST'] as const]),
  ...(verdict === 'fail' ? [] : [[verdict, 'SHOULD'] as const]),
]);
const FLAGS = [false, true];

let conforming: Report;
beforeAll(async () => {
  conforming = await reportOf();
});

/** A report of rules with these verdicts. */
function reportWith(kinds: readonly Kind[], strict: boolean, selected: boolean, crashed: boolean): Report {
  const rules = kinds.map(([verdict, level], index) => {
    const rule = conforming.result.rules[index * 40];
    if (!rule) throw new RangeError('too many rules');
    return { ...rule, verdict, level };
  });
  const decided = {
    ...conforming.result,
    strict,
    rules,
    ...(selected && { selection: { rules: rules.length, of: 100, filter: 'AUTH' } }),
    ...(crashed && { errors: [{ rule: 'PAGE-01', message: 'planted' }] }),
  };
  return { ...conforming, result: { ...decided, outcome: outcomeOf(decided) } };
}

test.for(
  FLAGS.flatMap((strict) =>
    FLAGS.flatMap((selected) => FLAGS.map((crashed) => [strict, selected, crashed] as const)),
  ),
)(
  'strict %s, a selection %s, a crash %s: every verdict, alone and beside every other',
  ([strict, selected, crashed]) => {
    for (const first of KINDS) {
      for (const kinds of [[first], ...KINDS.map((second) => [first, second])]) {
        const report = reportWith(kinds, strict, selected, crashed);
        const { outcome } = report.result;
        const code = exitCodeOf(report.result);
        const read = readJunit(junit(report));
        const about = JSON.stringify({ kinds, outcome, code });
        expect(outcomeByJunit(read), about).toBe(outcome);
        // A dashboard that knows no types: red exactly when the exit code is not 0, failed when it is 1.
        expect(read.failures + read.errors > 0, about).toBe(code !== 0);
        expect(read.failures > 0, about).toBe(code === 1);
        const total = (name: string) => read.cases.filter(({ elements }) => elements.includes(name)).length;
        const sum = (name: 'failures' | 'errors' | 'skipped') =>
          read.suites.reduce((all, suite) => all + suite[name], 0);
        expect([read.failures, read.errors], about).toEqual([total('failure'), total('error')]);
        expect([sum('failures'), sum('errors'), sum('skipped')], about).toEqual([
          total('failure'),
          total('error'),
          total('skipped'),
        ]);
      }
    }
  },
);

test('says strict, selected and whose server it was', async () => {
  const { properties, cases } = readJunit(junit(reportWith([['pass', 'MUST']], true, true, true)));
  expect(properties.get('auth.run.strict')).toBe('true');
  expect(properties.get('auth.run.selection')).toBe('1 of 100 rules judged');
  expect(properties.get('auth.run.outcome')).toBe('error');
  expect(cases.filter(({ suite }) => suite === 'run').map(({ errorType }) => errorType)).toEqual([
    'selection',
    'crash',
  ]);
  const { cases: whole } = readJunit(junit(conforming));
  expect(whole.map(({ suite }) => suite)).not.toContain('run');
});

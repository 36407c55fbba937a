/** How findings become verdicts: what explains and what blocks, and what is no verdict at all. */
import { expect, test } from 'vitest';
import { isStated } from '../rules/index.ts';
import { type Finding, type Rule, type Run, rule } from '../rules/rule.ts';
import type { RuleId } from '../rules/verdict.ts';
import { HarnessError, judge } from '../run/judge.ts';
import { contractOf } from './contracts.ts';

const run: Run = {
  contract: contractOf('v1.0'),
  answers: new Map(),
  projectId: '',
  auth: 'digest',
  baseUrl: 'http://reference.test',
};

function ruleThat(
  finds: Finding | (() => Finding),
  id: RuleId = 'HTTP-91',
  impliedBy: readonly RuleId[] = [],
): Rule {
  return rule({
    id,
    level: 'MUST',
    basis: 'text',
    title: 'The server is judged.',
    source: 'none',
    lookAt: 'Nothing.',
    contract: '{operation}',
    needs: {},
    impliedBy,
    judge: () => (typeof finds === 'function' ? finds() : finds),
  });
}

const violation = { expected: 'a', received: 'b', at: 'body', probe: 'plain' };
const shown = (rules: readonly Rule[]) =>
  judge(rules, run).map(({ id, verdict, blockedBy }) => `${id} ${verdict} ${blockedBy ?? ''}`.trim());

test('a crash in a rule is an error of the suite, not a verdict', () => {
  const crash = new RangeError('ouch');
  const crashing = ruleThat(() => {
    throw crash;
  });
  const judged = () => judge([crashing], run);
  expect(judged).toThrow(HarnessError);
  expect(judged).toThrow(/^Rule HTTP-91 crashed: ouch\. This is a bug in the suite/);
  expect(judged).toThrow(expect.objectContaining({ name: 'HarnessError', cause: crash }));
});

test('whatever is thrown, the crash says it', () => {
  const crashing = ruleThat(() => {
    throw 'a bare text';
  });
  expect(() => judge([crashing], run)).toThrow(/crashed: a bare text\./);
});

test('a failure is blocked by the first violated rule that explains it', () => {
  const explained = ruleThat(violation, 'HTTP-92', ['HTTP-90', 'HTTP-91', 'HTTP-93']);
  expect(shown([ruleThat(violation), explained, ruleThat(violation, 'HTTP-93')])).toEqual([
    'HTTP-91 fail',
    'HTTP-92 blocked HTTP-91',
    'HTTP-93 fail',
  ]);
});

test('a rule that is not judged explains nothing', () => {
  expect(shown([ruleThat(violation, 'HTTP-92', ['HTTP-91'])])).toEqual(['HTTP-92 fail']);
});

test('what holds is not blocked', () => {
  expect(shown([ruleThat(violation), ruleThat('holds', 'HTTP-92', ['HTTP-91'])])).toEqual([
    'HTTP-91 fail',
    'HTTP-92 pass',
  ]);
});

test('a blocked verdict names the root of its chain', () => {
  const chain = [
    ruleThat({ blockedBy: 'HTTP-92', why: 'no list' }),
    ruleThat({ blockedBy: 'HTTP-93', why: 'no list' }, 'HTTP-92'),
    ruleThat({ blockedBy: 'timeout', why: 'no reply' }, 'HTTP-93'),
    ruleThat('holds', 'HTTP-94'),
  ];
  expect(shown(chain)).toEqual([
    'HTTP-91 blocked timeout',
    'HTTP-92 blocked timeout',
    'HTTP-93 blocked timeout',
    'HTTP-94 pass',
  ]);
});

test('a circle of blocked rules ends', () => {
  const circle = [
    ruleThat({ blockedBy: 'HTTP-92', why: 'no list' }),
    ruleThat({ blockedBy: 'HTTP-91', why: 'no list' }, 'HTTP-92'),
  ];
  expect(shown(circle)).toEqual(['HTTP-91 blocked HTTP-92', 'HTTP-92 blocked HTTP-91']);
});

test('a verdict has the members of its kind alone', () => {
  const [failed, passed] = judge([ruleThat(violation), ruleThat('holds', 'HTTP-92')], run);
  expect(failed).not.toHaveProperty('hint');
  expect(failed).not.toHaveProperty('fact');
  expect(failed).not.toHaveProperty('blockedBy');
  expect(passed).not.toHaveProperty('blockedBy');
  expect(passed).not.toHaveProperty('expected');
});

test('a reason is a sentence, with one full stop', () => {
  const messageOf = (why: string) => judge([ruleThat({ notApplicable: why })], run)[0]?.message;
  expect(messageOf('no bucket')).toBe('No bucket.');
  expect(messageOf('no bucket.')).toBe('No bucket.');
  expect(messageOf('.htaccess')).toBe('.htaccess.');
});

test('what a contract lacks is not stated', () => {
  expect(isStated(ruleThat('holds'), run.contract)).toBe(true);
  expect(isStated({ ...ruleThat('holds'), contract: '{operation}/nothing' }, run.contract)).toBe(false);
});

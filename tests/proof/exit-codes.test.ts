/** The exit code of every verdict, level, strictness and selection, alone and beside each other one. */
import { describe, expect, test } from 'vitest';
import { LEVELS, type Level, VERDICT_NAMES, type VerdictName } from '../rules/verdict.ts';
import { exitCodeOf, outcomeOf, worstOf } from '../run/outcome.ts';

interface Judged {
  readonly verdict: VerdictName;
  readonly level: Level;
}

/** A MUST that is violated fails, a SHOULD warns: what lies across does not exist. */
const exists = ({ verdict, level }: Judged) =>
  !(verdict === 'fail' && level === 'SHOULD') && !(verdict === 'warn' && level === 'MUST');

/** Columns: a full run; strict; a selected run; a selected run, strict. */
const CODES: readonly (readonly [Judged['verdict'], Level, 0 | 1 | 3, 0 | 1 | 3, 1 | 3, 1 | 3])[] = [
  ['pass', 'MUST', 0, 0, 3, 3],
  ['pass', 'SHOULD', 0, 0, 3, 3],
  ['fail', 'MUST', 1, 1, 1, 1],
  ['warn', 'SHOULD', 0, 1, 3, 1],
  ['blocked', 'MUST', 3, 3, 3, 3],
  ['blocked', 'SHOULD', 0, 0, 3, 3],
  ['not-applicable', 'MUST', 0, 3, 3, 3],
  ['not-applicable', 'SHOULD', 0, 0, 3, 3],
  ['waived', 'MUST', 0, 0, 3, 3],
  ['waived', 'SHOULD', 0, 0, 3, 3],
];
const WAYS = [
  ['a full run', { strict: false }],
  ['a strict run', { strict: true }],
  ['a selected run', { strict: false, selection: { rules: 1, of: 2, filter: 'HTTP' } }],
  ['a selected run that is strict', { strict: true, selection: { rules: 1, of: 2, filter: 'HTTP' } }],
] as const;

const codeOf = (rules: readonly Judged[], way: (typeof WAYS)[number][1], errors: readonly unknown[] = []) =>
  exitCodeOf({ rules, outcome: outcomeOf({ rules, ...way, errors }) });
const rows = CODES.map(([verdict, level, ...codes]) => ({ judged: { verdict, level }, codes }));

test('the table is complete', () => {
  const all = VERDICT_NAMES.flatMap((verdict) => LEVELS.map((level) => ({ verdict, level }))).filter(exists);
  const text = ({ verdict, level }: Judged) => `${verdict} ${level}`;
  expect(rows.map(({ judged }) => text(judged)).sort()).toEqual(all.map(text).sort());
});

describe.each(WAYS.map(([name, way], column) => ({ name, way, column })))('of $name', ({ way, column }) => {
  test.for(rows)('with $judged.verdict, $judged.level alone', ({ judged, codes }) => {
    expect(codeOf([judged], way)).toBe(codes[column]);
  });

  test('with any two is the worse of both: a failure, then what is open', () => {
    for (const one of rows) {
      for (const other of rows) {
        const codes = [one.codes[column], other.codes[column]];
        const worse = codes.includes(1) ? 1 : codes.includes(3) ? 3 : 0;
        expect(codeOf([one.judged, other.judged], way), JSON.stringify([one, other])).toBe(worse);
      }
    }
  });

  test('is 2 with no rule, and with one that crashed, whatever the others say', () => {
    expect(codeOf([], way)).toBe(2);
    for (const { judged } of rows) expect(codeOf([judged], way, [{}])).toBe(2);
  });
});

test('the outcome says the same in words', () => {
  const outcome = (verdict: VerdictName, level: Level, way: (typeof WAYS)[number][1]) =>
    outcomeOf({ rules: [{ verdict, level }], ...way });
  const [[, full], [, strict], [, selected]] = WAYS;
  expect(outcome('pass', 'MUST', full)).toBe('conforms');
  expect(outcome('fail', 'MUST', full)).toBe('does-not-conform');
  expect(outcome('warn', 'SHOULD', strict)).toBe('does-not-conform');
  expect(outcome('blocked', 'MUST', full)).toBe('incomplete');
  expect(outcome('pass', 'MUST', selected)).toBe('incomplete');
  expect(outcomeOf({ rules: [], ...full, errors: [{}] })).toBe('error');
});

test('of several runs is the worst: 2, then 1, then 3', () => {
  expect(worstOf([])).toBe(0);
  expect(worstOf([0, 3, 0])).toBe(3);
  expect(worstOf([3, 1])).toBe(1);
  expect(worstOf([1, 2, 3, 0])).toBe(2);
});

/** The list of surviving mutants: what the mutation run is held to. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { complaints, type Listed, type Survivor } from './mutation/survival.ts';
import { SURVIVORS } from './mutation/survivors.ts';

const survivor: Survivor = {
  file: 'tests/rules/auth.ts',
  number: 7,
  line: 'if (a > b) return 1;',
  mutant: 'a > b → a >= b',
  mutator: 'EqualityOperator',
};
const listed: Listed = {
  file: survivor.file,
  reason: 'they are never equal',
  mutants: [[survivor.line, survivor.mutant]],
};

test('a survivor that is listed is no complaint, wherever its line stands', () => {
  expect(complaints([{ ...survivor, number: 99 }], [listed], true)).toEqual([]);
});

test('a survivor that is not listed is named, with the line to list', () => {
  const [only, ...others] = complaints([survivor, { ...survivor, mutant: 'a > b → true' }], [listed], true);
  expect(others).toEqual([]);
  expect(only).toMatch(/^tests\/rules\/auth\.ts:7 EqualityOperator: a > b → true survives\. Record a run/);
  expect(only).toContain('["if (a > b) return 1;","a > b → true"]');
});

test('a mutant that survives twice has to be listed twice', () => {
  expect(complaints([survivor, survivor], [listed], true)).toHaveLength(1);
});

test('a listed mutant that is killed is named, unless only a part was mutated', () => {
  expect(complaints([], [listed], false)).toEqual([]);
  expect(complaints([], [listed], true)).toEqual([
    'tests/rules/auth.ts: a > b → a >= b in "if (a > b) return 1;" is killed now. Take it out of tests/proof/mutation/survivors.ts.',
  ]);
});

test('each listed line stands in its file, and each reason is a sentence', () => {
  const gone = SURVIVORS.flatMap(({ file, mutants }) => {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim());
    return mutants.filter(([line]) => !lines.includes(line)).map(([line]) => `${file} has no line "${line}"`);
  });
  expect(gone).toEqual([]);
  expect(SURVIVORS.filter(({ reason }) => !/^[A-Z`].{20,}\.$/.test(reason))).toEqual([]);
});

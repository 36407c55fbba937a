/** The runs that mutants of our own rules are judged by; what they come to is pinned. */
import { expect, test } from 'vitest';
import { RUNS, runOf } from './mutation/runs.ts';

test('have names of their own', () => {
  expect(RUNS.filter((name, index) => RUNS.indexOf(name) !== index)).toEqual([]);
});

test.for([
  ['v3 | 7 buckets', '"v3" names no version'],
  ['v1.0 | 7 buckets, no-such', '"no-such" is the name of no defect.'],
  ['v1.0 | right server 9999', 'right servers.'],
  ['v1.0 | 7 buckets | plain: no such', 'describes no edit'],
  ['v1.0 | 7 buckets | no-such: links doubled', 'is no probe'],
] as const)('%s is refused', async ([name, says]) => {
  await expect(runOf(name)).rejects.toThrow(says);
});

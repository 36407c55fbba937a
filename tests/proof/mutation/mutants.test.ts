/** What the mutation tester runs: recorded runs get the verdicts that they got when they were recorded. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Answer } from '../../engine/answers.ts';
import { judge } from '../../engine/judge.ts';
import { contractOf, rulesOf } from '../judge-target.ts';
import { RECORDING, type RecordedRun } from './recording.ts';

const recording: { bodies: string[]; runs: RecordedRun[] } = JSON.parse(readFileSync(RECORDING, 'utf8'));
const bodies = recording.bodies.map((text) => new Uint8Array(Buffer.from(text, 'base64')));

function unpacked(answer: unknown): Answer {
  return JSON.parse(JSON.stringify(answer), (_key, value) =>
    typeof value === 'object' && value !== null && '$body' in value ? bodies[value.$body] : value,
  );
}

test.for(recording.runs.map((run) => [run.name, run] as const))('%s', ([, run]) => {
  const contract = contractOf(run.version);
  const answers = new Map(run.answers.map(([probe, answer]) => [probe, unpacked(answer)]));
  const { projectId, baseUrl } = run;
  const verdicts = judge(rulesOf(contract), { contract, answers, projectId, baseUrl, auth: 'digest' });
  expect(JSON.stringify(verdicts)).toBe(run.verdicts);
});

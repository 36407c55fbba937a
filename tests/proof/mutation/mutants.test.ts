/** What the mutation tester runs: recorded runs come to what they came to when they were recorded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contractIn } from '../../contract/list-contract.ts';
import { RECORDING, type Recording, RUNS_FILE, unpacker } from './recording.ts';

const directory = process.env[RECORDING] ?? '';
const recording: Recording = JSON.parse(readFileSync(join(directory, RUNS_FILE), 'utf8'));
const answerOf = unpacker(recording);

test.for(recording.groups.map((group) => [group.contract, group] as const))('%s', async ([, group]) => {
  // Loaded here: a mutant that breaks the loading has to fail a test, not to leave all of them out.
  const { digestOf } = await import('./judgement.ts');
  const contract = contractIn(join(directory, group.contract)).of(group.version);
  for (const { name, answers, projectId, baseUrl, auth, digest } of group.runs) {
    const found = new Map(answers.map(([probe, answer]) => [probe, answerOf(answer)]));
    const run = { contract, answers: found, projectId, baseUrl, auth };
    expect(digestOf(run), name).toBe(digest);
  }
});

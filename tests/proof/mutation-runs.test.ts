/** What mutants of our own rules are judged by: each of these runs gets the verdicts of `mutation/verdicts.txt`. */
import { expect, test } from 'vitest';
import { isMissing } from '../probes/answers.ts';
import { requestsOn, verdictsOn } from './mutation/judgement.ts';
import { contractNameOf, RUNS, runOf } from './mutation/runs.ts';
import { blocksOf, type Judgement } from './verdict-snapshot.ts';

async function judgementOf(name: string): Promise<Judgement> {
  const run = await runOf(name);
  return {
    name: name.slice(name.indexOf(' | ') + 3),
    version: contractNameOf(name),
    verdicts: verdictsOn(run),
  };
}

test('bring down what verdicts.txt says, and nothing else', async () => {
  const contracts = [...new Set(RUNS.map(contractNameOf))];
  const reference = await Promise.all(contracts.map((name) => judgementOf(`${name} | 7 buckets`)));
  const runs = await Promise.all(RUNS.map(judgementOf));
  await expect(blocksOf(reference, runs)).toMatchFileSnapshot('mutation/verdicts.txt');
});

/** The requests of a run as text, one line for each probe. */
async function requestsOf(name: string): Promise<readonly string[]> {
  return requestsOn(await runOf(name)).map(([probe, asked]) => {
    if (isMissing(asked)) return `${probe}: ${'why' in asked ? asked.why : asked.notApplicable}`;
    const { query = [], ...rest } = asked;
    const text = query.map((pair) => pair.join('=')).join('&');
    return `${probe}: asks ${[text, ...Object.values(rest)].join(' ').trim()}`;
  });
}

test('ask what requests.txt says', async () => {
  const first = 'v1.0 | 7 buckets';
  const usual = await requestsOf(first);
  const others = new Map<string, string[]>();
  for (const name of RUNS) {
    const different = (await requestsOf(name)).filter((line) => !usual.includes(line));
    const text = different.map((line) => `    ${line}`).join('\n');
    others.set(text, [...(others.get(text) ?? []), name]);
  }
  const blocks = [...others].map(([text, names]) =>
    [...names, text].filter((line) => line !== '').join('\n'),
  );
  const text = [[first, ...usual.map((line) => `    ${line}`)].join('\n'), ...blocks].join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot('mutation/requests.txt');
});

test('have names of their own', () => {
  expect(RUNS.filter((name, index) => RUNS.indexOf(name) !== index)).toEqual([]);
});

test.for([
  ['v3 | 7 buckets', '"v3" names no version'],
  ['v1.0 | 7 buckets, no-such', '"no-such" is the name of no defect.'],
  ['v1.0 | right server 9999', 'right servers.'],
  ['v1.0 | 7 buckets | plain: no such', 'describes no mangling'],
  ['v1.0 | 7 buckets | no-such: links doubled', 'is no probe'],
] as const)('%s is refused', async ([name, says]) => {
  await expect(runOf(name)).rejects.toThrow(says);
});

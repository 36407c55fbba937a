/** What the suite says of servers that never change, as text: a change of it is a change of what rules mean. */

import { isMissing } from '../../probes/answers.ts';
import { createReference } from '../../reference/reference.ts';
import { RULES } from '../../rules/index.ts';
import { API_VERSIONS } from '../contracts.ts';
import { judgeReference } from '../judge-in-memory.ts';
import { judgedDefects } from '../judged-defects.ts';
import { requestsOn, verdictsOn } from '../mutation/judgement.ts';
import { contractNameOf, RUNS, runOf } from '../mutation/runs.ts';
import { blocksOf, type Judgement } from './verdict-blocks.ts';

/** What each planted defect brings down, in the words of a failure. */
export async function failuresText(): Promise<string> {
  const reference: Judgement[] = [];
  for (const version of API_VERSIONS) {
    const { verdicts } = await judgeReference(createReference(), { version });
    reference.push({ name: 'the reference server', version, verdicts });
  }
  const defects = (await judgedDefects()).map(({ defect: { name, caughtBy }, version, verdicts }) => ({
    name,
    caughtBy,
    version,
    verdicts,
  }));
  return blocksOf(reference, defects);
}

/** Each rule with its level, its place in the contract, what it asks for, and where it has been seen to fail. */
export async function rulesText(): Promise<string> {
  const defects = await judgedDefects();
  const cards = RULES.map(({ id, level, basis, contract, probes, impliedBy = [] }) => {
    const seen = defects.flatMap(({ defect: { caughtBy }, verdicts }) =>
      caughtBy === id ? (verdicts.find((verdict) => verdict.id === id)?.probe ?? []) : [],
    );
    return [
      `${id} ${level}, ${basis}, ${contract}`,
      `    asks for: ${[...probes].sort().join(', ')}`,
      `    failures seen in: ${[...new Set(seen)].sort().join(', ')}`,
      ...(impliedBy.length > 0 ? [`    explained by: ${impliedBy.join(', ')}`] : []),
    ].join('\n');
  });
  return `${cards.join('\n')}\n`;
}

/** What the runs that mutants are judged by come to. */
export async function verdictsText(): Promise<string> {
  const contracts = [...new Set(RUNS.map(contractNameOf))];
  const reference = await Promise.all(contracts.map((name) => judgementOf(`${name} | 7 buckets`)));
  return blocksOf(reference, await Promise.all(RUNS.map(judgementOf)));
}

async function judgementOf(name: string): Promise<Judgement> {
  return {
    name: name.slice(name.indexOf(' | ') + 3),
    version: contractNameOf(name),
    verdicts: verdictsOn(await runOf(name)),
  };
}

/** What the probes ask in these runs. */
export async function requestsText(): Promise<string> {
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
  return `${text}\n`;
}

/** The requests of a run as text, one line for each probe. */
async function requestsOf(name: string): Promise<readonly string[]> {
  return requestsOn(await runOf(name)).map(([probe, asked]) => {
    if (isMissing(asked)) return `${probe}: ${'why' in asked ? asked.why : asked.notApplicable}`;
    const { query = [], ...rest } = asked;
    const text = query.map((pair) => pair.join('=')).join('&');
    return `${probe}: asks ${[text, ...Object.values(rest)].join(' ').trim()}`;
  });
}

/** What is wrong, each thing once: the rules that say the same, and all that they keep from being judged. */

import type { Verdict } from '../rules/verdict.ts';
import { sentence } from './judge.ts';

export interface Cause {
  /** One sentence: what is true of the server, or why there is no reply to judge. */
  readonly says: string;
  /** The violated rules that say it; none when the cause is a fault. */
  readonly rules: readonly string[];
  /** The rules that it keeps from being judged. */
  readonly blocks: readonly string[];
}

/** The causes of whatever is not a pass, in this order: what fails, what warns, faults. */
export function causesOf(verdicts: readonly Finding[]): readonly Cause[] {
  const named = (name: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === name);
  const blocked = named('blocked');
  const blockedBy = (causes: readonly (string | undefined)[]) =>
    blocked.filter((one) => causes.includes(one.blockedBy)).map(({ id }) => id);

  const violated = grouped([...named('fail'), ...named('warn')], ({ id, fact }) => fact ?? id);
  const known = new Set<string | undefined>(violated.flat().map(({ id }) => id));
  const faults = grouped(
    blocked.filter(({ blockedBy: cause }) => !known.has(cause)),
    ({ blockedBy: cause = '' }) => cause,
  );
  return [
    ...violated.map((group) => {
      const [{ fact, message }] = group;
      const rules = group.map(({ id }) => id);
      return { says: fact === undefined ? message : sentence(fact), rules, blocks: blockedBy(rules) };
    }),
    ...faults.map((group) => {
      const [{ message, blockedBy: cause }] = group;
      return { says: message, rules: [], blocks: blockedBy([cause]) };
    }),
  ];
}

type Finding = Pick<Verdict, 'id' | 'verdict' | 'message' | 'fact' | 'blockedBy'>;
type Group = readonly [Finding, ...Finding[]];

function grouped(verdicts: readonly Finding[], by: (verdict: Finding) => string): readonly Group[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const verdict of verdicts) {
    const group = groups.get(by(verdict));
    if (group) group.push(verdict);
    else groups.set(by(verdict), [verdict]);
  }
  return [...groups.values()];
}

/** Groups verdicts by root cause: the rules that state it, and the rules that it blocks. */

import type { Verdict } from '../rules/verdict.ts';
import { sentence } from './judge.ts';

export interface Cause {
  /** One sentence: what is true of the server, or why there is no reply to judge. */
  readonly says: string;
  /** The violated rules that state it; none where it is a fault. */
  readonly rules: readonly string[];
  /** The rules that it blocks. */
  readonly blocks: readonly string[];
  /** What stands in their way where no rule of this run is violated: a fault, or a rule that it did not judge. */
  readonly blockedBy?: string;
}

/** The causes of all verdicts that are no pass: failures first, then warnings, then faults. */
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
      const [{ blockedBy: cause = '' }] = group;
      return { says: commonMessage(group), rules: [], blocks: blockedBy([cause]), blockedBy: cause };
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

/** The message that most of them have: where one probe met the fault, it alone is named in its rules'. */
function commonMessage(group: Group): string {
  const count = (text: string) => group.filter(({ message }) => message === text).length;
  const [{ message: first }] = group;
  return group.reduce((most, { message }) => (count(message) > count(most) ? message : most), first);
}

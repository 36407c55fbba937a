/** What changed from one result to another: two days of one target, or two targets. */
import { isObject, member } from '../engine/json.ts';
import type { Result } from '../engine/result.ts';
import type { Verdict } from '../engine/verdict.ts';

export interface Comparison {
  readonly newFailures: readonly string[];
  readonly fixed: readonly string[];
  readonly newlyBlocked: readonly string[];
  /** Rules whose verdict is the same in both. */
  readonly equal: number;
}

/** The verdicts of a result file by rule; undefined when the text is no result of this suite. */
export function readResult(text: string): ReadonlyMap<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const rules = member(value, 'rules');
  if (member(value, 'schemaVersion') !== 1 || !Array.isArray(rules)) return undefined;
  return new Map(
    rules.flatMap((rule) =>
      isObject(rule) && typeof rule.id === 'string' && typeof rule.verdict === 'string'
        ? [[rule.id, rule.verdict] as const]
        : [],
    ),
  );
}

export function compareResults(before: ReadonlyMap<string, string>, { rules }: Result): Comparison {
  const ids = (pick: (was: string | undefined, verdict: Verdict) => boolean) =>
    rules.filter((verdict) => pick(before.get(verdict.id), verdict)).map(({ id }) => id);
  return {
    newFailures: ids((was, { verdict }) => verdict === 'fail' && was !== 'fail'),
    fixed: ids((was, { verdict }) => was === 'fail' && verdict === 'pass'),
    newlyBlocked: ids((was, { verdict }) => verdict === 'blocked' && was !== 'blocked'),
    equal: ids((was, { verdict }) => was === verdict).length,
  };
}

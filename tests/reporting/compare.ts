/** What changed from one result to another: two days of one target, or two targets. */
import { isObject, member } from '../engine/json.ts';
import type { Result } from '../engine/result.ts';

export interface Comparison {
  readonly newFailures: readonly string[];
  readonly fixed: readonly string[];
  readonly newlyBlocked: readonly string[];
  /** Rules whose verdict is the same in both. */
  readonly equal: number;
}

/** Verdicts by the id of their rule. */
export type Verdicts = ReadonlyMap<string, string>;

/** The verdicts of a result file by rule; undefined when the text is no result of this suite. */
export function readResult(text: string): Verdicts | undefined {
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

export function compareResults(before: Verdicts, after: Verdicts): Comparison {
  const ids = (pick: (was: string | undefined, is: string) => boolean) =>
    [...after].filter(([id, verdict]) => pick(before.get(id), verdict)).map(([id]) => id);
  return {
    newFailures: ids((was, is) => is === 'fail' && was !== 'fail'),
    fixed: ids((was, is) => was === 'fail' && is === 'pass'),
    newlyBlocked: ids((was, is) => is === 'blocked' && was !== 'blocked'),
    equal: ids((was, is) => was === is).length,
  };
}

/** The verdicts of a result by rule. */
export function verdictsOf({ rules }: Result): Verdicts {
  return new Map(rules.map(({ id, verdict }) => [id, verdict]));
}

/** What changed from one result to another: two days of one target, or two targets. */

import { RULES } from '../rules/index.ts';
import type { Level, VerdictName } from '../rules/verdict.ts';
import { isFailure, isOpen } from '../run/outcome.ts';
import { isRuleId, type JudgedRule, type ResultFile } from './result-file.ts';

/** One rule in both results; undefined where a result does not have it. */
export interface RulePair {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly first: JudgedRule | undefined;
  readonly second: JudgedRule | undefined;
}

/** How a rule's verdict has changed, in the order of the reports. */
const CHANGES = [
  'new failures',
  'newly blocked',
  'new warnings',
  'newly judged: fails',
  'newly judged: warns',
  'newly waived',
  'fixed',
  'fixed warnings',
  'no longer judged',
  'newly judged',
  'changed otherwise',
] as const;
export type Change = (typeof CHANGES)[number];

export interface Comparison {
  readonly first: ResultFile;
  readonly second: ResultFile;
  /** All kinds of change, empty ones included: each rule stands in one of them, or in `equal`. */
  readonly changes: readonly { readonly change: Change; readonly rules: readonly RulePair[] }[];
  /** Rules with the same verdict in both. */
  readonly equal: readonly RulePair[];
  /** The rules that make the second worse; empty: it is not. */
  readonly worse: readonly RulePair[];
}

/** With `strict`, what `CONFORMANCE_STRICT=1` counts against a run counts here as well. */
export function compareResults(first: ResultFile, second: ResultFile, strict: boolean): Comparison {
  const pairs = ruleIds(first, second).map((id) => pair(id, first.rules.get(id), second.rules.get(id)));
  const changed = pairs.map((one) => [changeOf(one, second), one] as const);
  const of = (change: Change | undefined) => changed.flatMap(([is, one]) => (is === change ? [one] : []));
  return {
    first,
    second,
    changes: CHANGES.map((change) => ({ change, rules: of(change) })),
    equal: of(undefined),
    worse: pairs.filter((one) => isWorse(one, second, strict)),
  };
}

const ORDER: ReadonlyMap<string, number> = new Map(RULES.map(({ id }, place) => [id, place]));

/** The ids of either, in the order of the rules; those that this version does not know come last. */
function ruleIds(first: ResultFile, second: ResultFile): readonly string[] {
  const place = (id: string) => ORDER.get(id) ?? RULES.length;
  return [...new Set([...first.rules.keys(), ...second.rules.keys()])].sort(
    (a, b) => place(a) - place(b) || (a < b ? -1 : 1),
  );
}

/** Level and title as the files say, else as this version's rule of that id does. */
function pair(id: string, first: JudgedRule | undefined, second: JudgedRule | undefined): RulePair {
  const known = RULES.find((rule) => rule.id === id);
  return {
    id,
    level: second?.level ?? first?.level ?? known?.level ?? 'MUST',
    title: second?.title ?? first?.title ?? known?.title ?? '',
    first,
    second,
  };
}

const isJudged = (verdict: VerdictName | undefined) =>
  verdict !== undefined && verdict !== 'blocked' && verdict !== 'not-applicable';

function changeOf(pair: RulePair, result: ResultFile): Change | undefined {
  const [was, is] = [pair.first?.verdict, pair.second?.verdict];
  if (was === is) return undefined;
  if (isNewlyJudged(pair, result)) {
    if (is === 'fail') return 'newly judged: fails';
    if (is === 'warn') return 'newly judged: warns';
  }
  if (is === 'waived') return 'newly waived';
  if (is === 'fail') return 'new failures';
  if (is === 'blocked') return 'newly blocked';
  if (is === 'warn') return 'new warnings';
  if (is === 'pass' && (was === 'fail' || was === 'waived')) return 'fixed';
  if (is === 'pass' && was === 'warn') return 'fixed warnings';
  if (is === undefined || (isJudged(was) && !isJudged(is))) return 'no longer judged';
  if (!isJudged(was) && isJudged(is)) return 'newly judged';
  return 'changed otherwise';
}

/** Whether what blocked the rule in the first result has been mended in the second. */
function isNewlyJudged({ first }: RulePair, { rules }: ResultFile): boolean {
  if (first?.verdict !== 'blocked' || first.blockedBy === undefined) return false;
  // What is no rule was a fault, which is gone where the rule is judged.
  if (!isRuleId(first.blockedBy)) return true;
  const cause = rules.get(first.blockedBy)?.verdict;
  return cause === 'pass' || cause === 'not-applicable' || cause === 'waived';
}

/**
 * Whether the second has a verdict that the first had not, and that makes a run fail or incomplete. A rule that was
 * not judged until its cause was mended is no worse than it was.
 */
function isWorse(pair: RulePair, result: ResultFile, strict: boolean): boolean {
  const { level, first, second } = pair;
  if (!second || second.verdict === first?.verdict || isNewlyJudged(pair, result)) return false;
  const { verdict } = second;
  return isFailure({ verdict }, strict) || isOpen({ verdict, level }, strict);
}

/** A circumstance in which the second result differs, and what it was in the first. */
export interface ChangedCircumstance {
  readonly what: 'target' | 'project' | 'API version';
  readonly was: string;
}

/** Empty where both are of the same target, project and version, as far as the files say. */
export function changedCircumstances({ first, second }: Comparison): readonly ChangedCircumstance[] {
  const changed = (what: ChangedCircumstance['what'], was: string | undefined, is: string | undefined) =>
    was === undefined || is === undefined || was === is ? [] : [{ what, was }];
  return [
    ...changed('target', first.target, second.target),
    ...changed('project', first.projectId, second.projectId),
    ...changed('API version', first.apiVersion, second.apiVersion),
  ];
}

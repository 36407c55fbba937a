/** What changed from one result to another: two days of one target, or two targets. */

import { RULES } from '../rules/index.ts';
import type { Level, VerdictName } from '../rules/verdict.ts';
import { isFailure, isOpen } from '../run/outcome.ts';
import type { JudgedRule, ResultFile } from './result-file.ts';

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
  const of = (change: Change | undefined) => pairs.filter((one) => changeOf(one) === change);
  return {
    first,
    second,
    changes: CHANGES.map((change) => ({ change, rules: of(change) })),
    equal: of(undefined),
    worse: pairs.filter((one) => isWorse(one, strict)),
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

function changeOf({ first, second }: RulePair): Change | undefined {
  const [was, is] = [first?.verdict, second?.verdict];
  if (was === is) return undefined;
  if (is === 'fail') return 'new failures';
  if (is === 'blocked') return 'newly blocked';
  if (is === 'warn') return 'new warnings';
  if (is === 'pass' && was === 'fail') return 'fixed';
  if (is === 'pass' && was === 'warn') return 'fixed warnings';
  if (is === undefined || (isJudged(was) && !isJudged(is))) return 'no longer judged';
  if (!isJudged(was) && isJudged(is)) return 'newly judged';
  return 'changed otherwise';
}

/** Whether the second has a verdict that the first had not, and that makes a run fail or incomplete. */
function isWorse({ level, first, second }: RulePair, strict: boolean): boolean {
  if (!second || second.verdict === first?.verdict) return false;
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

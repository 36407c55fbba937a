/** From rules and answers to verdicts. Pure: the same run gives the same verdicts. */

import { cite } from '../contract/contract.ts';
import { probeNamed } from '../probes/schedule.ts';
import { ignoredParameters } from '../rules/ignored-parameters.ts';
import { refusedQueries } from '../rules/refused-queries.ts';
import type { Blocked, Judgement, Rule, Run } from '../rules/rule.ts';
import { topicOf } from '../rules/topics.ts';
import type { RuleId, Verdict, Violation } from '../rules/verdict.ts';
import { acceptWaived, type Obstruction, type Waiver, waive } from './waivers.ts';

/** A crash in one of our own rules: never a verdict on the target. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly rule: RuleId;
  /** What went wrong, without the rule. */
  readonly reason: string;

  constructor(rule: RuleId, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Rule ${rule} crashed: ${reason}. ` +
        'This is a bug in the suite and says nothing about the target; please report it.',
      { cause },
    );
    this.rule = rule;
    this.reason = reason;
  }
}

function rethrow(error: HarnessError): never {
  throw error;
}

export interface JudgeOptions {
  /** Is told of a rule that crashes, which is left out; without it, judge throws the HarnessError. */
  readonly onCrash?: (error: HarnessError) => void;
  /** Those that are about this run. */
  readonly waivers?: readonly Waiver[];
  /** Why no rule more is judged; asked before each of them. */
  readonly outOfTime?: () => string | undefined;
}

/** Verdicts of rules that the contract states, in their order. */
export function judge(
  rules: readonly Rule[],
  run: Run,
  { onCrash = rethrow, waivers = [], outOfTime = () => undefined }: JudgeOptions = {},
): Verdict[] {
  const alone = rules.flatMap((rule) => {
    try {
      const why = outOfTime();
      const found = why === undefined ? rule.judge(run) : ({ blockedBy: 'deadline', why } as const);
      return [{ rule, ...judgedAlone(rule, run, found, waivers) }];
    } catch (error) {
      onCrash(new HarnessError(rule.id, error));
      return [];
    }
  });
  const isImpliedBy = (id: string, cause: RuleId) =>
    rules.find((one) => one.id === id)?.impliedBy?.includes(cause) === true;
  const found = new Map<string, Verdict>(alone.map(({ verdict }) => [verdict.id, verdict]));
  const accepted = new Set<string>(alone.flatMap(({ verdict, isWaived }) => (isWaived ? [verdict.id] : [])));
  const verdicts = alone.map(({ rule, verdict, violations = [] }) => {
    if (!violated(verdict)) return verdict;
    const blamed = (id: string) => {
      const other = found.get(id);
      return violated(other) ? id : other?.blockedBy;
    };
    const comparisons = comparisonsOf(rule, violations).filter((id) => !isImpliedBy(id, rule.id));
    const causes = [...(rule.impliedBy ?? []), ...comparisons.flatMap((id) => blamed(id) ?? [])].filter(
      (id) => id !== rule.id && violated(found.get(id)),
    );
    // What is accepted blocks a rule only where nothing else does.
    const cause = causes.find((id) => !accepted.has(id)) ?? causes[0];
    return cause === undefined ? verdict : explained(verdict, cause);
  });
  const once = verdicts.map((verdict) => {
    const said = verdicts.filter(
      (other) => violated(other) && violated(verdict) && other.fact === verdict.fact,
    );
    const cause =
      verdict.fact === undefined ? undefined : (said.find((one) => one.level === 'MUST') ?? said[0]);
    return cause === undefined || cause === verdict ? verdict : explained(verdict, cause.id);
  });
  const roots = once.map((verdict) => withRootCause(verdict, once));
  const also = new Map(
    alone.map(({ verdict, also = [] }) => [
      verdict.id,
      also.map((one) => ({ ...one, blockedBy: rootOf(one.blockedBy, roots, [one.blockedBy]) })),
    ]),
  );
  return acceptWaived(roots, accepted, ({ id }) => also.get(id) ?? []);
}

/**
 * Rules that compare the replies in which all violations stand with the plain one: there, what a flag changes
 * in the data is one fault, whatever rules it touches.
 */
function comparisonsOf({ id }: Rule, violations: readonly Violation[]): readonly string[] {
  const [first = [], ...others] = violations.map(({ probe, at }) =>
    at.startsWith('header ') ? [] : (probeNamed(probe).comparedBy ?? []),
  );
  return first.filter((one) => one !== id && others.every((all) => all.includes(one)));
}

/** A blocked verdict names the root of its chain, so that all that one failure blocks stands together. */
function withRootCause(verdict: Verdict, all: readonly Verdict[]): Verdict {
  const { blockedBy } = verdict;
  return blockedBy === undefined ? verdict : { ...verdict, blockedBy: rootOf(blockedBy, all, [blockedBy]) };
}

function rootOf(cause: string, all: readonly Verdict[], seen: readonly string[]): string {
  const next = all.find(({ id }) => id === cause)?.blockedBy;
  if (next === undefined) return cause;
  return seen.includes(next) ? next : rootOf(next, all, [...seen, next]);
}

const violated = (verdict: Verdict | undefined) => verdict?.verdict === 'fail' || verdict?.verdict === 'warn';

/** A failure that says nothing beyond another rule's failure. */
function explained(verdict: Verdict, cause: string): Verdict {
  const message = `What it finds is what ${cause} finds already: ${verdict.message}`;
  return { ...verdict, verdict: 'blocked', message, blockedBy: cause };
}

/** What gives a slow, large or limited target more room, by the kind of the fault. */
const REMEDIES: Readonly<Partial<Record<string, string>>> = {
  timeout: 'Raise CONFORMANCE_TIMEOUT_MS to wait longer for a reply.',
  'too-large': 'Raise CONFORMANCE_MAX_BODY_BYTES to read larger bodies.',
  deadline: 'Raise CONFORMANCE_DEADLINE_MS to give the run more time.',
  'rate-limited': 'Raise CONFORMANCE_DEADLINE_MS to wait longer, or run again later.',
};

/** A rule by itself: its verdict, as if nothing was waived. */
interface Alone {
  readonly verdict: Verdict;
  /** Those that no waiver accepts; all of them where each is accepted. */
  readonly violations?: readonly Violation[];
  /** What blocks it besides the cause that the verdict names. */
  readonly also?: readonly Obstruction[];
  /** All that it found is waived. */
  readonly isWaived?: boolean;
}

function judgedAlone(rule: Rule, run: Run, found: Judgement, waivers: readonly Waiver[]): Alone {
  const verdict = {
    id: rule.id,
    topic: topicOf(rule.id),
    level: rule.level,
    basis: rule.basis,
    title: rule.title,
    ...cite(run.contract.locate(rule.contract)),
    source: rule.source,
    probes: rule.probes,
  } as const;
  if (found === 'holds') return { verdict: { ...verdict, verdict: 'pass', message: rule.title } };
  if ('holds' in found) {
    return { verdict: { ...verdict, verdict: 'pass', message: `${rule.title} ${found.holds}` } };
  }
  if ('notApplicable' in found) {
    return { verdict: { ...verdict, verdict: 'not-applicable', message: sentence(found.notApplicable) } };
  }
  if ('blockedBy' in found) {
    const also = (found.also ?? []).map(obstruction);
    return { verdict: { ...verdict, verdict: 'blocked', ...obstruction(found) }, also };
  }
  const { violations, applied, isWaived } = waive(waivers, rule.id, found.violations);
  const [{ expected, received, at, probe, contract, hint, fact: said }] = violations;
  const ignored = at.startsWith('header ') ? undefined : ignoredParameters(run, probe, rule.contract);
  const fact = ignored ?? said ?? (at === 'status' ? refusedQueries(run, probe) : undefined);
  const seen = `${at}: expected ${expected}, received ${received}.`;
  return {
    violations,
    isWaived,
    verdict: {
      ...verdict,
      verdict: rule.level === 'MUST' ? 'fail' : 'warn',
      message: fact === undefined ? seen : `${sentence(fact)} ${seen}`,
      expected,
      received,
      at,
      probe,
      ...(contract && cite(contract)),
      ...(fact !== undefined && { fact }),
      ...(hint !== undefined && { hint }),
      ...(applied.length > 0 && { waivers: applied }),
    },
  };
}

function obstruction({ blockedBy, why }: Blocked): Obstruction {
  const remedy = REMEDIES[blockedBy];
  return { blockedBy, message: `${sentence(why)}${remedy === undefined ? '' : ` ${remedy}`}` };
}

/** A clause as a sentence: full stop, and a capital letter unless it begins with a name: `page-1:`, a media type. */
export function sentence(text: string): string {
  const isName = /^\S*(\/|:(\s|$))/.test(text);
  const begin = isName ? text.charAt(0) : text.charAt(0).toUpperCase();
  return `${begin}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

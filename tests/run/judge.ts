/** From rules and answers to verdicts. Pure: the same run gives the same verdicts. */

import { type Contract, cite } from '../contract/contract.ts';
import { ignoredParameters } from '../rules/ignored-parameters.ts';
import type { Rule, Run } from '../rules/rule.ts';
import { topicOf } from '../rules/topics.ts';
import type { RuleId, Verdict } from '../rules/verdict.ts';

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

/**
 * Verdicts of rules that the contract states, in their order. A rule that crashes is left out, and `onCrash`
 * is told; without it, judge throws the HarnessError.
 */
export function judge(
  rules: readonly Rule[],
  run: Run,
  onCrash: (error: HarnessError) => void = rethrow,
): Verdict[] {
  const alone = rules.flatMap((rule) => {
    try {
      return [[rule, judgeAlone(rule, run)] as const];
    } catch (error) {
      onCrash(new HarnessError(rule.id, error));
      return [];
    }
  });
  const found = new Map(alone.map(([{ id }, verdict]) => [id, verdict]));
  const verdicts = alone.map(([rule, verdict]) => {
    const cause = violated(verdict) ? rule.impliedBy?.find((id) => violated(found.get(id))) : undefined;
    return cause === undefined ? verdict : explained(verdict, cause);
  });
  return verdicts.map((verdict) => withRootCause(verdict, verdicts));
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
function explained(verdict: Verdict, cause: RuleId): Verdict {
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

function judgeAlone(rule: Rule, run: Run): Verdict {
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
  const found = rule.judge(run);
  if (found === 'holds') return { ...verdict, verdict: 'pass', message: rule.title };
  if ('notApplicable' in found) {
    return { ...verdict, verdict: 'not-applicable', message: sentence(found.notApplicable) };
  }
  if ('blockedBy' in found) {
    const remedy = REMEDIES[found.blockedBy];
    const message = `${sentence(found.why)}${remedy === undefined ? '' : ` ${remedy}`}`;
    return { ...verdict, verdict: 'blocked', message, blockedBy: found.blockedBy };
  }
  const [{ expected, received, at, probe, contract, hint, fact: said }] = found.violations;
  const ignored = at.startsWith('header ') ? undefined : ignoredParameters(run, probe, rule.contract);
  const fact = ignored ?? said;
  const seen = `${at}: expected ${expected}, received ${received}.`;
  return {
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
  };
}

/** Whether the contract of a version makes the statement that the rule judges. */
export function isStated(rule: Rule, contract: Contract): boolean {
  return contract.find(rule.contract) !== undefined;
}

/** A clause as a sentence: full stop, and a capital letter unless it begins with a name: `page-1:`, a media type. */
export function sentence(text: string): string {
  const isName = /^\S*(\/|:(\s|$))/.test(text);
  const begin = isName ? text.charAt(0) : text.charAt(0).toUpperCase();
  return `${begin}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

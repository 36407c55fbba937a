/** From observations to one verdict for each client rule. */
import { type Contract, cite } from '../contract/contract.ts';
import type { Verdict } from '../rules/verdict.ts';
import { sentence } from '../run/judge.ts';
import { acceptWaived, type Waiver, waive, waiversOf } from '../run/waivers.ts';
import { isUnsupported, madeOf, type Observation, printsItems } from './observation.ts';
import { CLIENT_RULES } from './rules/index.ts';
import type { ClientFinding, ClientRule, ClientViolation } from './rules/rule.ts';
import type { ClientRuleId, Scenario } from './scenario.ts';

/** A rule's result: as of a server's rule, with the scenarios in the place of the probes. */
export interface ClientVerdict extends Verdict {
  readonly id: ClientRuleId;
  /** All that the rule found. */
  readonly violations: readonly ClientViolation[];
}

export interface ClientJudgement {
  /** In the order of the rules. */
  readonly verdicts: readonly ClientVerdict[];
  /** Rules that crashed, which the verdicts leave out: bugs in the suite. */
  readonly errors: readonly { readonly rule: ClientRuleId; readonly message: string }[];
}

/** The first scenario: where it fails, nothing further can be judged. */
export const BASELINE = 'baseline';

export interface JudgeOptions {
  /** Scenarios for which there was no time left. */
  readonly unplayed?: readonly Scenario[];
  /** Leaves out the rules about what the client prints and how it ends. */
  readonly requestsOnly?: boolean;
  /** Those that are about this version. */
  readonly waivers?: readonly Waiver[];
}

export function judgeClient(
  observations: readonly Observation[],
  contract: Contract,
  { unplayed = [], requestsOnly = false, waivers = [] }: JudgeOptions = {},
): ClientJudgement {
  const rules = CLIENT_RULES.filter(({ about }) => !requestsOnly || about === 'requests');
  const supported = observations.filter((observation) => !isUnsupported(observation));
  const baseline = supported.find(({ scenario }) => scenario.name === BASELINE);
  if (baseline && failsBaseline(baseline) && !requestsOnly) {
    return judgeBaseline(baseline, contract, waivers);
  }
  const { found, errors } = findings(rules, supported, contract);
  const silent = supported.length > 0 && !supported.some(printsItems);
  const violated = new Map(found.map(([{ id }, finding]) => [id, violationsOf(finding)]));
  const verdicts = found.map(([rule, finding]) => {
    if (silent && rule.about === 'output') return blocked(rule, contract, 'output', SILENT);
    const missed = unplayed.find(({ judgedBy }) => judgedBy === rule.id);
    if (missed && violationsOf(finding).length === 0) {
      return blocked(rule, contract, 'deadline', `${missed.name}: no time was left for the scenario`);
    }
    return verdictOf(rule, explained(finding, violated), contract, waivers);
  });
  return { verdicts: withWaived(verdicts, waivers), errors };
}

const SILENT = 'the client printed no id in any scenario, so that it is judged by its requests alone';

/**
 * Whether a client fails where nothing is out of the ordinary. One that asks for the list and prints no id,
 * but ends well, is no such client: it is judged by its requests.
 */
export function failsBaseline(baseline: Observation): boolean {
  if (madeOf(baseline).made === 'list') return false;
  const asked = baseline.requests.some(({ asks, admission }) => asks === 'list' && admission === 'admitted');
  return !(asked && baseline.outcome.exit === 0 && !printsItems(baseline));
}

/** One cause, the first that a rule can name; all the rest is blocked by it. */
function judgeBaseline(
  baseline: Observation,
  contract: Contract,
  waivers: readonly Waiver[],
): ClientJudgement {
  const { found, errors } = findings(CLIENT_RULES, [baseline], contract);
  const outcome = found.find(([{ id }]) => id === baseline.scenario.judgedBy);
  const named = outcome && violationsOf(outcome[1])[0]?.causedBy;
  const roots: readonly (string | undefined)[] = [
    named,
    'CLIENT-01',
    'CLIENT-14',
    baseline.scenario.judgedBy,
  ];
  const isViolated = (id: string | undefined) =>
    found.some(([rule, finding]) => rule.id === id && violationsOf(finding).length > 0);
  const root = roots.find(isViolated) ?? baseline.scenario.judgedBy;
  const verdicts = found.map(([rule, finding]) => {
    if (rule.id !== root) {
      const why = `the client fails already in the scenario "${BASELINE}", where nothing is out of the ordinary`;
      return blocked(rule, contract, root, why);
    }
    return verdictOf(
      rule,
      violationsOf(finding).map(({ causedBy: _, ...one }) => one),
      contract,
      waivers,
    );
  });
  return { verdicts: withWaived(verdicts, waivers), errors };
}

/** The verdicts as waivers leave them. */
function withWaived(
  verdicts: readonly ClientVerdict[],
  waivers: readonly Waiver[],
): readonly ClientVerdict[] {
  const accepted = verdicts.filter(
    ({ id, violations, waivers: applied }) =>
      applied !== undefined && violations.every((one) => waiversOf(waivers, id, one).length > 0),
  );
  return acceptWaived(verdicts, new Set(accepted.map(({ id }) => id)), ({ violations }) =>
    violations.flatMap(({ causedBy, ...violation }) =>
      causedBy === undefined ? [] : [{ blockedBy: causedBy, message: causedMessage(violation, causedBy) }],
    ),
  );
}

function findings(rules: readonly ClientRule[], observations: readonly Observation[], contract: Contract) {
  const errors: { readonly rule: ClientRuleId; readonly message: string }[] = [];
  const found = rules.flatMap((rule) => {
    try {
      return [[rule, rule.judge(observations, contract)] as const];
    } catch (error) {
      errors.push({ rule: rule.id, message: error instanceof Error ? error.message : String(error) });
      return [];
    }
  });
  return { found, errors };
}

const violationsOf = (finding: ClientFinding): readonly ClientViolation[] =>
  'notApplicable' in finding ? [] : finding;

/** Violations keep their cause only where the rule that it names is violated; each names the root of its chain. */
function explained(
  finding: ClientFinding,
  violated: ReadonlyMap<ClientRuleId, readonly ClientViolation[]>,
): ClientFinding {
  if ('notApplicable' in finding) return finding;
  return finding.map(({ causedBy, ...violation }) => {
    const root = causedBy && rootOf(causedBy, violated);
    return root === undefined ? violation : { ...violation, causedBy: root };
  });
}

function rootOf(
  cause: ClientRuleId,
  violated: ReadonlyMap<ClientRuleId, readonly ClientViolation[]>,
  seen: readonly ClientRuleId[] = [],
): ClientRuleId | undefined {
  const own = violated.get(cause) ?? [];
  if (own.length === 0 || seen.includes(cause)) return undefined;
  const further = own.every(({ causedBy }) => causedBy !== undefined) ? own[0]?.causedBy : undefined;
  return (further && rootOf(further, violated, [...seen, cause])) ?? cause;
}

function form(rule: ClientRule, contract: Contract) {
  const { id, level, basis, title, source } = rule;
  return {
    id,
    topic: 'clients',
    level,
    basis,
    title,
    source,
    // A contract may leave a statement out that others make, such as the envelope of its errors.
    ...cite(contract.find(rule.contract) ?? contract.locate('{operation}')),
  } as const;
}

function blocked(rule: ClientRule, contract: Contract, blockedBy: string, why: string): ClientVerdict {
  return {
    ...form(rule, contract),
    verdict: 'blocked',
    message: sentence(why),
    blockedBy,
    probes: [],
    violations: [],
  };
}

function verdictOf(
  rule: ClientRule,
  finding: ClientFinding,
  contract: Contract,
  waivers: readonly Waiver[],
): ClientVerdict {
  const about = { ...form(rule, contract), probes: [] };
  if ('notApplicable' in finding) {
    return {
      ...about,
      verdict: 'not-applicable',
      message: sentence(finding.notApplicable),
      violations: [],
    };
  }
  const [own, ...more] = finding.filter(({ causedBy }) => causedBy === undefined);
  const [cause] = finding;
  if (!own && cause?.causedBy !== undefined) {
    const why = causedMessage(cause, cause.causedBy);
    return { ...blocked(rule, contract, cause.causedBy, why), violations: finding };
  }
  if (!own) return { ...about, verdict: 'pass', message: rule.title, violations: [] };
  const { violations, applied } = waive(waivers, rule.id, [own, ...more]);
  const [first] = violations;
  const { expected, received, at, fact, hint } = first;
  return {
    ...about,
    verdict: rule.level === 'MUST' ? 'fail' : 'warn',
    message: `${first.scenario}: ${messageOf(first)}${othersOf(violations)}`,
    expected,
    received,
    at,
    probes: [...new Set(violations.map(({ scenario }) => scenario))],
    probe: first.scenario,
    violations: [own, ...more],
    ...(applied.length > 0 && { waivers: applied }),
    ...(fact !== undefined && { fact }),
    ...(hint !== undefined && { hint }),
  };
}

function causedMessage(violation: ClientViolation, cause: ClientRuleId): string {
  return sentence(
    `what it finds in ${violation.scenario} is what ${cause} finds already: ${messageOf(violation)}`,
  );
}

function messageOf({ at, expected, received, fact }: ClientViolation): string {
  const seen = `${at}: expected ${expected}, received ${received}.`;
  return fact === undefined ? seen : `${sentence(fact)} ${seen}`;
}

/** Scenarios that a message names besides the first. */
const NAMED = 4;

function othersOf(violations: readonly ClientViolation[]): string {
  const scenarios = [...new Set(violations.map(({ scenario }) => scenario))].slice(1);
  if (scenarios.length === 0) return '';
  const more = scenarios.length - NAMED;
  return ` Also in ${scenarios.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

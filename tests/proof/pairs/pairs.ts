/**
 * Each rule and each reply that it judges: the rule's defects are planted in that reply alone, in a recorded
 * run of a right server, and the rule has to fail there.
 */
import { API_VERSIONS, type ApiVersion } from '../../contract/contract.ts';
import type { Answer, Run } from '../../probes/answers.ts';
import { readListOf } from '../../probes/project.ts';
import { PROBES, type ProbeName } from '../../probes/schedule.ts';
import { RULES } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleId, Violation } from '../../rules/verdict.ts';
import { rulesOf } from '../contracts.ts';
import { editOf } from '../edit-reply.ts';
import { type Kind, PLANTED } from './plantings.ts';
import { type RightRun, rightRuns } from './right-runs.ts';

/** A rule, and a reply in a version. */
export interface Place {
  readonly rule: RuleId;
  readonly version: ApiVersion;
  readonly probe: ProbeName;
}

/** A rule, and a reply that it judges. */
export interface Pair extends Place {
  /** What the rule finds there, one of each defect that it finds. */
  readonly found: readonly Found[];
  /** Defects that change the reply and that the rule does not find there. */
  readonly missed: readonly string[];
}

export interface Found {
  readonly defect: string;
  readonly server: string;
  /** Where in the reply. */
  readonly at: string;
  /** Rules whose failure says the same first: then the verdict is blocked by them. */
  readonly explainedBy: readonly RuleId[];
  /** Other replies that the rule names. */
  readonly elsewhere: readonly string[];
}

/** A defect in a reply of a kind in which it is wrong, and which no rule finds. */
export interface Unnoticed extends Place {
  readonly defect: string;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  readonly unnoticed: readonly Unnoticed[];
}

let all: Promise<Pairs> | undefined;

/** All pairs of all versions, tried once. */
export function allPairs(): Promise<Pairs> {
  all ??= Promise.all(API_VERSIONS.map(pairsOf)).then((versions) => ({
    pairs: versions.flatMap(({ pairs }) => pairs),
    unnoticed: versions.flatMap(({ unnoticed }) => unnoticed),
  }));
  return all;
}

async function pairsOf(version: ApiVersion): Promise<Pairs> {
  const servers = await rightRuns(version);
  const rules = servers[0] ? rulesOf(servers[0].run.contract) : [];
  const tried = rules.flatMap((rule) =>
    PROBES.map(({ name }) => tryAll(rule, name, servers, rules, version)),
  );
  return {
    pairs: tried.flatMap(({ pairs }) => pairs),
    unnoticed: tried.flatMap(({ unnoticed }) => unnoticed),
  };
}

/** Every defect of the rule, in the reply of one probe. */
function tryAll(
  rule: Rule,
  probe: ProbeName,
  servers: readonly RightRun[],
  rules: readonly Rule[],
  version: ApiVersion,
): Pairs {
  const judged = rule.judges.includes(probe);
  const { kind, defects } = plantedOf(rule.id);
  const answered = servers.filter(({ run }) => isAnswered(run, probe));
  if (answered.length === 0 || (!judged && kind === 'own')) return { pairs: [], unnoticed: [] };
  const place = { rule: rule.id, version, probe };
  const found: Found[] = [];
  const missed: string[] = [];
  const unnoticed: Unnoticed[] = [];
  for (const defect of defects) {
    const wrong = answered.filter(({ run }) => judged || isOf(kind, run, probe));
    const planted = wrong.flatMap((server) => plant(server, probe, defect) ?? []);
    const [seen] = planted.flatMap((one) => findingOf(rule, one, probe, defect) ?? []);
    if (seen) found.push(seen);
    else if (planted.length > 0) {
      missed.push(defect);
      if (!planted.some(({ run }) => isNoticed(rules, run, probe))) unnoticed.push({ ...place, defect });
    }
  }
  return { pairs: judged ? [{ ...place, found, missed }] : [], unnoticed };
}

/** What a rule is about, and how it is broken. */
function plantedOf(id: RuleId): { kind: Kind; defects: readonly string[] } {
  for (const kind of ['own', 'refusal', 'error', 'list', 'reply'] as const) {
    const defects = PLANTED[kind][id];
    if (defects) return { kind, defects };
  }
  return { kind: 'own', defects: [] };
}

/** Whether the probe's reply is of the kind. */
function isOf(kind: Kind, run: Run, probe: ProbeName): boolean {
  const answer = run.answers.get(probe);
  const status = answer && 'exchange' in answer ? answer.exchange.response.status : 0;
  switch (kind) {
    case 'own':
      return false;
    case 'refusal':
      return status === 401;
    case 'error':
      return status >= 400 && status !== 401;
    case 'list':
      return readListOf(run, probe) !== undefined;
    case 'reply':
      return true;
  }
}

function isAnswered({ answers }: Run, probe: ProbeName): boolean {
  const answer = answers.get(probe);
  return answer !== undefined && 'exchange' in answer;
}

/** The run with the defect in that reply; undefined where the reply stays as it is. */
function plant({ server, run }: RightRun, probe: ProbeName, defect: string): RightRun | undefined {
  const before = run.answers.get(probe);
  const after = defect.split(' | ').reduce<Answer | undefined>((answer, text) => {
    const edit = editOf(text);
    if (!edit) throw new RangeError(`"${text}" describes no edit.`);
    return edit(answer, run);
  }, before);
  if (!after || textOf(before) === textOf(after)) return undefined;
  return { server, run: { ...run, answers: new Map(run.answers).set(probe, after) } };
}

function textOf(answer: Answer | undefined): string {
  if (!answer || !('exchange' in answer)) return '';
  const { response, earlier } = answer.exchange;
  const { body, headers, ...rest } = response;
  return `${earlier.length} ${JSON.stringify([headers, rest])} ${Buffer.from(body).toString('latin1')}`;
}

function violationsOf(rule: Rule, run: Run): readonly Violation[] {
  const found = rule.judge(run);
  return typeof found === 'object' && 'violations' in found ? found.violations : [];
}

function findingOf(
  rule: Rule,
  { server, run }: RightRun,
  probe: ProbeName,
  defect: string,
): Found | undefined {
  if (!rule.probes.includes(probe)) return undefined;
  const violations = violationsOf(rule, run);
  const here = violations.find((one) => one.probe === probe);
  if (!here) return undefined;
  const explainedBy = (rule.impliedBy ?? []).filter((id) => {
    const other = RULES.find((one) => one.id === id);
    return other && violationsOf(other, run).length > 0;
  });
  const elsewhere = violations.flatMap((one) => (one.probe === probe ? [] : [one.probe]));
  return { defect, server, at: here.at, explainedBy, elsewhere };
}

/** Whether any rule that looks at the reply fails. */
function isNoticed(rules: readonly Rule[], run: Run, probe: ProbeName): boolean {
  return rules.some((rule) => rule.probes.includes(probe) && violationsOf(rule, run).length > 0);
}

/**
 * Each rule and each reply that it judges: the rule's defects are planted in that reply alone, in recorded
 * runs of right servers, and the rule has to fail there.
 */
import type { ApiVersion } from '../../contract/contract.ts';
import type { Run } from '../../probes/answers.ts';
import { PROBES, type ProbeName } from '../../probes/schedule.ts';
import { RULES, rulesOf } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleId } from '../../rules/verdict.ts';
import { API_VERSIONS } from '../contracts.ts';
import { KINDS } from './kinds.ts';
import { exchangeOf, plant, violationsOf, without } from './planted-run.ts';
import { plantingOf } from './plantings.ts';
import { type RightRun, rightRuns } from './right-runs.ts';

/** A rule, and a reply that it judges, or that is of the kind it is about, in a version. */
export interface Pair {
  readonly rule: RuleId;
  readonly version: ApiVersion;
  readonly probe: ProbeName;
  /** What the rule finds there, one of each defect that it finds. */
  readonly found: readonly Found[];
  /** Defects that change the reply, and that the rule does not find there. */
  readonly missed: readonly string[];
}

interface Found {
  readonly defect: string;
  readonly server: string;
  /** Where in the reply. */
  readonly at: string;
  /** Rules whose failure says the same first: then the verdict is blocked by them. */
  readonly explainedBy: readonly RuleId[];
  /** Other replies that the rule names. */
  readonly elsewhere: readonly string[];
  /** Other replies without which the rule passes the defect. */
  readonly hiddenWithout: readonly ProbeName[];
}

let all: Promise<readonly Pair[]> | undefined;

/** All pairs of all versions, tried once. */
export function allPairs(): Promise<readonly Pair[]> {
  all ??= Promise.all(API_VERSIONS.map(pairsOf)).then((versions) => versions.flat());
  return all;
}

async function pairsOf(version: ApiVersion): Promise<readonly Pair[]> {
  const servers = await rightRuns(version);
  const rules = servers[0] ? rulesOf(servers[0].run.contract) : [];
  return rules.flatMap((rule) =>
    PROBES.flatMap(({ name: probe }) => {
      const tried = tryAll(rule, probe, servers);
      return tried ? { rule: rule.id, version, probe, ...tried } : [];
    }),
  );
}

/** Every defect of the rule, in the reply of one probe; undefined when the rule is not about it. */
function tryAll(
  rule: Rule,
  probe: ProbeName,
  servers: readonly RightRun[],
): Pick<Pair, 'found' | 'missed'> | undefined {
  const { kind, defects } = plantingOf(rule.id);
  const judged = rule.judges.includes(probe);
  const about = servers.filter(({ run }) => {
    const exchange = exchangeOf(run, probe);
    return exchange && (judged || KINDS[kind]({ run, probe, exchange }));
  });
  if (about.length === 0) return undefined;
  const found: Found[] = [];
  const missed: string[] = [];
  for (const defect of defects) {
    let isPlanted = false;
    let seen: Found | undefined;
    for (const { server, run } of about) {
      const planted = plant(run, probe, defect);
      isPlanted ||= planted !== undefined;
      seen = planted && findingOf(rule, planted, probe, defect, server);
      if (seen) break;
    }
    if (seen) found.push(seen);
    else if (isPlanted) missed.push(defect);
  }
  return { found, missed };
}

function findingOf(
  rule: Rule,
  run: Run,
  probe: ProbeName,
  defect: string,
  server: string,
): Found | undefined {
  const violations = violationsOf(rule, run);
  const here = violations.find((one) => one.probe === probe);
  if (!here) return undefined;
  const explainedBy = (rule.impliedBy ?? []).filter((id) => {
    const other = RULES.find((one) => one.id === id);
    return other && violationsOf(other, run).length > 0;
  });
  const elsewhere = violations.flatMap((one) => (one.probe === probe ? [] : [one.probe]));
  const hiddenWithout = [...rule.comparesWith, ...rule.leansOn].filter(
    (other) => rule.judge(without(run, other)) === 'holds',
  );
  return { defect, server, at: here.at, explainedBy, elsewhere, hiddenWithout };
}

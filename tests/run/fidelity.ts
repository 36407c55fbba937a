/** How many rules a target passed and failed, and how many were not judged, and why. */
import { TOPIC_ORDER } from '../rules/topics.ts';
import type { Level, Topic, Verdict } from '../rules/verdict.ts';

/** `judged` is `held` and `failed`; `held` is the published name of what passed. */
export interface Score {
  readonly judged: number;
  readonly held: number;
  readonly failed: number;
  readonly notJudged: number;
  /** Why rules were not judged, and which. */
  readonly why: readonly { readonly reason: string; readonly rules: readonly string[] }[];
}

/** MUST and SHOULD apart: what is required and what is recommended do not add up. */
type Scores = Readonly<Record<Level, Score>>;

export interface Fidelity {
  readonly all: Scores;
  readonly topics: Readonly<Partial<Record<Topic, Scores>>>;
}

export function fidelityOf(verdicts: readonly Verdict[]): Fidelity {
  const topics = TOPIC_ORDER.flatMap((topic) => {
    const own = verdicts.filter((verdict) => verdict.topic === topic);
    return own.length === 0 ? [] : [[topic, scoresOf(own)] as const];
  });
  return { all: scoresOf(verdicts), topics: Object.fromEntries(topics) };
}

function scoresOf(verdicts: readonly Verdict[]): Scores {
  const of = (level: Level) => scoreOf(verdicts.filter((verdict) => verdict.level === level));
  return { MUST: of('MUST'), SHOULD: of('SHOULD') };
}

function scoreOf(verdicts: readonly Verdict[]): Score {
  const held = verdicts.filter(({ verdict }) => verdict === 'pass').length;
  const failed = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').length;
  const why = new Map<string, string[]>();
  for (const verdict of verdicts) {
    const reason = reasonOf(verdict);
    if (reason !== undefined) why.set(reason, [...(why.get(reason) ?? []), verdict.id]);
  }
  return {
    judged: held + failed,
    held,
    failed,
    notJudged: verdicts.length - held - failed,
    why: [...why].map(([reason, rules]) => ({ reason, rules })),
  };
}

const BLOCKED = 'blocked by';
const NOT_APPLICABLE = 'not applicable';
const WAIVED = 'waived';

/** Why a rule was not judged; undefined when it was. */
function reasonOf({ verdict, message, blockedBy = '' }: Verdict): string | undefined {
  switch (verdict) {
    case 'blocked':
      return `${BLOCKED} ${blockedBy}`;
    case 'not-applicable':
      return `${NOT_APPLICABLE}: ${message}`;
    case 'waived':
      return WAIVED;
    default:
      return undefined;
  }
}

/** `17 of 17 judged passed, 24 not judged` */
export function scoreText({ judged, held, notJudged }: Score): string {
  return `${held} of ${judged} judged passed, ${notJudged} not judged`;
}

/** `17 of 17 judged passed, 24 not judged (20 blocked by AUTH-03, 4 not applicable)` */
export function explainedScoreText(score: Score): string {
  const why = reasonsText(score);
  return why === '' ? scoreText(score) : `${scoreText(score)} (${why})`;
}

/** `20 blocked by AUTH-03, 4 not applicable`; empty when every rule was judged. */
function reasonsText({ why }: Score): string {
  const blocked = why.filter(({ reason }) => reason.startsWith(BLOCKED));
  const others = [NOT_APPLICABLE, WAIVED].flatMap((name) => {
    const rules = why.filter(({ reason }) => reason.startsWith(name)).flatMap((one) => one.rules);
    return rules.length === 0 ? [] : [`${rules.length} ${name}`];
  });
  return [...blocked.map(({ reason, rules }) => `${rules.length} ${reason}`), ...others].join(', ');
}

/** What a planted defect brings down, as `failures.txt` pins it: each verdict that is not the reference server's. */
import { idRuns } from '../../reporting/join-ids.ts';
import type { Verdict, VerdictName } from '../../rules/verdict.ts';

/** One judged server, by name and version. */
export interface Judgement {
  readonly name: string;
  readonly version: string;
  /** The rule that the defect names; absent: all that is violated is said in full. */
  readonly caughtBy?: string;
  readonly verdicts: readonly Verdict[];
}

const isViolated = ({ verdict }: Verdict) => verdict === 'fail' || verdict === 'warn';

/**
 * One block per server: first the reference server with all its verdicts, then each defect with what it
 * changes of them. Each version has its own: what holds in one need not be stated in another.
 */
export function blocksOf(reference: readonly Judgement[], defects: readonly Judgement[]): string {
  const blocks = [...reference, ...defects].map((judgement) => {
    const usual = reference.find((one) => one !== judgement && one.version === judgement.version);
    const lines = linesOf(judgement, usual?.verdicts ?? []);
    return [`${judgement.name} (${judgement.version})`, ...lines.map((line) => `    ${line}`)].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

function linesOf({ caughtBy, verdicts }: Judgement, usual: readonly Verdict[]): readonly string[] {
  const named = verdicts.find(({ id }) => id === caughtBy);
  const others = verdicts.filter((verdict) => verdict !== named && isViolated(verdict));
  const causes = [...new Set(verdicts.flatMap(({ blockedBy }) => blockedBy ?? []))];
  const ids = (picks: (verdict: Verdict) => boolean) => idRuns(verdicts.filter(picks).map(({ id }) => id));
  /** Rules with that verdict which have another one on the reference server. */
  const newly = (name: VerdictName) =>
    ids(({ id, verdict }) => verdict === name && usual.find((one) => one.id === id)?.verdict !== name);
  return [
    ...(named ? [said(named)] : []),
    ...others.map((other) => (named ? `also ${other.id} ${other.at}, in ${other.probe}` : said(other))),
    ...causes.map((cause) => `blocked by ${cause}: ${ids(({ blockedBy }) => blockedBy === cause)}`),
    ...titled('not applicable', newly('not-applicable')),
    ...titled('holds', newly('pass')),
  ];
}

function said({ id, verdict, at, probe, expected, received, pointer }: Verdict): string {
  return at === undefined
    ? `${id} ${verdict}`
    : `${id} ${at}, in ${probe}: expected ${expected}, received ${received}. ${pointer}`;
}

const titled = (title: string, ids: string) => (ids === '' ? [] : [`${title}: ${ids}`]);

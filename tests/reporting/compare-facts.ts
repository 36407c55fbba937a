/** The head of every report of a comparison: what was compared, how many rules got which verdict, the headline. */
import type { VerdictName } from '../rules/verdict.ts';
import type { Comparison, RulePair } from './compare.ts';
import { counted } from './counted.ts';
import { joinIds } from './join-ids.ts';
import type { ResultFile } from './result-file.ts';
import { verdictCounts } from './verdict-counts.ts';

/** One row per fact that at least one of the results states. */
export function facts({
  first,
  second,
}: Comparison): readonly (readonly [name: string, first: string, second: string])[] {
  const rows: readonly (readonly [string, (result: ResultFile) => string | number | undefined])[] = [
    ['file', ({ name }) => name],
    ['target', ({ target }) => target],
    ['project', ({ projectId }) => projectId],
    ['API version', ({ apiVersion }) => apiVersion],
    ['date', ({ startedAt }) => startedAt],
    ['outcome', ({ outcome }) => outcome],
    ['strict', ({ strict }) => (strict ? 'yes' : undefined)],
    ['requests', ({ requests }) => requests],
    ['verdicts', ({ rules }) => tally([...rules.values()].map(({ verdict }) => verdict))],
  ];
  return rows.flatMap(([name, of]) => {
    const [one, other] = [of(first), of(second)];
    return one === undefined && other === undefined ? [] : [[name, String(one ?? '-'), String(other ?? '-')]];
  });
}

/** `94 pass · 5 not-applicable` */
function tally(verdicts: readonly (VerdictName | undefined)[]): string {
  return verdictCounts(verdicts)
    .map(([name, count]) => `${count} ${name}`)
    .join(' · ');
}

/** `98 rules: 94 pass · 4 not-applicable` */
export function equalRules({ equal }: Comparison): string {
  if (equal.length === 0) return 'no rule';
  return `${counted(equal.length, 'rule')}: ${tally(equal.map(({ second }) => second?.verdict))}`;
}

export function headline({ worse }: Comparison): string {
  return worse.length === 0
    ? 'The second is not worse'
    : `The second is worse: ${joinIds(worse.map(({ id }) => id))}`;
}

/** `pass → fail` */
export function transition({ first, second }: RulePair): string {
  return `${verdictOf(first)} → ${verdictOf(second)}`;
}

function verdictOf(rule: RulePair['first']): VerdictName | 'absent' {
  return rule?.verdict ?? 'absent';
}

/** What a result says of the rule beyond its verdict; a pass only repeats the rule's title. */
export function findingOf(rule: RulePair['first'], { title }: RulePair): string | undefined {
  return rule?.message === title ? undefined : rule?.message;
}

/** Many targets that were judged together. */
import type { ExitCode } from '../run/outcome.ts';
import type { TargetResult } from '../run/result.ts';
import { counted } from './counted.ts';
import type { MatrixRule } from './matrix.tsx';
import { outcomeWord } from './outcome-wording.ts';
import { verdictCounts } from './verdict-counts.ts';

/** What of a result stands on the page of all; the rest is in its own report. */
export interface TargetSummary
  extends Pick<TargetResult, 'target' | 'outcome' | 'selection' | 'summary' | 'requests' | 'fidelity'> {
  readonly rules: readonly MatrixRule[];
}

export function targetSummary(result: TargetResult): TargetSummary {
  const { target, outcome, selection, summary, requests, fidelity, rules } = result;
  return {
    target,
    outcome,
    ...(selection && { selection }),
    summary,
    requests,
    fidelity,
    rules: rules.map(({ id, topic, level, title, verdict }) => ({ id, topic, level, title, verdict })),
  };
}

/** One of them; its own reports are in the directory of its name. */
export type JudgedTarget = {
  readonly name: string;
  readonly exitCode: ExitCode;
} & (
  | { readonly result: TargetSummary }
  | {
      /** What kept the suite from judging it, a sentence. */
      readonly error: string;
    }
);

/** `CONFORMS`, and how many rules got each verdict. */
export function outcomeOfTarget(target: JudgedTarget): readonly [word: string, says: string] {
  if ('error' in target) return ['NOT JUDGED', target.error];
  const { rules } = target.result;
  const counts = verdictCounts(rules.map(({ verdict }) => verdict)).map(
    ([name, count]) => `${count} ${name}`,
  );
  return [outcomeWord(target.result), counts.join(' · ')];
}

/** `3 targets: 2 CONFORMS, 1 INCOMPLETE` */
export function targetsText(targets: readonly JudgedTarget[]): string {
  const words = targets.map((target) => outcomeOfTarget(target)[0]);
  const counts = [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`);
  return `${counted(targets.length, 'target')}: ${counts.join(', ')}`;
}

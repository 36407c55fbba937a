/** A right run in which one reply is wrong, and what a rule finds in it. */
import type { Answer, ProbeExchange, Run } from '../../probes/answers.ts';
import type { ProbeName } from '../../probes/schedule.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Violation } from '../../rules/verdict.ts';
import { editOf } from '../edit-reply.ts';

export function exchangeOf({ answers }: Run, probe: ProbeName): ProbeExchange | undefined {
  const answer = answers.get(probe);
  return answer && 'exchange' in answer ? answer.exchange : undefined;
}

/** The run with the defect in that reply alone; undefined where the reply stays as it is. Throws RangeError. */
export function plant(run: Run, probe: ProbeName, defect: string): Run | undefined {
  const before = run.answers.get(probe);
  const after = defect.split(' | ').reduce<Answer | undefined>((answer, text) => {
    const edit = editOf(text);
    if (!edit) throw new RangeError(`"${text}" describes no edit.`);
    return edit(answer, run);
  }, before);
  if (!after || textOf(before) === textOf(after)) return undefined;
  return { ...run, answers: new Map(run.answers).set(probe, after) };
}

/** The run without that reply. */
export function without(run: Run, probe: ProbeName): Run {
  return { ...run, answers: new Map(run.answers).set(probe, { notApplicable: 'left out' }) };
}

export function violationsOf(rule: Rule, run: Run): readonly Violation[] {
  const found = rule.judge(run);
  return typeof found === 'object' && 'violations' in found ? found.violations : [];
}

function textOf(answer: Answer | undefined): string {
  if (!answer || !('exchange' in answer)) return JSON.stringify(answer) ?? '';
  const { response, earlier } = answer.exchange;
  const { body, headers, ...rest } = response;
  return `${earlier.length} ${JSON.stringify([[...headers].sort(), rest])} ${Buffer.from(body).toString('latin1')}`;
}

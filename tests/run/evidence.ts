/** What of a run may be written and printed: every exchange and every verdict, through the allow list. */
import type { Attempt } from '../http/exchange.ts';
import type { Answer, Answers } from '../probes/answers.ts';
import { PROBES } from '../probes/schedule.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { Verdict } from '../rules/verdict.ts';
import type { Evidence } from './result.ts';

/** `asked`: the attempts that fetched an access token. The redactor learns from all of them before it shows any. */
export function evidenceOf(
  answers: Answers,
  asked: readonly Attempt[],
  redactor: Redactor,
): readonly Evidence[] {
  redactor.learn([...asked, ...[...answers.values()].flatMap(attemptsOf)]);
  const token: Evidence[] =
    asked.length === 0
      ? []
      : [
          {
            probe: 'access-token',
            asks: 'an access token for the service account',
            attempts: asked.map(redactor.redactAttempt),
          },
        ];
  const probes = PROBES.flatMap(({ name, asks }) => {
    const answer = answers.get(name);
    if (!answer) return [];
    const missing = missingOf(answer);
    return {
      probe: name,
      asks,
      attempts: attemptsOf(answer).map(redactor.redactAttempt),
      ...(missing !== undefined && { missing: redactor.redactText(missing) }),
    };
  });
  return [...token, ...probes];
}

export function attemptsOf(answer: Answer): readonly Attempt[] {
  if ('exchange' in answer) return [...answer.exchange.earlier, answer.exchange];
  return 'failure' in answer ? answer.failure.attempts : [];
}

function missingOf(answer: Answer): string | undefined {
  if ('failure' in answer) return answer.failure.fault.message;
  if ('why' in answer) return answer.why;
  return 'notApplicable' in answer ? answer.notApplicable : undefined;
}

/** The verdict with every text in it that may quote the target. */
export function redactVerdict(verdict: Verdict, { redactText }: Redactor): Verdict {
  const { message, expected, received, at, fact } = verdict;
  return {
    ...verdict,
    message: redactText(message),
    ...(expected !== undefined && { expected: redactText(expected) }),
    ...(received !== undefined && { received: redactText(received) }),
    ...(at !== undefined && { at: redactText(at) }),
    ...(fact !== undefined && { fact: redactText(fact) }),
  };
}

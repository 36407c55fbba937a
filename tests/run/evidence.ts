/** What of a run may be written and printed: every exchange and every verdict, through the allow list. */
import type { Attempt } from '../http/exchange.ts';
import type { Answer, Answers } from '../probes/answers.ts';
import { PROBES } from '../probes/schedule.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { AppliedWaiver, Verdict } from '../rules/verdict.ts';
import type { Cause } from './causes.ts';
import type { Evidence, ReportedCause, ReportedVerdict } from './result.ts';
import { type ServerWords, serverWords } from './server-words.ts';

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

/** The verdict with what the server says in the reply that shows the violation. */
export function withServerWords(
  verdict: Verdict,
  evidence: readonly Evidence[],
  redactor: Redactor,
): ReportedVerdict {
  const shown = evidence.find(({ probe }) => probe === verdict.probe);
  return { ...verdict, ...saidIn(shown, redactor) };
}

/** The cause with what the server says in the reply that stands for a fault. */
export function withWordsOfFault(
  cause: Cause,
  evidence: readonly Evidence[],
  redactor: Redactor,
): ReportedCause {
  const { blockedBy } = cause;
  return blockedBy === undefined
    ? cause
    : { ...cause, ...saidIn(evidenceOfFault(blockedBy, evidence), redactor) };
}

function saidIn(shown: Evidence | undefined, { redactText }: Redactor): Pick<ReportedVerdict, 'said'> {
  const said = serverWords(shown?.attempts.at(-1)?.response, redactText);
  return said === undefined || isExpectedRefusal(shown?.probe, said) ? {} : { said };
}

/** Whether the words are those of a refusal that the probe asks for: they explain nothing that is wrong. */
function isExpectedRefusal(probe: string | undefined, { status, challengeIn, body }: ServerWords): boolean {
  const way = PROBES.find(({ name }) => name === probe)?.authentication;
  return way !== 'configured' && status === 401 && challengeIn === undefined && body === undefined;
}

/** The exchange that stands for a fault: the one that met it, else the first that was to be accepted. */
export function evidenceOfFault(fault: string, evidence: readonly Evidence[]): Evidence | undefined {
  const sent = evidence.filter(({ attempts }) => attempts.length > 0);
  return (
    sent.find(({ attempts }) => attempts.at(-1)?.fault?.kind === fault) ??
    // A server that still asks to wait has answered: only the wait was in vain.
    sent.find(({ missing, attempts }) => missing !== undefined && attempts.at(-1)?.response) ??
    sent.find(({ probe }) => probe === FIRST_ACCEPTED) ??
    sent[0]
  );
}

/** The first request with the configured credentials. */
export const FIRST_ACCEPTED = PROBES.find(({ authentication }) => authentication === 'configured')?.name;

export function attemptsOf(answer: Answer): readonly Attempt[] {
  if ('exchange' in answer) return [...answer.exchange.earlier, answer.exchange];
  return 'failure' in answer ? answer.failure.attempts : [];
}

function missingOf(answer: Answer): string | undefined {
  if ('failure' in answer) return answer.failure.fault.message;
  if ('why' in answer) return answer.why;
  return 'notApplicable' in answer ? answer.notApplicable : undefined;
}

/** A hint may name many probes. */
const HINT_LIMIT = 2000;

/** The verdict with every text in it that may quote the target. */
export function redactVerdict(verdict: Verdict, redactor: Redactor): Verdict {
  const { redactText } = redactor;
  const { message, expected, received, at, fact, hint, waivers } = verdict;
  return {
    ...verdict,
    message: redactText(message, verdict.verdict === 'waived' ? HINT_LIMIT : undefined),
    ...(expected !== undefined && { expected: redactText(expected) }),
    ...(received !== undefined && { received: redactText(received) }),
    ...(at !== undefined && { at: redactText(at) }),
    ...(fact !== undefined && { fact: redactText(fact) }),
    ...(hint !== undefined && { hint: redactText(hint, HINT_LIMIT) }),
    ...(waivers && { waivers: waivers.map((one) => redactWaiver(one, redactor)) }),
  };
}

/** A waiver may name what nobody should see. */
export function redactWaiver<W extends AppliedWaiver>(waiver: W, { redactText }: Redactor): W {
  return { ...waiver, because: redactText(waiver.because), issue: redactText(waiver.issue) };
}

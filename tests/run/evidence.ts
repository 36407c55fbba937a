/** What of a run may be written and printed: every exchange and every verdict, through the allow list. */
import { createHash } from 'node:crypto';
import { parseChallenges } from '../http/digest.ts';
import { type Attempt, headerValues } from '../http/exchange.ts';
import type { Answer, Answers } from '../probes/answers.ts';
import { PROBES } from '../probes/schedule.ts';
import { makeRedactor, type Redactor } from '../redaction/redactor.ts';
import type { Verdict } from '../rules/verdict.ts';
import type { Cause } from './causes.ts';
import type { Evidence, ReportedCause, ReportedVerdict } from './result.ts';
import { type ServerWords, serverWords } from './server-words.ts';
import type { OpenTarget } from './target.ts';

export interface Redacted {
  readonly evidence: readonly Evidence[];
  /** With what the server says in the reply that shows the violation. */
  readonly redactVerdict: (verdict: Verdict) => ReportedVerdict;
  /** With what the server says in the reply that stands for a fault. */
  readonly withServerWords: (cause: Cause) => ReportedCause;
  readonly redactUrl: (url: string) => string;
  readonly redactText: (text: string) => string;
}

/** `tokens`: access tokens that the run used; `asked`: the attempts that fetched them. */
export function redactRun(
  answers: Answers,
  target: OpenTarget,
  tokens: readonly string[],
  asked: readonly Attempt[],
): Redacted {
  const attempts = [...asked, ...[...answers.values()].flatMap(attemptsOf)];
  const redactor = makeRedactor([...secretsOf(target, attempts), ...tokens]);
  redactor.learn(attempts);
  const token: Evidence[] =
    asked.length === 0
      ? []
      : [
          {
            probe: 'access-token',
            asks: 'an access token for the service account',
            attempts: asked.map(redactor.attempt),
          },
        ];
  const evidence = [...token, ...probeEvidence(answers, redactor)];
  const saidIn = (shown: Evidence | undefined) => {
    const said = serverWords(shown?.attempts.at(-1)?.response, redactor.redactText);
    return said === undefined || isWanted(shown?.probe, said) ? {} : { said };
  };
  return {
    evidence,
    redactVerdict: (verdict) => ({
      ...redactVerdict(verdict, redactor),
      ...saidIn(evidence.find(({ probe }) => probe === verdict.probe)),
    }),
    withServerWords: (cause) => ({
      ...cause,
      ...(cause.blockedBy !== undefined && saidIn(evidenceOfFault(cause.blockedBy, evidence))),
    }),
    redactUrl: redactor.redactUrl,
    redactText: redactor.redactText,
  };
}

function probeEvidence(answers: Answers, redactor: Redactor): readonly Evidence[] {
  return PROBES.flatMap(({ name, asks }) => {
    const answer = answers.get(name);
    if (!answer) return [];
    const missing = missingOf(answer);
    return {
      probe: name,
      asks,
      attempts: attemptsOf(answer).map(redactor.attempt),
      ...(missing !== undefined && { missing: redactor.redactText(missing) }),
    };
  });
}

/** Whether the words are those of a refusal that the probe asks for: they explain nothing that is wrong. */
function isWanted(probe: string | undefined, { status, challengeIn, body }: ServerWords): boolean {
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

/** Everything that must never be seen, with the HA1 of every realm that was met (RFC 7616, 3.4.2). */
function secretsOf(target: OpenTarget, attempts: readonly Attempt[]): readonly string[] {
  const { keys, serviceAccount, authHeader, proxy } = target;
  const realms = new Set(
    attempts.flatMap(({ response }) =>
      response
        ? parseChallenges(headerValues(response, 'WWW-Authenticate')).flatMap(
            ({ params }) => params.realm ?? [],
          )
        : [],
    ),
  );
  const hashes = [...realms].flatMap((realm) =>
    keys
      ? ['md5', 'sha256'].map((name) =>
          createHash(name).update(`${keys.publicKey}:${realm}:${keys.privateKey}`).digest('hex'),
        )
      : [],
  );
  return [
    keys?.publicKey,
    keys?.privateKey,
    serviceAccount?.clientId,
    serviceAccount?.clientSecret,
    authHeader?.value,
    ...(proxy?.secrets ?? []),
    ...hashes,
  ].flatMap((secret) => (secret ? [secret] : []));
}

function redactVerdict(verdict: Verdict, { redactText }: Redactor): Verdict {
  const { message, expected, received, at } = verdict;
  return {
    ...verdict,
    message: redactText(message),
    ...(expected !== undefined && { expected: redactText(expected) }),
    ...(received !== undefined && { received: redactText(received) }),
    ...(at !== undefined && { at: redactText(at) }),
  };
}

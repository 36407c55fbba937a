/** The result of judging a client, and the conversations that stand behind it, fit to be shown. */
import type { Attempt, HeaderLine } from '../http/exchange.ts';
import { type EvidenceAttempt, makeRedactor, type Redactor } from '../redaction/redactor.ts';
import type { OutcomeName } from '../rules/verdict.ts';
import { causesOf } from '../run/causes.ts';
import { outcomeOf, summarize } from '../run/outcome.ts';
import type { Evidence, Result } from '../run/result.ts';
import { SUITE } from '../run/suite.ts';
import type { ClientVerdict } from './judge.ts';
import { isReached, isUnsupported, type Made, madeOf, type Observation } from './observation.ts';
import type { RecordedRequest } from './recording.ts';
import type { AuthChoice } from './run-client.ts';
import type { Scenario } from './scenario.ts';

/** What became of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly expects: Scenario['expects'];
  readonly made: Made['made'] | 'unsupported' | 'not-reached';
  readonly requests: number;
  readonly durationMs: number;
  /** Its exit status, the signal that ended it, or why it was ended. */
  readonly ended: string;
  /** The end of what it printed on standard error, where it did not list. */
  readonly said?: string;
}

export interface ClientResult extends Omit<Result, 'target' | 'fidelity' | 'rules' | 'requests'> {
  readonly client: {
    readonly command: string;
    readonly auth: AuthChoice;
    readonly apiVersion: string;
    readonly scenarios: readonly ScenarioResult[];
  };
  readonly selection?: { readonly rules: number; readonly of: number; readonly filter: string };
  readonly strict: boolean;
  readonly outcome: OutcomeName;
  readonly requests: { readonly sent: number };
  readonly rules: readonly ClientVerdict[];
}

export interface ClientReport {
  readonly result: ClientResult;
  readonly evidence: readonly Evidence[];
}

export interface Judged {
  readonly command: readonly string[];
  readonly auth: AuthChoice;
  readonly apiVersion: string;
  readonly strict: boolean;
  readonly startedAt: number;
  readonly observations: readonly Observation[];
  readonly verdicts: readonly ClientVerdict[];
  /** What of it was chosen, as the user wrote it. */
  readonly filter?: string;
  /** The caller's own secrets, which the command may print. */
  readonly secrets: readonly string[];
}

/** Requests of a scenario that are shown; those that a violation names come on top. */
const SHOWN = 8;
/** Of what a command says. */
const LAST_LINES = 5;
const SAID = 500;

export function clientReport(judged: Judged): ClientReport {
  const { command, auth, apiVersion, strict, startedAt, observations, filter } = judged;
  const secrets = [...new Set([...judged.secrets, ...observations.flatMap(secretsIn)])];
  // One each: what a conversation carried is looked for in its own scenario alone.
  const redactors = observations.map(() => makeRedactor(secrets));
  const evidence = observations.map((one, index) =>
    evidenceOf(one, judged.verdicts, redactors[index] ?? makeRedactor(secrets)),
  );
  const byName = new Map(observations.map(({ scenario }, index) => [scenario.name, redactors[index]]));
  const { redactText } = makeRedactor(secrets);
  const redactorOf = (scenario: string | undefined) => byName.get(scenario ?? '')?.redactText ?? redactText;
  const verdicts = judged.verdicts.map((verdict) => redacted(verdict, redactorOf));
  const decided = verdicts.filter(({ verdict }) => ['pass', 'fail', 'warn'].includes(verdict));
  return {
    result: {
      schemaVersion: 1,
      suite: SUITE,
      client: {
        command: redactText(command.join(' ')),
        auth,
        apiVersion,
        scenarios: observations.map((one) => scenarioResult(one, redactorOf(one.scenario.name))),
      },
      strict,
      ...(filter !== undefined && {
        selection: { rules: decided.length, of: verdicts.length, filter: redactText(filter) },
      }),
      startedAt: new Date(startedAt).toISOString(),
      durationMs: Date.now() - startedAt,
      requests: { sent: observations.reduce((sum, { requests }) => sum + requests.length, 0) },
      outcome: outcomeOf(verdicts, strict),
      summary: summarize(verdicts),
      causes: causesOf(verdicts),
      rules: verdicts,
    },
    evidence,
  };
}

/** Keys and secrets that the client was told: made up and of no use anywhere, and kept out of reports all the same. */
function secretsIn({ told }: Observation): readonly string[] {
  return [told.publicKey, told.privateKey, told.clientId, told.clientSecret];
}

type RedactText = Redactor['redactText'];

function redacted(
  verdict: ClientVerdict,
  redactorOf: (scenario: string | undefined) => RedactText,
): ClientVerdict {
  const redactText = redactorOf(verdict.probe);
  const { message, expected, received, at, hint } = verdict;
  return {
    ...verdict,
    message: redactText(message),
    ...(expected !== undefined && { expected: redactText(expected) }),
    ...(received !== undefined && { received: redactText(received) }),
    ...(at !== undefined && { at: redactText(at) }),
    ...(hint !== undefined && { hint: redactText(hint) }),
    violations: verdict.violations.map((violation) => {
      const text = redactorOf(violation.scenario);
      return {
        ...violation,
        expected: text(violation.expected),
        received: text(violation.received),
        ...(violation.hint !== undefined && { hint: text(violation.hint) }),
      };
    }),
  };
}

function scenarioResult(observation: Observation, redactText: RedactText): ScenarioResult {
  const { scenario, outcome, requests } = observation;
  const { made } = madeOf(observation);
  const { exit, signal, stopped, stderr } = outcome;
  const ended = stopped === undefined ? (signal ?? `exit status ${exit}`) : `ended by the suite: ${stopped}`;
  const said = lastWords(stderr);
  return {
    name: scenario.name,
    title: scenario.title,
    expects: scenario.expects,
    made: isUnsupported(observation) ? 'unsupported' : isReached(observation) ? made : 'not-reached',
    requests: requests.length,
    durationMs: Math.round(outcome.durationMs),
    ended,
    ...(made !== 'list' && said !== '' && { said: redactText(said, SAID) }),
  };
}

/** Whole lines, so that no secret is cut where it would not be found any more. */
const lastWords = (text: string) => text.trim().split('\n').slice(-LAST_LINES).join('\n');

/** The requests that a rule names, and the first of all. */
function evidenceOf(
  observation: Observation,
  verdicts: readonly ClientVerdict[],
  redactor: Redactor,
): Evidence {
  const { scenario, requests, outcome } = observation;
  const named = new Set(
    verdicts.flatMap(({ violations }) =>
      violations.flatMap(({ scenario: name, at }) => {
        const [, number] = name === scenario.name ? (/^request (\d+),/.exec(at) ?? []) : [];
        return number === undefined ? [] : [Number(number) - 1];
      }),
    ),
  );
  const shown = requests.filter((_, index) => index < SHOWN || named.has(index));
  const left = requests.length - shown.length;
  const said = lastWords(outcome.stderr);
  const notes = [
    ...(left > 0 ? [`${left} more requests are not shown.`] : []),
    ...(madeOf(observation).made !== 'list' && said !== '' ? [`The command said: ${said}`] : []),
  ];
  return {
    probe: scenario.name,
    asks: scenario.title,
    attempts: shown.map((request) => shownRequest(request, redactor)),
    ...(notes.length > 0 && { missing: redactor.redactText(notes.join(' ')) }),
  };
}

function shownRequest(request: RecordedRequest, redactor: Redactor): EvidenceAttempt {
  const { method, target, headers, reply, receivedAt, answeredAt } = request;
  const host = headerOf(headers, 'host') ?? 'server';
  const url = target.startsWith('/') ? `http://${host}${target}` : target;
  const attempt: Attempt = {
    // The redactor shows nothing of a reply to POST, which may hold a token.
    request: { method: request.asks === 'token' ? 'POST' : 'GET', url, headers },
    timing: {
      startedAt: Math.round(receivedAt),
      waitMs: 0,
      receiveMs: (answeredAt ?? receivedAt) - receivedAt,
    },
    ...(reply
      ? { response: reply }
      : { fault: { kind: 'connection', message: 'The client left before it was answered.' } }),
  };
  const { response, ...shown } = redactor.attempt(attempt);
  return {
    ...shown,
    request: { ...shown.request, method: redactor.redactText(method, 20) },
    ...(response && { response: { ...response, bodyBytes: reply?.bodyBytes ?? response.bodyBytes } }),
  };
}

const headerOf = (headers: readonly HeaderLine[], wanted: string) =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

/** The report of a client: its verdicts, and the conversations that stand behind them, fit to be shown. */
import type { Contract } from '../contract/contract.ts';
import { contractPages } from '../contract/coverage.ts';
import type { Attempt } from '../http/exchange.ts';
import { type EvidenceAttempt, makeRedactor, type Redactor } from '../redaction/redactor.ts';
import type { Secret } from '../redaction/secrets.ts';
import { causesOf } from '../run/causes.ts';
import { redactVerdict, redactWaiver } from '../run/evidence.ts';
import { fidelityOf } from '../run/fidelity.ts';
import { outcomeOf, summarize } from '../run/outcome.ts';
import type { Client, ClientResult, Evidence, PlayedScenario, Report, Result } from '../run/result.ts';
import { CLIENT_RULES_PAGE, rulesPageFrom, SUITE } from '../run/suite.ts';
import { judgedWaivers, type Waiver } from '../run/waivers.ts';
import type { ClientJudgement, ClientVerdict } from './judge.ts';
import { isReached, isUnsupported, madeOf, type Observation } from './observation.ts';
import type { RecordedRequest } from './recording.ts';
import { CLIENT_RULES } from './rules/index.ts';

/** A client's result: its verdicts have all that they found. */
export interface JudgedClientResult extends ClientResult {
  readonly rules: readonly ClientVerdict[];
}

export interface ClientRunFacts {
  readonly command: readonly string[];
  readonly auth: Client['auth'];
  readonly contract: Contract;
  readonly strict: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly observations: readonly Observation[];
  readonly judgement: ClientJudgement;
  /** What of it was chosen, as the user wrote it. */
  readonly filter?: string;
  /** The caller's own secrets, which the command may print. */
  readonly secrets: readonly Secret[];
  readonly directory: string;
  /** Those that are about this version. */
  readonly waivers?: readonly Waiver[];
}

/** Requests of a scenario that are shown; those that a violation names come on top. */
const SHOWN = 8;
/** Of what a command says. */
const LAST_LINES = 5;
const SAID = 500;

export function clientReport(run: ClientRunFacts): Report<JudgedClientResult> {
  const { command, auth, contract, strict, startedAt, observations, judgement, filter, directory } = run;
  const redactor = makeRedactor({
    secrets: [...observations.flatMap(secretsTold), ...run.secrets],
    privateKey: observations[0]?.told.privateKey,
    shownParameters: contract.queryParameters,
  });
  const shown = observations.map((one) => shownRequests(one, judgement.verdicts));
  redactor.learn(shown.flat().map(attemptOf));
  const rules = judgement.verdicts.map((verdict) => redacted(verdict, redactor));
  const part = filter !== undefined && { selection: selectionOf(rules, redactor.redactText(filter)) };
  const errors = judgement.errors.map(({ rule, message }) => ({
    rule,
    message: redactor.redactText(message),
  }));
  const waivers = judgedWaivers(run.waivers ?? [], rules).map((one) => redactWaiver(one, redactor));
  const rulesPage = rulesPageFrom(directory, CLIENT_RULES_PAGE);
  return {
    result: {
      schemaVersion: 1,
      suite: SUITE,
      client: {
        command: redactor.redactText(command.join(' ')),
        auth,
        apiVersion: contract.version,
        scenarios: observations.map(playedScenario),
      },
      list: contract.title,
      strict,
      ...part,
      ...(contract.end !== undefined && { versionEnd: { contract: contract.end } }),
      startedAt: new Date(startedAt).toISOString(),
      durationMs: Date.now() - startedAt,
      requests: { sent: observations.reduce((sum, { requests }) => sum + requests.length, 0) },
      outcome: outcomeOf({ rules, strict, ...part, errors, waivers }),
      summary: summarize(rules),
      fidelity: fidelityOf(rules),
      ...(errors.length > 0 && { errors }),
      ...(waivers.length > 0 && { waivers }),
      causes: causesOf(rules),
      rules,
    },
    evidence: observations.map((one, index) => evidenceOf(one, shown[index] ?? [], redactor)),
    contract: contractPages(contract, CLIENT_RULES),
    ...(rulesPage !== undefined && { rulesPage }),
  };
}

function selectionOf(rules: readonly ClientVerdict[], filter: string): NonNullable<Result['selection']> {
  const decided = rules.filter(({ verdict }) => ['pass', 'fail', 'warn', 'waived'].includes(verdict));
  return { rules: decided.length, of: CLIENT_RULES.length, filter };
}

/** Made up and of no use anywhere, and kept out of reports all the same. */
function secretsTold({ told, requests }: Observation): readonly Secret[] {
  const tokens = requests.flatMap(({ credential }) =>
    credential.scheme === 'bearer' && credential.issued > 0 ? [credential.token] : [],
  );
  return [
    { kind: 'public-key', value: told.publicKey },
    { kind: 'private-key', value: told.privateKey },
    { kind: 'client-id', value: told.clientId },
    { kind: 'client-secret', value: told.clientSecret },
    ...[...new Set(tokens)].map((value) => ({ kind: 'access-token', value }) as const),
  ];
}

function redacted(verdict: ClientVerdict, redactor: Redactor): ClientVerdict {
  const { redactText } = redactor;
  return {
    ...verdict,
    ...redactVerdict(verdict, redactor),
    id: verdict.id,
    ...(verdict.hint !== undefined && { hint: redactText(verdict.hint) }),
    violations: verdict.violations.map((violation) => ({
      ...violation,
      expected: redactText(violation.expected),
      received: redactText(violation.received),
      ...(violation.hint !== undefined && { hint: redactText(violation.hint) }),
    })),
  };
}

function playedScenario(observation: Observation): PlayedScenario {
  const { scenario, outcome, requests } = observation;
  const { exit, signal, stopped, durationMs } = outcome;
  const { made } = madeOf(observation);
  return {
    name: scenario.name,
    title: scenario.title,
    expects: scenario.expects,
    made: isUnsupported(observation) ? 'unsupported' : isReached(observation) ? made : 'not-reached',
    requests: requests.length,
    durationMs: Math.round(durationMs),
    ended: stopped === undefined ? (signal ?? `exit status ${exit}`) : `ended by the suite: ${stopped}`,
  };
}

/** The first requests of a scenario, and those that a violation names. */
function shownRequests(
  { scenario, requests }: Observation,
  verdicts: readonly ClientVerdict[],
): readonly RecordedRequest[] {
  const named = new Set(
    verdicts.flatMap(({ violations }) =>
      violations.flatMap(({ scenario: name, at }) => {
        const [, number] = name === scenario.name ? (/^request (\d+),/.exec(at) ?? []) : [];
        return number === undefined ? [] : [Number(number) - 1];
      }),
    ),
  );
  return requests.filter((_, index) => index < SHOWN || named.has(index));
}

function evidenceOf(
  observation: Observation,
  shown: readonly RecordedRequest[],
  redactor: Redactor,
): Evidence {
  const { scenario, requests, outcome } = observation;
  const left = requests.length - shown.length;
  // Whole lines, so that no secret is cut where it would not be found any more.
  const said = outcome.stderr.trim().split('\n').slice(-LAST_LINES).join('\n');
  const isWorthKnowing = madeOf(observation).made !== 'list' && said !== '';
  return {
    probe: scenario.name,
    asks: scenario.title,
    attempts: shown.map((request) => shownRequest(request, redactor)),
    ...(left > 0 && { missing: `${left} more requests are not shown` }),
    ...(isWorthKnowing && { output: redactor.redactText(said, SAID) }),
  };
}

function attemptOf({
  asks,
  headers,
  url,
  reply,
  startedAt,
  receivedAt,
  answeredAt,
}: RecordedRequest): Attempt {
  return {
    // Nothing is shown of a reply to POST, which may hold a token.
    request: { method: asks === 'token' ? 'POST' : 'GET', url, headers },
    timing: {
      startedAt: Math.round(startedAt + receivedAt),
      waitMs: 0,
      receiveMs: (answeredAt ?? receivedAt) - receivedAt,
    },
    ...(reply
      ? { response: reply }
      : { fault: { kind: 'connection', message: 'The client left before it was answered.' } }),
  };
}

function shownRequest(recorded: RecordedRequest, redactor: Redactor): EvidenceAttempt {
  const { request, response, ...rest } = redactor.redactAttempt(attemptOf(recorded));
  return {
    ...rest,
    request: { ...request, method: redactor.redactText(recorded.method, 20) },
    ...(response && {
      response: { ...response, bodyBytes: recorded.reply?.bodyBytes ?? response.bodyBytes },
    }),
  };
}

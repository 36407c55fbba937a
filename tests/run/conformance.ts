/** One run from settings to report: opens the target, holds the conversation, judges, keeps the evidence. */

import type { Contract } from '../contract/contract.ts';
import { contractPages } from '../contract/coverage.ts';
import { fetchAccessToken } from '../http/access-token.ts';
import type { Attempt, Fault, Transport } from '../http/exchange.ts';
import { proxyName } from '../http/proxy.ts';
import { type Credentials, Sender } from '../http/sender.ts';
import { httpTransport } from '../http/transport.ts';
import { member, readJson } from '../json/json.ts';
import { type Answer, exchangeOf, isMissing, type Run } from '../probes/answers.ts';
import { setupAnswerOf } from '../probes/blocks.ts';
import { budgetOf } from '../probes/budget.ts';
import { PROBES, probesWith } from '../probes/schedule.ts';
import { makeRedactor, type Redactor } from '../redaction/redactor.ts';
import { notStatedBy } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { boundedTransport } from './bounded-transport.ts';
import { causesOf } from './causes.ts';
import { evidenceOf, redactVerdict, redactWaiver, withServerWords, withWordsOfFault } from './evidence.ts';
import { fidelityOf } from './fidelity.ts';
import { type HarnessError, judge } from './judge.ts';
import { outcomeOf, summarize } from './outcome.ts';
import type { Report, Result, Selection, Target, TargetResult } from './result.ts';
import { type Progress, runProbes } from './run-probes.ts';
import { redactError, secretsOf } from './secrets.ts';
import type { Settings } from './settings.ts';
import { rulesPageFrom, SUITE, USER_AGENT } from './suite.ts';
import { type OpenTarget, openTarget } from './target.ts';
import { versionEndOf } from './version-end.ts';
import { judgedWaivers, type Waiver, waiversWithin } from './waivers.ts';

/** On top of the budget: probes that only a server that is not well-behaved brings about. */
const EXTRA = probesWith(({ extra }) => extra === true).length;

/** Of the run's time, for judging and writing. */
const MOST_RESERVED_MS = 15_000;

/** Requests that the plan may ask for. */
export function plannedRequests(contract: Contract): number {
  return budgetOf(contract) + EXTRA;
}

export interface RunOptions {
  /** Called before anything is sent. */
  readonly onStart?: (target: Target) => void;
  readonly onProgress?: Progress;
  /** The rules are a part of those that the contract states. */
  readonly selection?: Selection;
  /** Those that are not about this target and version are left aside. */
  readonly waivers?: readonly Waiver[];
  /** By which waivers may name the target. */
  readonly targetName?: string | undefined;
}

/** Opens the target, asks what the rules need, and judges. Throws SettingsError; no error says a secret. */
export async function runConformance(
  settings: Settings,
  contract: Contract,
  rules: readonly Rule[],
  options: RunOptions = {},
): Promise<Report<TargetResult>> {
  const target = await openTarget(settings);
  const { timeoutMs, bodyCapBytes } = settings;
  const transport = httpTransport({ timeoutMs, bodyCapBytes }, target.proxy);
  const redactor = makeRedactor({
    secrets: secretsOf(target),
    privateKey: target.keys?.privateKey,
    shownParameters: contract.queryParameters,
  });
  try {
    const send = boundedTransport(transport.send, bodyCapBytes);
    return await report(settings, contract, target, send, rules, redactor, options);
  } catch (error) {
    throw redactError(error, redactor);
  } finally {
    transport.close();
    await target.close();
  }
}

async function report(
  settings: Settings,
  contract: Contract,
  target: OpenTarget,
  transport: Transport,
  rules: readonly Rule[],
  redactor: Redactor,
  { onStart, onProgress, selection, waivers: given = [], targetName }: RunOptions,
): Promise<Report<TargetResult>> {
  const started = Date.now();
  const { deadlineMs, concurrency: maxConcurrent, strict, auth } = settings;
  const described = {
    baseUrl: redactor.redactUrl(target.baseUrl),
    apiVersion: contract.version,
    projectId: target.projectId,
    auth,
    ...(settings.target === undefined && { reference: true as const }),
    ...(target.proxy && { proxy: proxyName(target.proxy) }),
  };
  onStart?.(described);
  const reservedMs = Math.min(deadlineMs / 4, MOST_RESERVED_MS);
  const limits = { budget: plannedRequests(contract), deadlineMs, reservedMs, maxConcurrent };
  const sender = new Sender(transport, limits);
  const empty: Run = {
    contract,
    auth,
    answers: new Map(),
    projectId: target.projectId,
    ...(target.pathValues && { pathValues: target.pathValues }),
    baseUrl: target.baseUrl,
  };
  const credentials = await credentialsOf(settings, target, sender);
  const run =
    'fault' in credentials
      ? { ...empty, answers: nothingAsked(credentials.fault) }
      : await runProbes(
          { run: empty, sender, credentials: credentials.use, userAgent: USER_AGENT },
          rules.flatMap(({ probes }) => probes),
          onProgress,
        );
  const evidence = evidenceOf(run.answers, credentials.attempts, redactor);
  const errors: { readonly rule: string; readonly message: string }[] = [];
  const waivers = waiversWithin(given, {
    version: contract.version,
    target: { baseUrl: target.baseUrl, name: targetName },
  });
  const onCrash = ({ rule, reason }: HarnessError) => {
    errors.push({ rule, message: redactor.redactText(reason) });
  };
  // A third of what is reserved is for writing.
  const outOfTime = () =>
    Date.now() - started > deadlineMs - reservedMs / 3
      ? `the run's time of ${deadlineMs} ms was up before the rule was judged`
      : undefined;
  const verdicts = judge(rules, run, { onCrash, waivers, outOfTime }).map((verdict) =>
    withServerWords(redactVerdict(verdict, redactor), evidence, redactor),
  );
  const judged = judgedWaivers(waivers, verdicts).map((one) => redactWaiver(one, redactor));
  const notStated = notStatedBy(contract).map(({ id }) => id);
  const rulesPage = rulesPageFrom(settings.reportsDir);
  const part = selection && { selection };
  const versionEnd = versionEndOf(run);
  return {
    result: {
      schemaVersion: 1,
      suite: SUITE,
      target: described,
      list: contract.title,
      strict,
      ...part,
      ...(versionEnd && { versionEnd }),
      startedAt: new Date(started).toISOString(),
      durationMs: Date.now() - started,
      ...setupOf(run, redactor.redactText),
      requests: { sent: sender.sent, budget: budgetOf(contract) },
      outcome: outcomeOf({ rules: verdicts, strict, ...part, errors, waivers: judged }),
      summary: summarize(verdicts),
      fidelity: fidelityOf(verdicts),
      ...(notStated.length > 0 && { notStated }),
      ...(errors.length > 0 && { errors }),
      ...(judged.length > 0 && { waivers: judged }),
      causes: causesOf(verdicts).map((cause) => withWordsOfFault(cause, evidence, redactor)),
      rules: verdicts,
    },
    evidence,
    contract: contractPages(contract, rules),
    ...(rulesPage !== undefined && { rulesPage }),
  };
}

/** What the target says of the user's set-up, in its own words. */
function setupOf(run: Run, redactText: (text: string) => string): Pick<Result, 'setup'> {
  const answer = setupAnswerOf(run);
  const plain = exchangeOf(run, 'plain');
  if (!answer || isMissing(plain)) return {};
  const detail = member(readJson(plain.response.body).value, 'detail');
  return { setup: { ...answer, detail: typeof detail === 'string' ? redactText(detail) : '' } };
}

type Credential = ({ readonly use: Credentials } | { readonly fault: Fault }) & {
  readonly attempts: readonly Attempt[];
};

async function credentialsOf({ auth }: Settings, target: OpenTarget, sender: Sender): Promise<Credential> {
  const { keys, serviceAccount, authHeader, baseUrl } = target;
  if (auth === 'service-account' && serviceAccount) {
    const answer = await fetchAccessToken(sender.lane(), baseUrl, serviceAccount);
    if ('fault' in answer) return answer;
    const use = { kind: 'header', name: 'Authorization', value: `Bearer ${answer.token}` } as const;
    return { use, attempts: answer.attempts };
  }
  if (auth === 'digest' && keys) return { use: { kind: 'digest', ...keys }, attempts: [] };
  if (auth === 'header' && authHeader) return { use: { kind: 'header', ...authHeader }, attempts: [] };
  return { use: { kind: 'none' }, attempts: [] };
}

/** Without an access token there is nothing to ask with. */
function nothingAsked({ kind, message }: Fault): ReadonlyMap<string, Answer> {
  return new Map(PROBES.map(({ name }) => [name, { obstacle: kind, why: message }]));
}

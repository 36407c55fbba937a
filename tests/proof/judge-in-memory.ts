/** Judges a target without a process of its own: in memory, or over HTTP. */
import type { ApiVersion, Contract } from '../contract/contract.ts';
import { SYSTEM_CLOCK } from '../http/clock.ts';
import { header, type Transport, TransportError } from '../http/exchange.ts';
import { type Credentials, Sender } from '../http/sender.ts';
import type { AuthMode, Run } from '../probes/answers.ts';
import type { Reference } from '../reference/reference.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { isStated, RULES, rulesOf } from '../rules/index.ts';
import type { RuleId, Verdict } from '../rules/verdict.ts';
import { plannedRequests } from '../run/conformance.ts';
import { judge } from '../run/judge.ts';
import { runProbes } from '../run/run-probes.ts';
import { API_VERSIONS, changedContract, contractOf } from './contracts.ts';
import type { Defect } from './defects/defect.ts';
import { PATIENCE_MS } from './patience.ts';
import { type PageSizes, smallServer, withPageSizes } from './small-lists.ts';
import { VIRTUAL_CLOCK, withVirtualClock } from './virtual-clock.ts';

export interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly run: Run;
  readonly sent: number;
}

export interface JudgeOptions {
  readonly version?: ApiVersion;
  readonly contract?: Contract;
  readonly transport?: Transport;
  readonly baseUrl?: string;
  /** With API keys when absent. */
  readonly auth?: AuthMode;
  readonly credentials?: Credentials;
}

/** Holds the whole conversation with a reference server and judges it by every rule of the version. */
export function judgeReference(reference: Reference, given: JudgeOptions = {}): Promise<Judged> {
  return given.transport ? converse(reference, given) : withVirtualClock(() => converse(reference, given));
}

async function converse(reference: Reference, given: JudgeOptions): Promise<Judged> {
  const contract = given.contract ?? contractOf(given.version ?? 'v1.0');
  const clock = given.transport ? SYSTEM_CLOCK : VIRTUAL_CLOCK;
  const limits = { budget: plannedRequests(contract), deadlineMs: PATIENCE_MS, maxConcurrent: 4 };
  const sender = new Sender(given.transport ?? inMemory(reference), limits, clock);
  const { publicKey, privateKey, projectId, pathValues } = reference.options;
  const baseUrl = given.baseUrl ?? 'http://reference.test';
  const { auth = 'digest', credentials = { kind: 'digest', publicKey, privateKey } } = given;
  const empty: Run = { contract, auth, answers: new Map(), projectId, pathValues, baseUrl };
  const rules = rulesOf(contract);
  const run = await runProbes(
    { run: empty, sender, credentials, userAgent: 'proof' },
    rules.flatMap(({ probes }) => probes),
  );
  return { verdicts: judge(rules, run), run, sent: sender.sent };
}

/** Without a network; what promises more bytes than it brings ends as it would on the wire. */
function inMemory(reference: Reference): Transport {
  const send = inProcess(reference, VIRTUAL_CLOCK.now);
  return async (request) => {
    const { response, timing } = await send(request);
    const [received, promised] = [response.body.length, Number(header(response, 'Content-Length'))];
    if (!(promised > received)) return { response, timing };
    const message = `GET ${request.url}: the reply ended after ${received} of ${promised} bytes`;
    throw new TransportError({ kind: 'connection', message, cut: { received, promised } }, timing);
  };
}

/** Where a defect can be seen: its own versions, among those whose contract states the rule. */
export function versionsOf({ caughtBy, versions }: Defect): readonly ApiVersion[] {
  const rule = RULES.find(({ id }) => id === caughtBy);
  return API_VERSIONS.filter(
    (version) => (versions?.includes(version) ?? true) && rule && isStated(rule, contractOf(version)),
  );
}

/** A few buckets are a list of several pages, which is judged in half the time. */
const SIZES: PageSizes = { usual: 4, largest: 7 };
const BUCKETS = 6;
const smallContracts = new Map<ApiVersion, Contract>();

function smallContract(version: ApiVersion, change: Defect['contract']): Contract {
  const known = change ? undefined : smallContracts.get(version);
  if (known) return known;
  const contract = changedContract(version, (text) =>
    (change ?? ((same) => same))(withPageSizes(text, SIZES)),
  );
  if (!change) smallContracts.set(version, contract);
  return contract;
}

/** What is found of the reference server with the defect planted in it: with short pages where it is of any size. */
export async function judgeDefect(defect: Defect, version: ApiVersion): Promise<readonly Verdict[]> {
  const { options, contract: change, https } = defect;
  const isLarge = options?.items !== undefined;
  const reference = isLarge
    ? createReference(options, defect.plant())
    : smallServer(SIZES, { items: BUCKETS, ...options }, [defect.plant()]);
  const { verdicts } = await judgeReference(reference, {
    contract: isLarge ? contractOf(version) : smallContract(version, change),
    ...(https && { baseUrl: 'https://reference.test' }),
  });
  return verdicts;
}

/** The rules that are violated. */
export function violated(verdicts: readonly Verdict[]): readonly RuleId[] {
  return verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ id }) => id);
}

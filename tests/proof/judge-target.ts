/** Judges a target without a process of its own: in memory, or over HTTP. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSIONS, type ApiVersion, type Contract, loadContract } from '../engine/contract.ts';
import { converse } from '../engine/converse.ts';
import type { Transport } from '../engine/exchange.ts';
import { isStated, judge } from '../engine/judge.ts';
import type { Rule, Run } from '../engine/rule.ts';
import { Sender } from '../engine/sender.ts';
import { BUDGET, REREADS } from '../engine/session.ts';
import type { RuleId, Verdict } from '../engine/verdict.ts';
import type { Reference } from '../reference/reference.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { RULES } from '../rules/index.ts';
import type { Defect } from './defects/plant.ts';

export interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly run: Run;
  readonly sent: number;
}

const SPEC = 'spec';
const contracts = new Map<ApiVersion, Contract>();

/** The contract as it stands in spec/, read once. */
export function contractOf(version: ApiVersion): Contract {
  const contract = contracts.get(version) ?? loadContract(version);
  contracts.set(version, contract);
  return contract;
}

/** The rules that a version's contract states. */
export function rulesOf(contract: Contract): readonly Rule[] {
  return RULES.filter((rule) => isStated(rule, contract));
}

/** A version's contract with its text changed, read from a directory of its own. */
export function changedContract(version: ApiVersion, change: (text: string) => string): Contract {
  const directory = mkdtempSync(join(tmpdir(), 'contract-'));
  try {
    for (const name of readdirSync(SPEC)) {
      if (name.endsWith('.yaml'))
        writeFileSync(join(directory, name), change(readFileSync(join(SPEC, name), 'utf8')));
    }
    return loadContract(version, directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export interface JudgeOptions {
  readonly version?: ApiVersion;
  readonly contract?: Contract;
  readonly transport?: Transport;
  readonly baseUrl?: string;
}

/** Holds the whole conversation with a reference server and judges it by every rule of the version. */
export async function judgeReference(reference: Reference, given: JudgeOptions = {}): Promise<Judged> {
  const contract = given.contract ?? contractOf(given.version ?? 'v1.0');
  const sender = new Sender(given.transport ?? inProcess(reference), {
    budget: BUDGET + REREADS,
    deadlineMs: 60_000,
    maxConcurrent: 4,
  });
  const { publicKey, privateKey, projectId } = reference.options;
  const baseUrl = given.baseUrl ?? 'http://reference.test';
  const empty: Run = { contract, auth: 'digest', answers: new Map(), projectId, baseUrl };
  const rules = rulesOf(contract);
  const run = await converse(
    { run: empty, sender, credentials: { kind: 'digest', publicKey, privateKey }, userAgent: 'proof' },
    rules.flatMap(({ probes }) => probes),
  );
  return { verdicts: judge(rules, run), run, sent: sender.sent };
}

/** Where a defect can be seen: its own versions, among those whose contract states the rule. */
export function versionsOf({ caughtBy, versions }: Defect): readonly ApiVersion[] {
  const rule = RULES.find(({ id }) => id === caughtBy);
  return API_VERSIONS.filter(
    (version) => (versions?.includes(version) ?? true) && rule && isStated(rule, contractOf(version)),
  );
}

/** What is found of the reference server with the defect planted in it. */
export async function judgeDefect(defect: Defect, version: ApiVersion): Promise<readonly Verdict[]> {
  const reference = createReference(defect.options, defect.plant());
  const { verdicts } = await judgeReference(reference, {
    contract: defect.contract ? changedContract(version, defect.contract) : contractOf(version),
    ...(defect.https && { baseUrl: 'https://reference.test' }),
  });
  return verdicts;
}

/** The rules that are violated. */
export function violated(verdicts: readonly Verdict[]): readonly RuleId[] {
  return verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ id }) => id);
}

/** Judges one published client, if it is there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedContract } from '../../contract/list-contract.ts';
import type { Report } from '../../run/result.ts';
import { makeCertificate } from '../certificate.ts';
import { clientReport, type JudgedClientResult } from '../client-report.ts';
import { commandLauncher } from '../command.ts';
import { judgeClient } from '../judge.ts';
import { plan, runClient } from '../run-client.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { DRIVERS } from './install.ts';
import type { ClientRecipe } from './recipes.ts';

const SCENARIO_MS = 60_000;
const DEADLINE_MS = 20 * 60_000;

/** Rejects with CommandError when it cannot be started. */
export async function judgePublished(
  { line, credentials, apiVersion, listAt, tls }: ClientRecipe,
  onDone: (done: number, of: number) => void = () => {},
): Promise<Report<JudgedClientResult>> {
  const [program, ...args] = line;
  const contract = shippedContract().of(apiVersion);
  const folder = mkdtempSync(join(tmpdir(), 'atlas-certificate-'));
  const startedAt = Date.now();
  try {
    const { observations, unplayed } = await runClient({
      contract,
      launch: commandLauncher([program, ...args], DRIVERS),
      scenarios: plan(SCENARIOS, credentials, apiVersion).planned,
      jobs: 2 * availableParallelism(),
      scenarioMs: SCENARIO_MS,
      deadlineMs: DEADLINE_MS,
      // Where programs are, and nothing else of the user's environment.
      env: { PATH: process.env.PATH, ATLAS_API_VERSION: apiVersion },
      ...(listAt !== undefined && { listAt }),
      ...(tls && { certificate: makeCertificate(folder) }),
      onObserved: (_, done, of) => onDone(done, of),
    });
    return clientReport({
      command: line,
      auth: credentials,
      contract,
      strict: false,
      startedAt,
      observations,
      judgement: judgeClient(observations, contract, { unplayed }),
      secrets: [],
      directory: 'reports',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

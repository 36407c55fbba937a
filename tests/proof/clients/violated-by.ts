/** The rules that find a client with one thing wrong at fault. */
import { type ClientVerdict, judgeClient } from '../../clients/judge.ts';
import type { Observation } from '../../clients/observation.ts';
import { plan, runClient } from '../../clients/run-client.ts';
import { SCENARIOS } from '../../clients/scenarios/index.ts';
import type { Contract } from '../../contract/contract.ts';
import { shippedContract } from '../../contract/list-contract.ts';
import { clientOf } from './client.ts';
import type { Fault } from './faults.ts';

/** However busy the machine is. */
export const PATIENCE_MS = 600_000;

/** Large pages make few requests; a fault that shows in many has habits of its own. */
const LARGE_PAGES = 500;

export async function violatedBy(fault: Fault): Promise<readonly ClientVerdict[]> {
  const { observations, contract } = await observe(fault);
  const { verdicts } = judgeClient(observations, contract);
  return verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
}

/** What such a client does in each scenario. */
export async function observe(
  fault: Fault,
): Promise<{ readonly observations: readonly Observation[]; readonly contract: Contract }> {
  const { habits = { size: LARGE_PAGES }, steps, scenarios, version = 'v1.0', auth = 'keys' } = fault;
  const contract = shippedContract().of(version);
  const chosen = SCENARIOS.filter(({ name }) => scenarios === undefined || scenarios.includes(name));
  const { observations } = await runClient({
    contract,
    launch: clientOf(habits, steps),
    scenarios: plan(chosen, auth, version).planned,
    jobs: 12,
    scenarioMs: PATIENCE_MS,
    deadlineMs: PATIENCE_MS,
    env: { ATLAS_API_VERSION: version },
  });
  return { observations, contract };
}

/** Each client rule is failed by a client that it alone finds at fault. */
import { describe, expect, test } from 'vitest';
import { judgeClient } from '../clients/judge.ts';
import { CLIENT_RULES } from '../clients/rules/index.ts';
import { plan, runClient } from '../clients/run-client.ts';
import { SCENARIOS } from '../clients/scenarios/index.ts';
import { loadContract } from '../contract/contract.ts';
import { clientOf } from './clients/client.ts';
import { FAULTS, type Fault } from './clients/faults.ts';

async function violatedBy({ habits, steps, version = 'v1.0', auth = 'keys' }: Fault) {
  const contract = loadContract(version);
  const { observations } = await runClient({
    contract,
    launch: clientOf(habits, steps),
    scenarios: plan(SCENARIOS, auth, version).planned,
    jobs: 12,
    scenarioMs: 30_000,
    deadlineMs: 120_000,
    env: { ATLAS_API_VERSION: version },
  });
  const verdicts = judgeClient(observations, contract);
  return verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
}

test('every rule has a client that it is there for', () => {
  const caught = new Set(FAULTS.map(({ caughtBy }) => caughtBy));
  expect(CLIENT_RULES.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});

describe.concurrent('a client is failed by one rule alone:', () => {
  test.for(FAULTS.map((fault) => [fault.name, fault.caughtBy, fault] as const))(
    '%s by %s',
    async ([, caughtBy, fault]) => {
      const violated = await violatedBy(fault);
      expect(
        violated.map(({ id }) => id),
        violated.map(({ id, message }) => `${id}: ${message}`).join('\n'),
      ).toEqual([caughtBy]);
    },
  );
});

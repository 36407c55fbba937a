/** No right client is failed: each way of being right plays every scenario. */
import { describe, expect, test } from 'vitest';
import { judgeClient } from '../clients/judge.ts';
import { isReached } from '../clients/observation.ts';
import { type AuthChoice, plan, runClient } from '../clients/run-client.ts';
import { SCENARIOS } from '../clients/scenarios/index.ts';
import type { ApiVersion } from '../contract/contract.ts';
import { shippedContract } from '../contract/list-contract.ts';
import { outcomeOf } from '../run/outcome.ts';
import { clientOf, type Habits } from './clients/client.ts';

/** However busy the machine is. */
const PATIENCE_MS = 600_000;

/** The scenarios that any of them has met. */
const reached = new Set<string>();

interface Way {
  readonly habits: Partial<Habits>;
  /** What is recommended otherwise. */
  readonly warnings?: readonly string[];
}

const WAYS: Readonly<Record<string, Way>> = {
  'follows links': { habits: {} },
  'counts pages': { habits: { pages: 'by-number' } },
  'never uses a nonce again': { habits: { nonces: 'once' } },
  'asks with HEAD first': { habits: { probe: 'HEAD' } },
  'reads pages of 3': { habits: { size: 3 } },
  'counts pages of 500': { habits: { pages: 'by-number', size: 500 } },
  'reads pages side by side': { habits: { parallel: 4 } },
  'sends includeCount=false': { habits: { includeCount: false } },
  'stops loudly': { habits: { trouble: 'stop' }, warnings: ['CLIENT-50'] },
  'closes its connections': { habits: { connections: 'closed' } },
  'asks for envelopes': { habits: { envelope: true } },
};

async function verdictsOf(habits: Partial<Habits>, version: ApiVersion, auth: AuthChoice) {
  const contract = shippedContract().of(version);
  const { observations, unplayed } = await runClient({
    contract,
    launch: clientOf(habits),
    scenarios: plan(SCENARIOS, auth, version).planned,
    jobs: 12,
    scenarioMs: PATIENCE_MS,
    deadlineMs: PATIENCE_MS,
    env: { ATLAS_API_VERSION: version },
  });
  expect(unplayed).toEqual([]);
  for (const one of observations.filter(isReached)) reached.add(one.scenario.name);
  const { verdicts, errors } = judgeClient(observations, contract);
  expect(errors).toEqual([]);
  return verdicts;
}

describe.concurrent('a right client is not failed:', { timeout: PATIENCE_MS }, () => {
  test.for([
    ...Object.keys(WAYS).map((way) => [way, '2024-05-30', 'both'] as const),
    ['follows links', 'v1.0', 'keys'] as const,
    ['counts pages', '2023-01-01', 'account'] as const,
  ])('one that %s, with version %s and %s', async ([way, version, auth]) => {
    const { habits = {}, warnings = [] } = WAYS[way] ?? {};
    const verdicts = await verdictsOf(habits, version, auth);
    const wrong = verdicts.filter(({ verdict }) => !['pass', 'not-applicable', 'warn'].includes(verdict));
    expect(wrong.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
    const warned = verdicts.filter(({ verdict }) => verdict === 'warn');
    expect(warned.map(({ id }) => id)).toEqual(warnings);
    expect(outcomeOf({ rules: verdicts, strict: false })).toBe('conforms');
  });
});

test('every scenario is met by one of them', () => {
  expect(SCENARIOS.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
});

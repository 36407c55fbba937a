/** Plays scenarios to a client, side by side, the first of them alone. */
import { setMaxListeners } from 'node:events';
import type { Contract } from '../contract/contract.ts';
import type { Certificate } from './certificate.ts';
import type { Launch } from './command.ts';
import { BASELINE, failsBaseline } from './judge.ts';
import { isUnsupported, type Observation } from './observation.ts';
import { knownItems, madeUpSecrets, observe, type Play } from './observe.ts';
import type { Scenario } from './scenario.ts';

export interface ClientRun {
  readonly contract: Contract;
  readonly launch: Launch;
  readonly scenarios: readonly Planned[];
  /** How many scenarios are played at a time. */
  readonly jobs: number;
  /** After so long a command is ended. */
  readonly scenarioMs: number;
  /** After so long the whole run is. */
  readonly deadlineMs: number;
  readonly env: NodeJS.ProcessEnv;
  readonly certificate?: Certificate;
  readonly listAt?: string;
  readonly onRequest?: Play['onRequest'];
  readonly onObserved?: (observation: Observation, done: number, of: number) => void;
}

/** A scenario with the credentials that the client is given for it. */
export interface Planned {
  readonly scenario: Scenario;
  readonly credentials: Observation['credentials'];
}

export type AuthChoice = 'keys' | 'account' | 'both';

/** Which scenarios are played, and with which credentials: those of both kinds with keys, if there are keys. */
export function plan(
  scenarios: readonly Scenario[],
  auth: AuthChoice,
  version: string,
): { readonly planned: readonly Planned[]; readonly left: readonly Scenario[] } {
  const planned: Planned[] = [];
  const left: Scenario[] = [];
  for (const scenario of scenarios) {
    const wanted = scenario.credentials ?? (auth === 'account' ? 'account' : 'keys');
    const given = auth === 'both' || auth === wanted;
    // Tokens of service accounts are for the dated versions.
    const needsDate = scenario.dated || wanted === 'account';
    if (given && (version !== 'v1.0' || !needsDate)) planned.push({ scenario, credentials: wanted });
    else left.push(scenario);
  }
  return { planned, left };
}

export interface Played {
  /** In the order of the scenarios. */
  readonly observations: readonly Observation[];
  /** Those for which the time of the run did not suffice. */
  readonly unplayed: readonly Scenario[];
}

/** Rejects with CommandError when the command cannot be started. */
export async function runClient(run: ClientRun): Promise<Played> {
  const { contract, launch, scenarios, jobs, scenarioMs, deadlineMs, env, onObserved } = run;
  const deadline = AbortSignal.timeout(deadlineMs);
  setMaxListeners(0, deadline);
  const play: Play = {
    contract,
    launch,
    limits: { timeMs: scenarioMs, deadline },
    secrets: madeUpSecrets(),
    itemsOf: knownItems(contract),
    env,
    ...(run.certificate && { certificate: run.certificate }),
    ...(run.listAt !== undefined && { listAt: run.listAt }),
    ...(run.onRequest && { onRequest: run.onRequest }),
  };
  const observed = new Map<number, Observation>();
  const playOne = async (index: number) => {
    const planned = scenarios[index];
    if (!planned || deadline.aborted) return;
    const observation = await observe(planned.scenario, planned.credentials, play);
    if (observation.outcome.stopped === 'deadline') return;
    observed.set(index, observation);
    onObserved?.(observation, observed.size, scenarios.length);
  };
  const inOrder = () => scenarios.flatMap((_, index) => observed.get(index) ?? []);
  await playOne(0);
  if (inOrder().some(isHopeless)) return { observations: inOrder(), unplayed: [] };
  let next = 1;
  const lane = async () => {
    while (next < scenarios.length) {
      next += 1;
      await playOne(next - 1);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  const unplayed = scenarios.flatMap(({ scenario }, index) => (observed.has(index) ? [] : scenario));
  return { observations: inOrder(), unplayed };
}

/** Nothing more can be learnt of a client that fails the baseline, or that hangs before it has asked anything. */
function isHopeless(first: Observation): boolean {
  const hangs = first.outcome.stopped === 'time' && first.requests.length === 0;
  const isBaseline = first.scenario.name === BASELINE && !isUnsupported(first);
  return hangs || (isBaseline && failsBaseline(first));
}

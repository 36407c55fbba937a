/** A clock for runs in memory: each run has its own, which starts with a second and passes as soon as somebody waits. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../http/clock.ts';

/** Milliseconds since the epoch. */
interface Time {
  now: number;
}

const times = new AsyncLocalStorage<Time>();

/** That of the run, else the system's: servers that are reached over HTTP belong to no run. */
const time = (): Time => times.getStore() ?? { now: Date.now() };

export const VIRTUAL_CLOCK: Clock = {
  // Two moments differ, and always by the same: what depends on the time is the same in each run.
  now: () => (time().now += 0.001),
  sleep: async (ms) => {
    time().now += ms;
  },
};

/** Runs it by a clock of its own. */
export function withVirtualClock<T>(run: () => Promise<T>): Promise<T> {
  return times.run({ now: Math.floor(Date.now() / 1000) * 1000 }, run);
}

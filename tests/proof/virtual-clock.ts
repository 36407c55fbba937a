/** A clock for runs in memory: time passes as soon as somebody waits for it. */
import type { Clock } from '../http/clock.ts';

let ahead = 0;

export const VIRTUAL_CLOCK: Clock = {
  now: () => Date.now() + ahead,
  sleep: async (ms) => {
    ahead += ms;
  },
};

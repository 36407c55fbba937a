/** Much to do, some at a time: what takes long keeps nobody waiting. */
import { setTimeout as sleep } from 'node:timers/promises';

const AT_A_TIME = 4;
/** What has not ended by then mostly waits for others, and its place is given away. */
const PATIENCE_MS = 2000;
/** So many may be waited for. */
const MOST_UNDER_WAY = 32;

/** Begins each in its turn, and resolves when all have ended; none may reject. */
export async function inTurns(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const left = [...tasks];
  const lane = async () => {
    for (let task = left.shift(); task; task = left.shift()) {
      while (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
      const running = task().finally(() => underWay.delete(running));
      underWay.add(running);
      await Promise.race([running, sleep(PATIENCE_MS, undefined, { ref: false })]);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  await Promise.all(underWay);
}

/** Whether the data stay the same while a run reads them. */
import type { Run } from './answers.ts';
import { compareReadings, readListOf, type Stability } from './project.ts';
import { PROBES } from './schedule.ts';

/** What the requests that were made twice tell, the worst of them. */
export function stability(run: Run): Stability {
  const found = PROBES.map(({ name, repeats }): Stability => {
    if (repeats === undefined) return 'steady';
    const [first, second] = [readListOf(run, repeats), readListOf(run, name)];
    return first && second ? compareReadings(first, second) : 'steady';
  });
  return found.find((one) => one === 'unsteady') ?? found.find((one) => one === 'changed') ?? 'steady';
}

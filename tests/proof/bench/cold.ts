/** One run in a process that has just started: what a user waits for. Sends its times to the parent. */

import { performance } from 'node:perf_hooks';
import { rulesOf } from '../../rules/index.ts';
import { runConformance } from '../../run/conformance.ts';
import { readSettings } from '../../run/settings.ts';

/** In milliseconds. */
export interface ColdTimes {
  /** From the start of the process until all modules are loaded. */
  readonly start: number;
  readonly contract: number;
  /** From the first request to the report. */
  readonly run: number;
}

const started = performance.now();
const settings = readSettings(process.env);
const contract = settings.contract;
const loaded = performance.now();
await runConformance(settings, contract, rulesOf(contract));
const times: ColdTimes = {
  start: started,
  contract: loaded - started,
  run: performance.now() - loaded,
};
process.send?.(times);
process.disconnect();

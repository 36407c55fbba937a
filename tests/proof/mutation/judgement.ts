/** All that a recorded run comes to: what the rules say of it, and what the probes ask. */
import { createHash } from 'node:crypto';
import { PROBES, type Probe } from '../../probes/schedule.ts';
import { rulesOf } from '../../rules/index.ts';
import type { Run } from '../../rules/rule.ts';
import type { Verdict } from '../../rules/verdict.ts';
import { judge } from '../../run/judge.ts';

/** What all rules that the contract states say of a run. */
export function verdictsOn(run: Run): readonly Verdict[] {
  return judge(rulesOf(run.contract), run);
}

/** What every probe asks once the answers of a run are there. */
export function requestsOn(
  run: Run,
): readonly (readonly [probe: string, asked: ReturnType<Probe['request']>])[] {
  return PROBES.map(({ name, request }) => [name, request(run)]);
}

/** A digest of all that a run comes to. */
export function digestOf(run: Run): string {
  return createHash('sha1')
    .update(JSON.stringify([verdictsOn(run), requestsOn(run)]))
    .digest('base64');
}

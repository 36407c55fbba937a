/** What waivers of clients' rules name has to be there. */
import { isOfClients, type Waiver, WaiversError } from '../run/waivers.ts';
import { CLIENT_RULES } from './rules/index.ts';
import { SCENARIOS } from './scenarios/index.ts';

/** Throws WaiversError. */
export function checkClientWaivers(waivers: readonly Waiver[]): void {
  for (const { rule, scenario, place } of waivers.filter(isOfClients)) {
    if (!CLIENT_RULES.some(({ id }) => id === rule)) throw WaiversError.unknownRule(place, rule);
    if (scenario !== undefined && !SCENARIOS.some(({ name }) => name === scenario)) {
      throw new WaiversError(place, `there is no scenario ${JSON.stringify(scenario)}; mend it`);
    }
  }
}

/** Tools of the rules about single requests. */
import type { Observation } from '../observation.ts';
import type { Credential, RecordedRequest } from '../recording.ts';
import type { ClientFinding, ClientViolation } from './rule.ts';

/** A request with what it is part of. */
export interface Sent {
  readonly request: RecordedRequest;
  readonly observation: Observation;
  /** Its number in the scenario, from 1. */
  readonly number: number;
}

export type Wrong = Pick<ClientViolation, 'expected' | 'received' | 'at'> &
  Partial<Pick<ClientViolation, 'fact' | 'hint'>>;

export function sentIn(observations: readonly Observation[]): readonly Sent[] {
  return observations.flatMap((observation) =>
    observation.requests.map((request, index) => ({ request, observation, number: index + 1 })),
  );
}

export function violation({ observation, number }: Sent, wrong: Wrong): ClientViolation {
  return { ...wrong, scenario: observation.scenario.name, at: `request ${number}, ${wrong.at}` };
}

/** Judges each request that is picked; not applicable when none is. */
export function eachRequest<T>(
  observations: readonly Observation[],
  pick: (sent: Sent) => T | undefined,
  check: (picked: T, sent: Sent) => Wrong | undefined,
  unpicked: string,
): ClientFinding {
  let any = false;
  const found = new Map<string, ClientViolation>();
  for (const sent of sentIn(observations)) {
    const picked = pick(sent);
    if (picked === undefined) continue;
    any = true;
    const wrong = check(picked, sent);
    if (!wrong) continue;
    // Of each place the first in a scenario: more of the same say nothing more.
    const place = `${sent.observation.scenario.name} ${wrong.at}`;
    if (!found.has(place)) found.set(place, violation(sent, wrong));
  }
  return any ? [...found.values()] : { notApplicable: unpicked };
}

/** The requests of a scenario by what they have in common; those that have nothing of the kind are left out. */
export function grouped<T>(
  observation: Observation,
  key: (sent: Sent) => string | undefined,
  value: (sent: Sent) => T,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const sent of sentIn([observation])) {
    const name = key(sent);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(value(sent));
    else groups.set(name, [value(sent)]);
  }
  return groups;
}

export type SentDigest = Credential & { readonly scheme: 'digest' };

/** The digest that a request carries to the server that the client was told. */
export function digestOf({ request }: Sent): SentDigest | undefined {
  const { credential, origin } = request;
  return origin === 'own' && credential.scheme === 'digest' ? credential : undefined;
}

export const NO_DIGEST = 'no request carried a digest';

/** Path and query, of a request line or a digest, whether absolute or not. */
export function pathOf(target: string): string {
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return target;
  const { pathname, search } = new URL(target);
  return `${pathname}${search}`;
}

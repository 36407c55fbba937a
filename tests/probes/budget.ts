/** How many requests a run may send to a well-behaved target, handshakes counted. */
import type { Contract } from '../contract/contract.ts';

const OF_V1 = 30;
/** The versioned API is asked for versions too. */
const OF_VERSIONED = 36;

export function budgetOf({ version }: Pick<Contract, 'version'>): number {
  return version === 'v1.0' ? OF_V1 : OF_VERSIONED;
}

/** The contracts that the proof judges by, and the rules that they state. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiVersion, Contract } from '../contract/contract.ts';
import { contractIn, type ListContract, openContract, shippedContract } from '../contract/list-contract.ts';

const SPEC = 'spec';
/** The versions that the contract of the export buckets states, the oldest first. */
export const API_VERSIONS: readonly ApiVersion[] = shippedContract().versions;

/** A list in one version, and the contract that it stands in. */
export interface Subject {
  readonly name: string;
  readonly list: ListContract;
  readonly contract: Contract;
}

/** The lists that the project ships beside the export buckets, each in its newest version. */
export const OTHER_LISTS: readonly Subject[] = ['access-list', 'database-users', 'clusters', 'snapshots'].map(
  (name) => {
    const list = openContract(`${SPEC}/${name}.yaml`);
    return { name, list, contract: list.of(list.defaultVersion) };
  },
);

/** Every list in every version that stands in spec/. */
export const SUBJECTS: readonly Subject[] = [
  ...API_VERSIONS.map((version) => ({
    name: version,
    list: shippedContract(),
    contract: shippedContract().of(version),
  })),
  ...OTHER_LISTS,
];

/** The contract as it stands in spec/, read once. */
export function contractOf(version: ApiVersion): Contract {
  return shippedContract().of(version);
}

/** A version's contract with its text changed, read from a directory of its own. */
export function changedContract(version: ApiVersion, change: (text: string) => string): Contract {
  const directory = mkdtempSync(join(tmpdir(), 'contract-'));
  try {
    writeChanged(directory, change);
    return contractIn(directory).of(version);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Writes the contracts with their text changed. */
export function writeChanged(directory: string, change: (text: string) => string): void {
  for (const name of readdirSync(SPEC)) {
    if (name.endsWith('.yaml'))
      writeFileSync(join(directory, name), change(readFileSync(join(SPEC, name), 'utf8')));
  }
}

/** The contracts that the proof judges by, and the rules that they state. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiVersion, Contract } from '../contract/contract.ts';
import { contractIn, shippedContract } from '../contract/list-contract.ts';
import { RULES } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { isStated } from '../run/judge.ts';

const SPEC = 'spec';
/** The versions that the contract of the export buckets states, the oldest first. */
export const API_VERSIONS: readonly ApiVersion[] = shippedContract().versions;

/** The contract as it stands in spec/, read once. */
export function contractOf(version: ApiVersion): Contract {
  return shippedContract().of(version);
}

const stated = new WeakMap<Contract, readonly Rule[]>();

/** The rules that a version's contract states. */
export function rulesOf(contract: Contract): readonly Rule[] {
  const rules = stated.get(contract) ?? RULES.filter((rule) => isStated(rule, contract));
  stated.set(contract, rules);
  return rules;
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

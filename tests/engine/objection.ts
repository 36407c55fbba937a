/** What the contract has against a value, as a rule's violation. */
import type { SchemaError } from './contract.ts';
import type { Violation } from './verdict.ts';

/** The violation cites the line of the very keyword. */
export function objection({ expected, received, at, statement }: SchemaError, probe: string): Violation {
  return { expected, received, at, probe, contract: `${statement.file}:${statement.line}` };
}

/** What the contract has against a value, as a rule's violation. */
import type { Contract, SchemaError } from '../contract/contract.ts';
import type { Violation } from './verdict.ts';

/** The line of a statement that is narrower than the rule's own, where the contract makes it. */
export function citation(contract: Contract, place: string): Pick<Violation, 'contract'> {
  const statement = contract.find(place);
  return statement ? { contract: `${statement.file}:${statement.line}` } : {};
}

/** The violation cites the line of the very keyword. */
export function schemaViolation(
  { expected, received, at, statement }: SchemaError,
  probe: string,
): Violation {
  return { expected, received, at, probe, contract: `${statement.file}:${statement.line}` };
}

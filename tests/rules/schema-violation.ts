/** Violations made from what the contract's schemas, or the reading of a list, find wrong. */
import type { Contract, SchemaError } from '../contract/contract.ts';
import type { ProbeExchange } from '../probes/answers.ts';
import { readList } from '../probes/list-reply.ts';
import type { Violation } from './verdict.ts';

/** A statement that is narrower than the rule's own, where the contract makes it. */
export function citation(contract: Contract, place: string): Pick<Violation, 'contract'> {
  const statement = contract.find(place);
  return statement ? { contract: statement } : {};
}

/** The violation cites the very keyword. */
export function schemaViolation(
  { expected, received, at, statement }: SchemaError,
  probe: string,
): Violation {
  return { expected, received, at, probe, contract: statement };
}

/** True of errors about that member of the document, be it wrong or absent. */
export function isAbout(name: string): (error: SchemaError) => boolean {
  return ({ path, property }) => (path[0] ?? property) === name;
}

/** The violation of a probe whose reply is to be the list and is not. */
export function listViolation(probe: string, exchange: ProbeExchange): Violation | 'holds' {
  const read = readList(probe, exchange);
  if (!('obstacle' in read)) return 'holds';
  const { expected, received, at } = read;
  return { expected, received, at, probe };
}

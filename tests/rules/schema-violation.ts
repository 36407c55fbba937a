/** Violations made from what the contract's schemas, or the reading of a list, find wrong. */
import type { Contract, SchemaError } from '../contract/contract.ts';
import { member, readJson } from '../json/json.ts';
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
  return { expected, received, at, probe, ...errorWith200(exchange) };
}

/** What is true of a server whose body says that it refuses, and whose status does not. */
export function errorWith200({ response }: ProbeExchange): Pick<Violation, 'fact'> {
  const { value } = readJson(response.body);
  const error = member(value, 'error');
  const isError = typeof error === 'number' && error >= 400 && error < 600;
  return response.status === 200 && isError && member(value, 'results') === undefined
    ? { fact: 'the server answers errors with status 200' }
    : {};
}

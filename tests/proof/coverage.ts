/** Which statements of a contract are judged: those that a derived defect violates, or that a rule names. */
import { type ApiVersion, cite, type Statement } from '../contract/contract.ts';
import { contractOf, rulesOf } from './contracts.ts';
import { type Derived, deriveDefects, deriveReplies, groundsOf } from './schema-defects.ts';

export interface Coverage {
  readonly statements: readonly Statement[];
  /** Statements that are not judged. */
  readonly open: readonly Statement[];
  readonly derived: readonly Derived[];
}

export async function coverageOf(version: ApiVersion): Promise<Coverage> {
  const contract = contractOf(version);
  const derived = [...deriveDefects(contract, await groundsOf(contract)), ...deriveReplies(contract)];
  const pointerOf = (statement: Statement) => cite(statement).pointer;
  const judged = new Set([
    ...derived.map(({ statement }) => pointerOf(statement)),
    ...rulesOf(contract).map((rule) => pointerOf(contract.locate(rule.contract))),
  ]);
  const statements = contract.statements();
  return { statements, derived, open: statements.filter((one) => !judged.has(pointerOf(one))) };
}

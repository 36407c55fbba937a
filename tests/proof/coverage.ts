/** Which statements of a contract are judged: those that a derived defect violates, or that a rule names. */
import { cite, type Statement } from '../contract/contract.ts';
import { rulesOf } from '../rules/index.ts';
import type { Subject } from './contracts.ts';
import { type Derived, deriveDefects, deriveReplies } from './schema-defects.ts';

export interface Coverage {
  readonly statements: readonly Statement[];
  /** Statements that are not judged. */
  readonly open: readonly Statement[];
  readonly derived: readonly Derived[];
}

const known = new Map<string, Promise<Coverage>>();

export function coverageOf(subject: Subject): Promise<Coverage> {
  const coverage = known.get(subject.name) ?? readCoverage(subject);
  known.set(subject.name, coverage);
  return coverage;
}

async function readCoverage(subject: Subject): Promise<Coverage> {
  const { contract } = subject;
  const derived = [...(await deriveDefects(subject)), ...deriveReplies(contract)];
  const pointerOf = (statement: Statement) => cite(statement).pointer;
  const judged = new Set([
    ...derived.map(({ statement }) => pointerOf(statement)),
    ...rulesOf(contract).map((rule) => pointerOf(contract.locate(rule.contract))),
  ]);
  const statements = contract.statements();
  return { statements, derived, open: statements.filter((one) => !judged.has(pointerOf(one))) };
}

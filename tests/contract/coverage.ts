/** Which lines of the contract make statements, and who judges them. */
import { type Contract, ContractError, type Statement } from './contract.ts';

/** One file of the contract, to be shown line by line. */
export interface ContractPage {
  /** `spec/export-buckets.v1.0.yaml` */
  readonly file: string;
  readonly text: string;
  /** Lines (from 1) that make a statement, with the rules that judge it; no rules: not covered. */
  readonly statements: readonly { readonly line: number; readonly rules: readonly string[] }[];
}

/** A rule, as far as it names a place of the contract. */
export interface Judge {
  readonly id: string;
  /** In the place syntax of `Contract.locate`. */
  readonly contract: string;
}

/** By the ids of the rules: many targets are judged by the same. */
const known = new WeakMap<Contract, Map<string, readonly ContractPage[]>>();

/** The contract's files, each line that makes a statement with the rules that judge it. */
export function contractPages(contract: Contract, rules: readonly Judge[]): readonly ContractPage[] {
  const ofContract = known.get(contract) ?? new Map<string, readonly ContractPage[]>();
  known.set(contract, ofContract);
  const ids = rules.map(({ id }) => id).join(' ');
  const pages = ofContract.get(ids) ?? readPages(contract, rules);
  ofContract.set(ids, pages);
  return pages;
}

function readPages(contract: Contract, rules: readonly Judge[]): readonly ContractPage[] {
  const judged = rules.map((rule) => ({ id: rule.id, statement: place(contract, rule) }));
  return contract.source.map(({ file, text }) => {
    const lines = new Map<number, Set<string>>();
    const line = (number: number) => {
      const ids = lines.get(number) ?? new Set<string>();
      lines.set(number, ids);
      return ids;
    };
    for (const statement of contract.statements()) {
      if (statement.file !== file) continue;
      const ids = line(statement.line);
      for (const one of judged) if (one.statement && covers(one.statement, statement)) ids.add(one.id);
    }
    for (const { id, statement } of judged) if (statement?.file === file) line(statement.line).add(id);
    return {
      file,
      text,
      statements: [...lines]
        .sort(([a], [b]) => a - b)
        .map(([number, ids]) => ({ line: number, rules: [...ids].sort() })),
    };
  });
}

/** A rule judges the statement that it names and all that stands below it. */
function covers(named: Statement, { file, pointer }: Statement): boolean {
  return named.file === file && (pointer === named.pointer || pointer.startsWith(`${named.pointer}/`));
}

function place(contract: Contract, rule: Judge): Statement | undefined {
  try {
    return contract.locate(rule.contract);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

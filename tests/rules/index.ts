/** Every rule, in the order of the reports. */
import { type Contract, ContractError } from '../contract/contract.ts';
import { type ListContract, shippedContract } from '../contract/list-contract.ts';
import { auth } from './auth.ts';
import { envelope } from './envelope.ts';
import { errors } from './errors.ts';
import { fields } from './fields.ts';
import { pagination } from './pagination.ts';
import { pretty } from './pretty.ts';
import { protocol } from './protocol.ts';
import type { Rule } from './rule.ts';

const known = new WeakMap<Contract, readonly Rule[]>();

/** Every rule in the words of a contract, whether it makes the rule's statement or not. */
function allRules(contract: Contract): readonly Rule[] {
  const before = known.get(contract);
  if (before) return before;
  const rules = [
    ...auth(contract),
    ...envelope(contract),
    ...pretty,
    ...pagination(contract),
    ...fields(contract),
    ...errors(contract),
    ...protocol,
  ];
  known.set(contract, rules);
  return rules;
}

/** The rules that a contract states. */
export function rulesOf(contract: Contract): readonly Rule[] {
  return allRules(contract).filter((rule) => isStated(rule, contract));
}

/** The rules that a contract gives nothing to judge by. */
export function notStatedBy(contract: Contract): readonly Rule[] {
  return allRules(contract).filter((rule) => !isStated(rule, contract));
}

/** Whether a contract makes the statement that a rule judges. */
export function isStated(rule: Rule, contract: Contract): boolean {
  return contract.find(rule.contract) !== undefined;
}

/** The rules of a list, whatever version of it states them. */
export function rulesOfList(list: ListContract): readonly Rule[] {
  // The newest version knows most; what another one has beside that comes behind it.
  const rules = [...list.versions].reverse().flatMap((version) => allRules(list.of(version)));
  return rules.filter(({ id }, index) => rules.findIndex((one) => one.id === id) === index);
}

/** The rules of the list that the project ships. */
export const RULES: readonly Rule[] = shippedRules();

function shippedRules(): readonly Rule[] {
  try {
    return rulesOfList(shippedContract());
  } catch (error) {
    // Whoever reads the contract to judge by it says what is wrong with it.
    if (error instanceof ContractError) return [];
    throw error;
  }
}

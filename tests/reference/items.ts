/** The items of the list: made from the contract's schema, the same at every start. */
import { createHash } from 'node:crypto';
import type { Contract, PathValues } from '../contract/contract.ts';
import { isObject } from '../json/json.ts';

/** An item of the list, made when it is first shown. */
export class StoredItem {
  /** From 0. */
  readonly index: number;
  readonly #make: (index: number) => unknown;
  #value: Readonly<Record<string, unknown>> | undefined;

  constructor(index: number, make: (index: number) => unknown) {
    this.index = index;
    this.#make = make;
  }

  /** What it holds, but for its links, which only the server knows. */
  get value(): Readonly<Record<string, unknown>> {
    if (this.#value) return this.#value;
    const value = this.#make(this.index);
    this.#value = isObject(value) ? value : {};
    return this.#value;
  }
}

const made = new WeakMap<Contract, Map<string, StoredItem[]>>();

/** So many items of the list at these values of the path parameters. */
export function itemsOf(contract: Contract, values: PathValues, count: number): readonly StoredItem[] {
  const lists = made.get(contract) ?? new Map<string, StoredItem[]>();
  made.set(contract, lists);
  const key = JSON.stringify(values);
  const items = lists.get(key) ?? [];
  lists.set(key, items);
  const { fields: identity } = contract.identity;
  const make = (index: number) => contract.sample('{item}', index, { values, identity });
  while (items.length < count) items.push(new StoredItem(items.length, make));
  return items.length === count ? items : items.slice(0, count);
}

/** Makes every item. Throws ContractError where the contract leaves no value for one. */
export function makeItems(contract: Contract, values: PathValues, count: number): void {
  for (const item of itemsOf(contract, values, count)) void item.value;
}

/** Where an item stands below its list: at its identity, or at a digest of all that it is. */
export function itemPath({ identity }: Contract, value: Readonly<Record<string, unknown>>): string {
  if (identity.fields.length > 0) {
    return identity.fields.map((name) => encodeURIComponent(String(value[name]))).join('/');
  }
  return createHash('sha256')
    .update(identity.of(value) ?? '')
    .digest('hex')
    .slice(0, 24);
}

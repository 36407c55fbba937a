/** What tells two items of a list apart. */
import { isObject, member } from '../json/json.ts';
import { below, type ContractFiles, type Place } from './files.ts';
import type { SchemaGraph } from './schema-graph.ts';

export interface Identity {
  /** Names of properties; none: an item is told apart by all that it is, and then only within one page. */
  readonly fields: readonly string[];
  /** The values of these properties, or the whole item, as text; undefined for an item that lacks one. */
  readonly of: (item: unknown) => string | undefined;
  /** What people call the item: its identity as it is read; undefined for an item that has none. */
  readonly nameOf: (item: unknown) => string | undefined;
}

/** `x-identity` of the item's schema, else `_id`, else `id`, else the whole item. */
export function identityOf(files: ContractFiles, graph: SchemaGraph, item: Place): Identity {
  const stated = statedIn(files, item);
  const usual = ['_id', 'id'].find((name) => graph.property(item, name) !== undefined);
  const fields = stated ?? (usual === undefined ? [] : [usual]);
  return {
    fields,
    of: (value) => {
      if (fields.length === 0) return isObject(value) ? canonical(value) : undefined;
      const values = fields.map((name) => member(value, name));
      return values.includes(undefined) ? undefined : values.map(canonical).join(' ');
    },
    nameOf: (value) => {
      const values = fields.map((name) => member(value, name));
      if (values.length === 0 || values.includes(undefined)) return undefined;
      return values.map((one) => (typeof one === 'string' ? one : canonical(one))).join(', ');
    },
  };
}

/** The extension stands in the schema itself, or in one that it extends. */
function statedIn(files: ContractFiles, item: Place, depth = 0): readonly string[] | undefined {
  const value = files.value(item);
  const own = member(value, 'x-identity');
  if (Array.isArray(own)) return own.map(String);
  const list = member(value, 'allOf');
  for (const index of Array.isArray(list) && depth < 8 ? list.keys() : []) {
    const found = statedIn(files, files.follow(below(item, 'allOf', index)), depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** JSON with the members of objects in one order, in which they have no meaning (RFC 8259, 4). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** Every property of an item that the contract describes, nested ones too. */
import { isObject, member } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Place } from './files.ts';
import type { SchemaGraph } from './schema-graph.ts';

/** What the file says of a rule on a property: an entry of `x-rules`. */
export interface StatedRule {
  readonly id: string;
  readonly title: string;
  /** The keywords that it answers for; absent: all but `required`. */
  readonly keywords: readonly string[] | undefined;
  /** Where to look first when repairing. */
  readonly lookAt: string | undefined;
  readonly hint: string | undefined;
}

export interface Field {
  /** `roles[].roleName` */
  readonly path: string;
  /** In the place syntax of `Contract.locate`. */
  readonly place: string;
  /** Whether the object that holds it is required to have it, in one form of it at least. */
  readonly isRequired: boolean;
  /** Document and place of each keyword; the empty name is that of all others. */
  readonly sources: ReadonlyMap<string, string>;
  /** Rules that the file itself has given ids. */
  readonly rules: readonly StatedRule[];
}

interface Found {
  readonly place: string;
  isRequired: boolean;
  readonly sources: Map<string, string>;
  readonly rules: Map<string, StatedRule>;
}

/** The fields of an item in the order of the file, what holds others before those. */
export function fieldsOf(files: ContractFiles, graph: SchemaGraph, item: Place): readonly Field[] {
  const found = new Map<string, Found>();

  const visit = (schemas: readonly Place[], path: string, at: string, above: readonly string[]): void => {
    const parts = schemas.flatMap((schema) => partsOf(files, graph, schema));
    const keys = parts.map(({ place }) => keyOf(place));
    // What holds itself, such as an invoice of invoices, is described once.
    if (keys.some((key) => above.includes(key))) return;
    const inner = new Map<string, Place[]>();
    for (const { place: part, isCertain } of parts) {
      const schema = files.value(part);
      const own = textOf(member(schema, 'x-source'));
      for (const name of namesIn(member(schema, 'properties'))) {
        const stated = below(part, 'properties', name);
        if (files.value(stated) === false) continue;
        const field = fieldAt(found, path, at, name);
        inner.set(name, [...(inner.get(name) ?? []), stated]);
        if (own !== undefined && !field.sources.has('')) field.sources.set('', own);
        for (const place of [files.follow(stated), stated]) note(files.value(place), field);
      }
      const required = member(schema, 'required');
      for (const name of isCertain && Array.isArray(required) ? required.map(String) : []) {
        fieldAt(found, path, at, name).isRequired = true;
      }
    }
    for (const [name, places] of inner) {
      const here = join(path, name);
      const place = `${at}/properties/${step(name)}`;
      visit(places, here, place, [...above, ...keys]);
      const items = places
        .flatMap((one) => partsOf(files, graph, one))
        .map((part) => below(part.place, 'items'))
        .filter((one) => isObject(files.value(one)));
      if (items.length > 0) visit(items, `${here}[]`, `${place}/items`, [...above, ...keys]);
    }
  };

  visit([item], '', '{item}', []);
  return [...found].map(([path, { rules, ...field }]) => ({ path, ...field, rules: [...rules.values()] }));
}

/** The path of the field that steps into an item lead to: `roles[].roleName` for roles, 3, roleName. */
export function fieldPath(steps: readonly (string | number)[]): string {
  return steps
    .map((one) => (typeof one === 'number' ? '[]' : `.${one}`))
    .join('')
    .replace(/^\./, '');
}

const step = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

function fieldAt(found: Map<string, Found>, path: string, at: string, name: string): Found {
  const here = join(path, name);
  const known = found.get(here);
  if (known) return known;
  const place = `${at}/properties/${step(name)}`;
  const field: Found = { place, isRequired: false, sources: new Map(), rules: new Map() };
  found.set(here, field);
  return field;
}

/** Takes sources and rules from a property's own schema, or from what stands beside its `$ref`. */
function note(schema: unknown, field: Found): void {
  const source = member(schema, 'x-source');
  if (typeof source === 'string') field.sources.set('', source);
  if (isObject(source)) {
    for (const [keyword, text] of Object.entries(source)) field.sources.set(keyword, String(text));
  }
  const rules = member(schema, 'x-rules');
  for (const rule of Array.isArray(rules) ? rules : []) {
    const keywords = member(rule, 'keywords');
    const id = String(member(rule, 'id'));
    field.rules.set(id, {
      id,
      title: String(member(rule, 'title')),
      keywords: Array.isArray(keywords) ? keywords.map(String) : undefined,
      lookAt: textOf(member(rule, 'lookAt')),
      hint: textOf(member(rule, 'hint')),
    });
  }
}

interface Part {
  readonly place: Place;
  /** Whether a value is judged by it for certain, and not only by it or another way. */
  readonly isCertain: boolean;
}

/** The schema, and all that describes the same value: what it extends, chooses among and concludes. */
function partsOf(files: ContractFiles, graph: SchemaGraph, from: Place): readonly Part[] {
  const parts = new Map<string, Part>();
  const visit = (stated: Place, own: boolean, isCertain: boolean) => {
    const place = files.follow(stated);
    if (parts.has(keyOf(place))) return;
    parts.set(keyOf(place), { place, isCertain });
    for (const { relation, ...next } of graph.related(place, own)) {
      const isOneWay = relation === 'anyOf' || relation === 'oneOf';
      if (relation !== 'not' && relation !== 'if') visit(next.place, next.own, isCertain && !isOneWay);
    }
  };
  visit(from, false, true);
  return [...parts.values()];
}

const namesIn = (properties: unknown) => (isObject(properties) ? Object.keys(properties) : []);
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/**
 * What a schema asks of a value, wherever it says so: by itself, by what its `$ref` leads to, or by what it extends.
 * OpenAPI 3.0 and 3.1 say it in the same words here, so that two documents can be laid side by side.
 */
import { isObject, member } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Place } from './files.ts';
import type { SchemaGraph } from './schema-graph.ts';

/** A statement's value, and where it stands. */
export interface Said {
  readonly value: unknown;
  readonly place: Place;
}

/** What is asked only of values whose property holds one of these; `values` undefined: of all others. */
interface Condition {
  readonly property: string;
  readonly values: readonly unknown[] | undefined;
  readonly place: Place;
}

/** The values that one property chooses by. */
export interface Chosen {
  readonly property: string;
  /** Undefined: none of those that a condition names. */
  readonly value: unknown;
}

export interface SchemaView {
  /** Every object that it is read from, a `$ref` and where that leads alike; the first is where it begins. */
  readonly stands: readonly Place[];
  /** By keyword; `const` is an `enum` of one value, and a null among the values is a type. */
  readonly keywords: ReadonlyMap<string, Said>;
  readonly properties: ReadonlyMap<string, readonly Place[]>;
  readonly required: ReadonlyMap<string, Place>;
  /** Schemas of an array's items. */
  readonly items: readonly Place[];
  /** Schemas of the members that no property names. */
  readonly others: readonly Place[];
  readonly conditions: readonly Condition[];
  /** Of each `anyOf` or `oneOf` that nothing chooses among: its ways. */
  readonly ways: readonly (readonly Place[])[];
}

/** Keywords with a plain value, and the value that says as little as none. */
const PLAIN: Readonly<Record<string, unknown>> = {
  format: undefined,
  pattern: undefined,
  minLength: 0,
  maxLength: undefined,
  minimum: undefined,
  maximum: undefined,
  exclusiveMinimum: undefined,
  exclusiveMaximum: undefined,
  multipleOf: undefined,
  minItems: 0,
  maxItems: undefined,
  uniqueItems: false,
  minProperties: 0,
  maxProperties: undefined,
  not: undefined,
  contains: undefined,
  propertyNames: undefined,
  patternProperties: undefined,
  prefixItems: undefined,
  dependentRequired: undefined,
};

export class SchemaReader {
  readonly #files: ContractFiles;
  readonly #graph: SchemaGraph;

  constructor(files: ContractFiles, graph: SchemaGraph) {
    this.#files = files;
    this.#graph = graph;
  }

  /** The schemas at all these places together; `chosen`: with what is asked of the values that have it. */
  view(places: readonly Place[], chosen?: Chosen): SchemaView {
    const reading = new Reading(this.#files, this.#graph, chosen);
    for (const place of places) reading.add(place, false);
    return reading.finished();
  }
}

class Reading implements SchemaView {
  readonly stands: Place[] = [];
  readonly keywords = new Map<string, Said>();
  readonly properties = new Map<string, Place[]>();
  readonly required = new Map<string, Place>();
  readonly items: Place[] = [];
  readonly others: Place[] = [];
  readonly conditions: Condition[] = [];
  readonly ways: (readonly Place[])[] = [];
  readonly #files: ContractFiles;
  readonly #graph: SchemaGraph;
  readonly #chosen: Chosen | undefined;
  readonly #seen = new Set<string>();

  constructor(files: ContractFiles, graph: SchemaGraph, chosen: Chosen | undefined) {
    this.#files = files;
    this.#graph = graph;
    this.#chosen = chosen;
  }

  add(stated: Place, own: boolean): void {
    this.stands.push(stated);
    const place = this.#files.follow(stated);
    if (keyOf(place) !== keyOf(stated)) this.stands.push(place);
    const schema = this.#files.value(place);
    if (!isObject(schema) || this.#seen.has(keyOf(place))) return;
    this.#seen.add(keyOf(place));
    this.#addKeywords(place, schema);
    this.#addProperties(place, schema);
    this.#addCondition(place, schema);
    for (const related of this.#graph.related(place, own)) {
      if (related.relation === 'allOf') this.add(related.place, related.own);
      if (related.branch) this.#when({ ...related.branch, place: related.branch.place });
    }
    for (const keyword of ['anyOf', 'oneOf']) {
      const list = schema[keyword];
      if (Array.isArray(list) && this.#graph.choiceOf(place) === undefined)
        this.ways.push(list.map((_, index) => below(place, keyword, index)));
    }
  }

  finished(): SchemaView {
    const values = this.keywords.get('enum');
    if (values && !this.keywords.has('type')) {
      this.#say('type', [...new Set([values.value].flat().map(typeOf))].sort(), values.place);
    }
    return this;
  }

  #addKeywords(place: Place, schema: Record<string, unknown>): void {
    const types = schema.type === undefined ? [] : [schema.type].flat();
    const nullable = schema.nullable === true && types.length > 0 ? ['null'] : [];
    if (types.length > 0)
      this.#say('type', [...new Set([...types, ...nullable])].sort(), below(place, 'type'));
    const values = Object.hasOwn(schema, 'const') ? [schema.const] : schema.enum;
    if (Array.isArray(values)) {
      const at = below(place, Object.hasOwn(schema, 'const') ? 'const' : 'enum');
      const some = values.filter((value) => value !== null);
      if (types.length === 0) this.#say('type', [...new Set(values.map(typeOf))].sort(), at);
      if (some.length > 0) this.#say('enum', some, at);
    }
    for (const [keyword, nothing] of Object.entries(PLAIN)) {
      const value = schema[keyword];
      if (value === undefined || value === nothing) continue;
      // In 3.0 an exclusive bound is a flag beside the bound.
      const bound = /^exclusive(M.*)$/.exec(keyword)?.[1]?.toLowerCase();
      if (bound !== undefined && typeof value === 'boolean') {
        if (value) this.#say(keyword, schema[bound], below(place, bound));
      } else if (!((keyword === 'minimum' || keyword === 'maximum') && isExclusive(schema, keyword))) {
        this.#say(keyword, keyword === 'pattern' ? plainPattern(value) : value, below(place, keyword));
      }
    }
    if (schema.additionalProperties === false)
      this.#say('additionalProperties', false, below(place, 'additionalProperties'));
    if (isObject(schema.additionalProperties)) this.others.push(below(place, 'additionalProperties'));
    if (isObject(schema.items)) this.items.push(below(place, 'items'));
  }

  #addProperties(place: Place, schema: Record<string, unknown>): void {
    const hidden = new Set<string>();
    for (const [name, property] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
      const at = below(place, 'properties', name);
      // What is only written stands in no reply (OpenAPI 3.0.3, 4.7.24.2).
      if (member(property, 'writeOnly') === true || member(this.#target(at), 'writeOnly') === true) {
        hidden.add(name);
      } else if (isObject(property) && !this.#isChoice(name)) {
        this.properties.set(name, [...(this.properties.get(name) ?? []), at]);
      }
    }
    for (const [index, name] of (Array.isArray(schema.required) ? schema.required : []).entries()) {
      if (typeof name === 'string' && !hidden.has(name) && !this.required.has(name))
        this.required.set(name, below(place, 'required', index));
    }
  }

  /** A branch says of the property that leads to it what led there. */
  #isChoice(name: string): boolean {
    return name === this.#chosen?.property && this.properties.has(name);
  }

  #addCondition(place: Place, schema: Record<string, unknown>): void {
    if (schema.if === undefined) return;
    const tested = member(schema.if, 'properties');
    const [only, another] = Object.entries(isObject(tested) ? tested : {});
    const [property, test] = only ?? [];
    const values = isObject(test) && Object.hasOwn(test, 'const') ? [test.const] : member(test, 'enum');
    if (property === undefined || another !== undefined || !Array.isArray(values)) {
      this.#say('if', true, below(place, 'if'));
      return;
    }
    if (isObject(schema.then)) this.#when({ property, values, place: below(place, 'then') });
    if (isObject(schema.else)) this.#when({ property, values: undefined, place: below(place, 'else') });
  }

  #when(condition: Condition): void {
    this.conditions.push(condition);
    const { property, values, place } = condition;
    if (property !== this.#chosen?.property) return;
    const { value } = this.#chosen;
    if (values === undefined ? value === undefined : values.includes(value)) this.add(place, false);
  }

  #target(place: Place): unknown {
    return this.#files.value(this.#files.follow(place));
  }

  /** What is said first stays. */
  #say(keyword: string, value: unknown, place: Place): void {
    if (!this.keywords.has(keyword)) this.keywords.set(keyword, { value, place });
  }
}

const isExclusive = (schema: Record<string, unknown>, bound: string) =>
  schema[bound === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'] === true;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** A group around all that stands between the ends says nothing: `^([a-f]+)$` is `^[a-f]+$`. */
export function plainPattern(pattern: unknown): unknown {
  if (typeof pattern !== 'string') return pattern;
  const start = pattern.startsWith('^') ? '^' : '';
  const end = pattern.endsWith('$') ? '$' : '';
  const group = pattern.slice(start.length, pattern.length - end.length);
  if (!group.startsWith('(') || group.startsWith('(?') || !group.endsWith(')')) return pattern;
  const inner = group.slice(1, -1);
  const alone = start === '' && end === '';
  return isOneGroup(inner) && (alone || !hasAlternatives(inner)) ? start + inner + end : pattern;
}

/** Whether the parentheses within are paired, so that those around are a pair too. */
function isOneGroup(inner: string): boolean {
  let open = 0;
  for (const token of bare(inner)) {
    open += Number(token === '(') - Number(token === ')');
    if (open < 0) return false;
  }
  return open === 0;
}

function hasAlternatives(inner: string): boolean {
  let open = 0;
  for (const token of bare(inner)) {
    open += Number(token === '(') - Number(token === ')');
    if (token === '|' && open === 0) return true;
  }
  return false;
}

/** The pattern without escapes and classes, whose characters stand for themselves. */
const bare = (pattern: string) => pattern.replace(/\\./gs, '').replace(/\[[^\]]*\]?/g, '');

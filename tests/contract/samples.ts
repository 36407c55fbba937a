/**
 * Values that keep a schema, made from the schema itself: from its examples where it has some, else from what
 * it says. The same number gives the same value at every start.
 */
import { isObject, member } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Place } from './files.ts';
import { type Choose, sampleOf } from './pattern-samples.ts';
import type { SchemaGraph } from './schema-graph.ts';
import type { ContractSchemas, PathValues, SchemaError } from './schemas.ts';

/** What a value is made for. */
export interface SampleOptions {
  /** Of the path parameters, for properties that are to be the same. */
  readonly values?: PathValues;
  /** Properties of the value that no two values share; none: no two values are the same. */
  readonly identity?: readonly string[];
}

/** Random texts of this length are hardly ever the same. */
const TELLING_LENGTH = 12;
/** How many of the properties that a value may leave out are shown: all, none, or some. */
const SHOWN = ['all', 'none', 'some'] as const;
/** Deeper than this nothing is shown that may be left out, and then nothing at all. */
const OPTIONAL_DEPTH = 8;
const DEEPEST = 24;
/** What chance decides, as in a pattern or a condition, is tried again when it turns out wrong. */
const ATTEMPTS = 8;

interface Making extends SampleOptions {
  readonly index: number;
  readonly attempt: number;
  /** Names from the root to here. */
  readonly path: readonly string[];
  readonly shown: (typeof SHOWN)[number];
}

export class Samples {
  readonly #files: ContractFiles;
  readonly #graph: SchemaGraph;
  readonly #schemas: ContractSchemas;

  constructor(files: ContractFiles, graph: SchemaGraph, schemas: ContractSchemas) {
    this.#files = files;
    this.#graph = graph;
    this.#schemas = schemas;
  }

  /** The value of that number, counted from 0, and what it does not keep if none was found that keeps all. */
  make(
    place: Place,
    index: number,
    options: SampleOptions = {},
  ): { readonly value: unknown; readonly errors: readonly SchemaError[] } {
    // The first value shows all; the others differ in what they leave out.
    const turn = SHOWN[(index + Math.floor(index / SHOWN.length)) % SHOWN.length] ?? 'all';
    // Too little of a value would be the same as too little of another one.
    const shown = options.identity?.length === 0 && turn === 'none' ? 'some' : turn;
    let first: { value: unknown; errors: readonly SchemaError[] } | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const value = this.#value([place], { ...options, index, attempt, path: [], shown });
      const errors = this.#schemas.check(place, value, options.values);
      if (errors.length === 0) return { value, errors };
      first ??= { value, errors };
    }
    return first ?? { value: undefined, errors: [] };
  }

  /** A value that keeps all the schemas at once. */
  #value(places: readonly Place[], making: Making): unknown {
    const parts = this.#parts(places, making);
    let value = this.#fromParts(parts, making);
    // What follows from a condition is known once there is a value that it can be asked of.
    for (
      let more = this.#consequences(parts, value);
      more.length > 0;
      more = this.#consequences(parts, value)
    ) {
      parts.push(
        ...this.#parts(more, making).filter((part) => !parts.some((one) => keyOf(one) === keyOf(part))),
      );
      value = this.#fromParts(parts, making);
    }
    return value;
  }

  /** The schemas themselves, what they extend, and of ways among which they choose one. */
  #parts(places: readonly Place[], making: Making): Place[] {
    const parts: Place[] = [];
    const seen = new Set<string>();
    const visit = (from: Place, own: boolean) => {
      const place = this.#files.follow(from);
      if (seen.has(keyOf(place)) || parts.length > 200) return;
      seen.add(keyOf(place));
      parts.push(place);
      const related = this.#graph.related(place, own);
      for (const one of related) if (one.relation === 'allOf') visit(one.place, one.own);
      for (const relation of ['branch', 'anyOf', 'oneOf'] as const) {
        const ways = related.filter((one) => one.relation === relation);
        const way = ways[(making.index + making.attempt) % Math.max(ways.length, 1)];
        if (way) visit(way.place, way.own);
      }
    };
    for (const place of places) visit(place, false);
    return parts;
  }

  /** `then` or `else` of each part that has a condition, if it is not among the parts yet. */
  #consequences(parts: readonly Place[], value: unknown): readonly Place[] {
    return parts.flatMap((part) => {
      const schema = this.#files.value(part);
      if (member(schema, 'if') === undefined) return [];
      const holds = this.#schemas.check(below(part, 'if'), value).length === 0;
      const keyword = holds ? 'then' : 'else';
      if (!isObject(member(schema, keyword))) return [];
      const target = this.#files.follow(below(part, keyword));
      return parts.some((one) => keyOf(one) === keyOf(target)) ? [] : [target];
    });
  }

  #fromParts(parts: readonly Place[], making: Making): unknown {
    const schemas = parts.map((part) => this.#files.value(part)).filter(isObject);
    const same = this.#sameAs(schemas, making);
    if (same !== undefined) return same;
    const held = this.#held(parts, schemas, making);
    if (held) return held.value;
    switch (typeOf(schemas)) {
      case 'object':
        return this.#object(parts, schemas, making);
      case 'array':
        return this.#array(parts, schemas, making);
      case 'boolean':
        return chance(making)(2) === 0;
      case 'null':
        return null;
      case 'integer':
      case 'number':
        return numberFor(schemas, making);
      default:
        return textFor(schemas, making);
    }
  }

  #sameAs(schemas: readonly Record<string, unknown>[], { values }: Making): string | undefined {
    const name = first(schemas, 'x-same-as');
    return typeof name === 'string' ? values?.[name] : undefined;
  }

  /** What `const`, `enum` or the examples give, where all the schemas take it. */
  #held(
    parts: readonly Place[],
    schemas: readonly Record<string, unknown>[],
    making: Making,
  ): { readonly value: unknown } | undefined {
    const fixed = schemas.find((schema) => Object.hasOwn(schema, 'const'));
    if (fixed) return { value: fixed.const };
    const takes = (value: unknown) =>
      parts.every((part) => this.#schemas.check(part, value, making.values).length === 0);
    const allowed = first(schemas, 'enum');
    if (Array.isArray(allowed)) {
      const values = allowed.filter(takes);
      const value = values[making.index % Math.max(values.length, 1)];
      return { value: value ?? allowed[0] };
    }
    const examples = making.attempt > 0 || isOfWhole(making) ? [] : schemas.flatMap(examplesIn).filter(takes);
    if (examples.length === 0) return undefined;
    if (!isIdentity(making)) return { value: examples[making.index % examples.length] };
    const value = counted(examples[0], making.index);
    return takes(value) ? { value } : undefined;
  }

  #object(
    parts: readonly Place[],
    schemas: readonly Record<string, unknown>[],
    making: Making,
  ): Record<string, unknown> {
    const { path, identity = [] } = making;
    const stated = new Map<string, Place[]>();
    for (const part of parts) {
      const properties = member(this.#files.value(part), 'properties');
      for (const name of isObject(properties) ? Object.keys(properties) : []) {
        stated.set(name, [...(stated.get(name) ?? []), below(part, 'properties', name)]);
      }
    }
    const choices = parts.flatMap((part) => this.#graph.choiceOf(part)?.property ?? []);
    const required = new Set([
      ...schemas.flatMap((schema) => (Array.isArray(schema.required) ? schema.required.map(String) : [])),
      ...choices,
      ...(path.length === 0 ? identity : []),
    ]);
    const all = [...new Set([...stated.keys(), ...required])];
    const shown = all.filter(
      (name) => required.has(name) || this.#isShown(name, stated.get(name) ?? [], making),
    );
    const names = shown.length === 0 && isWhole(making) ? all : shown;
    const dependent = schemas.flatMap(({ dependentRequired }) =>
      Object.entries(isObject(dependentRequired) ? dependentRequired : {}).flatMap(([name, needed]) =>
        names.includes(name) && Array.isArray(needed) ? needed.map(String) : [],
      ),
    );
    const value: Record<string, unknown> = {};
    for (const name of new Set([...names, ...dependent])) {
      const held = choiceValue(parts, this.#graph, name, making);
      const made = held ?? this.#value(stated.get(name) ?? [], { ...making, path: [...path, name] });
      if (made !== undefined) value[name] = made;
    }
    return { ...value, ...this.#free(parts, schemas, value, making) };
  }

  /** Members with names of their own, where the schema describes them or asks for a number of members. */
  #free(
    parts: readonly Place[],
    schemas: readonly Record<string, unknown>[],
    value: Record<string, unknown>,
    making: Making,
  ): Record<string, unknown> {
    const describing = parts.find((part) =>
      isObject(member(this.#files.value(part), 'additionalProperties')),
    );
    const least = Math.max(0, ...numbers(schemas, 'minProperties')) - Object.keys(value).length;
    const count = Math.max(least, describing && making.shown === 'all' ? 1 : 0);
    const places = describing ? [below(describing, 'additionalProperties')] : [];
    return Object.fromEntries(
      Array.from({ length: count }, (_, index) => {
        const name = `key-${index + 1}`;
        return [name, this.#value(places, { ...making, path: [...making.path, name] })];
      }),
    );
  }

  #isShown(name: string, places: readonly Place[], making: Making): boolean {
    const schemas = places.map((place) => this.#files.value(this.#files.follow(place)));
    // A reply holds nothing that can only be written.
    if (schemas.some((schema) => member(schema, 'writeOnly') === true || schema === false)) return false;
    if (making.path.length >= OPTIONAL_DEPTH || making.shown === 'none') return false;
    return making.shown === 'all' || chance({ ...making, path: [...making.path, name] })(2) === 0;
  }

  #array(
    parts: readonly Place[],
    schemas: readonly Record<string, unknown>[],
    making: Making,
  ): readonly unknown[] {
    const least = Math.max(0, ...numbers(schemas, 'minItems'));
    const most = Math.min(Number.POSITIVE_INFINITY, ...numbers(schemas, 'maxItems'));
    const wanted = making.path.length >= DEEPEST ? 0 : { all: 2, some: 1, none: 0 }[making.shown];
    const count = Math.min(Math.max(least, wanted), most);
    const lists = (keyword: string, ...names: readonly (string | number)[]) =>
      parts
        .map((part) => below(part, keyword, ...names))
        .filter((place) => isObject(this.#files.value(place)) || this.#files.value(place) === true);
    // The links of an item lead to the item, which the server knows, and nobody else.
    if (making.path.at(-1) === 'links' && least === 0) return [];
    return Array.from({ length: count }, (_, index) => {
      const own = lists('prefixItems', index);
      const places = own.length > 0 ? own : [...lists('items'), ...(index === 0 ? lists('contains') : [])];
      return this.#value(places, {
        ...making,
        index: making.index + index,
        path: [...making.path, String(index)],
      });
    });
  }
}

/** The value of a property by which one of the parts chooses its branch. */
function choiceValue(
  parts: readonly Place[],
  graph: SchemaGraph,
  name: string,
  { index, attempt }: Making,
): unknown {
  for (const part of parts) {
    const choice = graph.choiceOf(part);
    if (choice?.property !== name || choice.branches.length === 0) continue;
    const branch = choice.branches[(index + attempt) % choice.branches.length];
    return branch?.values[0];
  }
  return undefined;
}

function first(schemas: readonly Record<string, unknown>[], keyword: string): unknown {
  return schemas.find((schema) => schema[keyword] !== undefined)?.[keyword];
}

function numbers(schemas: readonly Record<string, unknown>[], keyword: string): readonly number[] {
  return schemas.flatMap((schema) => {
    const value = schema[keyword];
    return typeof value === 'number' ? [value] : [];
  });
}

function examplesIn(schema: Record<string, unknown>): readonly unknown[] {
  return [
    ...(Array.isArray(schema.examples) ? schema.examples : []),
    ...(schema.example === undefined ? [] : [schema.example]),
  ];
}

/** The type that all the schemas take, null only where there is no other; without one, what their keywords are about. */
function typeOf(schemas: readonly Record<string, unknown>[]): string {
  const stated = schemas
    .filter(({ type }) => type !== undefined)
    .map(({ type }) => [type].flat().map(String));
  const [types] = stated;
  if (types) {
    const shared = types.filter((type) => stated.every((one) => one.includes(type) || isNarrower(type, one)));
    return shared.find((type) => type !== 'null') ?? shared[0] ?? types[0] ?? 'string';
  }
  const has = (...keywords: readonly string[]) =>
    keywords.some((keyword) => first(schemas, keyword) !== undefined);
  if (has('properties', 'required', 'additionalProperties', 'minProperties')) return 'object';
  if (has('items', 'prefixItems', 'minItems', 'contains')) return 'array';
  return has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')
    ? 'number'
    : 'string';
}

const isNarrower = (type: string, others: readonly string[]) =>
  type === 'integer' && others.includes('number');

const isIdentity = ({ path, identity = [] }: Making) => path.length === 1 && identity.includes(path[0] ?? '');
/** Whether the value has to be unlike every other one as a whole. */
const isWhole = ({ path, identity }: Making) => identity?.length === 0 && path.length === 0;
const isOfWhole = ({ path, identity }: Making) => identity?.length === 0 && path.length === 1;

/** The same choices for the same place in the value of the same number. */
function chance({ path, index, attempt }: Making): Choose {
  let state = hash(`${path.join('/')} ${index} ${attempt}`);
  return (count) => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(count, 1);
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** The example with a number of its own: in place of the one at its end, or behind it. */
function counted(example: unknown, index: number): unknown {
  if (typeof example === 'number') return example + index;
  const text = String(example);
  const [digits] = /\d{1,9}$/.exec(text) ?? [];
  return digits === undefined
    ? `${text}-${index + 1}`
    : `${text.slice(0, -digits.length)}${String(index + 1).padStart(digits.length, '0')}`;
}

function numberFor(schemas: readonly Record<string, unknown>[], making: Making): number {
  const unit = Math.max(1, ...numbers(schemas, 'multipleOf'));
  const step = numbers(schemas, 'multipleOf')[0] ?? 1;
  const above = Math.max(Number.NEGATIVE_INFINITY, ...numbers(schemas, 'exclusiveMinimum'));
  const under = Math.min(Number.POSITIVE_INFINITY, ...numbers(schemas, 'exclusiveMaximum'));
  const least = Math.max(
    ...numbers(schemas, 'minimum'),
    Number.isFinite(above) ? above + step : Number.NEGATIVE_INFINITY,
  );
  const most = Math.min(
    ...numbers(schemas, 'maximum'),
    Number.isFinite(under) ? under - step : Number.POSITIVE_INFINITY,
  );
  const start = Number.isFinite(least) ? least : Math.min(0, most);
  const lowest = Math.ceil(start / step) * step;
  const room = Math.max(0, Math.floor((Math.min(most, lowest + 1000 * unit) - lowest) / step));
  const steps = isIdentity(making) ? making.index : chance(making)(room + 1);
  return lowest + steps * step;
}

const DAY_MS = 86_400_000;

/** A text of a format, unlike for each number; undefined for a format that any text may have. */
function formatted(format: unknown, making: Making): string | undefined {
  const { index } = making;
  const choose = chance(making);
  const day = new Date(Date.UTC(2026, 0, 1) + (index % 3000) * DAY_MS + choose(24) * 3_600_000).toISOString();
  const bytes = [index >> 16, index >> 8, index].map((part) => part & 0xff);
  switch (format) {
    case 'date-time':
    case 'iso-date-time':
      return day.replace('.000', '');
    case 'date':
      return day.slice(0, 10);
    case 'time':
    case 'iso-time':
      return `${day.slice(11, 19)}Z`;
    case 'duration':
      return `PT${1 + (index % 24)}H`;
    case 'email':
      return `user-${index + 1}@example.com`;
    case 'hostname':
      return `host-${index + 1}.example.com`;
    case 'uri':
    case 'url':
      return `https://example.com/${index + 1}`;
    case 'uri-reference':
    case 'uri-template':
    case 'json-pointer':
      return `/${index + 1}`;
    case 'relative-json-pointer':
      return `${index + 1}`;
    case 'ipv4':
      return `10.${bytes.join('.')}`;
    case 'ipv6':
      return `2001:db8::${(index + 1).toString(16).slice(-4)}`;
    case 'uuid':
      return sampleOf('^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$', choose);
    case 'byte':
      return Buffer.from(`value ${index + 1}`).toString('base64');
    default:
      return undefined;
  }
}

function textFor(schemas: readonly Record<string, unknown>[], making: Making): string {
  const minLength = Math.max(0, ...numbers(schemas, 'minLength'));
  const maxLength = Math.min(Number.POSITIVE_INFINITY, ...numbers(schemas, 'maxLength'));
  const pattern = first(schemas, 'pattern');
  if (typeof pattern === 'string') {
    const lengths = { minLength, maxLength };
    const longer = { minLength: Math.max(minLength, Math.min(TELLING_LENGTH, maxLength)), maxLength };
    const text =
      (isIdentity(making) ? sampleOf(pattern, chance(making), longer) : undefined) ??
      sampleOf(pattern, chance(making), lengths);
    if (text !== undefined) return text;
  }
  const text = formatted(first(schemas, 'format'), making);
  if (text !== undefined) return text;
  // The last characters tell one from another.
  const name = words(making.path.filter((step) => !/^\d+$/.test(step)).at(-1) ?? 'value');
  const plain = `${name}-${making.index + 1}`;
  return plain.slice(Math.max(0, plain.length - maxLength)).padStart(Math.min(minLength, maxLength), 'x');
}

const words = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .toLowerCase();

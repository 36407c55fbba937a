/** The contract's schemas as validators: ajv compiled from the files, each error with its place. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { isObject, member, show } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Place, type Statement, step } from './files.ts';
import { FORMATS, formatText } from './formats.ts';
import { SAME_AS, schemasIn } from './openapi-form.ts';
import { regularExpression } from './patterns.ts';
import type { SchemaGraph } from './schema-graph.ts';

/** What a value has against a statement of the contract. */
export interface SchemaError {
  /** `results[3].iamRoleId` */
  readonly at: string;
  /** The object that the keyword judges: for `required` the one that lacks the property. */
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  readonly expected: string;
  readonly received: string;
  readonly statement: Statement;
  /** With `required`: the property that is absent. */
  readonly property?: string;
}

/** The values of path parameters, by name: what a property with `x-same-as` is compared with. */
export type PathValues = Readonly<Record<string, string>>;

/** Stand for `anyOf` and `oneOf`: they fail with one error of their own, not with those of every way. */
const WAYS = { anyOf: 'anyWay', oneOf: 'oneWay' } as const;

export class ContractSchemas {
  readonly #files: ContractFiles;
  readonly #graph: SchemaGraph;
  /** Places with mistakes: what stands there is left out, so that all else can be tried. */
  readonly #wrong: ReadonlySet<string>;
  readonly #ajv: Ajv2020;
  readonly #ids = new Map<string, string>();
  /** Where each schema object stands: ajv hands the very object back with its error. */
  readonly #places = new Map<unknown, Place>();
  /** Where the statement stands that a made-up schema object spells out, whatever its keyword. */
  readonly #spelledOut = new Map<unknown, Place>();
  /** Names of the properties that the schemas describe. */
  readonly #named = new Set<string>();
  readonly #checked = new Map<string, WeakMap<object, readonly SchemaError[]>>();
  #values: PathValues | undefined;

  constructor(files: ContractFiles, graph: SchemaGraph, wrong: ReadonlySet<string> = new Set()) {
    this.#files = files;
    this.#graph = graph;
    this.#wrong = wrong;
    const regExp = Object.assign((pattern: string) => regularExpression(pattern), { code: 'RegExp' });
    this.#ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      verbose: true,
      logger: false,
      meta: false,
      validateSchema: false,
      code: { regExp },
      formats: FORMATS,
    });
    this.#ajv.addKeyword({
      keyword: SAME_AS,
      validate: (parameter: string, data: unknown) =>
        this.#values === undefined || data === this.#values[parameter],
    });
    const holds = (id: string, data: unknown) => this.#validator(id)(data);
    this.#ajv.addKeyword({
      keyword: WAYS.anyOf,
      validate: (ids: readonly string[], data: unknown) => ids.some((id) => holds(id, data)),
    });
    this.#ajv.addKeyword({
      keyword: WAYS.oneOf,
      validate: (ids: readonly string[], data: unknown) => ids.filter((id) => holds(id, data)).length === 1,
    });
  }

  /** What the schema at the place has against the value. */
  check(place: Place, value: unknown, values?: PathValues): readonly SchemaError[] {
    const key = `${keyOf(place)} ${JSON.stringify(values)}`;
    const known = this.#checked.get(key) ?? new WeakMap<object, readonly SchemaError[]>();
    this.#checked.set(key, known);
    const before = typeof value === 'object' && value !== null ? known.get(value) : undefined;
    if (before) return before;
    this.#values = values;
    const validate = this.#validator(this.#idOf(place));
    validate(bounded(value, this.#named));
    const errors = (validate.errors ?? []).flatMap((error) => this.#toSchemaError(error, value) ?? []);
    if (typeof value === 'object' && value !== null) known.set(value, errors);
    return errors;
  }

  #validator(id: string): ValidateFunction {
    const validate = this.#ajv.getSchema(id);
    if (!validate) throw new RangeError(`There is no schema ${id}.`);
    return validate;
  }

  /** The id of the schema that stands at a place, or where its `$ref` leads. */
  #idOf(place: Place): string {
    const target = this.#files.follow(place);
    const key = keyOf(target);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = `schema:${this.#ids.size}`;
    this.#ids.set(key, id);
    const copy = this.#copy(target);
    this.#ajv.addSchema(isObject(copy) ? { $id: id, ...copy } : { $id: id, allOf: [copy] }, id);
    const added = this.#ajv.schemas[id]?.schema;
    this.#places.set(added, target);
    return id;
  }

  /**
   * A schema in ajv's words: each `$ref` names another schema by its id; what chooses among branches is
   * spelled out as `if` and `then`, so that the errors are those of the branch that applies; other ways
   * become keywords of ours. `own`: without the choice.
   */
  #copy(place: Place, own = false): unknown {
    const value = this.#files.value(place);
    if (!isObject(value) || this.#wrong.has(keyOf(place))) return typeof value === 'boolean' ? value : true;
    if ('$ref' in value) return this.#reference(place, value);
    const choice = this.#graph.choiceOf(place);
    const copy: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) {
      const here = below(place, name);
      if (this.#wrong.has(keyOf(here)) || (name.startsWith('x-') && name !== SAME_AS)) continue;
      if (name === 'anyOf' || name === 'oneOf') {
        if (choice === undefined && Array.isArray(inner))
          copy[WAYS[name]] = inner.map((_, index) => this.#idOf(below(here, index)));
      } else if (name === 'allOf') {
        copy.allOf = this.#extended(place, inner);
      } else if (!ANNOTATIONS.includes(name)) {
        copy[name] = this.#member(here, name, inner);
      }
    }
    if (choice !== undefined && !own) {
      const before = Array.isArray(copy.allOf) ? copy.allOf : [];
      copy.allOf = [...before, ...this.#chosen(place)];
    }
    this.#places.set(copy, place);
    return copy;
  }

  #member(here: Place, name: string, inner: unknown): unknown {
    if (name === 'properties' && isObject(inner)) for (const one of Object.keys(inner)) this.#named.add(one);
    switch (schemasIn(name)) {
      case 'one':
        return this.#copy(here);
      case 'list':
        return Array.isArray(inner) ? inner.map((_, index) => this.#copy(below(here, index))) : [];
      case 'map':
        return isObject(inner)
          ? Object.fromEntries(Object.keys(inner).map((one) => [one, this.#copy(below(here, one))]))
          : {};
      default:
        return inner;
    }
  }

  #reference(place: Place, value: Record<string, unknown>): unknown {
    if ('what' in this.#files.resolve(place)) return true;
    const same = value[SAME_AS];
    const copy = { $ref: this.#idOf(place), ...(same !== undefined && { [SAME_AS]: same }) };
    this.#places.set(copy, place);
    return copy;
  }

  /** What the schema extends; a parent that has it among its branches judges here without them. */
  #extended(place: Place, list: unknown): readonly unknown[] {
    return (Array.isArray(list) ? list : []).map((_, index) => {
      const here = below(place, 'allOf', index);
      const target = this.#files.resolve(here);
      return !('what' in target) && this.#graph.isBranchOf(place, target)
        ? this.#copy(target, true)
        : this.#copy(here);
    });
  }

  #chosen(place: Place): readonly unknown[] {
    const { property, branches, exhaustive } = this.#graph.choiceOf(place) ?? { branches: [] };
    if (property === undefined) return [];
    const chosen = branches.map(({ values, stated, place: branch }) => {
      const condition = {
        if: { type: 'object', required: [property], properties: { [property]: { enum: values } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { $ref: this.#idOf(branch) },
      };
      this.#places.set(condition, stated);
      return condition;
    });
    if (!exhaustive) return chosen;
    const held = { enum: branches.flatMap(({ values }) => values) };
    const rest = { type: 'object', required: [property], properties: { [property]: held } };
    for (const made of [held, rest]) this.#spelledOut.set(made, below(place, 'oneOf'));
    return [rest, ...chosen];
  }

  #toSchemaError(error: ErrorObject, root: unknown): SchemaError | undefined {
    const { keyword, instancePath, params, data, schema, parentSchema } = error;
    // The errors of the branch itself are reported; these two add nothing to them.
    if (keyword === 'if' || keyword === 'allOf') return undefined;
    const path = instancePath.split('/').slice(1).map(stepsIn(root));
    const missing: unknown = keyword === 'required' ? params.missingProperty : undefined;
    const property = typeof missing === 'string' ? missing : undefined;
    const [own] = Object.entries(WAYS).find(([, ours]) => ours === keyword) ?? [];
    return {
      at: pathText(property === undefined ? path : [...path, property]),
      path,
      keyword: own ?? keyword,
      expected: own === undefined ? this.#expectation(error) : this.#ways(own, schema, data),
      received: property === undefined ? receivedText(keyword, data) : 'absent',
      statement: this.#files.statement(
        this.#spelledOut.get(parentSchema) ??
          this.#statementOf(own ?? keyword, schema, parentSchema, property),
      ),
      ...(property !== undefined && { property }),
    };
  }

  #statementOf(keyword: string, schema: unknown, parentSchema: unknown, property: string | undefined): Place {
    const place = this.#places.get(parentSchema) ?? { file: this.#files.names[0] ?? '', pointer: '' };
    // Each name in a list of required ones is a statement of its own, with a line of its own.
    const item = property !== undefined && Array.isArray(schema) ? step(schema.indexOf(property)) : '';
    return { ...place, pointer: `${place.pointer}/${keyword}${item}` };
  }

  #expectation({ keyword, schema, message }: ErrorObject): string {
    if (keyword !== SAME_AS) return expectation(keyword, schema, message);
    const value = this.#values?.[String(schema)];
    return `${show(value)}, the ${String(schema)} of the path`;
  }

  /** What the ways among which a value may choose ask for, where that is about the value itself. */
  #ways(keyword: string, ids: unknown, data: unknown): string {
    const wanted = (Array.isArray(ids) ? ids : []).map((id) => {
      const validate = this.#validator(String(id));
      validate(data);
      const errors = validate.errors ?? [];
      return errors.every(({ instancePath }) => instancePath === '')
        ? errors.map((one) => this.#expectation(one))
        : [];
    });
    const told = wanted.every((texts) => texts.length === 1) ? [...new Set(wanted.flat())] : [];
    if (told.length > 0) return told.join(' or ');
    return `${keyword === 'oneOf' ? 'one and only one' : 'one'} of the ${wanted.length} forms that stand there`;
  }
}

/** Keywords for people, and the one that is spelled out. */
const ANNOTATIONS: readonly string[] = [
  ...['title', 'description', 'default', 'deprecated', 'readOnly', 'writeOnly', 'example', 'examples'],
  ...['externalDocs', 'xml', '$comment', 'discriminator'],
];

/**
 * A page holds 500 items at most, and rules of their own judge longer ones. What a hostile target sends
 * beyond this is not looked at: 100,000 wrong members would earn half a million errors.
 */
export const MOST_MEMBERS = 1000;

/** The value with its arrays cut, and its objects but for the members that a schema names. */
function bounded(value: unknown, named: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map((item) => bounded(item, named));
  if (!isObject(value)) return value;
  const names = Object.keys(value);
  const looked =
    names.length > MOST_MEMBERS
      ? new Set([...names.slice(0, MOST_MEMBERS), ...[...named].filter((name) => Object.hasOwn(value, name))])
      : names;
  return Object.fromEntries([...looked].map((name) => [name, bounded(value[name], named)]));
}

/** Turns the steps of an instance path into names and, where the value is an array, numbers. */
function stepsIn(root: unknown): (part: string) => string | number {
  let here = root;
  return (part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(here)) {
      const index = Number(name);
      here = here[index];
      return index;
    }
    here = member(here, name);
    return name;
  };
}

/** `results[3].iamRoleId`; the whole value is `the body`. */
function pathText(path: readonly (string | number)[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? 'the body' : text;
}

const WITH_ARTICLE: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  array: 'an array',
  null: 'null',
};

const many = (count: unknown, what: string) => `${String(count)} ${what}${count === 1 ? '' : 's'}`;

/** What the contract asks for, in a few words. */
function expectation(keyword: string, schema: unknown, message: string | undefined): string {
  switch (keyword) {
    case 'type':
      return [schema]
        .flat()
        .map((name) => WITH_ARTICLE[String(name)] ?? String(name))
        .join(' or ');
    case 'required':
      return 'a member of that name';
    case 'enum':
      return Array.isArray(schema) && schema.length === 1
        ? show(schema[0])
        : `one of ${Array.isArray(schema) ? schema.map((value) => show(value)).join(', ') : show(schema)}`;
    case 'const':
      return show(schema);
    case 'pattern':
      return `text of the pattern ${String(schema)}`;
    case 'format':
      return formatText(String(schema));
    case 'minLength':
      return `${many(schema, 'character')} or more`;
    case 'maxLength':
      return `${many(schema, 'character')} or fewer`;
    case 'minItems':
      return `${many(schema, 'item')} or more`;
    case 'maxItems':
      return `${many(schema, 'item')} or fewer`;
    case 'minProperties':
      return `${many(schema, 'member')} or more`;
    case 'maxProperties':
      return `${many(schema, 'member')} or fewer`;
    case 'minimum':
      return `${String(schema)} or more`;
    case 'maximum':
      return `${String(schema)} or less`;
    case 'exclusiveMinimum':
      return `more than ${String(schema)}`;
    case 'exclusiveMaximum':
      return `less than ${String(schema)}`;
    case 'multipleOf':
      return `a multiple of ${String(schema)}`;
    case 'uniqueItems':
      return 'no item twice';
    case 'additionalProperties':
      return 'no member that the contract does not name';
    default:
      return message ?? keyword;
  }
}

/** In code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function receivedText(keyword: string, data: unknown): string {
  const length = keyword === 'minLength' || keyword === 'maxLength';
  return length && typeof data === 'string'
    ? `${show(data)}, ${many(lengthOf(data), 'character')}`
    : show(data);
}

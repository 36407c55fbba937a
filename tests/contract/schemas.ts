/** The contract's schemas as validators: ajv compiled from the files, each error with its line. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { isObject, member, show } from '../json/json.ts';
import type { ContractFiles, Place, Statement } from './files.ts';
import { step } from './files.ts';
import { DOCUMENT_NAMES, walk } from './openapi-form.ts';

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

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class ContractSchemas {
  readonly #files: ContractFiles;
  readonly #ajv: Ajv2020;
  /** Where each schema object stands: ajv hands the very object back with its error. */
  readonly #places = new Map<unknown, Place>();
  readonly #checked = new Map<string, WeakMap<object, readonly SchemaError[]>>();

  /** Compiles every schema that the file reaches. Throws ContractError. */
  constructor(files: ContractFiles, file: string) {
    this.#files = files;
    this.#ajv = new Ajv2020({
      strict: true,
      // A branch for one provider requires what its parent describes.
      strictRequired: false,
      allowUnionTypes: true,
      allErrors: true,
      verbose: true,
      logger: false,
      formats: { uri: (text: string) => URL.canParse(text), uuid: UUID },
    });
    this.#ajv.addVocabulary([...DOCUMENT_NAMES]);
    const { schemas, roots } = walk(files, { file, pointer: '' }, 'document');
    for (const place of schemas) this.#verify(place);
    for (const name of files.names) this.#add(name);
    for (const place of roots) this.#compile(place);
  }

  /** What the schema at the place has against the value. */
  check(place: Place, value: unknown): readonly SchemaError[] {
    const key = `${place.file}#${place.pointer}`;
    const known = this.#checked.get(key) ?? new WeakMap<object, readonly SchemaError[]>();
    this.#checked.set(key, known);
    const before = typeof value === 'object' && value !== null ? known.get(value) : undefined;
    if (before) return before;
    const validate = this.#compile(place);
    validate(bounded(value));
    const errors = (validate.errors ?? []).flatMap((error) => this.#toSchemaError(error, value) ?? []);
    if (typeof value === 'object' && value !== null) known.set(value, errors);
    return errors;
  }

  #add(name: string): void {
    const document = this.#files.file(name).document;
    const copy = this.#copy(document, { file: name, pointer: '' });
    if (isObject(copy)) this.#ajv.addSchema({ $id: name, ...copy }, name, false, false);
  }

  /**
   * The document with every discriminator spelled out as `if` and `then`: ajv knows no `mapping`, and a
   * plain `oneOf` would name every branch's errors instead of those of the branch that applies.
   */
  #copy(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.#copy(item, { ...place, pointer: place.pointer + step(index) }));
    }
    if (!isObject(value)) return value;
    const copy: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) {
      if (name.startsWith('x-') || name === 'examples' || name === 'example') continue;
      copy[name] = this.#copy(inner, { ...place, pointer: place.pointer + step(name) });
    }
    const { discriminator } = value;
    const property = member(discriminator, 'propertyName');
    const mapping = member(discriminator, 'mapping');
    if (typeof property === 'string' && isObject(mapping)) {
      delete copy.discriminator;
      delete copy.oneOf;
      const branches = Object.entries(mapping).map(([value, $ref]) => {
        const branch = {
          if: { type: 'object', required: [property], properties: { [property]: { const: value } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: { $ref },
        };
        this.#places.set(branch, {
          ...place,
          pointer: `${place.pointer}/discriminator/mapping${step(value)}`,
        });
        return branch;
      });
      copy.allOf = [...(Array.isArray(copy.allOf) ? copy.allOf : []), ...branches];
    }
    this.#places.set(copy, place);
    return copy;
  }

  #compile(place: Place): ValidateFunction {
    try {
      const key = `${place.file}#${encodeURI(place.pointer)}`;
      const validate = this.#ajv.getSchema(key);
      if (!validate) throw new Error('it is no schema');
      return validate;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw this.#files.error(place, `the schema cannot be used: ${why}`);
    }
  }

  /** Finds what JSON Schema itself has against a schema, where its line is known. */
  #verify(place: Place): void {
    const schema = this.#files.value(place);
    const { pattern } = isObject(schema) ? schema : {};
    const wrong =
      isObject(schema) && this.#ajv.validateSchema(schema) !== true ? this.#ajv.errors?.[0] : undefined;
    if (wrong) {
      const at = { ...place, pointer: place.pointer + wrong.instancePath };
      throw this.#files.error(
        at,
        `${show(this.#files.value(at))} ${wrong.message ?? 'is wrong'}; mend the schema there`,
      );
    }
    if (typeof pattern !== 'string') return;
    try {
      new RegExp(pattern, 'u');
    } catch {
      const at = { ...place, pointer: `${place.pointer}/pattern` };
      throw this.#files.error(at, `${show(pattern)} is no regular expression; mend the pattern there`);
    }
  }

  #toSchemaError(error: ErrorObject, root: unknown): SchemaError | undefined {
    const { keyword, instancePath, params, data, schema, parentSchema } = error;
    // The errors of the branch itself are reported; these two add nothing to them.
    if (keyword === 'if' || keyword === 'allOf') return undefined;
    const path = instancePath.split('/').slice(1).map(stepsIn(root));
    const missing: unknown = keyword === 'required' ? params.missingProperty : undefined;
    const property = typeof missing === 'string' ? missing : undefined;
    const place = this.#places.get(parentSchema) ?? { file: this.#files.names[0] ?? '', pointer: '' };
    // Each name in a list of required ones is a statement of its own, with a line of its own.
    const item = property !== undefined && Array.isArray(schema) ? step(schema.indexOf(property)) : '';
    return {
      at: pathText(property === undefined ? path : [...path, property]),
      path,
      keyword,
      expected: expectation(keyword, schema, error.message),
      received: property === undefined ? receivedText(keyword, data) : 'absent',
      statement: this.#files.statement({ ...place, pointer: `${place.pointer}/${keyword}${item}` }),
      ...(property !== undefined && { property }),
    };
  }
}

/**
 * A page holds 500 buckets at most, and rules of their own judge longer ones. What a hostile target sends
 * beyond this is not looked at: 100,000 wrong members would earn half a million errors.
 */
const MOST_MEMBERS = 2000;

/** The value with its arrays cut; of an object with so many members, the validators read those that they name. */
function bounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map(bounded);
  if (!isObject(value)) return value;
  const members = Object.entries(value);
  if (members.length > MOST_MEMBERS) return value;
  return Object.fromEntries(members.map(([name, inner]) => [name, bounded(inner)]));
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
      return schema === 'uri'
        ? 'an absolute URL'
        : schema === 'uuid'
          ? 'a UUID'
          : `the format ${String(schema)}`;
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
    default:
      return message ?? keyword;
  }
}

function receivedText(keyword: string, data: unknown): string {
  const length = keyword === 'minLength' || keyword === 'maxLength';
  return length && typeof data === 'string'
    ? `${show(data)}, ${many([...data].length, 'character')}`
    : show(data);
}

/**
 * What an OpenAPI 3.1 document may hold, as far as a contract uses it: every name that stands in none of
 * these tables is a mistake, and every value that is not what its table says. From the OpenAPI
 * Specification 3.1.0, section 4.8, and JSON Schema 2020-12.
 */

import { isObject, show } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Mistake, type Place } from './files.ts';
import { isFormat } from './formats.ts';
import { isPattern } from './patterns.ts';
import type { SchemaGraph } from './schema-graph.ts';

type Kind = keyof typeof OBJECTS;
type Value = keyof typeof VALUES;
/** What a member is: a plain value, one object, a list of them, or a map from free names to them. */
type Form = Value | Kind | readonly ['list' | 'map', Kind];

const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];
const isText = (value: unknown): value is string => typeof value === 'string';
const isList = (value: unknown, each: (item: unknown) => boolean) =>
  Array.isArray(value) && value.length > 0 && value.every(each);
const isNames = (value: unknown) => Array.isArray(value) && value.every(isText);
const isTexts = (value: unknown) => isObject(value) && Object.values(value).every(isText);

const isRule = (value: unknown) =>
  isObject(value) &&
  /^[A-Z]+-\S+$/.test(String(value.id)) &&
  isText(value.title) &&
  (value.keywords === undefined || isList(value.keywords, isText)) &&
  [value.hint, value.lookAt].every((text) => text === undefined || isText(text));

const isVendorEntry = (value: unknown) =>
  isObject(value) &&
  isText(value.because) &&
  (isObject(value.says) || isObject(value.lacks)) &&
  Object.entries(value).every(
    ([name, inner]) => name === 'because' || (/^(says|lacks)$/.test(name) && isObject(inner)),
  );

/** Plain values: the test, and what a wrong one is to be. */
const VALUES = {
  any: [() => true, ''],
  text: [isText, 'write a text'],
  flag: [(value) => typeof value === 'boolean', 'write true or false'],
  number: [(value) => typeof value === 'number', 'write a number'],
  count: [(value) => Number.isInteger(value) && Number(value) >= 0, 'write a whole number from 0 on'],
  divisor: [(value) => typeof value === 'number' && value > 0, 'write a number above 0'],
  values: [(value) => isList(value, () => true), 'write a list with one value or more'],
  names: [isNames, 'write a list of names'],
  types: [
    (value) =>
      TYPES.some((type) => type === value) || isList(value, (one) => TYPES.some((type) => type === one)),
    `write one of ${TYPES.join(', ')}, or a list of them`,
  ],
  pattern: [isPattern, 'write a regular expression'],
  format: [isFormat, 'write one of the formats that JSON Schema and OpenAPI register, or a pattern instead'],
  version: [
    (value) => isText(value) && /^3\.1\.\d+$/.test(value),
    'write 3.1.0: contracts are read as OpenAPI 3.1, whose schemas say null and bounds in another way than those of 3.0',
  ],
  noun: [
    (value) => isTexts(value) && isText(Object(value).one) && isText(Object(value).many),
    'write { one: …, many: … }',
  ],
  identity: [(value) => isList(value, isText), 'write a list of property names'],
  source: [(value) => isText(value) || isTexts(value), 'write a text, or one for each keyword'],
  rules: [
    (value) => isList(value, isRule),
    'write a list of rules, each with id, title, and keywords where it is not about all of them',
  ],
  vendor: [
    (value) => isList(value, isVendorEntry),
    'write a list of entries with says or lacks, by keyword, and because',
  ],
  day: [(value) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(value), 'write a day such as 2027-07-01'],
} as const satisfies Readonly<Record<string, readonly [test: (value: unknown) => boolean, wanted: string]>>;

const OBJECTS = {
  document: {
    openapi: 'version',
    info: 'info',
    servers: 'any',
    tags: 'any',
    security: 'any',
    paths: ['map', 'pathItem'],
    components: 'components',
    externalDocs: 'any',
    jsonSchemaDialect: 'any',
  },
  info: {
    title: 'text',
    summary: 'text',
    version: 'text',
    description: 'text',
    license: 'any',
    contact: 'any',
    termsOfService: 'text',
  },
  components: {
    securitySchemes: ['map', 'securityScheme'],
    parameters: ['map', 'parameter'],
    headers: ['map', 'header'],
    responses: ['map', 'response'],
    schemas: ['map', 'schema'],
    examples: 'any',
  },
  securityScheme: {
    type: 'text',
    scheme: 'text',
    description: 'text',
    flows: 'any',
    bearerFormat: 'text',
    name: 'text',
    in: 'text',
    openIdConnectUrl: 'text',
  },
  pathItem: {
    get: 'operation',
    summary: 'text',
    description: 'text',
    servers: 'any',
    parameters: ['list', 'parameter'],
  },
  operation: {
    operationId: 'text',
    summary: 'text',
    description: 'text',
    tags: 'names',
    deprecated: 'flag',
    externalDocs: 'any',
    security: 'any',
    servers: 'any',
    parameters: ['list', 'parameter'],
    responses: ['map', 'response'],
    'x-noun': 'noun',
  },
  parameter: {
    name: 'text',
    in: 'text',
    required: 'flag',
    description: 'text',
    deprecated: 'flag',
    allowEmptyValue: 'flag',
    style: 'text',
    explode: 'flag',
    schema: 'schema',
    example: 'any',
    examples: 'any',
  },
  response: {
    description: 'text',
    headers: ['map', 'header'],
    content: ['map', 'mediaType'],
    links: 'any',
  },
  header: {
    description: 'text',
    required: 'flag',
    deprecated: 'flag',
    style: 'text',
    explode: 'flag',
    schema: 'schema',
    example: 'any',
    examples: 'any',
  },
  mediaType: { schema: 'schema', example: 'any', examples: 'any', encoding: 'any', 'x-sunset': 'day' },
  discriminator: { propertyName: 'text', mapping: 'any' },
  schema: {
    title: 'text',
    description: 'text',
    default: 'any',
    deprecated: 'flag',
    readOnly: 'flag',
    writeOnly: 'flag',
    example: 'any',
    examples: 'values',
    externalDocs: 'any',
    xml: 'any',
    $comment: 'text',
    type: 'types',
    enum: 'values',
    const: 'any',
    format: 'format',
    pattern: 'pattern',
    minLength: 'count',
    maxLength: 'count',
    minimum: 'number',
    maximum: 'number',
    exclusiveMinimum: 'number',
    exclusiveMaximum: 'number',
    multipleOf: 'divisor',
    minItems: 'count',
    maxItems: 'count',
    uniqueItems: 'flag',
    minContains: 'count',
    maxContains: 'count',
    minProperties: 'count',
    maxProperties: 'count',
    required: 'names',
    dependentRequired: 'any',
    properties: ['map', 'schema'],
    patternProperties: ['map', 'schema'],
    additionalProperties: 'schema',
    propertyNames: 'schema',
    items: 'schema',
    contains: 'schema',
    prefixItems: ['list', 'schema'],
    allOf: ['list', 'schema'],
    anyOf: ['list', 'schema'],
    oneOf: ['list', 'schema'],
    not: 'schema',
    if: 'schema',
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: 'schema',
    else: 'schema',
    discriminator: 'discriminator',
    'x-identity': 'identity',
    'x-same-as': 'text',
    'x-rules': 'rules',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Our extensions that may stand in any object. */
const ANYWHERE: Readonly<Record<string, Form>> = { 'x-source': 'source', 'x-vendor': 'vendor' };

/** How a keyword of a schema holds other schemas: one, a list or a map of them; undefined when it holds none. */
export function schemasIn(keyword: string): 'one' | 'list' | 'map' | undefined {
  const form: Readonly<Record<string, Form>> = OBJECTS.schema;
  const what = Object.hasOwn(form, keyword) ? form[keyword] : undefined;
  if (what === 'schema') return 'one';
  return Array.isArray(what) ? what[0] : undefined;
}

/** Beside a `$ref` these say something about the place; anything else there would not be read. */
const BESIDE_A_REFERENCE: readonly string[] = [
  ...[
    '$ref',
    'title',
    'summary',
    'description',
    'deprecated',
    'readOnly',
    'writeOnly',
    'example',
    'examples',
  ],
  ...['default', 'externalDocs'],
];

/** Names of OpenAPI 3.0 that 3.1 says in another way. */
const REPLACED: Readonly<Record<string, string>> = {
  nullable: '3.1 has no nullable; add "null" to the type, as in type: [string, "null"]',
};
const EXCLUSIVE = 'in 3.1 it is the bound itself: move the number of minimum or maximum here';

/** Binds a property to a parameter of the path; it may stand beside a `$ref`. */
export const SAME_AS = 'x-same-as';

/** Keywords that a value can violate, or that say what a request may leave out. */
const STATEMENTS: readonly string[] = [
  ...['type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems', 'contains', 'minProperties', 'maxProperties'],
  ...['dependentRequired', 'not', 'default', SAME_AS],
];

/** Schemas below these say nothing by themselves: a condition, or one way among several. */
const CONDITIONS: readonly string[] = ['if', 'not', 'contains', 'propertyNames'];

export interface Walk {
  /** Every schema that is no `$ref`. */
  readonly schemas: readonly Place[];
  /** Those that stand by themselves: of a parameter, a header, a media type, or under a name. */
  readonly roots: readonly Place[];
  /** Parameters, headers and media types: what holds a schema, and examples of it. */
  readonly holders: readonly Place[];
  /** Everything that a server can violate. */
  readonly statements: readonly Place[];
  readonly mistakes: readonly Mistake[];
}

interface WalkOptions {
  /** Whether what stands at a place is of any interest; all of it when absent. */
  readonly concerns?: (place: Place) => boolean;
  /** Tells which schemas are ways among which a value chooses; needed for the statements alone. */
  readonly graph?: SchemaGraph;
}

/** Visits all that can be reached from a document or an operation. */
export function walk(
  files: ContractFiles,
  start: Place,
  startKind: 'document' | 'operation',
  { concerns = () => true, graph }: WalkOptions = {},
): Walk {
  const seen = new Set<string>();
  const schemas: Place[] = [];
  const roots: Place[] = [];
  const holders: Place[] = [];
  const statements: Place[] = [];
  const mistakes: Mistake[] = [];
  const wrong = (place: Place, what: string) => mistakes.push({ place, what });

  /** Follows a `$ref` and says where it leads. */
  const follow = (place: Place, value: Record<string, unknown>): Place | undefined => {
    for (const name of Object.keys(value)) {
      if (name.startsWith('x-') || BESIDE_A_REFERENCE.includes(name)) continue;
      wrong(below(place, name), `"${name}" beside a $ref is not read; move it to where the $ref leads`);
    }
    const target = files.resolve(place);
    if ('what' in target) wrong(target.place, target.what);
    return 'what' in target ? undefined : target;
  };

  const visit = (place: Place, kind: Kind, parent: Kind | undefined, condition: boolean): void => {
    const value = files.value(place);
    if (kind === 'schema' && typeof value === 'boolean') return;
    if (!isObject(value)) {
      wrong(place, `expected ${article(kind)}, an object; found ${show(value, 40)}`);
      return;
    }
    const key = `${keyOf(place)} ${kind} ${condition}`;
    if (seen.has(key)) return;
    seen.add(key);
    if ('$ref' in value) {
      if (SAME_AS in value && !condition) statements.push(below(place, SAME_AS));
      const target = follow(place, value);
      if (target) visit(target, kind, parent, condition);
      return;
    }
    if (kind === 'schema') schemas.push(place);
    if (kind === 'schema' && parent !== 'schema') roots.push(place);
    const isHolder = kind === 'header' || kind === 'mediaType' || kind === 'parameter';
    if (isHolder) holders.push(place);
    if (isHolder || kind === 'response') statements.push(place);
    const form: Readonly<Record<string, Form>> = { ...ANYWHERE, ...OBJECTS[kind] };
    for (const [name, inner] of Object.entries(value)) {
      const here = below(place, name);
      const what = Object.hasOwn(form, name) ? form[name] : undefined;
      if (what === undefined) {
        if (!name.startsWith('x-')) wrong(here, unknownName(kind, name));
        else if (OURS.has(name))
          wrong(here, `${name} is not read in ${article(kind)}; it belongs to ${OURS.get(name)}`);
        continue;
      }
      if (kind === 'operation' && name === 'security') statements.push(here);
      if (kind === 'schema' && !condition) statements.push(...statementsOf(here, name, inner));
      visitMember(here, name, inner, what, kind, parent, condition);
    }
  };

  const visitMember = (
    here: Place,
    name: string,
    inner: unknown,
    what: Form,
    kind: Kind,
    parent: Kind | undefined,
    condition: boolean,
  ): void => {
    if (typeof what === 'string') {
      if (isValueForm(what)) {
        const [holds, wanted] = VALUES[what];
        if (holds(inner)) return;
        const hint = /^exclusive/.test(name) && typeof inner === 'boolean' ? EXCLUSIVE : wanted;
        wrong(here, `${name} is ${show(inner, 60)}; ${hint}`);
        return;
      }
      visit(here, what, kind, condition || (kind === 'schema' && CONDITIONS.includes(name)));
      return;
    }
    const [shape, entryKind] = what;
    const entries =
      shape === 'list' ? Array.isArray(inner) && inner.keys() : isObject(inner) && Object.keys(inner);
    if (!entries) {
      wrong(
        here,
        `expected ${shape === 'list' ? 'a list' : 'an object'} as ${name}; found ${show(inner, 40)}`,
      );
      return;
    }
    // A reply's own ways, the list and the enveloped list, are each judged where they are asked for.
    const chosen = kind === 'schema' && parent !== 'mediaType' && (name === 'anyOf' || name === 'oneOf');
    const apart = chosen && graph !== undefined && graph.choiceOf(parentOf(here)) === undefined;
    if (apart && !condition) statements.push(here);
    for (const entry of entries) {
      const place = below(here, entry);
      if (isExtensionOf(name, entry)) continue;
      if (concerns(place)) visit(place, entryKind, kind, condition || apart);
    }
  };

  visit(start, startKind, undefined, false);
  return { schemas, roots, holders, statements, mistakes };
}

function statementsOf(here: Place, name: string, inner: unknown): readonly Place[] {
  if (name === 'required' && Array.isArray(inner)) return inner.map((_, index) => below(here, index));
  const closed = name === 'additionalProperties' && inner === false;
  return closed || STATEMENTS.includes(name) ? [here] : [];
}

/** Paths and replies may have extensions among them; of free names elsewhere any may begin with x-. */
function isExtensionOf(name: string, entry: string | number): boolean {
  return (name === 'paths' || name === 'responses') && String(entry).startsWith('x-');
}

const parentOf = ({ file, pointer }: Place): Place => ({
  file,
  pointer: pointer.slice(0, pointer.lastIndexOf('/')),
});

function isValueForm(form: Value | Kind): form is Value {
  return Object.hasOwn(VALUES, form);
}

function unknownName(kind: Kind, name: string): string {
  if (kind === 'pathItem' && /^(put|post|delete|patch|options|head|trace)$/.test(name)) {
    return `a contract states one GET; take ${name} out`;
  }
  const replaced = kind === 'schema' && Object.hasOwn(REPLACED, name) ? REPLACED[name] : undefined;
  return (
    replaced ??
    `unknown keyword "${name}" in ${article(kind)}; OpenAPI 3.1 knows no such name here, or this suite does not read it`
  );
}

const NAMES: Readonly<Partial<Record<Kind, string>>> = {
  document: 'a document',
  pathItem: 'a path item',
  operation: 'an operation',
  mediaType: 'a media type',
  securityScheme: 'a security scheme',
  info: 'the info object',
  components: 'the components object',
};
function article(kind: Kind): string {
  return NAMES[kind] ?? `a ${kind}`;
}

/** Where each of our extensions stands; what may stand anywhere is not among them. */
const OURS: ReadonlyMap<string, string> = new Map(
  (['operation', 'mediaType', 'schema'] as const).flatMap((kind) =>
    Object.keys(OBJECTS[kind]).flatMap((name) =>
      name.startsWith('x-') ? [[name, article(kind)] as const] : [],
    ),
  ),
);

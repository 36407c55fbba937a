/**
 * What an OpenAPI 3.1 document may hold, as far as a contract of ours uses it: every name that stands
 * in none of these tables is a mistake. From the OpenAPI Specification 3.1.0, section 4.8, and JSON
 * Schema 2020-12.
 */

import { isObject } from '../json/json.ts';
import type { ContractError, ContractFiles, Place } from './files.ts';
import { step } from './files.ts';

type Kind = keyof typeof OBJECTS;
/** What a member is: free text and data, one object, a list of them, or a map from free names to them. */
type Form = 'any' | Kind | readonly ['list' | 'map', Kind];

const OBJECTS = {
  document: {
    openapi: 'any',
    info: 'info',
    servers: 'any',
    tags: 'any',
    paths: ['map', 'pathItem'],
    components: 'components',
    externalDocs: 'any',
  },
  info: {
    title: 'any',
    summary: 'any',
    version: 'any',
    description: 'any',
    license: 'any',
    contact: 'any',
    termsOfService: 'any',
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
    type: 'any',
    scheme: 'any',
    description: 'any',
    flows: 'any',
    bearerFormat: 'any',
    name: 'any',
    in: 'any',
  },
  pathItem: { get: 'operation', summary: 'any', description: 'any', parameters: ['list', 'parameter'] },
  operation: {
    operationId: 'any',
    summary: 'any',
    description: 'any',
    tags: 'any',
    deprecated: 'any',
    externalDocs: 'any',
    security: 'any',
    parameters: ['list', 'parameter'],
    responses: ['map', 'response'],
  },
  parameter: {
    name: 'any',
    in: 'any',
    required: 'any',
    description: 'any',
    deprecated: 'any',
    style: 'any',
    explode: 'any',
    schema: 'schema',
    example: 'any',
    examples: 'any',
  },
  response: {
    description: 'any',
    headers: ['map', 'header'],
    content: ['map', 'mediaType'],
  },
  header: {
    description: 'any',
    required: 'any',
    deprecated: 'any',
    schema: 'schema',
    example: 'any',
    examples: 'any',
  },
  mediaType: { schema: 'schema', example: 'any', examples: 'any' },
  discriminator: { propertyName: 'any', mapping: 'any' },
  schema: {
    title: 'any',
    description: 'any',
    default: 'any',
    deprecated: 'any',
    readOnly: 'any',
    examples: 'any',
    type: 'any',
    enum: 'any',
    const: 'any',
    format: 'any',
    pattern: 'any',
    minLength: 'any',
    maxLength: 'any',
    minimum: 'any',
    maximum: 'any',
    exclusiveMinimum: 'any',
    exclusiveMaximum: 'any',
    multipleOf: 'any',
    minItems: 'any',
    maxItems: 'any',
    uniqueItems: 'any',
    minProperties: 'any',
    maxProperties: 'any',
    required: 'any',
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
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Names that a whole document may hold: a schema compiler has to know them. */
export const DOCUMENT_NAMES: readonly string[] = Object.keys(OBJECTS.document);

/** Keywords that a value can violate, or that say what a request may leave out. */
const STATEMENTS: readonly string[] = [
  'type',
  'enum',
  'const',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'default',
];

export interface Walk {
  /** Every schema, the inner ones before those that hold them. */
  readonly schemas: readonly Place[];
  /** Those that stand by themselves: of a parameter, a header, a media type, or under a name. */
  readonly roots: readonly Place[];
  /** Everything that a server can violate. */
  readonly statements: readonly Place[];
}

/**
 * Visits all that can be reached from a document or an operation, but for what does not concern the caller.
 * Throws ContractError at the first mistake.
 */
export function walk(
  files: ContractFiles,
  start: Place,
  startKind: 'document' | 'operation',
  concerns: (place: Place) => boolean = () => true,
): Walk {
  const seen = new Set<string>();
  const schemas: Place[] = [];
  const roots: Place[] = [];
  const statements: Place[] = [];

  const visit = (place: Place, kind: Kind, parent?: Kind): void => {
    const value = files.value(place);
    if (kind === 'schema' && typeof value === 'boolean') return;
    if (!isObject(value)) throw mistake(files, place, `expected an object, found ${JSON.stringify(value)}`);
    const key = `${place.file}#${place.pointer}`;
    // A condition states nothing: what follows from it does.
    const condition = /\/if(\/|$)/.test(place.pointer);
    if (seen.has(key)) return;
    seen.add(key);
    if ('$ref' in value) {
      const extra = Object.keys(value).find((name) => !['$ref', 'summary', 'description'].includes(name));
      if (extra !== undefined) {
        throw mistake(
          files,
          below(place, extra),
          `"${extra}" beside a $ref is not read; move it to where the $ref leads`,
        );
      }
      visit(files.follow(place), kind, parent);
      return;
    }
    if (kind === 'schema') schemas.push(place);
    if (kind === 'schema' && parent !== 'schema') roots.push(place);
    if (kind === 'response' || kind === 'header' || kind === 'mediaType' || kind === 'parameter')
      statements.push(place);
    const form: Readonly<Record<string, Form>> = OBJECTS[kind];
    for (const [name, inner] of Object.entries(value)) {
      const here = below(place, name);
      if (name.startsWith('x-')) continue;
      const what = Object.hasOwn(form, name) ? form[name] : undefined;
      if (what === undefined) {
        throw mistake(
          files,
          here,
          `unknown keyword "${name}" in ${article(kind)}; OpenAPI 3.1 knows no such name here, or this suite does not read it`,
        );
      }
      if (kind === 'schema' && !condition && STATEMENTS.includes(name)) statements.push(here);
      if (kind === 'schema' && !condition && name === 'required' && Array.isArray(inner)) {
        statements.push(...inner.map((_, index) => below(here, index)));
      }
      if (kind === 'operation' && name === 'security') statements.push(here);
      if (what === 'any') continue;
      if (typeof what === 'string') {
        visit(here, what, kind);
        continue;
      }
      const entries =
        what[0] === 'list' ? Array.isArray(inner) && inner.keys() : isObject(inner) && Object.keys(inner);
      if (!entries) throw mistake(files, here, `"${name}" is to be a ${what[0]}`);
      for (const entry of entries) {
        if (concerns(below(here, entry))) visit(below(here, entry), what[1], kind);
      }
    }
  };
  visit(start, startKind);
  return { schemas: schemas.reverse(), roots, statements };
}

const below = ({ file, pointer }: Place, name: string | number): Place => ({
  file,
  pointer: pointer + step(name),
});

function mistake(files: ContractFiles, place: Place, what: string): ContractError {
  return files.error(place, what);
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
const article = (kind: Kind) => NAMES[kind] ?? `a ${kind}`;

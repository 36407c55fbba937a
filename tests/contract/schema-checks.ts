/** What is wrong in a schema although each of its keywords is right by itself. */
import { isObject, member, show } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Mistake, type Place } from './files.ts';
import type { Related, SchemaGraph } from './schema-graph.ts';

/** Every mistake in the schemas that concerns more than one keyword. `schemas`: those that are no `$ref`. */
export function schemaMistakes(
  files: ContractFiles,
  graph: SchemaGraph,
  schemas: readonly Place[],
): readonly Mistake[] {
  const circles = schemas.flatMap((place) => circle(graph, place));
  return [
    ...schemas.flatMap((place) => {
      const schema = files.value(place);
      return isObject(schema)
        ? [...bounds(place, schema), ...uselessKeywords(place, schema), ...choices(graph, place, schema)]
        : [];
    }),
    ...circles,
    // Names are looked for in all that a schema extends, which has no end in a circle.
    ...(circles.length > 0 ? [] : unknownNames(files, graph, schemas)),
  ];
}

const BOUNDS = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

function bounds(place: Place, schema: Record<string, unknown>): readonly Mistake[] {
  return BOUNDS.flatMap(([low, high]) => {
    const [least, most] = [schema[low], schema[high]];
    return typeof least === 'number' && typeof most === 'number' && least > most
      ? [
          {
            place: below(place, high),
            what: `${high} is ${most}, below ${low}, which is ${least}; no value keeps both`,
          },
        ]
      : [];
  });
}

/** The types that a keyword says something about. */
const TYPES_OF: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['minLength', 'maxLength', 'pattern'].map((name) => [name, ['string']])),
  ...Object.fromEntries(
    ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map((name) => [
      name,
      ['integer', 'number'],
    ]),
  ),
  ...Object.fromEntries(
    ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'].map((name) => [
      name,
      ['array'],
    ]),
  ),
  ...Object.fromEntries(
    ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'].map((name) => [
      name,
      ['object'],
    ]),
  ),
};

const KNOWN_TYPES = new Set([...Object.values(TYPES_OF).flat(), 'boolean', 'null']);

function uselessKeywords(place: Place, schema: Record<string, unknown>): readonly Mistake[] {
  const types = [schema.type].flat().map(String);
  if (!types.every((type) => KNOWN_TYPES.has(type))) return [];
  return Object.keys(schema).flatMap((name) => {
    const judged = TYPES_OF[name];
    return judged === undefined || types.some((one) => judged.includes(one))
      ? []
      : [
          {
            place: below(place, name),
            what: `${name} says nothing of the type ${types.join(' or ')}; change the type, or take ${name} out`,
          },
        ];
  });
}

function choices(graph: SchemaGraph, place: Place, schema: Record<string, unknown>): readonly Mistake[] {
  const { discriminator } = schema;
  if (!isObject(discriminator)) return [];
  const at = below(place, 'discriminator');
  const property = discriminator.propertyName;
  if (typeof property !== 'string') return [{ place: at, what: 'a discriminator needs a propertyName' }];
  const { mapping } = discriminator;
  if (mapping !== undefined && !isObject(mapping)) {
    return [{ place: below(at, 'mapping'), what: 'expected an object as mapping' }];
  }
  const lost = Object.keys(mapping ?? {}).flatMap((name) => {
    const target = graph.mapped(place, name);
    return 'what' in target ? [target] : [];
  });
  const branches = graph.choiceOf(place)?.branches ?? [];
  if (lost.length === 0 && branches.length === 0) {
    return [
      { place: at, what: 'this discriminator leads to no branch; add a mapping from its values to schemas' },
    ];
  }
  const unstated =
    graph.property(place, property) === undefined
      ? [
          {
            place: below(at, 'propertyName'),
            what: `neither the schema nor its branches have the property ${property}; state it`,
          },
        ]
      : [];
  return [...lost, ...unstated];
}

/** A schema that has to be judged before it can be judged. */
function circle(graph: SchemaGraph, start: Place): readonly Mistake[] {
  const seen = new Set<string>();
  const leadsBack = (from: readonly Related[]): boolean =>
    from.some(({ place, own }) => {
      if (keyOf(place) === keyOf(start) && !own) return true;
      const key = `${keyOf(place)} ${own}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return leadsBack(graph.related(place, own));
    });
  return leadsBack(graph.related(start))
    ? [
        {
          place: start,
          what: 'this schema leads back to itself through allOf, anyOf, oneOf or the like; take one step out',
        },
      ]
    : [];
}

/** Names in `required` that stand in no `properties` of the schema, of what it extends and of what extends it. */
function unknownNames(
  files: ContractFiles,
  graph: SchemaGraph,
  schemas: readonly Place[],
): readonly Mistake[] {
  const reached = new Map(schemas.map((place) => [keyOf(place), reach(graph, place)]));
  const above = new Map<string, string[]>();
  for (const [key, places] of reached) {
    for (const place of places.keys()) above.set(place, [...(above.get(place) ?? []), key]);
  }
  return schemas.flatMap((place) => {
    const schema = files.value(place);
    const required = member(schema, 'required');
    if (!Array.isArray(required)) return [];
    const family = [...(above.get(keyOf(place)) ?? []), keyOf(place)].flatMap((key) => [
      ...(reached.get(key)?.values() ?? []),
    ]);
    const members = family.map((one) => files.value(one));
    // Free names: any may be asked for.
    if (members.some((one) => isFree(one))) return [];
    return required.flatMap((name, index) =>
      typeof name === 'string' && !members.some((one) => isObject(one) && hasProperty(one, name))
        ? [
            {
              place: below(place, 'required', index),
              what: `required names ${show(name)}, and no properties there has it; add the property or mend the name`,
            },
          ]
        : [],
    );
  });
}

function isFree(schema: unknown): boolean {
  return (
    isObject(member(schema, 'additionalProperties')) || member(schema, 'patternProperties') !== undefined
  );
}

function hasProperty(schema: Record<string, unknown>, name: string): boolean {
  const { properties } = schema;
  return isObject(properties) && Object.hasOwn(properties, name);
}

/** The schema itself and all that judges the same value, by key. */
function reach(graph: SchemaGraph, start: Place): ReadonlyMap<string, Place> {
  const found = new Map([[keyOf(start), start]]);
  const visit = (place: Place, own: boolean) => {
    for (const next of graph.related(place, own)) {
      if (found.has(keyOf(next.place))) continue;
      found.set(keyOf(next.place), next.place);
      visit(next.place, next.own);
    }
  };
  visit(start, false);
  return found;
}

/** A value that stands in the contract, and has a schema to keep. */
export interface StatedValue {
  readonly place: Place;
  /** The schema that it is to keep. */
  readonly schema: Place;
  readonly value: unknown;
}

/** The example of each parameter: requests are made with it. Those of replies are for people. */
export function examplesOf(files: ContractFiles, holders: readonly Place[]): readonly StatedValue[] {
  return holders.flatMap((holder) => {
    const value = files.value(holder);
    if (!isObject(value) || value.in === undefined || value.schema === undefined) return [];
    const schema = below(holder, 'schema');
    const examples = isObject(value.examples) ? Object.entries(value.examples) : [];
    return [
      ...(Object.hasOwn(value, 'example')
        ? [{ place: below(holder, 'example'), schema, value: value.example }]
        : []),
      ...examples.flatMap(([name, example]) =>
        isObject(example) && Object.hasOwn(example, 'value')
          ? [{ place: below(holder, 'examples', name, 'value'), schema, value: example.value }]
          : [],
      ),
    ];
  });
}

/** Every default that stands in a schema, and the values that an enum lists beside a type. */
export function valuesIn(files: ContractFiles, schemas: readonly Place[]): readonly StatedValue[] {
  return schemas.flatMap((schema) => {
    const value = files.value(schema);
    if (!isObject(value)) return [];
    const listed = value.type !== undefined && Array.isArray(value.enum) ? value.enum : [];
    return [
      ...(Object.hasOwn(value, 'default')
        ? [{ place: below(schema, 'default'), schema, value: value.default }]
        : []),
      ...listed.map((one, index) => ({ place: below(schema, 'enum', index), schema, value: one })),
    ];
  });
}

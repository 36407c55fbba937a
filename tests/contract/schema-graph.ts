/**
 * Which schemas judge the same value as another one: what it refers to, what it extends, and what it
 * chooses among. OpenAPI 3.1, 4.8.25 (discriminator); JSON Schema 2020-12, core, 10.2.
 */
import { isObject, member } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Mistake, type Place } from './files.ts';

/** One way among several, and the values of the choosing property that lead to it. */
export interface Branch {
  readonly values: readonly unknown[];
  /** The branch's schema, `$ref`s followed. */
  readonly place: Place;
  /** Where the choice of it stands. */
  readonly stated: Place;
}

/** How a value chooses one branch: by what one of its properties holds. */
export interface Choice {
  readonly property: string;
  readonly branches: readonly Branch[];
  /** Whether every value has to lead to a branch; a discriminator's other values are left to the parent. */
  readonly exhaustive: boolean;
}

/** How a schema comes to judge what another one judges. */
export type Relation = 'allOf' | 'anyOf' | 'oneOf' | 'not' | 'if' | 'then' | 'else' | 'branch';

export interface Related {
  readonly relation: Relation;
  /** `$ref`s followed. */
  readonly place: Place;
  /** The branch of a choice. */
  readonly branch?: Branch & Pick<Choice, 'property'>;
  /** Without the choice of the schema there: a branch that extends its parent is not chosen once more. */
  readonly own: boolean;
}

const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const SINGLE = ['not', 'if', 'then', 'else'] as const;

export class SchemaGraph {
  readonly #files: ContractFiles;
  readonly #related = new Map<string, readonly Related[]>();
  readonly #choices = new Map<string, Choice | undefined>();
  readonly #branches = new Map<string, ReadonlySet<string>>();

  constructor(files: ContractFiles) {
    this.#files = files;
  }

  /** How values choose among the branches of a schema; undefined when they do not, or cannot be told how. */
  choiceOf(schema: Place): Choice | undefined {
    const key = keyOf(schema);
    if (!this.#choices.has(key)) {
      const value = this.#files.value(schema);
      const property = member(member(value, 'discriminator'), 'propertyName');
      this.#choices.set(
        key,
        typeof property === 'string' ? this.#discriminated(schema, property) : this.#told(schema),
      );
    }
    return this.#choices.get(key);
  }

  /** The schemas that judge the same value; `own`: without those that the schema chooses among. */
  related(schema: Place, own = false): readonly Related[] {
    const key = `${keyOf(schema)} ${own}`;
    const related = this.#related.get(key) ?? this.#findRelated(schema, own);
    this.#related.set(key, related);
    return related;
  }

  #findRelated(schema: Place, own: boolean): readonly Related[] {
    const value = this.#files.value(schema);
    const choice = this.choiceOf(schema);
    const lists = LISTS.flatMap((keyword): readonly Related[] => {
      const list = member(value, keyword);
      if (!Array.isArray(list) || (choice !== undefined && keyword !== 'allOf')) return [];
      return list.flatMap((_, index) => this.#to(schema, keyword, below(schema, keyword, index)));
    });
    const single = SINGLE.flatMap((keyword) =>
      member(value, keyword) === undefined ? [] : this.#to(schema, keyword, below(schema, keyword)),
    );
    const branches = own
      ? []
      : (choice?.branches ?? []).map(
          (branch): Related => ({
            relation: 'branch',
            place: branch.place,
            branch: { ...branch, property: choice?.property ?? '' },
            own: false,
          }),
        );
    return [...lists, ...single, ...branches];
  }

  /** Whether a schema extends another one that has it, or what extends it, among its branches. */
  isBranchOf(schema: Place, parent: Place): boolean {
    const key = keyOf(parent);
    const known = this.#branches.get(key) ?? new Set(this.#reach(this.choiceOf(parent)?.branches ?? []));
    this.#branches.set(key, known);
    return known.has(keyOf(schema));
  }

  /** Everything that the branches are made of, as keys. */
  #reach(branches: readonly Branch[]): Set<string> {
    const seen = new Set<string>();
    const visit = (place: Place) => {
      if (seen.has(keyOf(place))) return;
      seen.add(keyOf(place));
      const value = this.#files.value(place);
      const list = member(value, 'allOf');
      if (!Array.isArray(list)) return;
      for (const index of list.keys()) {
        const target = this.#files.resolve(below(place, 'allOf', index));
        if (!('what' in target)) visit(target);
      }
    };
    for (const { place } of branches) visit(place);
    return seen;
  }

  #to(schema: Place, relation: Relation, place: Place): readonly Related[] {
    const target = this.#files.resolve(place);
    if ('what' in target) return [];
    return [{ relation, place: target, own: relation === 'allOf' && this.isBranchOf(schema, target) }];
  }

  /** A discriminator's mapping, or the names of its branches where it has none. */
  #discriminated(schema: Place, property: string): Choice {
    const value = this.#files.value(schema);
    const mapping = member(member(value, 'discriminator'), 'mapping');
    const branches = new Map<string, Branch>();
    const add = (value: string, stated: Place, place: Place | Mistake) => {
      if (!('what' in place)) branches.set(value, { values: [value], place, stated });
    };
    for (const name of isObject(mapping) ? Object.keys(mapping) : []) {
      add(name, below(schema, 'discriminator', 'mapping', name), this.mapped(schema, name));
    }
    const ways = ['oneOf', 'anyOf'].find((keyword) => Array.isArray(member(value, keyword)));
    const list = ways === undefined ? undefined : member(value, ways);
    for (const [index, way] of Array.isArray(list) && mapping === undefined ? list.entries() : []) {
      const ref = member(way, '$ref');
      const stated = below(schema, ways ?? '', index);
      if (typeof ref === 'string')
        add(ref.slice(ref.lastIndexOf('/') + 1), stated, this.#files.resolve(stated));
    }
    return { property, branches: [...branches.values()], exhaustive: false };
  }

  /** Where an entry of a mapping leads: a reference, or the bare name of a schema. */
  mapped(schema: Place, name: string): Place | Mistake {
    const stated = below(schema, 'discriminator', 'mapping', name);
    const given = this.#files.value(stated);
    const ref =
      typeof given === 'string' && /^[\w.-]+$/.test(given) ? `#/components/schemas/${given}` : given;
    const target = this.#files.target(schema, ref);
    return 'what' in target ? { ...target, place: stated } : this.#files.resolve(target);
  }

  /** A `oneOf` whose members each say what one and the same property holds, no two of them the same. */
  #told(schema: Place): Choice | undefined {
    const value = this.#files.value(schema);
    const list = member(value, 'oneOf');
    if (!Array.isArray(list) || list.length < 2) return undefined;
    const ways = list.map((_, index) => {
      const stated = below(schema, 'oneOf', index);
      const place = this.#files.resolve(stated);
      return 'what' in place ? undefined : { stated, place, held: this.#held(place, value) };
    });
    for (const property of ways[0]?.held.keys() ?? []) {
      const branches = ways.flatMap((way) => {
        const values = way?.held.get(property);
        return way && values ? [{ values, place: way.place, stated: way.stated }] : [];
      });
      const all = branches.flatMap(({ values }) => values.map((value) => JSON.stringify(value)));
      if (branches.length === list.length && new Set(all).size === all.length) {
        return { property, branches, exhaustive: true };
      }
    }
    return undefined;
  }

  /** What the properties of a way that no value may leave out are bound to by `const` or `enum`. */
  #held(schema: Place, parent: unknown, depth = 0): ReadonlyMap<string, readonly unknown[]> {
    const value = this.#files.value(schema);
    const held = new Map<string, readonly unknown[]>();
    const properties = member(value, 'properties');
    for (const name of isObject(properties) ? Object.keys(properties) : []) {
      const place = this.#files.resolve(below(schema, 'properties', name));
      const property = 'what' in place ? undefined : this.#files.value(place);
      const values =
        isObject(property) && Object.hasOwn(property, 'const') ? [property.const] : member(property, 'enum');
      if (Array.isArray(values) && (isRequired(value, name) || isRequired(parent, name)))
        held.set(name, values);
    }
    const list = member(value, 'allOf');
    for (const index of Array.isArray(list) && depth < 8 ? list.keys() : []) {
      const place = this.#files.resolve(below(schema, 'allOf', index));
      if ('what' in place) continue;
      for (const [name, values] of this.#held(place, parent, depth + 1))
        held.set(name, held.get(name) ?? values);
    }
    return held;
  }

  /** Where a property of a schema is described first: by itself, or by what it extends or chooses among. */
  property(schema: Place, name: string): Place | undefined {
    return this.properties(schema, name)[0];
  }

  /** Every place that describes a property of a schema. */
  properties(schema: Place, name: string): readonly Place[] {
    const places = this.describing(schema).map((one) => below(one, 'properties', name));
    return places.filter((place) => (this.#files.value(place) ?? false) !== false);
  }

  /** The schema, and all that describes the same value: what it extends, chooses among and concludes. */
  describing(schema: Place, seen = new Set<string>()): readonly Place[] {
    if (seen.has(keyOf(schema))) return [];
    seen.add(keyOf(schema));
    const others = this.related(schema).filter(({ relation }) => relation !== 'not' && relation !== 'if');
    return [schema, ...others.flatMap(({ place }) => this.describing(place, seen))];
  }
}

function isRequired(schema: unknown, name: string): boolean {
  const required = member(schema, 'required');
  return Array.isArray(required) && required.includes(name);
}

/**
 * Where a contract and the vendor's published OpenAPI of the same operation differ, statement by statement. A
 * difference is explained beside the contract's statement, or it is news.
 */
import { isObject, member, sameJson } from '../json/json.ts';
import { below, type ContractFiles, keyOf, type Place, type Statement } from './files.ts';
import type { ListDocument } from './list-contract.ts';
import type { ApiVersion } from './operation.ts';
import { type Chosen, plainPattern, type Said, SchemaReader, type SchemaView } from './schema-view.ts';
import { operationIn, type VendorDocument } from './vendor-document.ts';

/** What one side says, and where; or the place where it could stand. */
export interface Side {
  /** Undefined: it says nothing of the kind. */
  readonly value: unknown;
  readonly statement: Statement;
}

export interface Difference {
  /** `itemsPerPage`, `404`, `200: results[].iamRoleId`: wherever the contract's statement is used. */
  readonly at: readonly string[];
  /** The versions of the list that it is about; none: all of the operation. */
  readonly versions: readonly ApiVersion[];
  /** Where it is not about all values: `cloudProvider "AWS"`. */
  readonly only: readonly string[];
  readonly keyword: string;
  readonly contract: Side;
  readonly vendor: Side;
  /** Undefined: news. */
  readonly because: string | undefined;
}

export interface Drift {
  /** The contract's file. */
  readonly file: string;
  readonly path: string;
  readonly versions: readonly ApiVersion[];
  /** How many statements were laid side by side. */
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/**
 * Compares the contract of an operation with the vendor's document; undefined when that has no such operation.
 * `versions`: those to be looked at. Throws ContractError for a reference that leads nowhere.
 */
export function driftOf(
  document: ListDocument,
  versions: readonly ApiVersion[],
  vendor: VendorDocument,
): Drift | undefined {
  const { operation, file } = document;
  const theirs = operationIn(vendor, operation.path);
  if (!theirs) return undefined;
  const stated = operation.versions.filter(({ version }) => versions.includes(version));
  const comparison = new Comparison(document, vendor);
  const { findings, compared } = comparison.operations(theirs, stated);
  const differences = findings.map(
    (finding): Difference => ({
      at: [finding.at === '' ? 'the operation' : finding.at],
      versions: finding.versions,
      only: finding.only,
      keyword: finding.keyword,
      contract: {
        value: finding.contract?.value,
        statement: document.files.statement(finding.contract?.place ?? finding.ours.place),
      },
      vendor: {
        value: finding.vendor?.value,
        statement: vendor.files.statement(finding.vendor?.place ?? finding.theirs),
      },
      because: explanation(document.files, finding),
    }),
  );
  return {
    file,
    path: operation.path,
    versions: stated.map(({ version }) => version),
    compared,
    differences: byStatement(differences),
  };
}

/** What is the same on both sides wherever the contract's statement is used, once. */
function byStatement(differences: readonly Difference[]): readonly Difference[] {
  const known = new Map<string, Difference>();
  for (const difference of differences) {
    const { at, keyword, contract, vendor } = difference;
    const key = JSON.stringify([keyword, contract, vendor.value]);
    const before = known.get(key);
    known.set(
      key,
      before
        ? {
            ...before,
            at: [...new Set([...before.at, ...at])],
            versions: both(before.versions, difference.versions),
            only: both(before.only, difference.only),
          }
        : difference,
    );
  }
  return [...known.values()];
}

/** More than any honest document has in one place. */
const MOST_WAYS = 100;

interface Finding {
  readonly at: string;
  readonly versions: readonly ApiVersion[];
  readonly only: readonly string[];
  readonly keyword: string;
  /** Of a set, such as `required`: the one member that is not on both sides. */
  readonly element?: string | undefined;
  readonly contract?: Said | undefined;
  readonly vendor?: Said | undefined;
  /** The contract's objects that an explanation may stand in, and the one that is shown. */
  readonly ours: { readonly place: Place; readonly stands: readonly Place[] };
  readonly theirs: Place;
}

interface Compared {
  readonly findings: readonly Finding[];
  readonly compared: number;
}

const NOTHING: Compared = { findings: [], compared: 0 };

function together(parts: readonly Compared[]): Compared {
  return {
    findings: merged(parts.flatMap(({ findings }) => findings)),
    compared: parts.reduce((sum, { compared }) => sum + compared, 0),
  };
}

/** The same finding by two ways is one. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const { at, keyword, element, contract, vendor, ours } = finding;
    const key = JSON.stringify([at, keyword, element, contract?.value, vendor?.value, keyOf(ours.place)]);
    const before = known.get(key);
    known.set(key, {
      ...finding,
      versions: before ? both(before.versions, finding.versions) : finding.versions,
      only: before ? both(before.only, finding.only) : finding.only,
    });
  }
  return [...known.values()];
}

/** Of two ranges, an empty one is about everything. */
function both<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  return first.length === 0 || second.length === 0 ? [] : [...new Set([...first, ...second])];
}

/** Of what is compared: an object on each side, `$ref`s followed. */
interface Pair {
  readonly at: string;
  readonly ours: { readonly place: Place; readonly stands: readonly Place[] };
  readonly theirs: Place;
}

class Comparison {
  readonly #document: ListDocument;
  readonly #vendor: VendorDocument;
  readonly #ours: SchemaReader;
  readonly #theirs: SchemaReader;
  /** By the schemas on both sides; undefined while one is being compared. */
  readonly #known = new Map<string, Compared | undefined>();

  constructor(document: ListDocument, vendor: VendorDocument) {
    this.#document = document;
    this.#vendor = vendor;
    this.#ours = new SchemaReader(document.files, document.graph);
    this.#theirs = new SchemaReader(vendor.files, vendor.graph);
  }

  operations(theirs: Place, versions: ListDocument['operation']['versions']): Compared {
    const { operation } = this.#document;
    const pair: Pair = { at: '', ours: { place: operation.place, stands: [operation.place] }, theirs };
    return together([
      this.#plain(pair, 'deprecated', false),
      this.#parameters(pair),
      this.#members(pair, 'responses', (status, responses) =>
        together([
          this.#headers({ ...responses, at: status }),
          this.#contents({ ...responses, at: status }, status === '200' ? versions : undefined),
        ]),
      ),
    ]);
  }

  #parameters(pair: Pair): Compared {
    const ours = new Map(
      this.#document.operation.parameters.map((place) => [this.#parameterName(place), place] as const),
    );
    const theirs = this.#vendorParameters(pair.theirs);
    const names = [...new Set([...ours.keys(), ...theirs.keys()])];
    return together(
      names.map((name) => {
        const [mine, other] = [ours.get(name), theirs.get(name)];
        if (!mine || !other) return this.#onOneSide(pair, 'parameters', name, mine, other);
        const at: Pair = { at: name, ours: { place: mine, stands: [mine] }, theirs: other };
        const schemas = [below(mine, 'schema'), below(other, 'schema')] as const;
        const place = this.#document.files.follow(schemas[0]);
        const schema: Pair = {
          at: name,
          ours: { place, stands: [mine, place] },
          theirs: this.#vendor.files.follow(schemas[1]),
        };
        return together([
          this.#plain(at, 'required', false),
          this.#plain(at, 'deprecated', false),
          // What a reply leaves out has no default: a parameter alone has.
          this.#plain(schema, 'default', undefined),
          this.#schemas(name, [schemas[0]], [schemas[1]], [mine]),
        ]);
      }),
    );
  }

  /** Its own, and those of its path that it does not replace. */
  #vendorParameters(operation: Place): ReadonlyMap<string, Place> {
    const found = new Map<string, Place>();
    const item = { ...operation, pointer: operation.pointer.slice(0, operation.pointer.lastIndexOf('/')) };
    for (const owner of [item, operation]) {
      const list = this.#value(below(owner, 'parameters'));
      for (const index of Array.isArray(list) ? list.keys() : []) {
        const place = this.#vendor.files.follow(below(owner, 'parameters', index));
        found.set(this.#parameterName(place, this.#vendor.files), place);
      }
    }
    return found;
  }

  #parameterName(place: Place, files: ContractFiles = this.#document.files): string {
    const parameter = files.value(place);
    const [name, where] = [member(parameter, 'name'), member(parameter, 'in')];
    return where === 'query' ? String(name) : `${String(name)} (${String(where)})`;
  }

  #headers(pair: Pair): Compared {
    return this.#members(pair, 'headers', (name, header) => {
      const at = `${pair.at}, ${name}`;
      return together([
        this.#plain({ ...header, at }, 'required', false),
        this.#schemas(
          at,
          [below(header.ours.place, 'schema')],
          [below(header.theirs, 'schema')],
          header.ours.stands,
        ),
      ]);
    });
  }

  /** `versions`: of the reply that has one media type for each. */
  #contents(pair: Pair, versions: ListDocument['operation']['versions'] | undefined): Compared {
    const others = this.#document.operation.versions.filter((one) => versions && !versions.includes(one));
    return this.#members(
      pair,
      'content',
      (mediaType, content) => {
        const stated = versions?.find((one) => mediaTypeName(one.mediaType) === mediaType);
        const ours = stated?.list ?? below(content.ours.place, 'schema');
        const schemas = this.#schemas(
          pair.at,
          [ours],
          [below(content.theirs, 'schema')],
          content.ours.stands,
          ': ',
        );
        const compared = together([this.#plain({ ...content, at: pair.at }, 'x-sunset', undefined), schemas]);
        return stated ? inVersion(compared, stated.version) : compared;
      },
      others.map(({ mediaType }) => mediaTypeName(mediaType)),
    );
  }

  /** The members of a map on both sides: each pair, and what only one of them has. */
  #members(
    pair: Pair,
    keyword: string,
    compare: (name: string, pair: Omit<Pair, 'at'>) => Compared,
    leftOut: readonly string[] = [],
  ): Compared {
    const nameOf = keyword === 'content' ? mediaTypeName : (name: string) => name;
    const sameName = (name: string) => (keyword === 'headers' ? name.toLowerCase() : nameOf(name));
    const ours = membersOf(this.#document.files, below(pair.ours.place, keyword), sameName);
    const theirs = membersOf(this.#vendor.files, below(pair.theirs, keyword), sameName);
    const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => !leftOut.includes(name));
    return together(
      names.map((key) => {
        const [mine, other] = [ours.get(key), theirs.get(key)];
        const name = nameOf((mine ?? other)?.name ?? key);
        if (!mine || !other) return this.#onOneSide(pair, keyword, name, mine?.place, other?.place);
        const place = this.#document.files.follow(mine.place);
        const inner = {
          ours: { place, stands: [mine.place, place] },
          theirs: this.#vendor.files.follow(other.place),
        };
        const compared = compare(name, inner);
        return { ...compared, compared: compared.compared + 1 };
      }),
    );
  }

  #onOneSide(
    pair: Pair,
    keyword: string,
    element: string,
    mine: Place | undefined,
    other: Place | undefined,
  ): Compared {
    const said = (place: Place | undefined) => place && { value: element, place };
    return one({ ...pair, keyword, element, contract: said(mine), vendor: said(other) });
  }

  /** A member with a plain value; `usual`: what its absence means. */
  #plain(pair: Pair, keyword: string, usual: unknown): Compared {
    const said = (files: ContractFiles, holder: Place): Said | undefined => {
      const value = member(files.value(holder), keyword) ?? usual;
      return value === undefined ? undefined : { value, place: below(holder, keyword) };
    };
    const contract = said(this.#document.files, pair.ours.place);
    const vendor = said(this.#vendor.files, pair.theirs);
    if (!contract && !vendor) return NOTHING;
    if (sameJson(contract?.value, vendor?.value)) return { findings: [], compared: 1 };
    return one({ ...pair, keyword, contract, vendor });
  }

  /** Schemas that judge the same value; `holders`: what they stand in, where an explanation may stand as well. */
  #schemas(
    at: string,
    ours: readonly Place[],
    theirs: readonly Place[],
    holders: readonly Place[] = [],
    join = '',
  ): Compared {
    const key = JSON.stringify([ours.map(keyOf), theirs.map(keyOf)]);
    if (!this.#known.has(key)) {
      this.#known.set(key, undefined);
      this.#known.set(key, this.#inEachCase(ours, theirs));
    }
    // What leads back to itself is compared further up.
    const { findings, compared } = this.#known.get(key) ?? NOTHING;
    const named = findings.map((finding) => ({
      ...finding,
      at: finding.at === '' ? at : `${at}${join}${join === '' ? finding.at : finding.at.replace(/^\./, '')}`,
      ours: { ...finding.ours, stands: [...holders, ...finding.ours.stands] },
    }));
    return { findings: named, compared };
  }

  /** Once for each value that either side chooses by, and once for all others. */
  #inEachCase(ours: readonly Place[], theirs: readonly Place[]): Compared {
    const views = [this.#ours.view(ours), this.#theirs.view(theirs)] as const;
    const conditions = views.flatMap((view) => view.conditions);
    const [property, ...others] = [...new Set(conditions.map((condition) => condition.property))];
    if (property === undefined) return this.#views(...views);
    const cases = [property, ...others].flatMap((name): Chosen[] => {
      const values = conditions.flatMap((condition) =>
        condition.property === name ? (condition.values ?? []) : [],
      );
      return [...new Set(values), undefined].slice(-MOST_WAYS).map((value) => ({ property: name, value }));
    });
    const parts = cases.map((chosen) => {
      const part = this.#views(this.#ours.view(ours, chosen), this.#theirs.view(theirs, chosen));
      return { ...part, findings: part.findings.map((finding) => inCase(finding, chosen)) };
    });
    const { findings, compared } = together(parts);
    // What is so in every case is so in general.
    const general = findings.map((finding) =>
      finding.only.length === cases.length ? { ...finding, only: [] } : finding,
    );
    return { findings: general, compared: Math.round(compared / cases.length) };
  }

  #views(ours: SchemaView, theirs: SchemaView): Compared {
    const [mineWays, theirWays] = [ours.ways[0], theirs.ways[0]];
    if (theirWays) {
      const mine = mineWays?.map((way) => alsoBy(ours, this.#ours.view([way]))) ?? [ours];
      return together(mine.map((way) => this.#best(way, theirs, theirWays)));
    }
    const [mine, other] = [ours.stands[0], theirs.stands[0]];
    if (!mine || !other) return NOTHING;
    const pair: Pair = {
      at: '',
      ours: { place: this.#document.files.follow(mine), stands: ours.stands },
      theirs: this.#vendor.files.follow(other),
    };
    return together([
      this.#keywords(pair, ours, theirs),
      this.#required(pair, ours, theirs),
      this.#properties(pair, ours, theirs),
      this.#inside('[]', pair, 'items', ours.items, theirs.items),
      this.#inside('.*', pair, 'additionalProperties', ours.others, theirs.others),
    ]);
  }

  /** Where the vendor has several ways, and the contract has none: the one that is most like it. */
  #best(ours: SchemaView, theirs: SchemaView, ways: readonly Place[]): Compared {
    const [first, ...rest] = ways
      .slice(0, MOST_WAYS)
      .map((way) => this.#views(ours, alsoBy(theirs, this.#theirs.view([way]))));
    if (!first) return this.#views(ours, { ...theirs, ways: [] });
    return rest.reduce((best, one) => (one.findings.length < best.findings.length ? one : best), first);
  }

  #keywords(pair: Pair, ours: SchemaView, theirs: SchemaView): Compared {
    const said = (view: SchemaView) => {
      const [way] = view.ways;
      const ways = way?.[0] && { value: `one of ${way.length} schemas`, place: way[0] };
      return ways ? new Map([...view.keywords, ['anyOf', ways] as const]) : view.keywords;
    };
    const [mine, other] = [said(ours), said(theirs)];
    return together(
      [...new Set([...mine.keys(), ...other.keys()])].map((keyword) => {
        const [contract, vendor] = [mine.get(keyword), other.get(keyword)];
        if (keyword === 'enum' && contract && vendor) return this.#values(pair, contract, vendor);
        if (contract && vendor && sameJson(contract.value, vendor.value))
          return { findings: [], compared: 1 };
        return one({ ...pair, keyword, contract, vendor });
      }),
    );
  }

  #values(pair: Pair, contract: Said, vendor: Said): Compared {
    const [mine, other] = [contract.value, vendor.value].map((values) => new Set([values].flat()));
    const all = [...new Set([...(mine ?? []), ...(other ?? [])])];
    return together(
      all.map((value) => {
        if (mine?.has(value) && other?.has(value)) return { findings: [], compared: 1 };
        const element = typeof value === 'string' ? value : JSON.stringify(value);
        const sides = mine?.has(value)
          ? { contract: { value, place: contract.place }, theirs: vendor.place }
          : { vendor: { value, place: vendor.place }, ours: { ...pair.ours, place: contract.place } };
        return one({ ...pair, keyword: 'enum', element, ...sides });
      }),
    );
  }

  #required(pair: Pair, ours: SchemaView, theirs: SchemaView): Compared {
    return together(
      [...new Set([...ours.required.keys(), ...theirs.required.keys()])].map((name) => {
        const [mine, other] = [ours.required.get(name), theirs.required.get(name)];
        if (mine && other) return { findings: [], compared: 1 };
        // A property that only one side knows is told as such.
        const known = [ours, theirs].filter((view) => view.properties.has(name)).length;
        if (known === 1) return { findings: [], compared: 1 };
        const property = ours.properties.get(name) ?? [];
        const stands = [...pair.ours.stands, ...property.flatMap((place) => this.#chain(place))];
        const at: Pair = { ...pair, ours: { ...pair.ours, stands } };
        return this.#onOneSide(at, 'required', name, mine, other);
      }),
    );
  }

  #properties(pair: Pair, ours: SchemaView, theirs: SchemaView): Compared {
    return together(
      [...new Set([...ours.properties.keys(), ...theirs.properties.keys()])].map((name) => {
        const [mine, other] = [ours.properties.get(name), theirs.properties.get(name)];
        if (mine && other) return this.#schemas(`.${name}`, mine, other);
        const stands = [...pair.ours.stands, ...(mine ?? []).flatMap((place) => this.#chain(place))];
        const at: Pair = { ...pair, ours: { ...pair.ours, stands } };
        return this.#onOneSide(at, 'properties', name, mine?.[0], other?.[0]);
      }),
    );
  }

  #inside(
    at: string,
    pair: Pair,
    keyword: string,
    ours: readonly Place[],
    theirs: readonly Place[],
  ): Compared {
    const [mine, other] = [ours[0], theirs[0]];
    if (mine && other) return this.#schemas(at, ours, theirs);
    if (!mine && !other) return NOTHING;
    const said = (place: Place | undefined) => place && { value: 'a schema', place };
    return one({ ...pair, keyword, contract: said(mine), vendor: said(other) });
  }

  #chain(place: Place): readonly Place[] {
    return [place, this.#document.files.follow(place)];
  }

  #value(place: Place): unknown {
    return this.#vendor.files.value(place);
  }
}

const one = (finding: Omit<Finding, 'versions' | 'only'>): Compared => ({
  findings: [{ ...finding, versions: [], only: [] }],
  compared: 1,
});

function inVersion({ findings, compared }: Compared, version: ApiVersion): Compared {
  return { findings: findings.map((finding) => ({ ...finding, versions: [version] })), compared };
}

function inCase(finding: Finding, { property, value }: Chosen): Finding {
  const name = value === undefined ? `another ${property}` : `${property} ${JSON.stringify(value)}`;
  return {
    ...finding,
    only: finding.only.length === 0 ? [name] : finding.only.map((inner) => `${name}, ${inner}`),
  };
}

/** A view, and what one of its ways says beside it. */
function alsoBy(view: SchemaView, way: SchemaView): SchemaView {
  return {
    stands: [...view.stands, ...way.stands],
    keywords: new Map([...way.keywords, ...view.keywords]),
    properties: new Map([...way.properties, ...view.properties]),
    required: new Map([...way.required, ...view.required]),
    items: [...view.items, ...way.items],
    others: [...view.others, ...way.others],
    conditions: [],
    ways: [],
  };
}

const mediaTypeName = (text: string) => (text.split(';')[0] ?? '').trim().toLowerCase();

interface Member {
  readonly name: string;
  readonly place: Place;
}

/** The members of a map by the names under which they are compared; extensions are none. */
function membersOf(
  files: ContractFiles,
  map: Place,
  nameOf: (name: string) => string,
): ReadonlyMap<string, Member> {
  const value = files.value(map);
  const names = Object.keys(isObject(value) ? value : {}).filter((name) => !name.startsWith('x-'));
  return new Map(names.map((name) => [nameOf(name), { name, place: below(map, name) }]));
}

/** Where the contract says what the vendor's document has instead of its own statement. */
const VENDOR = 'x-vendor';

/**
 * Why the contract differs, as it says itself: by an entry of `x-vendor` that has what the vendor's document says
 * now; or, of a statement that the vendor does not make at all, by sources none of which is the vendor's OpenAPI.
 */
function explanation(files: ContractFiles, finding: Finding): string | undefined {
  const { keyword, element, contract, vendor, ours } = finding;
  for (const place of ours.stands) {
    const entries = member(files.value(place), VENDOR);
    for (const entry of Array.isArray(entries) ? entries : []) {
      const noted = member(member(entry, vendor ? 'says' : 'lacks'), keyword);
      if (matches(keyword === 'pattern' ? plainPattern(noted) : noted, element, vendor?.value))
        return String(member(entry, 'because'));
    }
  }
  if (vendor || !contract) return undefined;
  for (const place of [...ours.stands].reverse()) {
    const stated = member(files.value(place), 'x-source');
    const source = typeof stated === 'string' ? stated : member(stated, keyword);
    if (typeof source === 'string' && !/\bOpenAPI\b/.test(source)) return source;
  }
  return undefined;
}

/** `true` stands for whatever is said, or for the one statement that is lacked. */
function matches(noted: unknown, element: string | undefined, value: unknown): boolean {
  if (noted === undefined) return false;
  if (noted === true && value !== true) return true;
  if (element === undefined) return sameJson(noted, value) || sameJson([noted], value);
  return Array.isArray(noted) && noted.map(String).includes(element);
}

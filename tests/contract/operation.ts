/** The one operation that a contract file states: its path, its parameters, and the versions of its list. */
import { isObject, member } from '../json/json.ts';
import { below, type ContractFiles, type Mistake, type Place } from './files.ts';
import type { SchemaGraph } from './schema-graph.ts';

/** `v1.0`, or the day of a version of the newer API. */
export type ApiVersion = 'v1.0' | `${number}-${number}-${number}`;

/** The list in one version of the API. */
export interface StatedVersion {
  readonly version: ApiVersion;
  /** What `Accept` asks for and `Content-Type` answers. */
  readonly mediaType: string;
  readonly place: Place;
  readonly list: Place;
  /** Undefined: the list and a `status`. */
  readonly enveloped: Place | undefined;
}

export interface Operation {
  /** The path template, with `{groupId}` in it. */
  readonly path: string;
  readonly place: Place;
  /** `$ref`s followed; those of the operation stand before those of the path that it does not replace. */
  readonly parameters: readonly Place[];
  /** In the order of the file. */
  readonly versions: readonly StatedVersion[];
}

type Reading = { readonly operation?: Operation; readonly mistakes: readonly Mistake[] };

/** Finds the operation, and all that keeps it from being the GET of a list. */
export function readOperation(files: ContractFiles, graph: SchemaGraph, file: string): Reading {
  const root = { file, pointer: '' };
  const paths = files.value(below(root, 'paths'));
  const keys = isObject(paths) ? Object.keys(paths).filter((key) => !key.startsWith('x-')) : [];
  const [path, another] = keys;
  if (path === undefined) {
    return {
      mistakes: [
        { place: below(root, 'paths'), what: 'there is no path; state the path of the list under paths' },
      ],
    };
  }
  const mistakes: Mistake[] = [];
  const wrong = (place: Place, what: string) => mistakes.push({ place, what });
  const item = below(root, 'paths', path);
  if (another !== undefined) {
    wrong(
      below(root, 'paths', another),
      `a contract states one path, and this is the second; make it a file of its own`,
    );
  }
  if (!path.startsWith('/')) wrong(item, `the path ${path} does not begin with a slash; write /${path}`);
  const place = below(item, 'get');
  if (!isObject(files.value(place))) {
    wrong(item, 'the path has no GET; state the operation that lists under get');
    return { mistakes };
  }
  const parameters = readParameters(files, item, place, wrong);
  checkPath(files, path, item, parameters, wrong);
  const versions = readVersions(files, graph, place, wrong);
  return { operation: { path, place, parameters, versions }, mistakes };
}

type Report = (place: Place, what: string) => void;

const IN = ['query', 'path', 'header', 'cookie'];

function readParameters(
  files: ContractFiles,
  item: Place,
  operation: Place,
  wrong: Report,
): readonly Place[] {
  const found = new Map<string, Place>();
  for (const owner of [operation, item]) {
    const own = new Set<string>();
    const list = files.value(below(owner, 'parameters'));
    for (const index of Array.isArray(list) ? list.keys() : []) {
      const stated = below(owner, 'parameters', index);
      const place = files.resolve(stated);
      if ('what' in place) continue;
      const parameter = files.value(place);
      const [name, where] = [member(parameter, 'name'), member(parameter, 'in')];
      if (typeof name !== 'string') wrong(place, 'this parameter has no name; add it');
      if (!IN.some((one) => one === where)) {
        wrong(
          'in' in Object(parameter) ? below(place, 'in') : place,
          `a parameter stands in one of ${IN.join(', ')}; say which`,
        );
      }
      if (where === 'path' && member(parameter, 'required') !== true) {
        wrong(place, `a parameter in the path is always there; add required: true`);
      }
      if (!isObject(member(parameter, 'schema'))) wrong(place, 'this parameter has no schema; add it');
      if (
        where === 'query' &&
        member(parameter, 'required') === true &&
        exampleOf(files, place) === undefined
      ) {
        wrong(place, 'a required parameter of the query is sent with its example; add it');
      }
      const key = `${String(where)} ${String(name)}`;
      if (own.has(key)) wrong(stated, `the parameter ${String(name)} stands here twice; take one out`);
      own.add(key);
      if (!found.has(key)) found.set(key, place);
    }
  }
  return [...found.values()];
}

/** The example of a parameter: its own, or its schema's; undefined when it has none. */
export function exampleOf(files: ContractFiles, parameter: Place): unknown {
  const value = files.value(parameter);
  const named = member(value, 'examples');
  const [first] = isObject(named) ? Object.values(named) : [];
  const place = files.resolve(below(parameter, 'schema'));
  const schema = 'what' in place ? undefined : files.value(place);
  const listed = member(schema, 'examples');
  return [
    member(value, 'example'),
    member(first, 'value'),
    member(schema, 'example'),
    Array.isArray(listed) ? listed[0] : undefined,
  ].find((one) => one !== undefined);
}

/** The names in braces are the parameters in the path, and the other way round. */
function checkPath(
  files: ContractFiles,
  path: string,
  item: Place,
  parameters: readonly Place[],
  wrong: Report,
): void {
  const inPath = parameters.filter((place) => member(files.value(place), 'in') === 'path');
  const names = inPath.map((place) => member(files.value(place), 'name'));
  const braced = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  for (const name of braced.filter((one) => !names.includes(one))) {
    wrong(item, `the path has {${name}}, and no parameter in: path is called so; add it`);
  }
  for (const [index, place] of inPath.entries()) {
    const name = names[index];
    if (typeof name === 'string' && !braced.includes(name)) {
      wrong(place, `the path has no {${name}}; add it there, or take the parameter out`);
    }
  }
}

const DATED = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/i;

/** The version that a media type of the list names; undefined when it names none. */
function versionOf(mediaType: string): ApiVersion | undefined {
  const essence = mediaType.split(';')[0]?.trim() ?? '';
  if (essence.toLowerCase() === 'application/json') return 'v1.0';
  const [, day] = DATED.exec(essence) ?? [];
  return day === undefined ? undefined : asVersion(day);
}

/** A text as a version; undefined when it is none. */
function asVersion(text: string): ApiVersion | undefined {
  return isVersion(text) ? text : undefined;
}

function isVersion(text: string): text is ApiVersion {
  return text === 'v1.0' || /^\d{4}-\d{2}-\d{2}$/.test(text);
}

function readVersions(
  files: ContractFiles,
  graph: SchemaGraph,
  operation: Place,
  wrong: Report,
): readonly StatedVersion[] {
  const responses = files.value(below(operation, 'responses'));
  for (const status of isObject(responses) ? Object.keys(responses) : []) {
    if (!/^([1-5]\d\d|[1-5]XX|default|x-.*)$/.test(status)) {
      wrong(below(operation, 'responses', status), `${status} is no status; write one such as "404"`);
    }
  }
  const stated = below(operation, 'responses', '200');
  if (!isObject(files.value(stated))) {
    wrong(below(operation, 'responses'), 'the operation documents no reply with 200; state the list there');
    return [];
  }
  const response = files.resolve(stated);
  if ('what' in response) return [];
  const content = files.value(below(response, 'content'));
  const versions = (isObject(content) ? Object.keys(content) : []).flatMap((mediaType): StatedVersion[] => {
    const version = versionOf(mediaType);
    if (version === undefined) return [];
    const place = below(response, 'content', mediaType);
    const found = listIn(files, graph, place, wrong);
    return found ? [{ version, mediaType: mediaType.split(';')[0]?.trim() ?? '', place, ...found }] : [];
  });
  if (versions.length === 0 && !Object.keys(Object(content)).some(versionOf)) {
    wrong(
      content === undefined ? response : below(response, 'content'),
      'the 200 has no media type that names a version; state application/json for v1.0, or application/vnd.atlas.<date>+json',
    );
  }
  return versions;
}

/** The schema of the list: the media type's own, or the first of its `anyOf`, whose second is the enveloped one. */
function listIn(
  files: ContractFiles,
  graph: SchemaGraph,
  mediaType: Place,
  wrong: Report,
): Pick<StatedVersion, 'list' | 'enveloped'> | undefined {
  const stated = below(mediaType, 'schema');
  const schema = files.resolve(stated);
  if ('what' in schema) return undefined;
  const ways = member(files.value(schema), 'anyOf');
  const [list = schema, enveloped] = (Array.isArray(ways) ? ways : []).flatMap((_, index) => {
    const way = files.resolve(below(schema, 'anyOf', index));
    return 'what' in way ? [] : [way];
  });
  const results = graph.property(list, 'results');
  const array = results && files.resolve(results);
  if (array !== undefined && !('what' in array) && isObject(member(files.value(array), 'items'))) {
    return { list, enveloped };
  }
  const at = files.value(stated) === undefined ? mediaType : stated;
  wrong(at, 'this is no list; state an object with an array results whose items are described');
  return undefined;
}

/**
 * Defects that the contract itself gives: for each keyword of its schemas one wrong body, for each reply
 * that it documents a wrong status, media type and header. Values of a right reply are spoiled one at a
 * time; where exactly one statement objects, that is its defect.
 */
import type { Contract, PathValues, Statement } from '../contract/contract.ts';
import type { WireResponse } from '../http/exchange.ts';
import { isObject, member } from '../json/json.ts';
import { pathValuesOf } from '../probes/answers.ts';
import { type Behaviour, CONFORMING, createReference } from '../reference/reference.ts';
import type { Subject } from './contracts.ts';
import { errorDocument, onReply, status, withBody, withHeader, withStatus } from './defects/defect.ts';
import { judgeReference } from './judge-in-memory.ts';

type Path = readonly (string | number)[];

export interface Derived {
  readonly statement: Statement;
  /** What is wrong in the reply. */
  readonly what: string;
  readonly plant: Partial<Behaviour>;
}

/** Spoiled values; undefined takes the member away. */
const SPOILED: readonly unknown[] = [
  undefined,
  12.5,
  true,
  {},
  'x',
  '',
  'x'.repeat(3000),
  -1,
  1000,
  100,
  1e19,
  ['x'],
  ['x', 'x', 'x', 'x', 'x'],
];

/** Members that no item may have, as a contract says of one. */
const FORBIDDEN = { password: 'x' };

/** What takes the place of a value: what is wrong whatever it is, and what is wrong although it has its form. */
function spoiledForms(value: unknown): readonly unknown[] {
  if (isObject(value)) return [...SPOILED, { ...value, ...FORBIDDEN }];
  if (typeof value !== 'string') return SPOILED;
  return [...SPOILED, `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`];
}

/** One reply that keeps a schema, and how its spoiled form gets into the reference server. */
interface Ground {
  readonly place: string;
  readonly document: object;
  readonly plant: (path: Path, value: unknown) => Partial<Behaviour>;
}

/** As many items as show every form of one, and what it may leave out. */
export const GROUND_ITEMS = 6;

/** Every statement that a spoiled reply violates alone, with that reply. */
export async function deriveDefects(subject: Subject): Promise<readonly Derived[]> {
  const { contract } = subject;
  const { grounds, values } = await groundsOf(subject);
  const found = new Map<string, Derived>();
  for (const { place, document, plant } of grounds) {
    for (const path of [...pathsOf(document), []].reverse()) {
      for (const value of spoiledForms(valueAt(document, path))) {
        if (path.length === 0 && value === undefined) continue;
        const errors = errorsOf(contract, values, { place, document, path, value });
        const [only] = errors;
        if (!only || errors.length > 1) continue;
        const key = `${only.statement.file}#${only.statement.pointer}`;
        const what = `${path.join('.')} = ${JSON.stringify(value)?.slice(0, 40)}`;
        if (!found.has(key)) found.set(key, { statement: only.statement, what, plant: plant(path, value) });
      }
    }
  }
  return [...found.values()];
}

interface Spoiled extends Pick<Ground, 'place' | 'document'> {
  readonly path: Path;
  readonly value: unknown;
}

/** What the contract has against the spoiled reply; of a list, against the one item that is spoiled. */
function errorsOf(contract: Contract, values: PathValues, { place, document, path, value }: Spoiled) {
  const [name, index, ...rest] = path;
  if (name !== 'results' || index === undefined) {
    return contract.check(place, withValueAt(document, path, value), values);
  }
  // The items of an enveloped list are those of the list.
  if (place !== '{list}' || (rest.length === 0 && value === undefined)) return [];
  return contract.check('{item}', withValueAt(valueAt(document, [name, index]), rest, value), values);
}

/** Headers that a reply may leave out, each with what makes it wrong; any other one is wrong when it is absent. */
const WRONG_HEADERS: Readonly<Record<string, string>> = {
  'RateLimit-Limit': 'many',
  'RateLimit-Remaining': 'few',
};

/** For each documented reply that can be had at will: another status, another media type, each header. */
export function deriveReplies(contract: Contract): readonly Derived[] {
  return ['200', '401', '404', '406'].flatMap((code) => {
    const response = contract.response(code);
    if (!isObject(response)) return [];
    const place = `{operation}/responses/${code}`;
    const spoil = (at: string, what: string, edit: (reply: WireResponse) => WireResponse): Derived => ({
      statement: contract.locate(`${place}${at}`),
      what: `${code} with ${what}`,
      plant: onReply(status(Number(code)), edit)(),
    });
    const media = code === '200' ? '{mediaType}' : 'application~1json';
    const headers = Object.keys(Object(member(response, 'headers')));
    return [
      spoil('', 'status 500', (reply) => withStatus(reply, 500)),
      spoil(`/content/${media}`, 'type text/plain', (reply) =>
        withHeader(reply, 'Content-Type', 'text/plain'),
      ),
      ...headers.map((name) => {
        const wrong = WRONG_HEADERS[name];
        return spoil(`/headers/${name}`, `${name}: ${wrong ?? 'absent'}`, (reply) =>
          withHeader(reply, name, ...(wrong === undefined ? [] : [wrong])),
        );
      }),
    ];
  });
}

/** All paths below the root, arrays only by the members that differ in kind. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const entries = Array.isArray(value)
    ? [...value.entries()].slice(0, 8)
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [
    ...(path.length > 0 ? [path] : []),
    ...entries.flatMap(([name, inner]) => pathsOf(inner, [...path, name])),
  ];
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, name) => (isObject(value) || Array.isArray(value) ? Reflect.get(value, name) : undefined),
    document,
  );
}

/** A copy with one value replaced, or taken away. */
export function withValueAt(document: unknown, path: Path, value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(document)) {
    return document.map((item, index) => (index === name ? withValueAt(item, rest, value) : item));
  }
  if (!isObject(document) || !(name in document)) return document;
  const { [name]: inner, ...others } = document;
  const replaced = withValueAt(inner, rest, value);
  return replaced === undefined ? others : { ...document, [name]: replaced };
}

/** The replies of the reference server that schemas of the contract describe. */
async function groundsOf({
  list,
  contract,
}: Subject): Promise<{ readonly grounds: readonly Ground[]; readonly values: PathValues }> {
  const { run } = await judgeReference(createReference({ contract: list, items: GROUND_ITEMS }), {
    contract,
  });
  const bodyOf = (probe: string): object => {
    const answer = run.answers.get(probe);
    if (!answer || !('exchange' in answer)) throw new Error(`${probe} was not answered`);
    return Object(JSON.parse(Buffer.from(answer.exchange.response.body).toString('utf8')));
  };
  const onLists =
    (enveloped: boolean) =>
    (path: Path, value: unknown): Partial<Behaviour> => ({
      list: (links, results, count, asked) => {
        const list = CONFORMING.list(links, results, count, asked);
        return enveloped === asked.envelope || !enveloped ? Object(withValueAt(list, path, value)) : list;
      },
    });
  const grounds: readonly Ground[] = [
    { place: '{list}', document: bodyOf('plain'), plant: onLists(false) },
    { place: '{enveloped}', document: bodyOf('enveloped'), plant: onLists(true) },
    {
      place: '{error}',
      document: bodyOf('unknown-project'),
      plant: ([name], value) =>
        onReply(
          status(404),
          name === undefined
            ? (response) => withBody(response, JSON.stringify(value))
            : errorDocument({ [String(name)]: value }),
        )(),
    },
  ];
  return { grounds, values: pathValuesOf(run) };
}

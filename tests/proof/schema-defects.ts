/**
 * Defects that the contract itself gives: for each keyword of its schemas one wrong body, for each reply
 * that it documents a wrong status, media type and header. Values of a right reply are spoiled one at a
 * time; where exactly one statement objects, that is its defect.
 */
import type { Contract, Statement } from '../contract/contract.ts';
import type { WireResponse } from '../http/exchange.ts';
import { isObject, member } from '../json/json.ts';
import { type Behaviour, CONFORMING, createReference } from '../reference/reference.ts';
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
  ['x'],
];

/** One reply that keeps a schema, and how its spoiled form gets into the reference server. */
interface Ground {
  readonly place: string;
  readonly document: object;
  readonly plant: (path: Path, value: unknown) => Partial<Behaviour>;
}

/** Every statement that a spoiled reply violates alone, with that reply. */
export function deriveDefects(contract: Contract, grounds: readonly Ground[]): readonly Derived[] {
  const found = new Map<string, Derived>();
  for (const { place, document, plant } of grounds) {
    for (const path of [...pathsOf(document), []].reverse()) {
      for (const value of SPOILED) {
        if (path.length === 0 && value === undefined) continue;
        const errors = contract.check(place, withValueAt(document, path, value));
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
export async function groundsOf(contract: Contract): Promise<readonly Ground[]> {
  const { run } = await judgeReference(createReference({ buckets: 6 }), { contract });
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
  return [
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
}

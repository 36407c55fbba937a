/** A reply read as the list of buckets that the contract promises. */
import { isObject, type JsonReading, member, readJson, show } from '../json/json.ts';
import {
  exchangeOf,
  isMissing,
  type ListObstacle,
  type NotApplicable,
  type ProbeExchange,
  pathValuesOf,
  type Run,
  type Unavailable,
} from './answers.ts';
import { blockOf } from './blocks.ts';

const SHORTEST_TELLING_ID = 8;
const LONGEST_ID = 128;
const MOST_ID_LENGTHS = 4;
/** Characters in which an id is looked for: a list that leaks begins before their end. */
export const MOST_LEAK_CHARACTERS = 1_048_576;

export interface ListReply {
  readonly probe: string;
  readonly exchange: ProbeExchange;
  readonly text: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** The members of `results`, whatever they are. */
  readonly buckets: readonly unknown[];
  readonly links: readonly Link[];
}

/** A member of `links` whose `rel` is a string. */
export interface Link {
  readonly rel: string;
  readonly href: unknown;
  /** `links[1]` */
  readonly at: string;
}

/** Why a reply is not the list, in the form of a violation. */
export interface ListFault {
  /** What is wrong first: the status, the JSON, or the list inside it. */
  readonly obstacle: ListObstacle;
  readonly expected: string;
  readonly received: string;
  readonly at: string;
}

type Reading = Omit<ListReply, 'probe' | 'exchange'> | ListFault;

/** A list has a handful of links; of a hostile one no more are looked at. */
export const MOST_LINKS = 1000;

const readings = new WeakMap<JsonReading, Reading>();

/** Reads a 200 with the list in its body, or says what stands there instead. A body is read once. */
export function readList(probe: string, exchange: ProbeExchange): ListReply | ListFault {
  const { status, reason, body } = exchange.response;
  if (status !== 200)
    return { obstacle: 'not-200', expected: '200', received: `${status} ${reason}`.trim(), at: 'status' };
  const json = readJson(body);
  const reading = readings.get(json) ?? read(json);
  readings.set(json, reading);
  return 'obstacle' in reading ? reading : { probe, exchange, ...reading };
}

function read(json: JsonReading): Reading {
  if (json.error !== undefined) {
    return { obstacle: 'not-json', expected: 'a JSON body (RFC 8259)', received: json.error, at: 'body' };
  }
  if (!isObject(json.value)) {
    return { obstacle: 'not-the-list', expected: 'a JSON object', received: show(json.value), at: 'body' };
  }
  const buckets = member(json.value, 'results');
  if (!Array.isArray(buckets)) {
    const names = Object.keys(json.value).slice(0, 8).join(', ');
    const received =
      buckets === undefined ? `an object with ${names === '' ? 'no members' : names}` : show(buckets);
    return {
      obstacle: 'not-the-list',
      expected: 'an array `results` at the top level',
      received,
      at: 'results',
    };
  }
  const links = member(json.value, 'links');
  return {
    text: json.text,
    document: json.value,
    buckets,
    links: (Array.isArray(links) ? links.slice(0, MOST_LINKS) : []).flatMap((link, index) => {
      const rel = member(link, 'rel');
      return typeof rel === 'string' ? [{ rel, href: member(link, 'href'), at: `links[${index}]` }] : [];
    }),
  };
}

/** The list in a probe's reply, or why there is none. */
export function listOf(run: Run, probe: string): { readonly value: ListReply } | Unavailable | NotApplicable {
  const exchange = exchangeOf(run, probe);
  if (isMissing(exchange)) return exchange;
  const block = blockOf(run, probe, exchange);
  if (block) return block;
  const read = readList(probe, exchange);
  if (!('obstacle' in read)) return { value: read };
  const { obstacle, expected, received } = read;
  return { obstacle, probe, why: `${probe}: expected ${expected}, received ${received}` };
}

/** What tells an item of the list apart, if the text holds it; what is short may stand there by chance. */
export function leakedId(list: ListReply | undefined, text: string, run: Run): string | undefined {
  // What the request itself says is no secret.
  const asked = Object.values(pathValuesOf(run));
  const ids = new Set(
    (list?.buckets ?? []).flatMap((item) =>
      run.contract.identity.fields.flatMap((name) => {
        const id = member(item, name);
        if (typeof id !== 'string' || asked.includes(id)) return [];
        return id.length >= SHORTEST_TELLING_ID && id.length <= LONGEST_ID ? [id] : [];
      }),
    ),
  );
  // One pass a length keeps the search linear; the ids of one list have one length, or a few.
  const lengths = [...new Set([...ids].map(({ length }) => length))].slice(0, MOST_ID_LENGTHS);
  for (const length of lengths) {
    for (let start = 0; start + length <= Math.min(text.length, MOST_LEAK_CHARACTERS); start += 1) {
      const part = text.slice(start, start + length);
      if (ids.has(part)) return part;
    }
  }
  return undefined;
}

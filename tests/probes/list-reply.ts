/** A reply read as the list of buckets that the contract promises. */
import type { Exchange } from '../http/exchange.ts';
import { isObject, member, readJson, show } from '../json/json.ts';
import type { Violation } from '../rules/verdict.ts';

const SHORTEST_TELLING_ID = 8;

export interface ListReply {
  readonly probe: string;
  readonly exchange: Exchange;
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

export type ListFault = Pick<Violation, 'expected' | 'received' | 'at'> & {
  /** What failed first: the status, the JSON, or the list inside it. */
  readonly stage: 'status' | 'json' | 'shape';
};

type Reading = Omit<ListReply, 'probe' | 'exchange'> | ListFault;

const readings = new WeakMap<Exchange, Reading>();

/** Reads a 200 with the list in its body, or says what stands there instead. An exchange is read once. */
export function readList(probe: string, exchange: Exchange): ListReply | ListFault {
  const reading = readings.get(exchange) ?? read(exchange);
  readings.set(exchange, reading);
  return 'stage' in reading ? reading : { probe, exchange, ...reading };
}

function read(exchange: Exchange): Reading {
  const { status, reason, body } = exchange.response;
  if (status !== 200)
    return { stage: 'status', expected: '200', received: `${status} ${reason}`.trim(), at: 'status' };
  const json = readJson(body);
  if (json.error !== undefined) {
    return { stage: 'json', expected: 'a JSON body (RFC 8259)', received: json.error, at: 'body' };
  }
  if (!isObject(json.value)) {
    return { stage: 'shape', expected: 'a JSON object', received: show(json.value), at: 'body' };
  }
  const buckets = member(json.value, 'results');
  if (!Array.isArray(buckets)) {
    const names = Object.keys(json.value).slice(0, 8).join(', ');
    const received =
      buckets === undefined ? `an object with ${names === '' ? 'no members' : names}` : show(buckets);
    return { stage: 'shape', expected: 'an array `results` at the top level', received, at: 'results' };
  }
  const links = member(json.value, 'links');
  return {
    text: json.text,
    document: json.value,
    buckets,
    links: (Array.isArray(links) ? links : []).flatMap((link, index) => {
      const rel = member(link, 'rel');
      return typeof rel === 'string' ? [{ rel, href: member(link, 'href'), at: `links[${index}]` }] : [];
    }),
  };
}

/** The violation of a probe whose reply is to be the list and is not. */
export function listViolation(probe: string, exchange: Exchange): Violation | 'holds' {
  const read = readList(probe, exchange);
  if (!('stage' in read)) return 'holds';
  const { expected, received, at } = read;
  return { expected, received, at, probe };
}

/** An id of the list's buckets that the text holds; a short one may stand there by chance. */
export function leakedId(list: ListReply | undefined, text: string): string | undefined {
  return list?.buckets
    .map(bucketId)
    .find((id) => id !== undefined && id.length >= SHORTEST_TELLING_ID && text.includes(id));
}

/** The bucket's `_id` when it is a string. */
export function bucketId(bucket: unknown): string | undefined {
  const id = member(bucket, '_id');
  return typeof id === 'string' ? id : undefined;
}

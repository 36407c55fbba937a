/** Tools for changing a reply: each gives another one back and leaves its argument alone. */
import { STATUS_CODES } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { HeaderLine } from '../http/exchange.ts';
import { isObject } from '../json/json.ts';
import type { Delivery, Reply } from './recording.ts';
import type { Asked, Scenario } from './scenario.ts';

export function withHeader(reply: Reply, name: string, ...values: readonly string[]): Reply {
  const others = reply.headers.filter(([one]) => one.toLowerCase() !== name.toLowerCase());
  return { ...reply, headers: [...others, ...values.map((value): HeaderLine => [name, value])] };
}

export function withBody(reply: Reply, body: string | Uint8Array): Reply {
  const bytes = Buffer.from(body);
  return withHeader({ ...reply, body: bytes }, 'Content-Length', String(bytes.length));
}

export const delivered = (reply: Reply, delivery: Delivery): Reply => ({ ...reply, delivery });

export function gzipped(reply: Reply): Reply {
  const zipped = withHeader(withHeader(reply, 'Content-Encoding', 'gzip'), 'Vary', 'Accept-Encoding');
  return withBody(zipped, gzipSync(reply.body));
}

const EMPTY: Reply = { status: 200, reason: 'OK', httpVersion: '1.1', headers: [], body: Buffer.alloc(0) };

/** A reply that the reference server would not give. */
export function replyOf(
  status: number,
  body: string,
  type: string,
  headers: readonly HeaderLine[] = [],
): Reply {
  const head: readonly HeaderLine[] = [
    ['Date', new Date().toUTCString()],
    ['Content-Type', type],
    ...headers,
  ];
  return withBody({ ...EMPTY, status, reason: STATUS_CODES[status] ?? '', headers: head }, body);
}

/** An error document as the API writes it (OpenAPI v2, schema ApiError). */
export function errorReply(
  status: number,
  errorCode: string | null,
  detail: string,
  {
    parameters = [],
    headers = [],
  }: { parameters?: readonly unknown[]; headers?: readonly HeaderLine[] } = {},
): Reply {
  const document = { detail, error: status, errorCode, parameters, reason: STATUS_CODES[status] ?? '' };
  const code: readonly HeaderLine[] = errorCode === null ? [] : [['X-Error-Code', errorCode]];
  return replyOf(status, JSON.stringify(document), 'application/json', [...code, ...headers]);
}

export function redirect(status: number, location: string): Reply {
  return replyOf(status, '', 'text/plain', [['Location', location]]);
}

export interface ListDocument {
  readonly results: readonly Record<string, unknown>[];
  readonly links?: readonly Record<string, unknown>[];
  readonly totalCount?: number;
}

/** The list that a reply of ours holds; undefined when it holds none. */
export function listIn({ status, body }: Pick<Reply, 'status' | 'body'>): ListDocument | undefined {
  if (status !== 200) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return isList(value) ? value : undefined;
  } catch {
    // A reply that is compressed, or of another kind.
    return undefined;
  }
}

function isList(value: unknown): value is ListDocument {
  return isObject(value) && Array.isArray(value.results) && value.results.every(isObject);
}

/** Changes whatever lists there are. */
export function lists(edit: (list: ListDocument, asked: Asked) => object): NonNullable<Scenario['alter']> {
  return (reply, asked) => {
    const list = listIn(reply);
    return list && withBody(reply, JSON.stringify(edit(list, asked)));
  };
}

/** Changes the reply to the nth admitted GET for the list; without a number, to each of them. */
export function admitted(
  edit: (reply: Reply, asked: Asked) => Reply,
  nth?: number,
): NonNullable<Scenario['alter']> {
  return (reply, asked) => {
    const meant = nth === undefined ? asked.nth > 0 : asked.nth === nth;
    return asked.asks === 'list' && meant ? edit(reply, asked) : undefined;
  };
}

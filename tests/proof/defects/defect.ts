/** The form of a planted defect, and the tools to plant one in the reference server. */
import type { ApiVersion } from '../../contract/contract.ts';
import { type HeaderLine, header, type WireRequest, type WireResponse } from '../../http/exchange.ts';
import type { StoredItem } from '../../reference/items.ts';
import { type Asked, type Behaviour, CONFORMING, type ReferenceOptions } from '../../reference/reference.ts';
import type { RuleId } from '../../rules/verdict.ts';

export interface Defect {
  /** Unique, in lower case, with hyphens. */
  readonly name: string;
  /** What the server does, one sentence. */
  readonly does: string;
  /** The rule that names it. */
  readonly caughtBy: RuleId;
  /** The document that it contradicts. */
  readonly contradicts: string;
  /** Versions in which it is planted; all of them when absent. */
  readonly versions?: readonly ApiVersion[];
  /** Where the number of buckets is given, the pages have the sizes of the service; else they are short. */
  readonly options?: Partial<ReferenceOptions>;
  /** Changes the contract's text: for rules that judge what no contract of ours states yet. */
  readonly contract?: (text: string) => string;
  /** Reached over https, where that matters. */
  readonly https?: boolean;
  /** What the reference server's own delivery over HTTP would mend. */
  readonly inMemoryAlone?: boolean;
  /** Made anew for each run, so that a defect may remember things. */
  readonly plant: () => Partial<Behaviour>;
}

export interface ListDocument {
  links: { href: string; rel: string }[];
  results: Record<string, unknown>[];
  totalCount?: number;
  status?: number;
}

const keeps = CONFORMING;

/** Changes the list before it is written; the edit may change its copy or return another document. */
export function onList(
  edit: (list: ListDocument, asked: Asked) => object | undefined,
): () => Partial<Behaviour> {
  return () => ({
    list: (links, results, count, asked) => {
      const list: ListDocument = structuredClone({
        links: [],
        results: [],
        ...keeps.list(links, results, count, asked),
      });
      return edit(list, asked) ?? list;
    },
  });
}

/** Changes each bucket that the test picks. */
export function onBuckets(
  edit: (bucket: Record<string, unknown>) => unknown,
  pick: (stored: StoredItem) => boolean = () => true,
): () => Partial<Behaviour> {
  return () => ({
    item: (stored, contract, base) => {
      const bucket: Record<string, unknown> = { ...(keeps.item(stored, contract, base) as object) };
      return pick(stored) ? (edit(bucket) ?? bucket) : bucket;
    },
  });
}

/** Changes the replies to the requests that the test picks. */
export function onReply(
  pick: (request: WireRequest, response: WireResponse) => boolean,
  edit: (response: WireResponse, request: WireRequest) => WireResponse,
): () => Partial<Behaviour> {
  return () => ({
    finish: (response, request) => (pick(request, response) ? edit(response, request) : response),
  });
}

export const signed = (request: WireRequest) => header(request, 'Authorization') !== undefined;
export const unsigned = (request: WireRequest) => !signed(request);
export const status = (wanted: number) => (_: WireRequest, response: WireResponse) =>
  response.status === wanted;
export const asks =
  (name: string, value?: string) =>
  ({ url }: WireRequest): boolean => {
    const given = new URL(url).searchParams.get(name);
    return value === undefined ? given !== null : given === value;
  };
export const unknownProject = ({ url }: WireRequest) => url.includes('/000000000000000000000000/');
export const malformedProject = ({ url }: WireRequest) => url.includes('/not-a-project-id/');

export function withHeader(response: WireResponse, name: string, ...values: readonly string[]): WireResponse {
  const others = response.headers.filter(([one]) => one.toLowerCase() !== name.toLowerCase());
  return { ...response, headers: [...others, ...values.map((value): HeaderLine => [name, value])] };
}

export function withBody(response: WireResponse, body: string | Uint8Array, type?: string): WireResponse {
  const bytes = Buffer.from(body);
  const sized = withHeader({ ...response, body: bytes }, 'Content-Length', String(bytes.length));
  return type === undefined ? sized : withHeader(sized, 'Content-Type', type);
}

export function withStatus(response: WireResponse, code: number, reason = ''): WireResponse {
  return { ...response, status: code, reason };
}

export const textOf = (response: WireResponse) => Buffer.from(response.body).toString('utf8');

/** An error document with one thing changed; `undefined` leaves a member out. */
export function errorDocument(changes: Record<string, unknown>): (response: WireResponse) => WireResponse {
  return (response) => {
    const document: unknown = JSON.parse(textOf(response));
    return withBody(response, JSON.stringify({ ...(document as object), ...changes }));
  };
}

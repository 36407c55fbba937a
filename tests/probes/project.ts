/** What a run knows of the project behind the list: how many buckets, which ones, and whether they stay. */

import type { Contract, Identity } from '../contract/contract.ts';
import { sameJson } from '../json/json.ts';
import { askedValue, exchangeOf, isMissing, type Run } from './answers.ts';
import { linksOf, pageReference } from './links.ts';
import { type ListReply, readList } from './list-reply.ts';

/** The service has counted up to so many buckets more than there are (recorded replies, 36 lists). */
export const MOST_OVERCOUNTED = 5;

/**
 * steady: the same request brings the same buckets; changed: some came, went or were edited, the others
 * kept their order; unsteady: two replies to the same request differ in a way that no edit explains.
 */
export type Comparison = 'steady' | 'changed' | 'unsteady';

export interface BucketsRead {
  /** The longest run of buckets from the start of the list that one reply holds. */
  readonly buckets: readonly unknown[];
  readonly probe: string;
  /** How many buckets the list holds; undefined when its end was not met. */
  readonly end: number | undefined;
  /** Where `end` is unknown: a number that it does not exceed. */
  readonly atMost: number | undefined;
  /** True when no bucket follows them. */
  readonly complete: boolean;
}

/** The default and the largest page size that the contract names. */
export function pageSizes(contract: Contract): { readonly defaultSize: number; readonly largest: number } {
  const parameter = contract.parameter('itemsPerPage');
  const defaultSize = typeof parameter?.default === 'number' ? parameter.default : 100;
  return { defaultSize, largest: parameter?.maximum ?? defaultSize };
}

/** The page's own `totalCount`, where it was asked to count and does so. */
export function countOf(page: ListReply): number | undefined {
  const count = page.document.totalCount;
  if (askedValue(page.exchange.asked, 'includeCount') === 'false') return undefined;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
}

/** How many buckets there are: counted where the list was read to its end, else as the list claims. */
export function knownCount(run: Run, plain: ListReply): number | undefined {
  const { buckets, end, atMost } = bucketsRead(run, plain);
  if (end !== undefined) return end;
  const claimed = countOf(plain);
  if (claimed === undefined || claimed < buckets.length) return undefined;
  // The claim has led beyond the end: it is too high, by no more than what is tolerated.
  return atMost === undefined ? claimed : Math.min(claimed - MOST_OVERCOUNTED, atMost);
}

/** How many buckets the longest reply so far holds. */
export function seenCount(run: Run, plain: ListReply): number {
  return bucketsRead(run, plain).buckets.length;
}

/** A page size small enough that a project with `count` buckets or more has several pages. */
export function smallPage(count: number): number {
  return count >= 5 ? 2 : 1;
}

/** The buckets of the longest page that was read, and where the list ends. */
export function bucketsRead(run: Run, plain: ListReply): BucketsRead {
  const sizes = pageSizes(run.contract);
  const largest = readListOf(run, 'largest-page');
  const longest = largest && largest.buckets.length >= plain.buckets.length ? largest : plain;
  const size = longest === plain ? sizes.defaultSize : sizes.largest;
  const { end, atMost } = endOf(run, longest, size);
  const { buckets, probe } = longest;
  return { buckets, probe, end, atMost, complete: end === buckets.length };
}

interface End {
  readonly end: number | undefined;
  readonly atMost: number | undefined;
}

function endOf(run: Run, first: ListReply, size: number): End {
  const held = first.buckets.length;
  const isLast = linksOf(first, 'next').length === 0;
  if (isLast && (held !== size || (countOf(first) ?? held) <= held)) return { end: held, atMost: held };
  // The last of the largest pages: a count that claims too many has led beyond the end.
  const answer = exchangeOf(run, 'largest-last-page');
  if (isMissing(answer)) return { end: undefined, atMost: undefined };
  const tail = readListOf(run, 'largest-last-page');
  const { pageNum, itemsPerPage } = askedPage({ exchange: answer }, run);
  const before = (pageNum - 1) * itemsPerPage;
  const { status } = answer.response;
  if (tail ? !isNothingThere(tail, run) : status < 400 || status >= 500) {
    const counted = tail && (tail.buckets.length < itemsPerPage || linksOf(tail, 'next').length === 0);
    return { end: counted ? before + tail.buckets.length : undefined, atMost: undefined };
  }
  return { end: before === size ? held : undefined, atMost: before };
}

/** The list in a probe's reply, whoever was let in; undefined when there is none. */
export function readListOf(run: Run, probe: string): ListReply | undefined {
  const exchange = exchangeOf(run, probe);
  const read = isMissing(exchange) ? undefined : readList(probe, exchange);
  return read && !('obstacle' in read) ? read : undefined;
}

/** The page that a probe asked for: its own query, else the contract's defaults. */
export function askedPage(
  page: Pick<ListReply, 'exchange'>,
  { contract }: Run,
): { pageNum: number; itemsPerPage: number } {
  const { asked } = page.exchange;
  return {
    pageNum: Number(askedValue(asked, 'pageNum') ?? contract.parameter('pageNum')?.default ?? 1),
    itemsPerPage: Number(askedValue(asked, 'itemsPerPage') ?? pageSizes(contract).defaultSize),
  };
}

/** A server may answer with an existing page instead, and says so in `self`: no document forbids that. */
export function fallsBack(page: ListReply, run: Run): boolean {
  const said = pageReference(linksOf(page, 'self')[0]).pageNum;
  return said !== undefined && said < askedPage(page, run).pageNum;
}

/** How a list answers for a page that it does not have. */
function isNothingThere(page: ListReply, run: Run): boolean {
  return page.buckets.length === 0 || fallsBack(page, run);
}

/** Whether the page that was asked for starts behind the last bucket: no document says what it looks like. */
export function liesBeyond(page: Pick<ListReply, 'exchange'>, run: Run, { end, atMost }: End): boolean {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const limit = end ?? atMost;
  return pageNum > 1 && limit !== undefined && (pageNum - 1) * itemsPerPage >= limit;
}

/** The stretch of the list that the page is to hold, as far as one reply brought it; else undefined. */
export function stretchOf(
  page: Pick<ListReply, 'exchange'>,
  run: Run,
  { buckets, complete }: Pick<BucketsRead, 'buckets' | 'complete'>,
): readonly unknown[] | undefined {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const start = (pageNum - 1) * itemsPerPage;
  const isKnown = complete || start + itemsPerPage <= buckets.length;
  return isKnown ? buckets.slice(start, start + itemsPerPage) : undefined;
}

/** Whether one of the pages holds other buckets than the same stretch of the largest page. */
export function isContradicted(run: Run, largest: ListReply, pages: readonly string[]): boolean {
  const read = bucketsRead(run, largest);
  return pages.some((probe) => {
    const page = readListOf(run, probe);
    if (!page || fallsBack(page, run)) return false;
    const stretch = stretchOf(page, run, read);
    return stretch !== undefined && !sameJson(stretch, page.buckets);
  });
}

/** Compares two replies to the same request. */
export function compareReadings(first: ListReply, second: ListReply, identity: Identity): Comparison {
  if (sameData(first, second)) return 'steady';
  const before = idsOf(first, identity);
  const after = idsOf(second, identity);
  const [known, seen] = [new Set(before), new Set(after)];
  const stayed = before.filter((id) => seen.has(id));
  if (stayed.length === 0 && first.buckets.length > 0 && second.buckets.length > 0) return 'unsteady';
  const sameOrder = sameJson(
    stayed,
    after.filter((id) => known.has(id)),
  );
  return sameOrder ? 'changed' : 'unsteady';
}

/** What tells the items apart, of those that have it. */
const idsOf = ({ buckets }: ListReply, identity: Identity): readonly string[] =>
  buckets.flatMap((item) => identity.of(item) ?? []);

/** The same buckets with the same content, the same count, and as much behind them. */
export function sameData(first: ListReply, second: ListReply): boolean {
  return (
    sameJson(first.buckets, second.buckets) &&
    sameJson(first.document.totalCount, second.document.totalCount) &&
    linksOf(first, 'next').length === linksOf(second, 'next').length
  );
}

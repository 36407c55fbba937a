/** What a run knows of the project behind the list: how many buckets, which ones, and whether they stay. */

import type { Contract } from '../contract/contract.ts';
import { sameJson } from '../json/json.ts';
import { askedValue, exchangeOf, isMissing, type Run } from './answers.ts';
import { linksOf, pageReference } from './links.ts';
import { bucketId, type ListReply, readList } from './list-reply.ts';

/**
 * steady: the same request brings the same buckets; changed: some came, went or were edited, the others
 * kept their order; unsteady: two replies to the same request differ in a way that no edit explains.
 */
export type Stability = 'steady' | 'changed' | 'unsteady';

export interface BucketsRead {
  /** The longest run of buckets from the start of the list that one reply holds. */
  readonly buckets: readonly unknown[];
  readonly probe: string;
  /** True when no bucket follows them. */
  readonly complete: boolean;
}

/** The default and the largest page size that the contract names. */
export function pageSizes(contract: Contract): { readonly defaultSize: number; readonly largest: number } {
  const parameter = contract.parameter('itemsPerPage');
  const defaultSize = typeof parameter?.default === 'number' ? parameter.default : 100;
  return { defaultSize, largest: parameter?.maximum ?? defaultSize };
}

/** How many buckets there are: counted where the list was read to its end, else as the list claims. */
export function knownCount(run: Run, plain: ListReply): number | undefined {
  const read = bucketsRead(run, plain);
  if (read.complete) return read.buckets.length;
  const claimed = plain.document.totalCount;
  const count = Number(claimed);
  return Number.isInteger(claimed) && count >= read.buckets.length ? count : undefined;
}

/** How many buckets the longest reply so far holds. */
export function seenCount(run: Run, plain: ListReply): number {
  return bucketsRead(run, plain).buckets.length;
}

/** A page size small enough that a project with `count` buckets or more has several pages. */
export function smallPage(count: number): number {
  return count >= 5 ? 2 : 1;
}

/** The buckets of the longest page that was read, and whether they are all there are. */
export function bucketsRead(run: Run, plain: ListReply): BucketsRead {
  const sizes = pageSizes(run.contract);
  const largest = readListOf(run, 'largest-page');
  const longest = largest && largest.buckets.length >= plain.buckets.length ? largest : plain;
  const limit = longest === plain ? sizes.defaultSize : sizes.largest;
  return {
    buckets: longest.buckets,
    probe: longest.probe,
    complete: longest.buckets.length !== limit && linksOf(longest, 'next').length === 0,
  };
}

/** The list in a probe's reply, whoever was let in; undefined when there is none. */
export function readListOf(run: Run, probe: string): ListReply | undefined {
  const exchange = exchangeOf(run, probe);
  const read = isMissing(exchange) ? undefined : readList(probe, exchange);
  return read && !('obstacle' in read) ? read : undefined;
}

/** The page that a probe asked for: its own query, else the contract's defaults. */
export function askedPage(page: ListReply, { contract }: Run): { pageNum: number; itemsPerPage: number } {
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

/** Whether one of the pages holds other buckets than the same stretch of the largest page. */
export function isContradicted(run: Run, largest: ListReply, pages: readonly string[]): boolean {
  const { buckets, complete } = bucketsRead(run, largest);
  return pages.some((probe) => {
    const page = readListOf(run, probe);
    if (!page || fallsBack(page, run)) return false;
    const { pageNum, itemsPerPage } = askedPage(page, run);
    const start = (pageNum - 1) * itemsPerPage;
    const known = complete || start + itemsPerPage <= buckets.length;
    return known && !sameJson(buckets.slice(start, start + itemsPerPage), page.buckets);
  });
}

/** Compares two replies to the same request. */
export function compareReadings(first: ListReply, second: ListReply): Stability {
  if (sameData(first, second)) return 'steady';
  const before = idsOf(first);
  const after = idsOf(second);
  const [known, seen] = [new Set(before), new Set(after)];
  const stayed = before.filter((id) => seen.has(id));
  if (stayed.length === 0 && first.buckets.length > 0 && second.buckets.length > 0) return 'unsteady';
  const sameOrder = sameJson(
    stayed,
    after.filter((id) => known.has(id)),
  );
  return sameOrder ? 'changed' : 'unsteady';
}

/** The ids of the buckets that have one. */
const idsOf = ({ buckets }: ListReply): readonly string[] =>
  buckets.flatMap((bucket) => bucketId(bucket) ?? []);

/** The same buckets with the same content, the same count, and as much behind them. */
export function sameData(first: ListReply, second: ListReply): boolean {
  return (
    sameJson(first.buckets, second.buckets) &&
    sameJson(first.document.totalCount, second.document.totalCount) &&
    linksOf(first, 'next').length === linksOf(second, 'next').length
  );
}

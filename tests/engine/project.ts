/** What a run knows of the project behind the list: how many buckets, which ones, and whether they stay. */
import { exchangeOf, isMissing } from './answers.ts';
import type { Contract } from './contract.ts';
import { sameJson } from './json.ts';
import { linksOf } from './links.ts';
import { bucketId, type ListReply, readList } from './list-reply.ts';
import type { Run } from './rule.ts';

/**
 * steady: the same request brings the same buckets; changed: some came, went or were edited, the others
 * kept their order; unsteady: two replies to the same request differ in a way that no edit explains.
 */
export type Stability = 'steady' | 'changed' | 'unsteady';

export interface BucketsRead {
  readonly stability: Stability;
  /** The longest run of buckets from the start of the list that one reply holds. */
  readonly buckets: readonly unknown[];
  readonly probe: string;
  /** True when no bucket follows them. */
  readonly complete: boolean;
}

/** The default and the largest page size that the contract names. */
export function pageSizes(contract: Contract): { readonly usual: number; readonly largest: number } {
  const parameter = contract.parameter('itemsPerPage');
  const usual = typeof parameter?.default === 'number' ? parameter.default : 100;
  return { usual, largest: parameter?.maximum ?? usual };
}

/** How many buckets there are: counted where the list was read to its end, else as the list claims. */
export function knownCount(run: Run, plain: ListReply): number | undefined {
  const read = bucketsRead(run, plain);
  if (read.complete) return read.buckets.length;
  const claimed = plain.document.totalCount;
  return typeof claimed === 'number' && Number.isInteger(claimed) && claimed >= read.buckets.length
    ? claimed
    : undefined;
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
  const exchange = exchangeOf(run.answers, 'largest-page');
  const largest = isMissing(exchange) ? undefined : readList('largest-page', exchange);
  const longest =
    largest && !('stage' in largest) && largest.buckets.length > plain.buckets.length ? largest : plain;
  const limit = longest === plain ? sizes.usual : sizes.largest;
  return {
    stability: stability(run, plain),
    buckets: longest.buckets,
    probe: longest.probe,
    complete: longest.buckets.length !== limit && linksOf(longest, 'next').length === 0,
  };
}

function stability(run: Run, plain: ListReply): Stability {
  const again = exchangeOf(run.answers, 'plain-again');
  if (isMissing(again)) return 'steady';
  const second = readList('plain-again', again);
  if ('stage' in second) return 'steady';
  return compareReadings(plain, second);
}

/** Compares two replies to the same request. */
export function compareReadings(first: ListReply, second: ListReply): Stability {
  if (sameData(first, second)) return 'steady';
  const before = first.buckets.map((bucket) => bucketId(bucket));
  const after = second.buckets.map((bucket) => bucketId(bucket));
  const stayed = before.filter((id) => id !== undefined && after.includes(id));
  if (stayed.length === 0 && before.length > 0 && after.length > 0) return 'unsteady';
  const sameOrder = sameJson(
    stayed,
    after.filter((id) => id !== undefined && before.includes(id)),
  );
  return sameOrder ? 'changed' : 'unsteady';
}

/** The same buckets with the same content, and the same count. */
export function sameData(first: ListReply, second: ListReply): boolean {
  return (
    sameJson(first.buckets, second.buckets) && sameJson(first.document.totalCount, second.document.totalCount)
  );
}

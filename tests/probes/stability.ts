/** Whether the data stay the same while a run reads them. */
import { sameJson } from '../json/json.ts';
import type { Run } from './answers.ts';
import { linksOf } from './links.ts';
import type { ListReply } from './list-reply.ts';
import { type Comparison, compareReadings, countOf, fallsBack, readListOf, stretchOf } from './project.ts';
import { PROBES, probeNamed } from './schedule.ts';

/**
 * What the replies tell together. changed: somebody changed the project, since more than one reply shows it
 * as it was, and all later ones as it is now. unsettled: a single reply differs from all later ones, be it
 * that somebody changed the project at that moment, or that the server's first reply is not the list.
 */
export type Stability = Comparison | 'unsettled';

const WORST_FIRST: readonly Stability[] = ['unsteady', 'unsettled', 'changed'];

const known = new WeakMap<Run, Stability>();

/** What the requests that were made twice tell, the worst of them: found out once, when all was asked. */
export function stability(run: Run): Stability {
  const found = known.get(run) ?? stabilityOf(run);
  known.set(run, found);
  return found;
}

function stabilityOf(run: Run): Stability {
  const found = repeated(run).map(([first, second]): Stability => {
    const compared = compareReadings(first, second, run.contract.identity);
    return compared === 'changed' ? changeBetween(run, first, second) : compared;
  });
  return WORST_FIRST.find((one) => found.includes(one)) ?? 'steady';
}

/** Lists that one request brought, each with the next that the same request brought. */
export function repeated(run: Run): readonly (readonly [ListReply, ListReply])[] {
  const lists = PROBES.flatMap(({ name, expects }) =>
    expects === 'list' ? (readListOf(run, name) ?? []) : [],
  );
  return lists.flatMap((first, index) => {
    const second = lists
      .slice(index + 1)
      .find(({ probe, exchange }) => isExtra(probe) && sameJson(exchange.asked, first.exchange.asked));
    return second ? [[first, second] as const] : [];
  });
}

const isExtra = (probe: string) => probeNamed(probe).extra === true;

/** Asks all other replies which of the two they agree with. */
function changeBetween(run: Run, first: ListReply, second: ListReply): Stability {
  const others = PROBES.flatMap(({ name, expects }) => {
    const page = expects === 'list' ? readListOf(run, name) : undefined;
    return page && page.probe !== first.probe && page.probe !== second.probe ? [page] : [];
  });
  const asBefore = others.filter((page) => agrees(page, first, second, run));
  const asAfter = [...others.filter((page) => agrees(page, second, first, run)), second];
  if (asBefore.some((old) => asAfter.some((newer) => precedes(newer, old)))) return 'unsteady';
  return asBefore.length === 0 ? 'unsettled' : 'changed';
}

/** Whether the page shows what one reading shows, and the other does not. */
function agrees(page: ListReply, one: ListReply, other: ListReply, run: Run): boolean {
  if (fallsBack(page, run)) return false;
  const [count, own, others] = [countOf(page), countOf(one), countOf(other)];
  if (count !== undefined && own !== others && count === own) return true;
  const [wanted, unwanted] = [one, other].map((reading) =>
    stretchOf(page, run, { buckets: reading.buckets, complete: linksOf(reading, 'next').length === 0 }),
  );
  return (
    wanted !== undefined &&
    unwanted !== undefined &&
    sameJson(wanted, page.buckets) &&
    !sameJson(unwanted, page.buckets)
  );
}

/** Whether one reply had come before the other request was sent. */
function precedes(one: ListReply, other: ListReply): boolean {
  const { startedAt, waitMs, receiveMs } = one.exchange.timing;
  return startedAt + waitMs + receiveMs < other.exchange.timing.startedAt;
}

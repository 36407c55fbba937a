/** How requests are made from what the run knows by then. */
import type { NotApplicable, RequestSpec } from './answers.ts';
import { linksOf, target } from './links.ts';
import { type ListReply, listOf } from './list-reply.ts';
import type { ProbeForm } from './probe.ts';
import { isContradicted, knownCount, pageSizes, sameData, seenCount, smallPage } from './project.ts';

type Request = ProbeForm['request'];
type Query = NonNullable<RequestSpec['query']>;

/** A project id of the right form that no project has. */
export const UNKNOWN_PROJECT = '000000000000000000000000';
export const MALFORMED_PROJECT = 'not-a-project-id';

/** The same request for every target, whatever the run has seen. */
export function always(request: RequestSpec = {}): Request {
  return () => request;
}

/** The same request for every target, once the plain list has been read. */
export function withList(query: Query): Request {
  return (run) => {
    const plain = listOf(run, 'plain');
    return 'value' in plain ? { query } : plain;
  };
}

/** A request that the contract's version documents an answer for, else nothing to ask. */
export function ifDocumented(status: string, request: RequestSpec): Request {
  return ({ contract }) =>
    contract.response(status)
      ? request
      : { notApplicable: `the contract of ${contract.version} documents no ${status}` };
}

const page = (pageNum: number, itemsPerPage: number): RequestSpec => ({
  query: [
    ['pageNum', String(pageNum)],
    ['itemsPerPage', String(itemsPerPage)],
  ],
});

const ofSize = (itemsPerPage: number): RequestSpec => ({ query: [['itemsPerPage', String(itemsPerPage)]] });

type Run = Parameters<Request>[0];

/** A request that depends on how many buckets have been seen: all of them, or at least so many. */
function withSeen(then: (seen: number, run: Run, plain: ListReply) => RequestSpec | NotApplicable): Request {
  return (run) => {
    const plain = listOf(run, 'plain');
    return 'value' in plain ? then(seenCount(run, plain.value), run, plain.value) : plain;
  };
}

/** A request at the end of the list, which can be found only when it is known how long the list is. */
function withCount(then: (count: number, size: number, run: Run) => RequestSpec | NotApplicable): Request {
  return withSeen((seen, run, plain) => {
    const count = knownCount(run, plain);
    return count === undefined
      ? { notApplicable: 'the list does not say how many buckets there are' }
      : then(count, smallPage(seen), run);
  });
}

export const largestPage: Request = withSeen((seen, { contract }, plain) => {
  const { defaultSize, largest } = pageSizes(contract);
  return seen < defaultSize && linksOf(plain, 'next').length === 0
    ? { notApplicable: `the default page holds the whole project; needs ${defaultSize} buckets or more` }
    : ofSize(largest);
});

export const firstSmallPage: Request = withSeen((seen) => page(1, smallPage(seen)));

export const nextOfFirstSmallPage: Request = (run) => {
  const first = listOf(run, 'page-1');
  if (!('value' in first)) return first;
  const [next] = linksOf(first.value, 'next');
  if (!next) return { notApplicable: 'the first small page has no `next`; needs two buckets or more' };
  const url = target(next);
  return url
    ? { query: [...url.searchParams] }
    : { obstacle: 'relative-link', why: 'the `next` of page-1 is not an absolute URL' };
};

export const lastSmallPage: Request = withCount((count, size) =>
  count <= size
    ? { notApplicable: 'the first page is the last; needs two buckets or more' }
    : page(Math.ceil(count / size), size),
);

export const pastTheEnd: Request = withCount((count, size) =>
  page(Math.max(1, Math.ceil(count / size)) + 1, size),
);

export const lastLargestPage: Request = withCount((count, _size, { contract }) => {
  const { largest } = pageSizes(contract);
  return count <= largest
    ? { notApplicable: `one page of ${largest} holds the whole project` }
    : page(Math.ceil(count / largest), largest);
});

export const zeroPage: Request = withSeen((seen, run, plain) => {
  // Versions have two probes more and large projects one: together they would exceed the budget.
  const many = (knownCount(run, plain) ?? seen) > pageSizes(run.contract).largest;
  return many && run.contract.response('406')
    ? { notApplicable: 'left out to stay within 30 requests; judge a smaller project as well' }
    : page(0, 0);
});

export const overLargestPage: Request = ({ contract }) => ofSize(pageSizes(contract).largest + 1);

/** The plain list once more, where a last reply holds other data than the first. */
export const plainAgain: Request = (run) => {
  const first = listOf(run, 'plain');
  if (!('value' in first)) return first;
  const last = listOf(run, 'flags-false');
  return 'value' in last && sameData(first.value, last.value)
    ? { notApplicable: 'the first and the last reply hold the same data' }
    : {};
};

/** The flags once more, where neither plain list holds their data. */
export function flagsAgain(query: Query): Request {
  return (run) => {
    const [again, flags] = [listOf(run, 'plain-again'), listOf(run, 'flags-false')];
    return 'value' in again && 'value' in flags && !sameData(again.value, flags.value)
      ? { query }
      : { notApplicable: 'the list is the same with the flags and without' };
  };
}

/** The largest page once more, where one of the small pages holds other buckets. */
export function largestPageAgain(smallPages: readonly string[]): Request {
  return (run) => {
    const largest = listOf(run, 'largest-page');
    if (!('value' in largest)) return largest;
    return isContradicted(run, largest.value, smallPages)
      ? ofSize(pageSizes(run.contract).largest)
      : { notApplicable: 'the small pages hold what the largest page holds' };
  };
}

/** How requests are made from what the run knows by then. */
import { malformedValue, unknownValue } from '../contract/path-parameters.ts';
import { readJson, sameJson } from '../json/json.ts';
import { exchangeOf, isMissing, type NotApplicable, pathValuesOf, type RequestSpec } from './answers.ts';
import { budgetOf } from './budget.ts';
import { linksOf, prefixOf, target, targetBehind } from './links.ts';
import { type ListReply, listOf } from './list-reply.ts';
import type { ProbeForm } from './probe.ts';
import {
  bucketsRead,
  countOf,
  isContradicted,
  knownCount,
  liesBeyond,
  MOST_OVERCOUNTED,
  pageSizes,
  readListOf,
  sameData,
  seenCount,
  smallPage,
  stretchOf,
} from './project.ts';

type Request = ProbeForm['request'];
type Query = NonNullable<RequestSpec['query']>;

/**
 * What a probe asks of a list: without the parameters that the operation lacks. A probe that is about them alone,
 * or about pages where the operation has none, is not sent.
 */
export function requestOf(
  { request, paging }: Pick<ProbeForm, 'request' | 'paging'>,
  run: Run,
): ReturnType<Request> {
  const asked = request(run);
  if (isMissing(asked) || asked.target !== undefined) return asked;
  const { query = [], ...rest } = asked;
  const { queryParameters } = run.contract;
  const lacking = query.map(([name]) => name).filter((name) => !queryParameters.includes(name));
  const [first] = lacking;
  if (first === undefined) return asked;
  return lacking.length === query.length || (paging !== undefined && lacking.some(isOfPages))
    ? { notApplicable: `the contract states no parameter ${first}` }
    : { ...rest, query: query.filter(([name]) => !lacking.includes(name)) };
}

const isOfPages = (name: string) => name === 'pageNum' || name === 'itemsPerPage';

/** A list that no project has: the last parameter in the path leads nowhere. `wrong`: how. */
export function nowhere(wrong: 'unknown' | 'malformed', rest: Omit<RequestSpec, 'pathValue'> = {}): Request {
  return (run) => {
    const parameter = run.contract.pathParameters.at(-1);
    if (!parameter) return { notApplicable: 'the path has no parameter' };
    const own = pathValuesOf(run)[parameter.name] ?? '';
    const pathValue = wrong === 'unknown' ? unknownValue(parameter, own) : malformedValue(parameter);
    return pathValue === undefined
      ? { notApplicable: `no ${parameter.title} is ${wrong}: the contract gives it no form` }
      : { ...rest, pathValue };
  };
}

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

const page = (pageNum: number, itemsPerPage: number, flags: Query = []): RequestSpec => ({
  query: [...flags, ['pageNum', String(pageNum)], ['itemsPerPage', String(itemsPerPage)]],
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
function withCount(
  then: (count: number, size: number, run: Run, plain: ListReply) => RequestSpec | NotApplicable,
): Request {
  return withSeen((seen, run, plain) => {
    const count = knownCount(run, plain);
    return count === undefined
      ? { notApplicable: `the list does not say how many ${run.contract.noun.many} there are` }
      : then(count, smallPage(seen), run, plain);
  });
}

/** A project that the default page holds has no larger page. */
function fitsDefaultPage(run: Run, plain: ListReply): boolean {
  return plain.buckets.length < pageSizes(run.contract).defaultSize && linksOf(plain, 'next').length === 0;
}

export const largestPage: Request = withSeen((_seen, run, plain) => {
  const { defaultSize, largest } = pageSizes(run.contract);
  return fitsDefaultPage(run, plain)
    ? {
        notApplicable: `the default page holds the whole list; needs ${defaultSize} ${run.contract.noun.many} or more`,
      }
    : ofSize(largest);
});

export const lastLargestPage: Request = withCount((count, _size, { contract }) => {
  const { largest } = pageSizes(contract);
  return count <= largest
    ? { notApplicable: `one page of ${largest} holds the whole list` }
    : page(Math.ceil(count / largest), largest);
});

export const firstSmallPage: Request = withSeen((seen) => page(1, smallPage(seen)));

export const nextOfFirstSmallPage: Request = (run) => {
  const first = listOf(run, 'page-1');
  if (!('value' in first)) return first;
  const [next] = linksOf(first.value, 'next');
  const { many } = run.contract.noun;
  if (!next) return { notApplicable: `the first small page has no \`next\`; needs two ${many} or more` };
  const url = target(next);
  const path = run.contract.pathFor(pathValuesOf(run));
  const prefix = url && prefixOf(url, run.contract, path);
  return url && prefix !== undefined
    ? { query: [...url.searchParams], target: targetBehind(prefix, url) }
    : { obstacle: 'foreign-link', why: 'the `next` of page-1 is not an absolute URL of the list' };
};

export const lastSmallPage: Request = withCount((count, size, { contract }) =>
  count <= size
    ? { notApplicable: `the first page is the last; needs two ${contract.noun.many} or more` }
    : page(Math.ceil(count / size), size),
);

/** Behind all that there is, and behind all that the list claims to have. */
export function pastTheEnd(flags: Query = []): Request {
  return withCount((count, size, _run, plain) => {
    const claimed = Math.max(count, countOf(plain) ?? 0);
    return page(Math.max(1, Math.ceil(claimed / size)) + 1, size, flags);
  });
}

/**
 * A small page behind the first, the last but one where there are several: there a wrong count shows, and
 * there are links in both directions. Page 1 where the list is not known to have another.
 */
export function laterPage(flags: Query): Request {
  return (run) => {
    // Of the plain list alone, so that whoever asks later asks the same.
    const plain = readListOf(run, 'plain');
    if (!plain) return page(1, 1, flags);
    const held = plain.buckets.length;
    const size = smallPage(held);
    const claimed = (countOf(plain) ?? held) - MOST_OVERCOUNTED;
    const last = Math.ceil((fitsDefaultPage(run, plain) ? held : Math.max(claimed, held)) / size);
    return page(Math.max(Math.min(2, last), last - 1, 1), size, flags);
  };
}

/** A page by its number alone: the second where the list has one of the default size, else the first. */
export function numberedPage(flags: Query = []): Request {
  return withSeen((_seen, run, plain) => {
    const { defaultSize } = pageSizes(run.contract);
    const count = countOf(plain) ?? plain.buckets.length;
    const hasSecond =
      plain.buckets.length >= defaultSize &&
      (bucketsRead(run, plain).buckets.length > defaultSize || count > defaultSize + MOST_OVERCOUNTED);
    return { query: [...flags, ['pageNum', hasSecond ? '2' : '1']] };
  });
}

const leftOut = ({ contract }: Run): NotApplicable => ({
  notApplicable: `left out to stay within ${budgetOf(contract)} requests; judge a shorter list as well`,
});

/** v1.0 has fewer requests: what says least is left out where a longer list takes some for its pages. */
const isTight = ({ contract }: Run): boolean => contract.version === 'v1.0';

/** No document says how a refusal looks in an envelope. */
export function unlessLarge(request: Request): Request {
  return (run) => {
    const plain = readListOf(run, 'plain');
    return plain && isTight(run) && !fitsDefaultPage(run, plain) ? leftOut(run) : request(run);
  };
}

export const zeroPage: Request = withSeen((_seen, run, plain) => {
  const unbounded = ['pageNum', 'itemsPerPage'].find(
    (name) => run.contract.parameter(name)?.minimum === undefined,
  );
  if (unbounded !== undefined) return { notApplicable: `the contract states no minimum of ${unbounded}` };
  const count = Math.max(countOf(plain) ?? 0, knownCount(run, plain) ?? 0);
  const isMany = count > pageSizes(run.contract).largest;
  return isMany && isTight(run) ? leftOut(run) : page(0, 0);
});

export const overLargestPage: Request = ({ contract }) => {
  const maximum = contract.parameter('itemsPerPage')?.maximum;
  return maximum === undefined
    ? { notApplicable: 'the contract states no maximum of itemsPerPage' }
    : ofSize(maximum + 1);
};

/** A version that never was, one day younger than the contract's: the newest that is not after it is the contract's. */
export const laterVersion: Request = ({ contract }) => {
  const [, date] = /(\d{4}-\d\d-\d\d)/.exec(contract.mediaType) ?? [];
  if (date === undefined) return { notApplicable: `the contract of ${contract.version} has no date` };
  const dayAfter = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  return { accept: contract.mediaType.replace(date, dayAfter) };
};

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

/** One of the flags by itself, where the reply to both is not what the plain list is. */
export function oneFlag(query: Query): Request {
  return (run) => {
    const plain = listOf(run, 'plain');
    if (!('value' in plain)) return plain;
    const exchange = exchangeOf(run, 'flags-false');
    const both = readListOf(run, 'flags-false');
    const again = readListOf(run, 'plain-again');
    const isRight =
      isMissing(exchange) ||
      (both !== undefined &&
        both.document.status === undefined &&
        !readJson(exchange.response.body).insignificantWhitespace &&
        [plain.value, again].some((one) => one && sameData(one, both)));
    return isRight ? { notApplicable: 'the list is the same with both flags and without' } : { query };
  };
}

/** The page by its number once more, but counted, where the reply without a count does not hold it. */
export const numberedPageAgain: Request = (run) => {
  const plain = listOf(run, 'plain');
  if (!('value' in plain)) return plain;
  const exchange = exchangeOf(run, 'no-count');
  if (isMissing(exchange)) return exchange;
  const found = readListOf(run, 'no-count');
  const read = bucketsRead(run, plain.value);
  const wanted = stretchOf({ exchange }, run, read);
  const isRight = found && (wanted === undefined || sameJson(wanted, found.buckets));
  return isRight || liesBeyond({ exchange }, run, read)
    ? { notApplicable: 'the reply without a count holds the page' }
    : { query: (exchange.asked.query ?? []).filter(([name]) => name === 'pageNum') };
};

/** The list with a flag once more, where it holds other buckets than the plain one. */
export function flagAgain(probe: string): Request {
  return (run) => {
    const plain = listOf(run, 'plain');
    if (!('value' in plain)) return plain;
    const found = readListOf(run, probe);
    return found && !sameJson(found.buckets, plain.value.buckets)
      ? found.exchange.asked
      : { notApplicable: 'the list is the same with the flag and without' };
  };
}

/** The largest page once more, where one of these pages holds other buckets. */
export function largestPageAgain(pages: readonly string[]): Request {
  return (run) => {
    const largest = listOf(run, 'largest-page');
    if (!('value' in largest)) return largest;
    return isContradicted(run, largest.value, pages)
      ? ofSize(pageSizes(run.contract).largest)
      : { notApplicable: 'the other pages hold what the largest page holds' };
  };
}

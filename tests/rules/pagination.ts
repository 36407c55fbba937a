/** Topic PAGE: the list cut into pages, and the links that lead from one to the next. */

import { withArticle } from '../contract/article.ts';
import type { Contract } from '../contract/contract.ts';
import { firstDifference, isObject, member, readJson, sameJson, show } from '../json/json.ts';
import {
  askedValue,
  asksForEnvelope,
  type NotApplicable,
  type ProbeExchange,
  pathValuesOf,
} from '../probes/answers.ts';
import { linksOf, type PageReference, pageReference, prefixOf, target } from '../probes/links.ts';
import { type Link, type ListReply, readList } from '../probes/list-reply.ts';
import {
  askedPage,
  type BucketsRead,
  compareReadings,
  countOf,
  fallsBack,
  knownCount,
  liesBeyond,
  MOST_OVERCOUNTED,
  pageSizes,
  readListOf,
  stretchOf,
} from '../probes/project.ts';
import { type ProbeName, probesWith } from '../probes/schedule.ts';
import { repeated } from '../probes/stability.ts';
import {
  ANY_LIST,
  admitted,
  bucketsSeen,
  ifSent,
  LISTS,
  links,
  list,
  listIfAny,
  lists,
  ODD_PAGES,
  replies,
  UNSETTLED,
  unchangedBuckets,
} from './needs.ts';
import { comparedWith, each, type Finding, leaningOn, type Rule, type Run, rule } from './rule.ts';
import { isAbout, listViolation, schemaViolation } from './schema-violation.ts';
import { unseenLinks } from './unseen.ts';
import type { Violation } from './verdict.ts';

const LINKS = '{list}/properties/links';
const PAGE_NUM = '{operation}/parameters/pageNum';
const ITEMS = '{operation}/parameters/itemsPerPage';
const COUNT = '{list}/properties/totalCount';
const EXAMPLE = 'Endpoint page, example response';
const PAGING = 'Atlas docs, reference, Pagination';

/** Probes for a page that has one before it, where the list is long enough. */
const LATER_PAGES: readonly ProbeName[] = [
  'page-2-by-next',
  'last-page',
  'largest-last-page',
  'no-count',
  'enveloped-pretty-page',
];

/** Requests that are made again where data differ. */
const AGAIN = probesWith(({ gate }) => gate === 'PAGE-01');

const BACK = ['previous', 'prev'];
const PAGING_RELS = ['self', 'next', ...BACK];

/** RFC 3986, 3 and 4.3. `new URL()` is no test: it repairs `http:host` and white space. */
const ABSOLUTE = /^https?:\/\/[!#-;=?-[\]_a-z~]+$/i;

const pageText = ({ pageNum, itemsPerPage }: PageReference) =>
  `pageNum=${pageNum ?? '(none)'}&itemsPerPage=${itemsPerPage ?? '(none)'}`;

/** Whether buckets follow the page: as far as the list was read, then as the page's count claims. */
function moreFollows(page: ListReply, run: Run, { buckets, end }: BucketsRead): boolean | undefined {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const seen = pageNum * itemsPerPage;
  if (end !== undefined) return seen < end;
  if (seen < buckets.length) return true;
  const count = countOf(page);
  return count === undefined ? undefined : seen < count;
}

/** Compares a page with the same stretch of the longest reply. */
function cutOf(page: ListReply, run: Run, read: BucketsRead): Finding {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const wanted = stretchOf(page, run, read);
  if (!wanted) return { notApplicable: 'the page lies beyond what one reply of the largest size holds' };
  const start = (pageNum - 1) * itemsPerPage;
  // Buckets beyond those that were wanted differ from nothing: the first of them decides.
  const seen = page.buckets.slice(0, wanted.length + 1);
  const longer = seen.length > wanted.length ? seen : wanted;
  const at = longer.findIndex((_, index) => !sameJson(wanted[index], seen[index]));
  return at < 0
    ? 'holds'
    : {
        expected: `${run.contract.noun.one} ${start + at + 1} of the list, ${name(wanted[at], run)}`,
        received: name(page.buckets[at], run),
        at: `results[${at}]`,
        probe: page.probe,
      };
}

/** The first bucket of a later page that an earlier one holds as well. */
function doubledOn(page: ListReply, before: readonly unknown[], run: Run): Violation | undefined {
  const { identity } = run.contract;
  // Items that nothing but all of them tells apart may be the same on two pages.
  if (identity.fields.length === 0) return undefined;
  const known = new Set(before.flatMap((item) => identity.of(item) ?? []));
  const at = page.buckets.findIndex((item) => known.has(identity.of(item) ?? ''));
  return at < 0
    ? undefined
    : {
        expected: `${withArticle(run.contract.noun.one)} that no page before holds`,
        received: name(page.buckets[at], run),
        at: `results[${at}]`,
        probe: page.probe,
      };
}

const counted = (count: number, { contract: { noun } }: Pick<Run, 'contract'>) =>
  `${count} ${count === 1 ? noun.one : noun.many}`;

const name = (item: unknown, { contract }: Run) => contract.identity.nameOf(item) ?? show(item);

/** The page before or behind, of the same size. */
function neighbour(page: ListReply, run: Run, step: 1 | -1): PageReference {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  return { pageNum: pageNum + step, itemsPerPage };
}

/** The link names this page, and its size. */
function leadsTo(link: Link, wanted: PageReference, { probe }: ListReply): Violation | 'holds' {
  const said = pageReference(link);
  return sameJson(wanted, said)
    ? 'holds'
    : { expected: pageText(wanted), received: pageText(said), at: `${link.at}.href`, probe };
}

const isCounted = ({ exchange }: ListReply) => askedValue(exchange.asked, 'includeCount') !== 'false';

/** No document says whether the HTTP status of a refusal changes where an envelope repeats it. */
function isEnvelopedRefusal(exchange: ProbeExchange): boolean {
  const status = member(readJson(exchange.response.body).value, 'status');
  return asksForEnvelope(exchange) && typeof status === 'number' && status >= 400;
}

const FALLS_BACK: NotApplicable = {
  notApplicable: 'the server answers with an earlier page instead; no document forbids that',
};

/** A count of fewer buckets than there are: by it, a page lacks a next link that has buckets behind it. */
function wrongCount(page: ListReply, run: Run, { buckets, end }: BucketsRead): Violation | undefined {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const count = countOf(page);
  const known = Math.max(end ?? buckets.length, (pageNum - 1) * itemsPerPage + page.buckets.length);
  return count === undefined || count >= known
    ? undefined
    : {
        expected: `${known}${end === undefined ? ' or more' : ''}, as many as the list holds`,
        received: String(count),
        at: 'totalCount',
        probe: page.probe,
      };
}

function wrongNext(page: ListReply, run: Run, read: BucketsRead): Violation | undefined {
  const { probe } = page;
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const [next, second] = linksOf(page, 'next');
  if (second) return { expected: 'one next link', received: 'several', at: second.at, probe };
  const count = countOf(page);
  const more = count === undefined ? moreFollows(page, run, read) : pageNum * itemsPerPage < count;
  if (next && more === false) {
    const expected = `no next: ${count === undefined ? '' : `by its totalCount of ${count} `}this is the last page`;
    return { expected, received: show(next.href, 120), at: next.at, probe };
  }
  // PAGE-13 judges a list that ends before its count.
  if (!next && more && !endsEarly(page, read, run)) {
    const why = count === undefined ? '' : `, since totalCount is ${count}`;
    return { expected: `a link with rel next${why}`, received: 'absent', at: 'links', probe };
  }
  return undefined;
}

/** A count that claims more than the service has been seen to claim too many. */
function endsEarly(page: ListReply, { end, atMost }: BucketsRead, run: Run): Violation | undefined {
  const count = countOf(page);
  const held = end ?? atMost;
  return count === undefined || held === undefined || count <= held + MOST_OVERCOUNTED
    ? undefined
    : {
        expected: `${counted(count, run)}, as its totalCount claims`,
        received: `${end === undefined ? 'at most ' : ''}${held}, and nothing behind them`,
        at: 'totalCount',
        probe: page.probe,
        fact: 'the list ends before its count',
      };
}

/** Compares the last small page with the end of the last of the largest pages, where the list has several. */
function wrongEnd(
  page: ListReply,
  tail: ListReply | undefined,
  run: Run,
  read: BucketsRead,
  count: number | undefined,
): Finding {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const start = (pageNum - 1) * itemsPerPage;
  if (read.end === undefined) {
    if (read.atMost === undefined || count === undefined) {
      return { notApplicable: 'the list was not read to its end' };
    }
    // Nothing stands behind the last full page of the largest size, if the list comes as far as that.
    const wanted = Math.min(itemsPerPage, count - start);
    if (page.buckets.length < wanted || fallsBack(page, run)) {
      return {
        expected: `${run.contract.noun.one} ${start + 1} of the list, as its totalCount claims`,
        received: fallsBack(page, run) ? 'an earlier page' : counted(page.buckets.length, run),
        at: 'results',
        probe: page.probe,
        fact: 'the list ends before its count',
      };
    }
    return doubledOn(page, read.buckets, run) ?? 'holds';
  }
  if (!tail) return { notApplicable: 'the page lies beyond what one reply of the largest size holds' };
  const doubled = doubledOn(tail, read.buckets, run);
  if (doubled) return doubled;
  const before = start - (askedPage(tail, run).pageNum - 1) * askedPage(tail, run).itemsPerPage;
  if (before < 0) return { notApplicable: 'the last small page lies before the last of the largest pages' };
  const wanted = tail.buckets.slice(before);
  return sameJson(page.buckets, wanted)
    ? 'holds'
    : {
        expected: `the end of the last largest page, ${name(wanted[0], run)}`,
        received: name(page.buckets[0], run),
        at: 'results',
        probe: page.probe,
      };
}

/** Why the reply does not hold the page that it was asked for; undefined when it does, as far as that is known. */
function wrongPage(
  probe: ProbeName,
  reply: ProbeExchange,
  run: Run,
  read: BucketsRead,
): Violation | undefined {
  if (liesBeyond({ exchange: reply }, run, read)) return undefined;
  const found = listViolation(probe, reply);
  if (found !== 'holds') return found;
  const page = readListOf(run, probe);
  const wanted = page && stretchOf(page, run, read);
  const at = wanted && firstDifference(wanted, page.buckets, 'results');
  if (at === undefined) return undefined;
  const asked = (reply.asked.query ?? []).map((pair) => pair.join('=')).join('&');
  return {
    expected: `the ${counted(wanted?.length ?? 0, run)} of the page that ${asked} asks for`,
    received: `${page?.buckets.length}, ${name(page?.buckets[0], run)} first`,
    at,
    probe,
  };
}

/** Whether it is known which buckets the reply is to hold. */
function comparable(reply: ProbeExchange, run: Run, read: BucketsRead): 'holds' | NotApplicable {
  return stretchOf({ exchange: reply }, run, read)
    ? 'holds'
    : { notApplicable: 'the page lies beyond what one reply of the largest size holds' };
}

export function pagination(stated: Contract): readonly Rule[] {
  const { one, many } = stated.noun;
  return [
    rule({
      id: 'PAGE-01',
      level: 'MUST',
      basis: 'text',
      title: `The server answers the same request twice with the same ${many} in the same order.`,
      source:
        'Endpoint page, introduction: the list is all that the project has; Recorded replies: the first page kept its order for 16 months',
      lookAt:
        'Whether the query has an order: without one a database returns items as it likes, and pages overlap.',
      contract: '{list}/properties/results',
      needs: {
        plain: comparedWith(list('plain')),
        largest: comparedWith(listIfAny('largest-page')),
        flags: comparedWith(listIfAny('flags-false')),
        enveloped: comparedWith(listIfAny('enveloped')),
        pretty: comparedWith(listIfAny('pretty')),
        again: lists(AGAIN),
        read: leaningOn(bucketsSeen()),
      },
      judge: ({ plain, read }, run): Finding => {
        const pairs = repeated(run);
        const found = each(pairs, ([one, other]) =>
          compareReadings(one, other, run.contract.identity) === 'unsteady'
            ? {
                expected: `the ${many} of the first reply, in their order`,
                received: `other ${many}, or another order`,
                at: 'results',
                probe: other.probe,
                fact: 'the data change from one request to the next',
              }
            : 'holds',
        );
        if (found.length > 0) return found;
        switch (read.stability) {
          case 'unsettled':
            return UNSETTLED;
          case 'unsteady':
            return {
              expected: 'the list as it is now, once a reply has shown it so',
              received: 'a later reply that shows it as it was before',
              at: 'results',
              probe: (pairs[0]?.[1] ?? plain).probe,
              fact: 'the data change from one request to the next',
            };
          default:
            return 'holds';
        }
      },
    }),
    rule({
      id: 'PAGE-02',
      level: 'MUST',
      basis: 'text',
      title: 'The server gives each page exactly one self link.',
      source: `${PAGING}: self on every list; ${EXAMPLE}: one self; Recorded replies, 9,861 of 9,861: self once`,
      lookAt: 'Whether links are made for every page, also for the only one.',
      contract: LINKS,
      needs: { pages: lists() },
      impliedBy: ['FIELD-23'],
      unseen: ({ pages }) => unseenLinks(pages),
      judge: ({ pages }) =>
        each(pages, (page) => {
          const count = linksOf(page, 'self').length;
          return count === 1
            ? 'holds'
            : { expected: 'one link with rel self', received: String(count), at: 'links', probe: page.probe };
        }),
    }),
    rule({
      id: 'PAGE-03',
      level: 'MUST',
      basis: 'text',
      title: 'The server writes links whose href is an absolute URL of this list.',
      source: `OpenAPI v1, schema Link: href is a URL; ${EXAMPLE}: an absolute one of this list; RFC 8288, 3.1: href is the target of a link; Recorded replies: absolute in each of 10,746 links`,
      lookAt:
        'What the links are built from: scheme, host and prefix as they are seen behind a proxy, and the path with its values.',
      contract: '{link}/properties/href',
      needs: { links: links(PAGING_RELS, ANY_LIST) },
      impliedBy: ['FIELD-23'],
      unseen: (found) => unseenLinks(found.links.map(({ page }) => page)),
      judge: (found, run) => {
        const { contract } = run;
        const path = contract.pathFor(pathValuesOf(run));
        /** What a proxy puts before the path: the same in every link. */
        let proxy: string | undefined;
        return each(found.links, ({ page, href, at: place }) => {
          const at = `${place}.href`;
          const { probe } = page;
          const url = typeof href === 'string' && ABSOLUTE.test(href) ? target({ href }) : undefined;
          if (!url) {
            const cited = contract.check('{list}', page.document).find((one) => one.at === at);
            const violation = { expected: 'an absolute URL', received: show(href, 120), at, probe };
            return { ...violation, ...(cited && schemaViolation(cited, probe)) };
          }
          const prefix = prefixOf(url, contract, path);
          proxy ??= prefix;
          return prefix !== undefined && prefix === proxy
            ? 'holds'
            : { expected: `a URL with the path ${proxy ?? ''}${path}`, received: show(href, 120), at, probe };
        });
      },
    }),
    rule({
      id: 'PAGE-04',
      level: 'MUST',
      basis: 'example',
      title: 'The server repeats the effective pageNum and itemsPerPage in self.',
      source: `${EXAMPLE}: pageNum=1&itemsPerPage=100 though not asked for; Recorded replies, 9,861 lists: both in each self`,
      lookAt:
        'Whether self is built from the values in effect, defaults included, or copied from the request.',
      contract: `${PAGE_NUM}/schema/default`,
      needs: { selves: links(['self']), read: bucketsSeen() },
      impliedBy: ['PAGE-02', 'PAGE-03', 'PAGE-05', 'PAGE-06', 'PAGE-17'],
      judge: ({ selves, read }, run) =>
        each(selves, ({ page, ...self }) =>
          liesBeyond(page, run, read) ? 'holds' : leadsTo(self, askedPage(page, run), page),
        ),
    }),
    rule({
      id: 'PAGE-05',
      level: 'MUST',
      basis: 'text',
      title: `The server puts no more ${many} on a page than itemsPerPage asks for.`,
      source: `${PAGING}, itemsPerPage: the most items of a page; OpenAPI v1, parameter itemsPerPage: the number of items of a page`,
      lookAt: 'Whether the parameter reaches the query, under this very name.',
      contract: ITEMS,
      needs: { page: admitted('page-1') },
      judge: ({ page }, run) => {
        const found = listViolation('page-1', page);
        if (found !== 'holds') return found;
        const results = member(readJson(page.response.body).value, 'results');
        const held = Array.isArray(results) ? results.length : 0;
        const asked = Number(askedValue(page.asked, 'itemsPerPage'));
        return held <= asked
          ? 'holds'
          : {
              expected: `at most ${counted(asked, run)}`,
              received: counted(held, run),
              at: 'results',
              probe: 'page-1',
              hint: `itemsPerPage has no effect here; a list is cut into pages by pageNum and itemsPerPage.`,
            };
      },
    }),
    rule({
      id: 'PAGE-06',
      level: 'MUST',
      basis: 'text',
      title: `The server puts ${pageSizes(stated).defaultSize} ${many} on a page when itemsPerPage is absent.`,
      source: `${PAGING}, itemsPerPage: default 100; OpenAPI v1, parameter itemsPerPage: default 100; ${EXAMPLE}: self says 100`,
      lookAt: 'The default page size of framework and database driver.',
      contract: `${ITEMS}/schema/default`,
      needs: {
        plain: list('plain'),
        largest: comparedWith(listIfAny('largest-page')),
        read: leaningOn(bucketsSeen()),
      },
      judge: ({ plain, largest, read }, { contract }) => {
        const { defaultSize } = pageSizes(contract);
        const held = plain.buckets.length;
        const count = member(plain.document, 'totalCount');
        const next = linksOf(plain, 'next').length > 0 && !(typeof count === 'number' && count <= held);
        // Items may have come since the plain reply.
        const isSteady = read.stability === 'steady' || read.stability === 'unsteady';
        // The service may count some more than there are: nothing stands behind the page then.
        const isOvercounted = typeof count === 'number' && count <= held + MOST_OVERCOUNTED;
        const claimed = next && (isSteady ? read.end !== held : !isOvercounted);
        const more = claimed || (isSteady && largest !== undefined && largest.buckets.length > held);
        return held > defaultSize || (more && held < defaultSize)
          ? {
              expected: `${more ? '' : 'at most '}${defaultSize} ${many}`,
              received: counted(held, { contract }),
              at: 'results',
              probe: 'plain',
            }
          : 'holds';
      },
    }),
    rule({
      id: 'PAGE-07',
      level: 'MUST',
      basis: 'text',
      title: `The server adds a next link exactly when ${many} follow the page, and counts no fewer.`,
      source: `${PAGING}: next is absent on the last page; Recorded replies, 9,861 of 9,861: next exactly where pageNum times itemsPerPage is less than totalCount`,
      lookAt: `How the end is found, above all where the last page is full: by the count of all ${many}, not of the page.`,
      contract: LINKS,
      needs: {
        read: unchangedBuckets(),
        // ENV-04 and PRETTY-03 compare the links and the count of the plain page under one flag.
        pages: lists(LISTS.filter((probe) => probe !== 'enveloped' && probe !== 'pretty')),
      },
      impliedBy: ['PAGE-05', 'PAGE-06', 'PAGE-17', 'PAGE-19', 'FIELD-23'],
      judge: ({ read, pages }, run) =>
        each(
          pages.filter((page) => isCounted(page) && !liesBeyond(page, run, read)),
          (page) => wrongCount(page, run, read) ?? wrongNext(page, run, read),
        ),
    }),
    rule({
      id: 'PAGE-08',
      level: 'MUST',
      basis: 'text',
      title: 'The server lets next lead to the following page of the same size.',
      source: `${PAGING}: next is the page behind; Recorded replies, 885 of 885: one page on, of the same size`,
      lookAt: 'Whether the link keeps itemsPerPage, and counts pages and not items.',
      contract: '{link}/properties/href',
      needs: { nexts: links(['next']), read: bucketsSeen() },
      impliedBy: ['PAGE-03', 'PAGE-05', 'PAGE-06', 'PAGE-17'],
      judge: ({ nexts, read }, run) =>
        each(nexts, ({ page, ...next }) =>
          liesBeyond(page, run, read) ? 'holds' : leadsTo(next, neighbour(page, run, 1), page),
        ),
    }),
    rule({
      id: 'PAGE-09',
      level: 'MUST',
      basis: 'text',
      title: 'The server answers the request that next describes with the following page.',
      source: `${PAGING}: next is the page behind`,
      lookAt: 'The offset: pages count from 1, so page 2 starts after itemsPerPage items.',
      contract: PAGE_NUM,
      needs: {
        read: unchangedBuckets(),
        first: leaningOn(list('page-1')),
        reply: admitted('page-2-by-next'),
        second: listIfAny('page-2-by-next'),
      },
      impliedBy: ['PAGE-05', 'PAGE-08'],
      judge: ({ read, reply, second }, run) => {
        if (liesBeyond({ exchange: reply }, run, read)) {
          return {
            notApplicable: 'the count claims a page more than there is; no document says how to answer it',
          };
        }
        return second ? cutOf(second, run, read) : listViolation('page-2-by-next', reply);
      },
    }),
    rule({
      id: 'PAGE-10',
      level: 'MUST',
      basis: 'text',
      title: 'The server adds a previous link to every page but the first, back to the page before.',
      source: `${PAGING}: previous is the page before, and absent on the first page`,
      lookAt: 'Whether previous is made at all, and from the page in effect.',
      contract: LINKS,
      needs: { pages: lists(LATER_PAGES), later: list('last-page'), read: leaningOn(bucketsSeen()) },
      impliedBy: ['PAGE-03', 'PAGE-05', 'PAGE-08', 'FIELD-23'],
      judge: ({ pages, read }, run) => {
        // A page that buckets went from under the run is past the end: no document says what links it has.
        const later = pages.filter(
          (page) =>
            askedPage(page, run).pageNum > 1 && page.buckets.length > 0 && !liesBeyond(page, run, read),
        );
        const without = each(later, (page) =>
          linksOf(page, ...BACK).length > 0
            ? 'holds'
            : { expected: 'a link with rel previous', received: 'absent', at: 'links', probe: page.probe },
        );
        const back = later.flatMap((page) => linksOf(page, ...BACK).map((link) => ({ page, link })));
        return [...without, ...each(back, ({ page, link }) => leadsTo(link, neighbour(page, run, -1), page))];
      },
    }),
    rule({
      id: 'PAGE-11',
      level: 'MUST',
      basis: 'text',
      title: 'The server puts no previous link on the first page.',
      source: `${PAGING}: previous is absent on the first page; Recorded replies, 9,861 of 9,861: none on page 1`,
      lookAt: 'The condition for previous: page 1 has none, asked for or by default.',
      contract: LINKS,
      needs: { pages: lists() },
      judge: ({ pages }, run) =>
        each(
          pages.filter((page) => askedPage(page, run).pageNum === 1),
          (page) => {
            const [link] = linksOf(page, ...BACK);
            return link
              ? { expected: 'no previous', received: show(link.href, 120), at: link.at, probe: page.probe }
              : 'holds';
          },
        ),
    }),
    rule({
      id: 'PAGE-12',
      level: 'MUST',
      basis: 'text',
      title: 'The server cuts the first page from the start of the list.',
      source: `${PAGING}: pageNum counts pages from 1, itemsPerPage is their size`,
      lookAt: 'The offset of page 1 is 0, since pages count from 1.',
      contract: ITEMS,
      needs: { read: unchangedBuckets(), page: list('page-1') },
      impliedBy: ['PAGE-05'],
      judge: ({ read, page }, run) => cutOf(page, run, read),
    }),
    rule({
      id: 'PAGE-13',
      level: 'MUST',
      basis: 'text',
      title: `The server ends the list with its last page: no ${one} lost, doubled or moved.`,
      source: `${PAGING}: the pages together are the list, each ${one} once; Recorded replies, 36 lists: totalCount at most 5 more than the list holds`,
      lookAt:
        'The order of the query, and the last page, which is not full: items that sort alike may change places between pages.',
      contract: PAGE_NUM,
      needs: {
        read: unchangedBuckets(),
        plain: list('plain'),
        pages: lists(),
        last: ifSent(admitted('last-page')),
        tail: ifSent(admitted('largest-last-page')),
      },
      impliedBy: ['PAGE-05', 'PAGE-17'],
      judge: ({ read, plain, pages, last, tail }, run): Finding => {
        const early = each(pages, (page) => endsEarly(page, read, run));
        if (early.length > 0) return early;
        if (tail && !liesBeyond({ exchange: tail }, run, read)) {
          const found = listViolation('largest-last-page', tail);
          if (found !== 'holds') return found;
        }
        if (!last) {
          return pages.some((page) => countOf(page) !== undefined)
            ? 'holds'
            : { notApplicable: `the first page is the last; needs two ${many} or more` };
        }
        const page = readList('last-page', last);
        if ('obstacle' in page) return listViolation('last-page', last);
        return read.complete
          ? cutOf(page, run, read)
          : wrongEnd(page, readListOf(run, 'largest-last-page'), run, read, knownCount(run, plain));
      },
    }),
    rule({
      id: 'PAGE-14',
      level: 'MUST',
      basis: 'text',
      title: 'The server puts no next link on a page past the end.',
      source: `${PAGING}: next is absent on the last page`,
      lookAt: 'Whether next asks if this is the last page, and not if anything follows.',
      contract: LINKS,
      needs: { read: leaningOn(unchangedBuckets()), page: list('past-the-end') },
      impliedBy: ['PAGE-05'],
      judge: ({ page, read }, run) => {
        if (fallsBack(page, run)) return FALLS_BACK;
        if (!liesBeyond(page, run, read)) return { notApplicable: 'the list was not read to its end' };
        const { pageNum, itemsPerPage } = askedPage(page, run);
        const [next] = linksOf(page, 'next');
        const count = countOf(page);
        if (next && count === undefined) {
          return { notApplicable: 'the page does not count, so that no document says what follows it' };
        }
        // What claims more than there is has failed already.
        return next && (count ?? 0) <= pageNum * itemsPerPage
          ? { expected: 'no next', received: show(next.href, 120), at: next.at, probe: 'past-the-end' }
          : 'holds';
      },
    }),
    rule({
      id: 'PAGE-15',
      level: 'MUST',
      basis: 'text',
      title: `The server puts no ${one} on a page past the end.`,
      source: `${PAGING}: the pages together are the list, each ${one} once`,
      lookAt:
        'What an offset behind the end gives: nothing, or the first or last page without a word in self.',
      contract: PAGE_NUM,
      needs: {
        read: leaningOn(unchangedBuckets()),
        page: leaningOn(list('past-the-end')),
        pages: lists(['past-the-end', 'flags-past-the-end']),
      },
      impliedBy: ['PAGE-05'],
      judge: ({ pages, read }, run): Finding => {
        if (read.end === undefined) return { notApplicable: 'the list was not read to its end' };
        const beyond = pages.filter((page) => !fallsBack(page, run));
        if (beyond.length === 0) return FALLS_BACK;
        return each(beyond, ({ probe, buckets }) =>
          buckets.length === 0
            ? 'holds'
            : {
                expected: `no ${many}`,
                received: `${buckets.length}, ${name(buckets[0], run)} first`,
                at: 'results',
                probe,
              },
        );
      },
    }),
    rule({
      id: 'PAGE-16',
      level: 'SHOULD',
      basis: 'text',
      title: 'The server calls the relation to the page before previous.',
      source: `${PAGING}: previous is the name of the relation`,
      lookAt: 'The name of the relation: prev is what other APIs say.',
      contract: '{link}/properties/rel',
      needs: { back: links(BACK) },
      judge: ({ back }) =>
        each(back, ({ rel, at, page: { probe } }) =>
          rel === 'previous' ? 'holds' : { expected: 'previous', received: rel, at: `${at}.rel`, probe },
        ),
    }),
    rule({
      id: 'PAGE-17',
      level: 'MUST',
      basis: 'text',
      title: 'The server fills a page of the largest size that the contract allows.',
      source:
        'OpenAPI v1, parameter itemsPerPage: maximum 500; Atlas docs, query parameters of lists: up to 500 items on a page',
      lookAt: 'A lower limit of framework, database or gateway that cuts pages without a word.',
      contract: `${ITEMS}/schema/maximum`,
      needs: {
        reply: admitted('largest-page'),
        page: listIfAny('largest-page'),
        plain: comparedWith(list('plain')),
        read: leaningOn(bucketsSeen()),
      },
      impliedBy: ['PAGE-05', 'PAGE-06'],
      judge: ({ reply, page, plain, read }, { contract }) => {
        if (!page) return listViolation('largest-page', reply);
        const { largest } = pageSizes(contract);
        const held = page.buckets.length;
        const count = member(page.document, 'totalCount');
        const claimed = linksOf(page, 'next').length > 0 && !(typeof count === 'number' && count <= held);
        // The service has counted some more than there are: nothing stands behind the page then.
        const more = claimed && read.end !== held;
        if (held > largest || (more && held < largest)) {
          return {
            expected: `${largest} ${many}`,
            received: counted(held, { contract }),
            at: 'results',
            probe: 'largest-page',
          };
        }
        // Buckets may have gone since the plain reply.
        return held < plain.buckets.length && (read.stability === 'steady' || read.stability === 'unsteady')
          ? {
              expected: `${counted(plain.buckets.length, { contract })} or more`,
              received: `${held}`,
              at: 'results',
              probe: 'largest-page',
            }
          : 'holds';
      },
    }),
    rule({
      id: 'PAGE-18',
      level: 'MUST',
      basis: 'text',
      title: `The server gives the same ${many} with includeCount=false.`,
      source: 'OpenAPI v1, parameter includeCount: concerns totalCount alone',
      lookAt: 'Whether the list without a count is read on a way of its own.',
      contract: '{operation}/parameters/includeCount',
      needs: {
        read: unchangedBuckets(),
        reply: admitted('no-count'),
        counted: leaningOn(ifSent(admitted('page-by-number'))),
      },
      judge: ({ read, reply, counted }, run) => {
        const found = wrongPage('no-count', reply, run, read);
        const alone = counted && wrongPage('page-by-number', counted, run, read);
        return found && alone
          ? {
              blockedBy: 'PAGE-27',
              why: 'a page that is asked for by its number alone is wrong without the flag too',
            }
          : (found ?? comparable(reply, run, read));
      },
    }),
    rule({
      id: 'PAGE-19',
      level: 'MUST',
      basis: 'text',
      title: 'The server counts with an integer that is not negative.',
      source: 'OpenAPI v1, totalCount: integer, minimum 0; Recorded replies, 9,861 of 9,861: an integer',
      lookAt: 'How the count is written: as text, or as -1 where it is unknown.',
      contract: COUNT,
      needs: { pages: lists(ANY_LIST) },
      judge: ({ pages }, { contract }) => {
        const counted = pages.filter(({ document }) => member(document, 'totalCount') !== undefined);
        if (counted.length === 0) return { notApplicable: 'no list has a totalCount' };
        return each(counted, (page) => {
          const errors = contract.check('{list}', page.document).filter(isAbout('totalCount'));
          return each(errors, (error) => schemaViolation(error, page.probe));
        });
      },
    }),
    rule({
      id: 'PAGE-20',
      level: 'SHOULD',
      basis: 'text',
      title: `The server counts as many ${many} as the list holds.`,
      source: `${PAGING}: totalCount is the number of items of all pages; OpenAPI v1, totalCount: an estimate`,
      lookAt: `What is counted: the page, the pages, or all ${many} of this list.`,
      contract: COUNT,
      needs: { read: unchangedBuckets(), plain: list('plain') },
      impliedBy: ['PAGE-05', 'PAGE-07', 'PAGE-13', 'PAGE-19'],
      judge: ({ read, plain }) => {
        const count = countOf(plain);
        const { end, buckets } = read;
        if (end === undefined && count !== undefined && count >= buckets.length) {
          return { notApplicable: 'the list was not read to its end' };
        }
        return count !== undefined && end !== undefined && count >= end && count <= end + MOST_OVERCOUNTED
          ? 'holds'
          : {
              expected: String(end ?? buckets.length),
              received: show(plain.document.totalCount),
              at: 'totalCount',
              probe: 'plain',
            };
      },
    }),
    rule({
      id: 'PAGE-21',
      level: 'SHOULD',
      basis: 'standard',
      title: 'The server answers odd page numbers and sizes without an error of its own.',
      source:
        'RFC 9110, 15.6: 5xx means that the server failed; Atlas docs, errors: INVALID_QUERY_PARAMETER is what a bad value gets',
      lookAt: 'Where the value becomes a number and an offset: text, 0, and a page far behind the end.',
      contract: PAGE_NUM,
      needs: { odd: replies(ODD_PAGES) },
      judge: ({ odd }) =>
        each(odd, ([probe, { response }]) =>
          response.status < 500
            ? 'holds'
            : { expected: 'a status below 500', received: String(response.status), at: 'status', probe },
        ),
    }),
    rule({
      id: 'PAGE-22',
      level: 'SHOULD',
      basis: 'text',
      title: 'The server explains the refusal of an odd page number or size with an error document.',
      source:
        'OpenAPI v1, schema ApiError: the form of every error; Atlas docs, errors: INVALID_QUERY_PARAMETER is what a bad value gets',
      lookAt: 'Which layer refuses: a module for validation has errors of a form of its own.',
      contract: '{error}/properties/error',
      needs: { odd: replies(ODD_PAGES) },
      impliedBy: ['ERR-03', 'ERR-04'],
      judge: ({ odd }) => {
        const refused = odd.filter(
          ([, exchange]) =>
            exchange.response.status >= 400 && exchange.response.status < 500 && !asksForEnvelope(exchange),
        );
        if (refused.length === 0) return { notApplicable: 'the server refuses none of them' };
        return each(refused, ([probe, { response }]) => {
          const { value } = readJson(response.body);
          const error = member(value, 'error');
          return isObject(value) && error === response.status
            ? 'holds'
            : { expected: `error ${response.status}`, received: show(error), at: 'error', probe };
        });
      },
    }),
    rule({
      id: 'PAGE-23',
      level: 'SHOULD',
      basis: 'text',
      title: 'The server keeps a page within the largest size also when more is asked for.',
      source: 'OpenAPI v1, parameter itemsPerPage: maximum 500',
      lookAt: 'Whether the size is bounded before it becomes the limit of the query.',
      contract: `${ITEMS}/schema/maximum`,
      needs: { page: list('over-maximum') },
      judge: ({ page }, { contract }) => {
        const { largest } = pageSizes(contract);
        return page.buckets.length > largest
          ? {
              expected: `at most ${largest} ${many}`,
              received: counted(page.buckets.length, { contract }),
              at: 'results',
              probe: 'over-maximum',
            }
          : page.buckets.length < largest
            ? { notApplicable: `the list has fewer than ${largest} ${many}` }
            : 'holds';
      },
    }),
    rule({
      id: 'PAGE-24',
      level: 'SHOULD',
      basis: 'observed',
      title: 'The server keeps the other query parameters in its links.',
      source: 'Recorded replies, 1,263 of 1,263: self and next repeat the query as sent',
      lookAt: 'Whether links are built from the whole query, or from pageNum and itemsPerPage alone.',
      contract: '{link}/properties/href',
      needs: {
        links: links(
          PAGING_RELS,
          LISTS.filter((probe) => probe !== 'plain'),
        ),
      },
      impliedBy: ['PAGE-02', 'PAGE-03', 'PAGE-04'],
      judge: (found) =>
        each(found.links, ({ page, at, ...link }) => {
          const kept = target(link)?.searchParams;
          const lost = page.exchange.asked.query?.find(
            ([parameter, value]) =>
              parameter !== 'pageNum' && parameter !== 'itemsPerPage' && kept?.get(parameter) !== value,
          );
          return lost
            ? {
                expected: `${lost[0]}=${lost[1]}`,
                received: show(link.href, 120),
                at: `${at}.href`,
                probe: page.probe,
              }
            : 'holds';
        }),
    }),
    rule({
      id: 'PAGE-25',
      level: 'MUST',
      basis: 'text',
      title: 'The server gives the list wherever it answers an odd page number or size with 200.',
      source: 'OpenAPI v1, response 200: its content is the list',
      lookAt: 'Whether an error is sent with 200.',
      contract: '{operation}/responses/200',
      needs: { plain: leaningOn(list('plain')), odd: replies(ODD_PAGES) },
      judge: ({ odd }) =>
        each(odd, ([probe, exchange]) =>
          exchange.response.status === 200 && !isEnvelopedRefusal(exchange)
            ? listViolation(probe, exchange)
            : 'holds',
        ),
    }),
    rule({
      id: 'PAGE-26',
      level: 'SHOULD',
      basis: 'observed',
      title: 'The server counts on every page where it counts on the first.',
      source: 'Recorded replies, 9,861 of 9,861: totalCount',
      lookAt: 'Whether the count is made for the first page alone, to save a query.',
      contract: COUNT,
      needs: {
        plain: list('plain'),
        // ENV-04 and PRETTY-03 compare the count of the plain page under one flag.
        pages: lists(LISTS.filter((probe) => probe !== 'enveloped' && probe !== 'pretty')),
        read: bucketsSeen(),
      },
      impliedBy: ['ENV-04', 'PRETTY-03'],
      judge: ({ plain, pages, read }, run): Finding => {
        if (countOf(plain) === undefined) return { notApplicable: 'the plain list does not count' };
        return each(
          pages.filter((page) => isCounted(page) && !liesBeyond(page, run, read)),
          ({ probe, document }) =>
            member(document, 'totalCount') === undefined
              ? { expected: 'an integer', received: 'absent', at: 'totalCount', probe }
              : 'holds',
        );
      },
    }),
    rule({
      id: 'PAGE-27',
      level: 'MUST',
      basis: 'text',
      title: 'The server answers pageNum without itemsPerPage with a page of the default size.',
      source:
        'OpenAPI v1, parameter itemsPerPage: default 100; Atlas docs, query parameters of lists: each has a default of its own',
      lookAt: 'The default of itemsPerPage where pageNum is given, and the offset that is computed from it.',
      contract: `${ITEMS}/schema/default`,
      needs: {
        read: unchangedBuckets(),
        uncounted: leaningOn(admitted('no-count')),
        counted: ifSent(admitted('page-by-number')),
      },
      impliedBy: ['PAGE-09', 'PAGE-13', 'PAGE-06'],
      judge: ({ read, uncounted, counted }, run) =>
        // It is asked for once more, and counted, where it is wrong without a count.
        counted
          ? (wrongPage('page-by-number', counted, run, read) ?? comparable(counted, run, read))
          : comparable(uncounted, run, read),
    }),
  ];
}

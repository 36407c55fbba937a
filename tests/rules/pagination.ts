/** Topic PAGE: the list cut into pages, and the links that lead from one to the next. */

import { isObject, member, readJson, sameJson, show } from '../json/json.ts';
import { askedValue } from '../probes/answers.ts';
import { linksOf, type PageReference, pageReference, pathOf, target } from '../probes/links.ts';
import { bucketId, type Link, type ListReply } from '../probes/list-reply.ts';
import { askedPage, compareReadings, fallsBack, pageSizes } from '../probes/project.ts';
import {
  ANY_LIST,
  admitted,
  admittedIfAny,
  bucketsSeen,
  LISTS,
  links,
  list,
  listIfAny,
  lists,
  ODD_PAGES,
  PAGES,
  replies,
  unchangedBuckets,
} from './needs.ts';
import { comparedWith, each, type Finding, leaningOn, type Rule, type Run, rule } from './rule.ts';
import { isAbout, listViolation, schemaViolation } from './schema-violation.ts';
import type { Violation } from './verdict.ts';

const LINKS = '{list}/properties/links';
const PAGE_NUM = '{operation}/parameters/pageNum';
const ITEMS = '{operation}/parameters/itemsPerPage';
const COUNT = '{list}/properties/totalCount';
const EXAMPLE = 'Endpoint page, example response';
const PAGING = 'Atlas docs, reference, Pagination';

const BACK = ['previous', 'prev'];
const PAGING_RELS = ['self', 'next', ...BACK];

/** RFC 3986, 3 and 4.3. `new URL()` is no test: it repairs `http:host` and white space. */
const ABSOLUTE = /^https?:\/\/[!#-;=?-[\]_a-z~]+$/i;

const pageText = ({ pageNum, itemsPerPage }: PageReference) =>
  `pageNum=${pageNum ?? '(none)'}&itemsPerPage=${itemsPerPage ?? '(none)'}`;

/**
 * Whether buckets follow the page: as far as the list was read, then as the page's count claims. The service
 * has counted some more than there are (recorded replies), and its `next` follows its count.
 */
function moreFollows(page: ListReply, run: Run, read: { buckets: readonly unknown[]; complete: boolean }) {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const seen = pageNum * itemsPerPage;
  if (seen < read.buckets.length) return true;
  const count = member(page.document, 'totalCount');
  if (typeof count === 'number' && seen < count) return read.complete ? undefined : true;
  return read.complete || typeof count === 'number' ? false : undefined;
}

/** Compares a page with the same stretch of the longest reply. */
function cutOf(page: ListReply, run: Run, read: { buckets: readonly unknown[]; complete: boolean }): Finding {
  const { pageNum, itemsPerPage } = askedPage(page, run);
  const start = (pageNum - 1) * itemsPerPage;
  if (!read.complete && start + itemsPerPage > read.buckets.length) {
    return { notApplicable: 'the page lies beyond what one reply of the largest size holds' };
  }
  const wanted = read.buckets.slice(start, start + itemsPerPage);
  // Buckets beyond those that were wanted differ from nothing: the first of them decides.
  const seen = page.buckets.slice(0, wanted.length + 1);
  const longer = seen.length > wanted.length ? seen : wanted;
  const at = longer.findIndex((_, index) => !sameJson(wanted[index], seen[index]));
  return at < 0
    ? 'holds'
    : {
        expected: `bucket ${start + at + 1} of the list, ${name(wanted[at])}`,
        received: name(page.buckets[at]),
        at: `results[${at}]`,
        probe: page.probe,
      };
}

/** The first bucket of a later page that an earlier one holds as well. */
function doubledOn(page: ListReply, before: readonly unknown[]): Violation | undefined {
  const known = new Set(before.flatMap((bucket) => bucketId(bucket) ?? []));
  const at = page.buckets.findIndex((bucket) => known.has(bucketId(bucket) ?? ''));
  return at < 0
    ? undefined
    : {
        expected: 'a bucket that no page before holds',
        received: name(page.buckets[at]),
        at: `results[${at}]`,
        probe: page.probe,
      };
}

const counted = (buckets: number) => `${buckets} ${buckets === 1 ? 'bucket' : 'buckets'}`;

const name = (bucket: unknown) => bucketId(bucket) ?? show(bucket);

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

export const pagination: readonly Rule[] = [
  rule({
    id: 'PAGE-01',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers the same request twice with the same buckets in the same order.',
    source:
      'Endpoint page, introduction: the list is all that the project has; Recorded replies: the first page kept its order for 16 months',
    lookAt:
      'Whether the query has an order: without one a database returns items as it likes, and pages overlap.',
    contract: '{list}/properties/results',
    needs: {
      first: comparedWith(list('plain')),
      again: listIfAny('plain-again'),
      largest: comparedWith(listIfAny('largest-page')),
      largestAgain: listIfAny('largest-page-again'),
      flags: comparedWith(listIfAny('flags-false')),
      flagsAgain: listIfAny('flags-false-again'),
    },
    judge: ({ first, again, largest, largestAgain, flags, flagsAgain }) => {
      const pairs = [
        [first, again],
        [largest, largestAgain],
        [flags, flagsAgain],
      ] as const;
      return each(pairs, ([one, other]) =>
        one && other && compareReadings(one, other) === 'unsteady'
          ? {
              expected: 'the buckets of the first reply, in their order',
              received: 'other buckets, or another order',
              at: 'results',
              probe: other.probe,
              fact: 'the data change from one request to the next',
            }
          : 'holds',
      );
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
      'What the links are built from: scheme, host and prefix as they are seen behind a proxy, and the path with the id of the project.',
    contract: '{link}/properties/href',
    needs: { links: links(PAGING_RELS, ANY_LIST) },
    impliedBy: ['FIELD-23'],
    judge: (found, { contract, projectId }) =>
      each(found.links, ({ page, href, at: place }) => {
        const at = `${place}.href`;
        const { probe } = page;
        const url = typeof href === 'string' && ABSOLUTE.test(href) ? target({ href }) : undefined;
        if (!url) {
          const cited = contract.check('{list}', page.document).find((one) => one.at === at);
          const violation = { expected: 'an absolute URL', received: show(href, 120), at, probe };
          return { ...violation, ...(cited && schemaViolation(cited, probe)) };
        }
        const path = contract.pathFor({ groupId: projectId });
        return pathOf(url).endsWith(path)
          ? 'holds'
          : { expected: `a URL with the path ${path}`, received: show(href, 120), at, probe };
      }),
  }),
  rule({
    id: 'PAGE-04',
    level: 'MUST',
    basis: 'example',
    title: 'The server repeats the effective pageNum and itemsPerPage in self.',
    source: `${EXAMPLE}: pageNum=1&itemsPerPage=100 though not asked for; Recorded replies, 9,861 lists: both in each self`,
    lookAt: 'Whether self is built from the values in effect, defaults included, or copied from the request.',
    contract: `${PAGE_NUM}/schema/default`,
    needs: { selves: links(['self']) },
    impliedBy: ['PAGE-02', 'PAGE-03', 'PAGE-05', 'PAGE-06', 'PAGE-17'],
    judge: ({ selves }, run) =>
      each(selves, ({ page, ...self }) => leadsTo(self, askedPage(page, run), page)),
  }),
  rule({
    id: 'PAGE-05',
    level: 'MUST',
    basis: 'text',
    title: 'The server puts no more buckets on a page than itemsPerPage asks for.',
    source: `${PAGING}, itemsPerPage: the most items of a page; OpenAPI v1, parameter itemsPerPage: the number of items of a page`,
    lookAt: 'Whether the parameter reaches the query, under this very name.',
    contract: ITEMS,
    needs: { page: admitted('page-1') },
    judge: ({ page }) => {
      const found = listViolation('page-1', page);
      if (found !== 'holds') return found;
      const results = member(readJson(page.response.body).value, 'results');
      const held = Array.isArray(results) ? results.length : 0;
      const asked = Number(askedValue(page.asked, 'itemsPerPage'));
      return held <= asked
        ? 'holds'
        : {
            expected: `at most ${counted(asked)}`,
            received: counted(held),
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
    title: 'The server puts 100 buckets on a page when itemsPerPage is absent.',
    source: `${PAGING}, itemsPerPage: default 100; OpenAPI v1, parameter itemsPerPage: default 100; ${EXAMPLE}: self says 100`,
    lookAt: 'The default page size of framework and database driver.',
    contract: `${ITEMS}/schema/default`,
    needs: { plain: list('plain'), largest: comparedWith(listIfAny('largest-page')) },
    judge: ({ plain, largest }, { contract }) => {
      const { defaultSize } = pageSizes(contract);
      const held = plain.buckets.length;
      const count = member(plain.document, 'totalCount');
      const next = linksOf(plain, 'next').length > 0 && !(typeof count === 'number' && count <= held);
      const more = next || (largest !== undefined && largest.buckets.length > held);
      return held > defaultSize || (more && held < defaultSize)
        ? {
            expected: `${more ? '' : 'at most '}${defaultSize} buckets`,
            received: counted(held),
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
    title: 'The server adds a next link exactly when buckets follow the page.',
    source: `${PAGING}: next is absent on the last page; Recorded replies, 9,861 of 9,861: next exactly when the count goes beyond the page`,
    lookAt:
      'How the end is found, above all where the last page is full: compare with the count, or read one item more.',
    contract: LINKS,
    needs: {
      read: unchangedBuckets(),
      // ENV-04 and PRETTY-03 compare the links of the plain page under one flag.
      pages: lists(['plain', 'enveloped-pretty-page', ...PAGES]),
    },
    impliedBy: ['PAGE-05', 'PAGE-06', 'PAGE-17', 'PAGE-19', 'FIELD-23'],
    judge: ({ read, pages }, run) =>
      each(pages, (page) => {
        const more = moreFollows(page, run, read);
        const [next, second] = linksOf(page, 'next');
        if (second)
          return { expected: 'one next link', received: 'several', at: second.at, probe: page.probe };
        if (more && !next)
          return { expected: 'a link with rel next', received: 'absent', at: 'links', probe: page.probe };
        return next && more === false
          ? {
              expected: 'no next: this is the last page',
              received: show(next.href, 120),
              at: 'links',
              probe: page.probe,
            }
          : 'holds';
      }),
  }),
  rule({
    id: 'PAGE-08',
    level: 'MUST',
    basis: 'text',
    title: 'The server lets next lead to the following page of the same size.',
    source: `${PAGING}: next is the page behind; Recorded replies, 885 of 885: one page on, of the same size`,
    lookAt: 'Whether the link keeps itemsPerPage, and counts pages and not items.',
    contract: '{link}/properties/href',
    needs: { nexts: links(['next']) },
    impliedBy: ['PAGE-03', 'PAGE-05', 'PAGE-06', 'PAGE-17'],
    judge: ({ nexts }, run) =>
      each(nexts, ({ page, ...next }) => leadsTo(next, neighbour(page, run, 1), page)),
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
    judge: ({ read, reply, second }, run) =>
      second ? cutOf(second, run, read) : listViolation('page-2-by-next', reply),
  }),
  rule({
    id: 'PAGE-10',
    level: 'MUST',
    basis: 'text',
    title: 'The server adds a previous link to every page but the first, back to the page before.',
    source: `${PAGING}: previous is the page before, and absent on the first page`,
    lookAt: 'Whether previous is made at all, and from the page in effect.',
    contract: LINKS,
    needs: { pages: lists(['page-2-by-next', 'last-page', 'largest-last-page']), later: list('last-page') },
    impliedBy: ['PAGE-03', 'PAGE-05', 'PAGE-08', 'FIELD-23'],
    judge: ({ pages }, run) => {
      // A page that buckets went from under the run is past the end: no document says what links it has.
      const later = pages.filter((page) => askedPage(page, run).pageNum > 1 && page.buckets.length > 0);
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
    title: 'The server ends the list with its last page: no bucket lost, doubled or moved.',
    source: `${PAGING}: the pages together are the list, each bucket once`,
    lookAt:
      'The order of the query, and the last page, which is not full: items that sort alike may change places between pages.',
    contract: PAGE_NUM,
    needs: {
      read: unchangedBuckets(),
      reply: admitted('last-page'),
      last: listIfAny('last-page'),
      largestReply: admittedIfAny('largest-last-page'),
      largest: listIfAny('largest-last-page'),
    },
    impliedBy: ['PAGE-05', 'PAGE-17'],
    judge: ({ read, reply, last, largestReply, largest }, run) => {
      if (!last) return listViolation('last-page', reply);
      if (largestReply && !largest) return listViolation('largest-last-page', largestReply);
      if (!largest) return cutOf(last, run, read);
      const doubled = doubledOn(largest, read.buckets);
      if (doubled) return doubled;
      const first = (askedPage(largest, run).pageNum - 1) * askedPage(largest, run).itemsPerPage;
      const { pageNum, itemsPerPage } = askedPage(last, run);
      const start = (pageNum - 1) * itemsPerPage - first;
      if (start < 0)
        return { notApplicable: 'the last small page lies before the last of the largest pages' };
      const tail = largest.buckets.slice(start);
      return sameJson(last.buckets, tail)
        ? 'holds'
        : {
            expected: `the end of the last largest page, ${name(tail[0])}`,
            received: name(last.buckets[0]),
            at: 'results',
            probe: 'last-page',
          };
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
      const [next] = linksOf(page, 'next');
      return next && moreFollows(page, run, read) === false && !fallsBack(page, run)
        ? { expected: 'no next', received: show(next.href, 120), at: next.at, probe: 'past-the-end' }
        : 'holds';
    },
  }),
  rule({
    id: 'PAGE-15',
    level: 'MUST',
    basis: 'text',
    title: 'The server puts no bucket on a page past the end.',
    source: `${PAGING}: the pages together are the list, each bucket once`,
    lookAt: 'What an offset behind the end gives: nothing, or the first or last page without a word in self.',
    contract: PAGE_NUM,
    needs: { read: leaningOn(unchangedBuckets()), page: list('past-the-end') },
    impliedBy: ['PAGE-05'],
    judge: ({ page, read }, run) => {
      if (!read.complete) return { notApplicable: 'the list is longer than one page of the largest size' };
      if (page.buckets.length > 0 && fallsBack(page, run)) {
        return { notApplicable: 'the server answers with an earlier page instead; no document forbids that' };
      }
      return page.buckets.length === 0
        ? 'holds'
        : {
            expected: 'no buckets',
            received: `${page.buckets.length}, ${name(page.buckets[0])} first`,
            at: 'results',
            probe: 'past-the-end',
          };
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
      behind: leaningOn(listIfAny('largest-last-page')),
      plain: comparedWith(list('plain')),
      read: leaningOn(bucketsSeen()),
    },
    impliedBy: ['PAGE-05', 'PAGE-06'],
    judge: ({ reply, page, behind, plain, read }, { contract }) => {
      if (!page) return listViolation('largest-page', reply);
      const { largest } = pageSizes(contract);
      const held = page.buckets.length;
      const count = member(page.document, 'totalCount');
      const claimed = linksOf(page, 'next').length > 0 && !(typeof count === 'number' && count <= held);
      // The service has counted some more than there are: nothing stands behind the page then.
      const more = claimed && behind?.buckets.length !== 0;
      if (held > largest || (more && held < largest)) {
        return {
          expected: `${largest} buckets`,
          received: counted(held),
          at: 'results',
          probe: 'largest-page',
        };
      }
      // Buckets may have gone since the plain reply.
      return held < plain.buckets.length && read.stability !== 'changed'
        ? {
            expected: `${counted(plain.buckets.length)} or more`,
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
    title: 'The server gives the same buckets with includeCount=false.',
    source: 'OpenAPI v1, parameter includeCount: concerns totalCount alone',
    lookAt: 'Whether the list without a count is read on a way of its own.',
    contract: '{operation}/parameters/includeCount',
    needs: {
      read: leaningOn(unchangedBuckets()),
      reply: admitted('no-count'),
      plain: comparedWith(list('plain')),
      uncounted: listIfAny('no-count'),
    },
    judge: ({ reply, plain, uncounted }) => {
      if (!uncounted) return listViolation('no-count', reply);
      return sameJson(plain.buckets, uncounted.buckets)
        ? 'holds'
        : {
            expected: 'the buckets of the plain reply',
            received: `${uncounted.buckets.length}, ${name(uncounted.buckets[0])} first`,
            at: 'results',
            probe: 'no-count',
          };
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
    title: 'The server counts as many buckets as the list holds.',
    source: `${PAGING}: totalCount is the number of items of all pages; OpenAPI v1, totalCount: an estimate`,
    lookAt: 'What is counted: the page, the pages, or all buckets of this project.',
    contract: COUNT,
    needs: { read: unchangedBuckets(), plain: list('plain') },
    impliedBy: ['PAGE-05', 'PAGE-19'],
    judge: ({ read, plain }) => {
      const count = member(plain.document, 'totalCount');
      const right = read.complete ? count === read.buckets.length : Number(count) >= read.buckets.length;
      return right
        ? 'holds'
        : { expected: String(read.buckets.length), received: show(count), at: 'totalCount', probe: 'plain' };
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
      const refused = odd.filter(([, { response }]) => response.status >= 400 && response.status < 500);
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
            expected: `at most ${largest} buckets`,
            received: counted(page.buckets.length),
            at: 'results',
            probe: 'over-maximum',
          }
        : page.buckets.length < largest
          ? { notApplicable: `the project has fewer than ${largest} buckets` }
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
        exchange.response.status === 200 ? listViolation(probe, exchange) : 'holds',
      ),
  }),
];

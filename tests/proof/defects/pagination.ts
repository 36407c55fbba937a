/** Defects of topic PAGE. */
import { type Asked, CONFORMING } from '../../reference/reference.ts';
import { asks, type Defect, onList, onReply, signed, withBody, withHeader, withStatus } from './defect.ts';

const PAGING = 'Atlas docs, reference, Pagination';
const keeps = CONFORMING;

/** Replaces the target of each link that the test picks. */
function hrefs(change: (href: URL, rel: string) => string, pick = (_rel: string) => true): Defect['plant'] {
  return onList((list) => ({
    ...list,
    links: list.links.map(({ href, rel }) => ({ href: pick(rel) ? change(new URL(href), rel) : href, rel })),
  }));
}

function setQuery(url: URL, name: string, value: string | undefined): string {
  if (value === undefined) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
}

/** Counts so many more than there are, and adds next by that count. */
function claims(more: number): Defect['plant'] {
  return () => ({
    links: (asked, count) => keeps.links(asked, count + more),
    list: (links, results, count, asked) => keeps.list(links, results, count + more, asked),
  });
}

const only = (rel: string) => (one: string) => one === rel;

export const pagination: readonly Defect[] = [
  {
    name: 'another-project-each-time',
    does: 'answers with other buckets each time',
    caughtBy: 'PAGE-01',
    contradicts: 'Endpoint page, introduction',
    plant: () => {
      let count = 0;
      return {
        item: (stored, contract, base) => {
          count += 1;
          return {
            ...(keeps.item(stored, contract, base) as object),
            _id: count.toString(16).padStart(24, '0'),
          };
        },
      };
    },
  },
  {
    name: 'shuffled',
    does: 'orders the buckets anew for each reply',
    caughtBy: 'PAGE-01',
    contradicts: PAGING,
    options: { items: 103 },
    plant: () => {
      let turn = 0;
      return {
        pick: (buckets, asked) => {
          turn += 7;
          return keeps.pick([...buckets.slice(turn), ...buckets.slice(0, turn)], asked);
        },
      };
    },
  },
  {
    name: 'no-self',
    does: 'gives no self link',
    caughtBy: 'PAGE-02',
    contradicts: PAGING,
    plant: onList((list) => ({ ...list, links: list.links.filter(({ rel }) => rel !== 'self') })),
  },
  {
    name: 'two-selfs',
    does: 'gives two self links',
    caughtBy: 'PAGE-02',
    contradicts: PAGING,
    plant: onList((list) => ({
      ...list,
      links: [...list.links, ...list.links.filter(({ rel }) => rel === 'self')],
    })),
  },
  {
    name: 'relative-links',
    does: 'writes links as paths',
    caughtBy: 'PAGE-03',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => `${url.pathname}${url.search}`),
  },
  {
    name: 'links-to-another-path',
    does: 'writes links to another resource',
    caughtBy: 'PAGE-03',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => url.href.replace('/backup/exportBuckets', '/backups')),
  },
  {
    name: 'self-without-paging',
    does: 'leaves the page out of self',
    caughtBy: 'PAGE-04',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => url.href.replace(/[?].*/, ''), only('self')),
  },
  {
    name: 'self-is-always-page-1',
    does: 'writes pageNum=1 into self on every page',
    caughtBy: 'PAGE-04',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => setQuery(url, 'pageNum', '1'), only('self')),
  },
  {
    name: 'self-with-the-default-size',
    does: 'writes itemsPerPage=100 into every self',
    caughtBy: 'PAGE-04',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => setQuery(url, 'itemsPerPage', '100'), only('self')),
  },
  {
    name: 'size-ignored',
    does: 'ignores itemsPerPage',
    caughtBy: 'PAGE-05',
    contradicts: PAGING,
    plant: () => ({
      page: (query) => ({ pageNum: Number(query.get('pageNum') ?? 1) || 1, itemsPerPage: 100 }),
    }),
  },
  {
    name: 'one-too-many',
    does: 'puts one bucket more on a page than asked for',
    caughtBy: 'PAGE-05',
    contradicts: PAGING,
    plant: () => ({
      pick: (buckets, { pageNum, itemsPerPage }) =>
        itemsPerPage < 100
          ? buckets.slice((pageNum - 1) * itemsPerPage, pageNum * itemsPerPage + 1)
          : buckets.slice((pageNum - 1) * itemsPerPage, pageNum * itemsPerPage),
    }),
  },
  {
    name: 'small-pages-refused',
    does: 'refuses the first page when it is asked for by number and size',
    caughtBy: 'PAGE-05',
    contradicts: PAGING,
    plant: onReply(
      (request, response) =>
        response.status === 200 && asks('pageNum', '1')(request) && !asks('envelope')(request),
      (response) => withBody(withStatus(response, 400, 'Bad Request'), '{"error":400}'),
    ),
  },
  {
    name: 'pages-of-50',
    does: 'puts 50 buckets on a page by default',
    caughtBy: 'PAGE-06',
    contradicts: PAGING,
    plant: () => ({
      page: (query) =>
        keeps.page(new URLSearchParams([['itemsPerPage', '50'], ...[...query].reverse()].reverse())),
    }),
  },
  {
    name: 'everything-on-one-page',
    does: 'puts all buckets on one page by default',
    caughtBy: 'PAGE-06',
    contradicts: PAGING,
    plant: () => ({
      pick: (buckets, asked) => (asked.query.has('itemsPerPage') ? keeps.pick(buckets, asked) : buckets),
    }),
  },
  {
    name: 'no-next',
    does: 'gives no next link',
    caughtBy: 'PAGE-07',
    contradicts: PAGING,
    plant: onList((list) => ({ ...list, links: list.links.filter(({ rel }) => rel !== 'next') })),
  },
  {
    name: 'next-on-the-last-page',
    does: 'gives the last page a next link',
    caughtBy: 'PAGE-07',
    contradicts: PAGING,
    plant: onList((list, { base, pageNum, itemsPerPage, query }) => {
      const others = [...query].filter(([name]) => name !== 'pageNum' && name !== 'itemsPerPage');
      const rest = new URLSearchParams(others).toString();
      const href = `${base}?${rest === '' ? '' : `${rest}&`}pageNum=${pageNum + 1}&itemsPerPage=${itemsPerPage}`;
      const has = list.links.some(({ rel }) => rel === 'next');
      return has || list.results.length === 0
        ? list
        : { ...list, links: [...list.links, { href, rel: 'next' }] };
    }),
  },
  {
    name: 'next-leads-in-a-circle',
    does: 'lets next lead to the same page',
    caughtBy: 'PAGE-08',
    contradicts: PAGING,
    plant: hrefs(
      (url) => setQuery(url, 'pageNum', String(Number(url.searchParams.get('pageNum')) - 1)),
      only('next'),
    ),
  },
  {
    name: 'next-skips-a-page',
    does: 'lets next lead to the page after the next',
    caughtBy: 'PAGE-08',
    contradicts: PAGING,
    plant: hrefs(
      (url) => setQuery(url, 'pageNum', String(Number(url.searchParams.get('pageNum')) + 1)),
      only('next'),
    ),
  },
  {
    name: 'next-forgets-the-size',
    does: 'leaves itemsPerPage out of next',
    caughtBy: 'PAGE-08',
    contradicts: PAGING,
    plant: hrefs((url) => setQuery(url, 'itemsPerPage', undefined), only('next')),
  },
  {
    name: 'second-page-overlaps',
    does: 'repeats the last bucket of a page on the second page',
    caughtBy: 'PAGE-09',
    contradicts: PAGING,
    plant: () => ({
      pick: (buckets, asked) =>
        asked.pageNum === 2 && asked.itemsPerPage < 100
          ? buckets.slice(asked.itemsPerPage - 1, 2 * asked.itemsPerPage - 1)
          : keeps.pick(buckets, asked),
    }),
  },
  {
    name: 'loses-a-bucket-at-the-border',
    does: 'loses a bucket between the first page and the second',
    caughtBy: 'PAGE-09',
    contradicts: PAGING,
    plant: () => ({
      pick: (buckets, asked) =>
        asked.pageNum === 2 && asked.itemsPerPage < 100
          ? buckets.slice(asked.itemsPerPage + 1, 2 * asked.itemsPerPage + 1)
          : keeps.pick(buckets, asked),
    }),
  },
  {
    name: 'next-leads-nowhere',
    does: 'knows no page under the address that next names',
    caughtBy: 'PAGE-09',
    contradicts: PAGING,
    plant: onReply(
      (request, response) => response.status === 200 && asks('pageNum', '2')(request),
      (response) => withBody(withStatus(response, 404, 'Not Found'), '{"error":404}'),
    ),
  },
  {
    name: 'no-previous',
    does: 'gives no previous link',
    caughtBy: 'PAGE-10',
    contradicts: PAGING,
    plant: onList((list) => ({ ...list, links: list.links.filter(({ rel }) => rel !== 'previous') })),
  },
  {
    name: 'previous-is-page-1',
    does: 'lets previous lead to the first page always',
    caughtBy: 'PAGE-10',
    contradicts: PAGING,
    plant: hrefs((url) => setQuery(url, 'pageNum', '1'), only('previous')),
  },
  {
    name: 'previous-on-the-first-page',
    does: 'gives the first page a previous link',
    caughtBy: 'PAGE-11',
    contradicts: PAGING,
    plant: onList((list, { base, pageNum, itemsPerPage, query }) => {
      const rest = new URLSearchParams([...query].filter(([name]) => !/^(pageNum|itemsPerPage)$/.test(name)));
      const href = `${base}?${rest}${rest.size > 0 ? '&' : ''}pageNum=0&itemsPerPage=${itemsPerPage}`;
      return pageNum === 1 ? { ...list, links: [...list.links, { href, rel: 'previous' }] } : list;
    }),
  },
  {
    name: 'small-pages-start-late',
    does: 'starts the first small page with the second bucket',
    caughtBy: 'PAGE-12',
    contradicts: PAGING,
    options: { items: 103 },
    plant: () => ({
      pick: (buckets, asked) =>
        asked.pageNum === 1 && asked.itemsPerPage < 100
          ? buckets.slice(1, 1 + asked.itemsPerPage)
          : keeps.pick(buckets, asked),
    }),
  },
  {
    name: 'loses-the-last-bucket',
    does: 'leaves the last bucket out of the last small page',
    caughtBy: 'PAGE-13',
    contradicts: PAGING,
    plant: () => ({
      pick: (buckets, asked) =>
        keeps.pick(asked.itemsPerPage < 100 && asked.pageNum > 2 ? buckets.slice(0, -1) : buckets, asked),
    }),
  },
  {
    name: 'last-page-is-an-error',
    does: 'answers 404 for the last page',
    caughtBy: 'PAGE-13',
    contradicts: PAGING,
    options: { items: 103 },
    plant: onReply(
      (request, response) => response.status === 200 && asks('pageNum', '52')(request),
      (response) => withBody(withStatus(response, 404, 'Not Found'), '{"error":404}'),
    ),
  },
  {
    name: 'next-past-the-end',
    does: 'gives a page past the end a next link',
    caughtBy: 'PAGE-14',
    contradicts: PAGING,
    plant: onList((list, { base, pageNum, itemsPerPage }) =>
      list.results.length > 0
        ? list
        : {
            ...list,
            links: [
              ...list.links,
              { href: `${base}?pageNum=${pageNum + 1}&itemsPerPage=${itemsPerPage}`, rel: 'next' },
            ],
          },
    ),
  },
  {
    name: 'last-page-for-ever',
    does: 'answers a page past the end with the last buckets',
    caughtBy: 'PAGE-15',
    contradicts: PAGING,
    plant: () => ({
      pick: (buckets, asked) => {
        const page = keeps.pick(buckets, asked);
        return page.length === 0 ? buckets.slice(-1) : page;
      },
    }),
  },
  {
    name: 'prev',
    does: 'calls the page before prev',
    caughtBy: 'PAGE-16',
    contradicts: PAGING,
    plant: onList((list) => ({
      ...list,
      links: list.links.map(({ href, rel }) => ({ href, rel: rel === 'previous' ? 'prev' : rel })),
    })),
  },
  {
    name: 'at-most-100',
    does: 'puts at most 100 buckets on a page',
    caughtBy: 'PAGE-17',
    contradicts: 'OpenAPI v1, parameter itemsPerPage: maximum 500',
    options: { items: 103 },
    plant: () => ({
      page: (query) => {
        const page = keeps.page(query);
        return 'code' in page ? page : { ...page, itemsPerPage: Math.min(page.itemsPerPage, 100) };
      },
    }),
  },
  {
    name: 'largest-page-is-shorter',
    does: 'puts 50 buckets on the largest page and calls them all',
    caughtBy: 'PAGE-17',
    contradicts: 'OpenAPI v1, parameter itemsPerPage: maximum 500',
    options: { items: 103 },
    plant: onList((list, { itemsPerPage }) =>
      itemsPerPage < 500
        ? list
        : {
            ...list,
            links: list.links.filter(({ rel }) => rel !== 'next'),
            results: list.results.slice(0, 50),
            totalCount: 50,
          },
    ),
  },
  {
    name: 'largest-page-is-an-error',
    does: 'refuses the largest page that is documented',
    caughtBy: 'PAGE-17',
    contradicts: 'OpenAPI v1, parameter itemsPerPage: maximum 500',
    options: { items: 103 },
    plant: onReply(
      (request, response) => response.status === 200 && asks('itemsPerPage', '500')(request),
      (response) => withBody(withStatus(response, 400, 'Bad Request'), '{"error":400}'),
    ),
  },
  {
    name: 'no-buckets-without-a-count',
    does: 'gives no buckets with includeCount=false',
    caughtBy: 'PAGE-18',
    contradicts: 'OpenAPI v1, parameter includeCount',
    plant: onList((list, { includeCount }) => (includeCount ? list : { ...list, results: [] })),
  },
  {
    name: 'no-count-is-an-error',
    does: 'answers includeCount=false with 400',
    caughtBy: 'PAGE-18',
    contradicts: 'OpenAPI v1, parameter includeCount',
    plant: onReply(
      (request, response) => response.status === 200 && asks('includeCount')(request),
      (response) => withBody(withStatus(response, 400, 'Bad Request'), '{"error":400}'),
    ),
  },
  ...(
    [
      ['as-text', (count: number) => String(count)],
      ['as-a-fraction', (count: number) => count + 0.5],
      ['below-zero', () => -1],
      ['as-null', () => null],
    ] as const
  ).map(
    ([how, wrong]): Defect => ({
      name: `count-${how}`,
      does: `writes totalCount ${how.replaceAll('-', ' ')}`,
      caughtBy: 'PAGE-19',
      contradicts: 'OpenAPI v1, totalCount',
      plant: onList((list) =>
        list.totalCount === undefined ? list : { ...list, totalCount: wrong(list.totalCount) },
      ),
    }),
  ),
  ...(
    [
      ['the-page', 'the buckets of the page', (_all: number, held: number) => held],
      [
        'pages',
        'pages',
        (all: number, _held: number, { itemsPerPage }: Asked) => Math.ceil(all / itemsPerPage),
      ],
      [
        'what-is-left',
        'what is left from the page on',
        (all: number, _held: number, { pageNum, itemsPerPage }: Asked) =>
          Math.max(0, all - (pageNum - 1) * itemsPerPage),
      ],
      ['100-at-most', '100 buckets at most', (all: number) => Math.min(all, 100)],
      ['one-too-few', 'one bucket too few', (all: number) => all - 1],
    ] as const
  ).flatMap(([how, what, count]): Defect[] => [
    {
      name: `counts-${how}`,
      does: `counts ${what}`,
      caughtBy: 'PAGE-07',
      contradicts: PAGING,
      options: { items: 103 },
      plant: onList((list, asked) =>
        list.totalCount === undefined
          ? list
          : { ...list, totalCount: count(list.totalCount, list.results.length, asked) },
      ),
    },
    {
      name: `counts-${how}-and-links-so`,
      does: `counts ${what}, and adds next by that count`,
      caughtBy: 'PAGE-07',
      contradicts: PAGING,
      options: { items: 103 },
      plant: () => {
        const own = (all: number, asked: Asked) => {
          const { pageNum, itemsPerPage } = asked;
          const held = Math.max(0, Math.min(itemsPerPage, all - (pageNum - 1) * itemsPerPage));
          return count(all, held, asked);
        };
        return {
          links: (asked, all) => keeps.links(asked, own(all, asked)),
          list: (links, results, all, asked) => keeps.list(links, results, own(all, asked), asked),
        };
      },
    },
  ]),
  ...([3, 103, 498, 500, 1203] as const).flatMap((buckets): Defect[] => [
    {
      name: `claims-120-more-than-${buckets}`,
      does: `claims 120 buckets more than the ${buckets} that it has`,
      caughtBy: 'PAGE-13',
      contradicts: PAGING,
      options: { items: buckets },
      plant: claims(120),
    },
    {
      name: `claims-6-more-than-${buckets}`,
      does: `claims 6 buckets more than the ${buckets} that it has`,
      caughtBy: 'PAGE-13',
      contradicts: PAGING,
      options: { items: buckets },
      plant: claims(6),
    },
  ]),
  ...([1000, 1003, 1203] as const).map(
    (buckets): Defect => ({
      name: `ends-at-500-of-${buckets}`,
      does: `has ${buckets} buckets and shows the first 500, on whatever page`,
      caughtBy: 'PAGE-13',
      contradicts: PAGING,
      options: { items: buckets },
      plant: () => ({ pick: (all, asked) => keeps.pick(all.slice(0, 500), asked) }),
    }),
  ),
  {
    name: 'counts-on-the-first-page-alone',
    does: 'leaves totalCount out of every page but the first',
    caughtBy: 'PAGE-26',
    contradicts: 'Recorded replies: totalCount',
    plant: onList(({ totalCount, ...list }, { pageNum }) =>
      pageNum > 1 || totalCount === undefined ? list : { ...list, totalCount },
    ),
  },
  {
    name: 'number-without-size-is-a-page-of-20',
    does: 'makes pages of 20 where pageNum is asked for without itemsPerPage',
    caughtBy: 'PAGE-27',
    contradicts: 'OpenAPI v1, parameter itemsPerPage',
    options: { items: 103 },
    plant: () => ({
      page: (query) => {
        const page = keeps.page(query);
        return 'code' in page || query.has('itemsPerPage') || !query.has('pageNum')
          ? page
          : { ...page, itemsPerPage: 20 };
      },
    }),
  },
  {
    name: 'number-without-size-is-page-1',
    does: 'answers every pageNum that comes without itemsPerPage with the first page',
    caughtBy: 'PAGE-27',
    contradicts: 'OpenAPI v1, parameter itemsPerPage',
    plant: () => ({
      pick: (buckets, asked) =>
        keeps.pick(buckets, asked.query.has('itemsPerPage') ? asked : { ...asked, pageNum: 1 }),
    }),
  },
  {
    name: 'number-without-size-is-refused',
    does: 'answers pageNum without itemsPerPage with 400',
    caughtBy: 'PAGE-27',
    contradicts: 'OpenAPI v1, parameter itemsPerPage',
    plant: onReply(
      (request, response) =>
        asks('pageNum')(request) && !asks('itemsPerPage')(request) && response.status === 200,
      (response) => withBody(withStatus(response, 400, 'Bad Request'), '{"error":400}', 'application/json'),
    ),
  },
  {
    name: 'enveloped-links-lead-to-page-1',
    does: 'writes pageNum=1 into the self of every enveloped page',
    caughtBy: 'PAGE-04',
    contradicts: 'Endpoint page, example response',
    plant: onList((list, { envelope }) => ({
      ...list,
      links: list.links.map(({ href, rel }) => ({
        href: envelope && rel === 'self' ? setQuery(new URL(href), 'pageNum', '1') : href,
        rel,
      })),
    })),
  },
  {
    name: 'enveloped-next-skips-a-page',
    does: 'lets the next of an enveloped page lead to the page after the next',
    caughtBy: 'PAGE-08',
    contradicts: PAGING,
    plant: onList((list, { envelope, pageNum }) => ({
      ...list,
      links: list.links.map(({ href, rel }) => ({
        href: envelope && rel === 'next' ? setQuery(new URL(href), 'pageNum', String(pageNum + 2)) : href,
        rel,
      })),
    })),
  },
  {
    name: 'links-with-the-root-twice',
    does: 'writes the root of the API twice into its links',
    caughtBy: 'PAGE-03',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => url.href.replace('/api/atlas', '/api/atlas/api/atlas')),
  },
  {
    name: 'links-with-the-version-twice',
    does: 'writes root and version of the API twice into its links',
    caughtBy: 'PAGE-03',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => url.href.replace(/(\/api\/atlas\/[^/]+)/, '$1$1')),
  },
  {
    name: 'next-behind-a-proxy',
    does: "writes a proxy's prefix into next and not into self",
    caughtBy: 'PAGE-03',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => url.href.replace('/api/atlas', '/gateway/api/atlas'), only('next')),
  },
  {
    name: 'next-of-another-project',
    does: 'lets next lead to the list of another project',
    caughtBy: 'PAGE-03',
    contradicts: 'Endpoint page, example response',
    plant: hrefs((url) => url.href.replace(/groups\/\w+/, `groups/${'a'.repeat(24)}`), only('next')),
  },
  {
    name: 'no-count',
    does: 'never counts',
    caughtBy: 'PAGE-20',
    contradicts: PAGING,
    plant: onList(({ totalCount: _, ...list }) => list),
  },
  ...(['pageNum', 'itemsPerPage'] as const).map(
    (name): Defect => ({
      name: `zero-${name.toLowerCase()}-fails`,
      does: `fails at ${name}=0`,
      caughtBy: 'PAGE-21',
      contradicts: 'RFC 9110, 15.6',
      plant: onReply(
        (request) => signed(request) && asks(name, '0')(request),
        (response) => withBody(withStatus(response, 500, 'Internal Server Error'), '{"error":500}'),
      ),
    }),
  ),
  {
    name: 'text-fails',
    does: 'fails at itemsPerPage=abc',
    caughtBy: 'PAGE-21',
    contradicts: 'RFC 9110, 15.6',
    plant: onReply(
      (request) => signed(request) && asks('itemsPerPage', 'abc')(request),
      (response) => withBody(withStatus(response, 500, 'Internal Server Error'), '{"error":500}'),
    ),
  },
  {
    name: 'refuses-text-with-text',
    does: 'refuses itemsPerPage=abc with an array',
    caughtBy: 'PAGE-22',
    contradicts: 'OpenAPI v1, schema ApiError',
    plant: onReply(
      (request, response) => response.status === 400 && asks('itemsPerPage', 'abc')(request),
      (response) => withHeader(withBody(response, '["bad"]'), 'X-Error-Code'),
    ),
  },
  {
    name: 'more-than-the-maximum',
    does: 'puts 501 buckets on a page that asks for 501',
    caughtBy: 'PAGE-23',
    contradicts: 'OpenAPI v1, parameter itemsPerPage: maximum 500',
    options: { items: 620 },
    plant: () => ({
      page: (query) => {
        const page = keeps.page(query);
        return 'code' in page || query.get('itemsPerPage') !== '501' ? page : { ...page, itemsPerPage: 501 };
      },
    }),
  },
  {
    name: 'links-forget-the-flags',
    does: 'leaves the other parameters out of its links',
    caughtBy: 'PAGE-24',
    contradicts: 'Recorded replies: self and next',
    plant: hrefs((url) => {
      for (const name of [...url.searchParams.keys()]) {
        if (name !== 'pageNum' && name !== 'itemsPerPage') url.searchParams.delete(name);
      }
      return url.href;
    }),
  },
  {
    name: 'loses-the-last-of-many',
    does: 'loses the last bucket of a project with more buckets than the largest page holds',
    caughtBy: 'PAGE-13',
    contradicts: PAGING,
    options: { items: 1203 },
    plant: () => ({
      pick: (buckets, asked) =>
        keeps.pick(asked.itemsPerPage < 100 && asked.pageNum > 2 ? buckets.slice(0, -1) : buckets, asked),
    }),
  },
  {
    name: 'no-next-on-the-largest-page',
    does: 'gives the largest page no next link though buckets follow',
    caughtBy: 'PAGE-07',
    contradicts: PAGING,
    options: { items: 1203 },
    plant: onList((list, { itemsPerPage }) => ({
      ...list,
      links: list.links.filter(({ rel }) => rel !== 'next' || itemsPerPage !== 500),
    })),
  },
  {
    name: 'every-answer-in-lower-case-rels',
    does: 'calls the relation Self',
    caughtBy: 'PAGE-02',
    contradicts: PAGING,
    plant: onList((list) => ({
      ...list,
      links: list.links.map(({ href, rel }) => ({ href, rel: rel === 'self' ? 'Self' : rel })),
    })),
  },
  {
    name: 'odd-page-without-results',
    does: 'answers a page past the end with null instead of results',
    caughtBy: 'PAGE-25',
    contradicts: 'OpenAPI v1, response 200: content',
    plant: onList((list, { pageNum }) =>
      pageNum > 1 && list.results.length === 0 ? { ...list, results: null } : list,
    ),
  },
  {
    name: 'first-of-the-next-five-hundred',
    does: 'repeats the last bucket of the largest page on the page behind it',
    caughtBy: 'PAGE-13',
    contradicts: `${PAGING}`,
    options: { items: 501 },
    plant: () => ({
      pick: (buckets, asked) => {
        const page = keeps.pick(buckets, asked);
        return page.map((bucket) => (bucket === buckets[500] ? (buckets[499] ?? bucket) : bucket));
      },
    }),
  },
  {
    name: 'no-next-on-a-small-enveloped-page',
    does: 'leaves next out of a small page with envelope=true',
    caughtBy: 'PAGE-07',
    contradicts: `${PAGING}: next`,
    options: { items: 3 },
    plant: onList((list, { envelope, itemsPerPage }) =>
      envelope && itemsPerPage === 1
        ? { ...list, links: list.links.filter(({ rel }) => rel !== 'next') }
        : list,
    ),
  },
  {
    name: 'links-with-backslashes',
    does: 'writes hrefs with backslashes, which only lenient parsers mend',
    caughtBy: 'PAGE-03',
    contradicts: 'RFC 8288, 3.1',
    plant: hrefs((href) => href.href.replaceAll('/', '\\')),
  },
  {
    name: 'links-without-slashes',
    does: 'writes hrefs without the two slashes, which only lenient parsers mend',
    caughtBy: 'PAGE-03',
    contradicts: 'RFC 8288, 3.1',
    plant: hrefs((href) => href.href.replace('//', '')),
  },
  {
    name: 'links-that-end-in-white-space',
    does: 'ends hrefs with a line break',
    caughtBy: 'PAGE-03',
    contradicts: 'RFC 8288, 3.1',
    plant: hrefs((href) => `${href.href}\n`),
  },
];

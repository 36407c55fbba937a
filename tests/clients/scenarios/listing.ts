/** Lists of several sizes, and how their pages hang together. */
import { type ListDocument, lists } from '../replies.ts';
import { PREFIX } from '../responder.ts';
import type { Scenario } from '../scenario.ts';

/** More than 1,000, and no multiple of a usual page size: each client reads several pages, the last one short. */
export const SEVERAL_PAGES = 1_203;
/** Fills the last page, whether a page holds 3, 50, 100, 250 or 500. */
const FULL_PAGES = 1_500;

/** `a, b="c"; d=é e` */
const ODD = 'a%2C%20b%3D%22c%22%3B%20d%3D%C3%A9+e';

function withCursor(href: URL): URL {
  href.searchParams.delete('cursor');
  return new URL(`${href.href}&cursor=${ODD}`);
}

/** The list with another URL in each link. */
export function withLinks(list: ListDocument, edit: (href: URL, rel: unknown) => URL | undefined): object {
  const links = (list.links ?? []).map((link) => {
    const href = edit(new URL(String(link.href)), link.rel);
    return href ? { ...link, href: href.href } : link;
  });
  return { ...list, links };
}

export const listing: readonly Scenario[] = [
  {
    name: 'baseline',
    title: 'The project has a few items; nothing is out of the ordinary.',
    feature: 'the list',
    expects: 'list',
    judgedBy: 'CLIENT-02',
  },
  {
    name: 'several-pages',
    title: 'The project has more items than any page holds.',
    feature: 'several pages',
    expects: 'list',
    judgedBy: 'CLIENT-02',
    items: SEVERAL_PAGES,
  },
  {
    name: 'last-page-full',
    title: 'The last page is full.',
    feature: 'several pages',
    expects: 'list',
    judgedBy: 'CLIENT-02',
    items: FULL_PAGES,
  },
  {
    name: 'empty-project',
    title: 'The project has no items.',
    feature: 'the list',
    expects: 'list',
    judgedBy: 'CLIENT-04',
    items: 0,
  },
  {
    name: 'count-absent',
    title: 'The list leaves totalCount out.',
    feature: 'several pages',
    expects: 'list',
    judgedBy: 'CLIENT-06',
    items: SEVERAL_PAGES,
    alter: lists(({ totalCount: _, ...list }) => list),
  },
  {
    name: 'count-too-high',
    title: 'The list counts 700 items more than there are.',
    feature: 'several pages',
    expects: 'list',
    judgedBy: 'CLIENT-06',
    items: SEVERAL_PAGES,
    alter: lists((list) => ({ ...list, totalCount: SEVERAL_PAGES + 700 })),
  },
  {
    name: 'count-changing',
    title: 'The list counts otherwise on each page, and never less items than there are.',
    feature: 'several pages',
    expects: 'list',
    judgedBy: 'CLIENT-06',
    items: SEVERAL_PAGES,
    alter: lists((list, { nth }) => ({ ...list, totalCount: SEVERAL_PAGES + (nth % 2 === 0 ? 2 : 1) })),
  },
  {
    name: 'next-other-path',
    title: 'The links lead to another path of the same origin.',
    feature: 'several pages',
    expects: 'list',
    judgedBy: 'CLIENT-07',
    items: SEVERAL_PAGES,
    alter: lists((list) =>
      withLinks(list, (href) => {
        href.pathname = PREFIX + href.pathname.replace(PREFIX, '');
        return href;
      }),
    ),
  },
  {
    name: 'odd-query',
    title: 'The link to the next page has a parameter with commas, equals signs, quotes and blanks.',
    feature: 'several pages, by link',
    expects: 'list',
    judgedBy: 'CLIENT-07',
    items: SEVERAL_PAGES,
    alter: lists((list) => withLinks(list, (href, rel) => (rel === 'next' ? withCursor(href) : undefined))),
  },
  {
    name: 'enveloped',
    title: 'The list is enveloped where the client asks for it.',
    feature: 'the parameter envelope',
    expects: 'list',
    judgedBy: 'CLIENT-02',
    reachedBy: 'a client that sends envelope=true',
    reach: ({ url }) => url.searchParams.get('envelope') === 'true',
  },
];

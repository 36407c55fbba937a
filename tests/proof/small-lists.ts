/** Lists cut into small pages: with them a few buckets are a large project, and a run is judged in no time. */

import type { Reference, ReferenceOptions } from '../reference/reference.ts';
import { type Behaviour, createReference, CONFORMING as keeps } from '../reference/reference.ts';

export interface PageSizes {
  /** Buckets on a page of which nobody says how large it is to be. */
  readonly usual: number;
  readonly largest: number;
}

/** The contract's text with these page sizes in place of its own. */
export function withPageSizes(text: string, { usual, largest }: PageSizes): string {
  return text.replace(/maximum: 500\n(\s+)default: 100/, `maximum: ${largest}\n$1default: ${usual}`);
}

/** A page of the reference server, cut to these sizes. */
export function smallPage(
  page: ReturnType<Behaviour['page']>,
  query: URLSearchParams,
  { usual, largest }: PageSizes,
): ReturnType<Behaviour['page']> {
  if ('code' in page) return page;
  const itemsPerPage = query.has('itemsPerPage') ? page.itemsPerPage : usual;
  return { ...page, itemsPerPage: Math.min(itemsPerPage, largest) };
}

/** The reference server with these page sizes; of steps planted twice the later counts, but all touches. */
export function smallServer(
  sizes: PageSizes,
  options: Partial<ReferenceOptions>,
  planted: readonly Partial<Behaviour>[],
): Reference {
  const changed: Partial<Behaviour> = Object.assign({}, ...planted);
  const touches = planted.flatMap(({ finish }) => finish ?? []);
  return createReference(options, {
    page: (query) => smallPage(keeps.page(query), query, sizes),
    ...changed,
    finish: (response, request) => touches.reduce((one, touch) => touch(one, request), response),
  });
}

/** What the links of a list say about paging (RFC 8288 relations, Atlas' `pageNum` and `itemsPerPage`). */
import type { Contract } from '../contract/contract.ts';
import { withoutFinalSlashes } from '../http/path.ts';
import type { Link, ListReply } from './list-reply.ts';

/** The page that a link leads to; a parameter that is not a whole number is undefined. */
export interface PageReference {
  readonly pageNum: number | undefined;
  readonly itemsPerPage: number | undefined;
}

export function linksOf(list: ListReply, ...rels: readonly string[]): readonly Link[] {
  return list.links.filter((link) => rels.includes(link.rel));
}

/** The link's target as a URL, or undefined when `href` is not an absolute URL. */
export function target(link: Pick<Link, 'href'> | undefined): URL | undefined {
  return typeof link?.href === 'string' && URL.canParse(link.href) ? new URL(link.href) : undefined;
}

export function pageReference(link: Link | undefined): PageReference {
  const query = target(link)?.searchParams;
  return { pageNum: integerOf(query?.get('pageNum')), itemsPerPage: integerOf(query?.get('itemsPerPage')) };
}

function integerOf(text: string | null | undefined): number | undefined {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined;
}

/**
 * What stands before the path of the list in a link: nothing, or what a proxy puts there. Undefined when the
 * path is another one, and when what stands before it is the API's own root, `/api/atlas`, once more.
 */
export function prefixOf(url: URL, { path: template }: Contract, path: string): string | undefined {
  const found = pathOf(url);
  if (!found.endsWith(path)) return undefined;
  const prefix = found.slice(0, found.length - path.length);
  const root = template.split('/').slice(0, 3).join('/');
  return `${prefix}/`.includes(`${root}/`) ? undefined : prefix;
}

/** Path and query of a link as it writes them, without the prefix. */
export function targetBehind(prefix: string, url: URL): string {
  const segments = prefix.split('/').length - 1;
  return `/${url.pathname
    .split('/')
    .slice(segments + 1)
    .join('/')}${url.search}`;
}

/** Path of a URL without a final slash. What needs no percent-encoding means the same with one (RFC 3986, 6.2.2.2). */
function pathOf(url: URL): string {
  const path = url.pathname.replace(/%[0-9a-f]{2}/gi, unreserved);
  return withoutFinalSlashes(path);
}

function unreserved(encoded: string): string {
  const char = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return /[\w.~-]/.test(char) ? char : encoded;
}

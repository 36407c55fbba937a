/** What a list says, apart from how it was asked for. */
import { member, show } from '../json/json.ts';
import type { ListReply } from '../probes/list-reply.ts';

/** The document without what echoes the request, the query of the links, or has no meaning, their order. */
export function dataOf({ document }: ListReply): Readonly<Record<string, unknown>> {
  const links = member(document, 'links');
  // FIELD-23 judges what is no array.
  if (!Array.isArray(links)) return links === undefined ? document : { ...document, links: typeof links };
  const bare = links.map((link) => {
    const href = member(link, 'href');
    return typeof href === 'string' ? { ...link, href: href.replace(/[?#].*/s, '') } : link;
  });
  const byRel = (a: unknown, b: unknown) => show(member(a, 'rel')).localeCompare(show(member(b, 'rel')));
  return { ...document, links: bare.sort(byRel) };
}

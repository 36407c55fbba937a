/** What a list says, apart from how it was asked for. */
import { firstDifference, member, show } from '../json/json.ts';
import type { ProbeExchange } from '../probes/answers.ts';
import { type ListReply, readList } from '../probes/list-reply.ts';
import type { Stability } from '../probes/stability.ts';
import { listViolation } from './schema-violation.ts';
import type { Violation } from './verdict.ts';

/** The document without what echoes the request, the query of the links, or has no meaning, their order. */
export function dataOf({ document }: ListReply): Readonly<Record<string, unknown>> {
  const links = member(document, 'links');
  // FIELD-23 judges what is no array.
  if (!Array.isArray(links)) return links === undefined ? document : { ...document, links: typeof links };
  const bare = links.map((link) => {
    const href = member(link, 'href');
    return typeof href === 'string' ? { ...link, href: href.replace(/[?#].*/s, '') } : link;
  });
  const byRel = bare
    .map((link) => ({ link, rel: show(member(link, 'rel')) }))
    .sort((a, b) => (a.rel < b.rel ? -1 : Number(a.rel > b.rel)));
  return { ...document, links: byRel.map(({ link }) => link) };
}

/** The first place where the data of two lists differ; `status`, which an envelope adds, is none of them. */
export function otherDataAt(one: ListReply, other: ListReply): string | undefined {
  const [first, second] = [one, other].map((list) => ({ ...dataOf(list), status: undefined }));
  return firstDifference(first, second);
}

/** The violation of a reply that is to hold the data of the plain one, while they stay the same. */
export function unlikePlain(
  probe: string,
  exchange: ProbeExchange,
  plain: ListReply,
  { stability }: { readonly stability: Stability },
): Violation | 'holds' {
  const list = readList(probe, exchange);
  if ('obstacle' in list) return listViolation(probe, exchange);
  const at = stability === 'steady' ? otherDataAt(plain, list) : undefined;
  return at === undefined
    ? 'holds'
    : { expected: 'the data of the plain reply', received: `other data at ${at}`, at, probe };
}

/** What rules do not look at in replies that are longer than any right one, as a sentence. */
import { MOST_MEMBERS } from '../contract/schemas.ts';
import { member, readJson } from '../json/json.ts';
import { type ListReply, MOST_LINKS } from '../probes/list-reply.ts';
import type { ReplyOf } from './needs.ts';

export function unseenMembers(pages: readonly ListReply[]): string | undefined {
  return firstUnseen(pages, MOST_MEMBERS, ({ buckets, probe }) => [
    buckets.length,
    `members of results in ${probe}`,
  ]);
}

export function unseenLinks(pages: readonly ListReply[]): string | undefined {
  return firstUnseen(pages, MOST_LINKS, ({ document, probe }) => {
    const links = member(document, 'links');
    return [Array.isArray(links) ? links.length : 0, `links in ${probe}`];
  });
}

/** `most`: characters of a body that are looked at. */
export function unseenText(replies: readonly ReplyOf[], most: number): string | undefined {
  return firstUnseen(replies, most, ([probe, { response }]) => [
    readJson(response.body).text.length,
    `characters in ${probe}`,
  ]);
}

/** `Of the 5000 links in plain, the first 1000 were looked at.` */
function firstUnseen<T>(
  all: readonly T[],
  most: number,
  countOf: (one: T) => readonly [count: number, what: string],
): string | undefined {
  const [found] = all.map(countOf).filter(([count]) => count > most);
  return found && `Of the ${found[0]} ${found[1]}, the first ${most} were looked at.`;
}

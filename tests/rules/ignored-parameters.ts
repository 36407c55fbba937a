/**
 * Which query parameters change nothing. A server that ignores one breaks many rules for one reason;
 * said once, it is a line that its author can act on.
 */

import { sameJson } from '../json/json.ts';
import { exchangeOf, isMissing } from '../probes/answers.ts';
import { LIST_PROBES } from '../probes/gates.ts';
import { type ListReply, readList } from '../probes/list-reply.ts';
import type { Run } from './rule.ts';

/** Parameters that are named together: who ignores one of a pair may ignore the other. */
const PAGING: readonly string[] = ['pageNum', 'itemsPerPage'];
const GROUPS: readonly (readonly string[])[] = [PAGING, ['envelope'], ['pretty'], ['includeCount']];
const NAMES = GROUPS.flat();

type Query = ReadonlyMap<string, string>;

/**
 * `` `pageNum` and `itemsPerPage` have no effect ``, when the probe asks with one that changes nothing.
 * `place`: the contract's statement in question; where it is about a parameter, the others are left aside.
 */
export function ignoredParameters(run: Run, probe: string, place: string): string | undefined {
  const lists = listsOf(run);
  const asked = lists.find((one) => one.probe === probe);
  if (!asked) return undefined;
  const usual = defaults(run);
  const query = queryOf(asked, usual);
  const [, stated] = /\{operation\}\/parameters\/(\w+)/.exec(place) ?? [];
  const groups = GROUPS.filter((group) => stated === undefined || group.includes(stated));
  const names = groups
    .filter((group) => group.some((name) => query.get(name) !== usual.get(name)))
    .flat()
    .filter((name) => isIgnored(name, lists, usual));
  if (!names.some((name) => query.get(name) !== usual.get(name))) return undefined;
  return `${listed(names)} ${names.length > 1 ? 'have' : 'has'} no effect`;
}

/** Whether requests that differ in this parameter alone get the same reply, as far as that can be told. */
function isIgnored(name: string, lists: readonly ListReply[], usual: Query): boolean {
  const effects = lists.flatMap((one, index) =>
    lists.slice(index + 1).flatMap((other) => {
      const [a, b] = [queryOf(one, usual), queryOf(other, usual)];
      const different = NAMES.filter((parameter) => a.get(parameter) !== b.get(parameter));
      return different.length === 1 && different[0] === name ? [effect(name, one, other)] : [];
    }),
  );
  return effects.includes('none') && !effects.includes('some');
}

/** A small project has the same buckets on a page of any size: then nothing can be told. */
function effect(name: string, one: ListReply, other: ListReply): 'none' | 'some' | 'unknown' {
  if (one.text === other.text) return 'none';
  if (!PAGING.includes(name)) return withoutEcho(one) === withoutEcho(other) ? 'none' : 'some';
  if (!sameJson(one.buckets, other.buckets)) return 'some';
  const held = one.buckets.length;
  if (name === 'pageNum') return held > 0 ? 'none' : 'unknown';
  const sizes = [one, other].map(({ exchange }) =>
    Number(new URL(exchange.request.url).searchParams.get('itemsPerPage') ?? Number.POSITIVE_INFINITY),
  );
  return held > Math.min(...sizes) ? 'none' : 'unknown';
}

/** The text without the query of its links, which repeats what was asked. */
function withoutEcho({ text }: ListReply): string {
  return text.replace(/("href"\s*:\s*"[^"?]*)\?[^"]*/g, '$1');
}

/** Replies to what is in range: beyond it a server may do as it likes. */
function listsOf({ answers }: Run): readonly ListReply[] {
  return [...LIST_PROBES, 'past-the-end'].flatMap((probe) => {
    const exchange = exchangeOf(answers, probe);
    if (isMissing(exchange)) return [];
    const read = readList(probe, exchange);
    return 'stage' in read ? [] : [read];
  });
}

/** What the contract says of each parameter that a request leaves out. */
function defaults({ contract }: Run): Query {
  return new Map(NAMES.map((name) => [name, String(contract.parameter(name)?.default)]));
}

function queryOf({ exchange }: ListReply, usual: Query): Query {
  return new Map([...usual, ...new URL(exchange.request.url).searchParams]);
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' and ');
}

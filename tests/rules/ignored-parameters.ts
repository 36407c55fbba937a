/**
 * Which query parameters change nothing. A server that ignores one breaks many rules for one reason;
 * said once, it is a line that its author can act on.
 */
import type { Contract } from '../contract/contract.ts';
import { sameJson } from '../json/json.ts';
import { askedValue, type Run } from '../probes/answers.ts';
import type { ListReply } from '../probes/list-reply.ts';
import { readListOf } from '../probes/project.ts';
import { LISTS } from './needs.ts';

/** Parameters that are named together: who ignores one of a pair may ignore the other. */
const PAGING: readonly string[] = ['pageNum', 'itemsPerPage'];

type Query = ReadonlyMap<string, string>;

/**
 * `` `pageNum` and `itemsPerPage` have no effect ``, when the probe asks with one that changes nothing.
 * `place`: the contract's statement in question; where it is about a parameter, only that one counts.
 */
export function ignoredParameters(run: Run, probe: string, place: string): string | undefined {
  const lists = listsOf(run);
  const asked = lists.find((one) => one.probe === probe);
  if (!asked) return undefined;
  const defaults = defaultsOf(run.contract);
  const query = queryOf(asked, defaults);
  const isChanged = (name: string) => query.get(name) !== defaults.get(name);
  const [, stated] = /\{operation\}\/parameters\/(\w+)/.exec(place) ?? [];
  const names = groupsOf(run.contract)
    .filter((group) => (stated === undefined || group.includes(stated)) && group.some(isChanged))
    .flat()
    .filter((name) => isIgnoredIn(run, name));
  return names.some(isChanged)
    ? `${quotedNames(names)} ${names.length > 1 ? 'have' : 'has'} no effect`
    : undefined;
}

function groupsOf({ queryParameters }: Contract): readonly (readonly string[])[] {
  const alone = queryParameters.filter((name) => !PAGING.includes(name));
  return [PAGING.filter((name) => queryParameters.includes(name)), ...alone.map((name) => [name])];
}

const known = new WeakMap<Run, Map<string, boolean>>();

/** Found out once a run, for all rules that ask. */
function isIgnoredIn(run: Run, name: string): boolean {
  const ofRun = known.get(run) ?? new Map<string, boolean>();
  known.set(run, ofRun);
  const found = ofRun.get(name) ?? isIgnored(name, listsOf(run), defaultsOf(run.contract));
  ofRun.set(name, found);
  return found;
}

/** Whether requests that differ in this parameter alone get the same reply, as far as that can be told. */
function isIgnored(name: string, lists: readonly ListReply[], defaults: Query): boolean {
  const effects = lists.flatMap((one, index) =>
    lists.slice(index + 1).flatMap((other) => {
      const [a, b] = [queryOf(one, defaults), queryOf(other, defaults)];
      const different = [...defaults.keys()].filter((parameter) => a.get(parameter) !== b.get(parameter));
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
    Number(askedValue(exchange.asked, 'itemsPerPage') ?? Number.POSITIVE_INFINITY),
  );
  return held > Math.min(...sizes) ? 'none' : 'unknown';
}

/** The text without the query of its links, which repeats what was asked. */
function withoutEcho({ text }: ListReply): string {
  return text.replace(/("href"\s*:\s*"[^"?]*)\?[^"]*/g, '$1');
}

/** Replies to what is in range: beyond it a server may do as it likes. */
function listsOf(run: Run): readonly ListReply[] {
  return [...LISTS, 'past-the-end'].flatMap((probe) => readListOf(run, probe) ?? []);
}

/** What the contract says of each parameter that a request leaves out. */
function defaultsOf(contract: Contract): Query {
  return new Map(contract.queryParameters.map((name) => [name, String(contract.parameter(name)?.default)]));
}

function queryOf({ exchange }: ListReply, defaults: Query): Query {
  return new Map([...defaults, ...(exchange.asked.query ?? [])]);
}

function quotedNames(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' and ');
}

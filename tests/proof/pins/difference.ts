/** How a text differs from the one that is pinned: in which lines, and in what it says of which rules. */
import { isObject, member } from '../../json/json.ts';

/** What a text says of one rule in one place; of several such entries each counts. */
export interface Saying {
  /** The server that is judged, or the rule itself. */
  readonly about: string;
  /** The rule's id; empty where a server is only named. */
  readonly id: string;
  readonly says: string;
}

export interface Difference {
  /** Lines that only the pinned text has. */
  readonly gone: readonly string[];
  /** Lines that the pinned text lacks. */
  readonly come: readonly string[];
  /** Ids of the rules that judge otherwise what both texts speak of. */
  readonly rules: readonly string[];
}

/** Undefined when the two are the same. */
export function differenceOf(
  pinned: string,
  now: string,
  read: (text: string) => readonly Saying[],
): Difference | undefined {
  if (pinned === now) return undefined;
  return {
    gone: linesWithout(pinned, now),
    come: linesWithout(now, pinned),
    rules: changedRules(pinned === '' ? [] : read(pinned), read(now)),
  };
}

function linesWithout(text: string, other: string): readonly string[] {
  const left = new Map<string, number>();
  for (const line of other.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  return text.split('\n').filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function changedRules(before: readonly Saying[], after: readonly Saying[]): readonly string[] {
  const [was, is] = [gathered(before), gathered(after)];
  const known = new Set(before.map(({ about }) => about));
  const both = [...before, ...after].filter(
    ({ about }) => known.has(about) && after.some((one) => one.about === about),
  );
  const changed = both.filter((one) => was.get(keyOf(one)) !== is.get(keyOf(one))).map(({ id }) => id);
  return [...new Set(changed)].sort();
}

const keyOf = ({ about, id }: Saying) => `${about}\n${id}`;

function gathered(sayings: readonly Saying[]): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const one of sayings) all.set(keyOf(one), `${all.get(keyOf(one)) ?? ''}${one.says}\n`);
  return all;
}

/**
 * Blocks as `verdict-blocks.ts` writes them, one for a server: `name (v1.0, 2023-01-01)`, then indented what is
 * found; or one for a rule, whose id the first line starts with.
 */
export function readBlocks(text: string): readonly Saying[] {
  let servers: readonly string[] = [];
  let rule: string | undefined;
  return text.split('\n').flatMap((line): readonly Saying[] => {
    const found = line.trim();
    if (found !== line) {
      if (rule !== undefined) return [{ about: rule, id: rule, says: found }];
      return servers.flatMap((about) => findings(found).map((one) => ({ about, ...one })));
    }
    rule = /^[A-Z]+-\d+(?= )/.exec(line)?.[0];
    if (rule !== undefined) return [{ about: rule, id: rule, says: line }];
    const [, name, versions = ''] = /^(.*) \(([^()]*)\)$/.exec(line) ?? [];
    servers = versions.split(', ').map((version) => `${name ?? line}, ${version}`);
    return servers.map((about) => ({ about, id: '', says: '' }));
  });
}

/** `PAGE-07 links: expected …`, or `blocked by PAGE-07: PAGE-08 to PAGE-10, PAGE-14`. */
function findings(line: string): readonly Omit<Saying, 'about'>[] {
  const [, own] = /^(?:also )?([A-Z]+-\d+) /.exec(line) ?? [];
  if (own !== undefined) return [{ id: own, says: line }];
  const [, title = '', list = ''] = /^([a-z ]+(?:[\w-]+)?): (.*)$/.exec(line) ?? [];
  return list.split(', ').flatMap((part) => idsOf(part).map((id) => ({ id, says: title })));
}

/** `PAGE-08 to PAGE-10` one by one. */
function idsOf(part: string): readonly string[] {
  const [, topic, first, last] = /^([A-Z]+)-(\d+) to \1-(\d+)$/.exec(part) ?? [];
  if (topic === undefined) return [part];
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, index) => {
    return `${topic}-${String(Number(first) + index).padStart(2, '0')}`;
  });
}

/** A result with a list of rules. */
export function readResult(text: string): readonly Saying[] {
  const rules = member(JSON.parse(text), 'rules');
  return (Array.isArray(rules) ? rules : []).filter(isObject).map((one) => {
    const id = String(one.id);
    return { about: id, id, says: JSON.stringify(one) };
  });
}

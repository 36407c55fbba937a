/**
 * No regular expression takes more than linear time, whatever text it is run on: neither those of the suite, nor
 * the patterns of its contracts. Recheck proves it by their automata.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { parse } from 'yaml';
import { isObject, member } from '../json/json.ts';

interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/** Regular expressions that are made from text of ours, one of each kind. */
const MADE: readonly (readonly [file: string, ...patterns: readonly RegExp[]])[] = [
  // A filter is its user's own.
  ['cli/arguments.ts', /./],
  ['cli/judge-command.ts', /./],
  ['clients/observation.ts', /\bGROUP_NOT_FOUND\b/],
  ['clients/observe.ts', /^\/api\/atlas\/([^/]+)\/groups\/([^/]+)\/backup\/exportBuckets\/?$/],
  // The patterns of contracts are looked at below.
  ['contract/patterns.ts', /./, /./u],
  ['contract/pattern-samples.ts', /^[a-z]$/],
  ['http/digest-client.ts', /[ ,]cnonce="?([^",]*)/],
  ['redaction/marks.ts', /<(?:nonce|cnonce)(?:-\d+)?>|\bhost-\d+\.invalid\b/g],
  ['reference/routes.ts', /^\/api\/atlas\/v2\/groups\/([^/]+)\/clusters(?:\/(.*))?$/],
  ['run/environment.ts', /^\W*(?:(?:export|set|setx|env)\W+)?(MONGODB_ATLAS_BASE_URL|ATLAS_API_VERSION)\b/],
];

/** Why the time of the regular expression is not known to be linear, if it is not. */
async function notLinear({ source, flags }: Pattern): Promise<readonly string[]> {
  if (isBounded(source)) return [];
  const found = await check(source, flags, { checker: 'automaton', timeout: 60_000 });
  switch (found.status) {
    case 'safe':
      return [];
    case 'vulnerable':
      return [`/${source}/${flags}: ${found.complexity.summary}`];
    default:
      return [`/${source}/${flags}: unknown, ${found.error.kind}`];
  }
}

/** Whether all that it repeats has an end: then it looks at so many characters at each place, and no more. */
function isBounded(source: string): boolean {
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return !/[*+]|\{\d+,\}/.test(bare);
}

const all = async (patterns: readonly Pattern[]) => (await Promise.all(patterns.map(notLinear))).flat();

const FILES = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.(?:tsx?|js)$/.test(file) && !/^proof\b|node_modules/.test(file),
);

interface Written {
  readonly literals: readonly Pattern[];
  /** How many are made from text. */
  readonly made: number;
}

function writtenIn(file: string): Written {
  const literals: Pattern[] = [];
  let made = 0;
  const look = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) look(one);
    if (!isObject(node)) return;
    const regex = member(node, 'regex');
    if (isObject(regex)) literals.push({ source: String(regex.pattern), flags: String(regex.flags) });
    const { type, callee } = node;
    if (/^(?:New|Call)Expression$/.test(String(type)) && member(callee, 'name') === 'RegExp') made += 1;
    for (const one of Object.values(node)) look(one);
  };
  const path = join('tests', file);
  const lang = file.endsWith('.tsx') ? 'tsx' : file.endsWith('.ts') ? 'ts' : 'js';
  look(parseAst(readFileSync(path, 'utf8'), { lang }, path));
  return { literals, made };
}

const WRITTEN: ReadonlyMap<string, Written> = new Map(FILES.map((file) => [file, writtenIn(file)]));

/** Every `pattern` in a file of `spec/` by which something is judged: not those that a vendor's document says. */
function patternsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(patternsIn);
  if (!isObject(node)) return [];
  const { pattern } = node;
  return [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...Object.entries(node).flatMap(([name, inner]) => (name === 'x-vendor' ? [] : patternsIn(inner))),
  ];
}

test('those that are not linear are found', async () => {
  const slow = [/\/+$/, /^(?:a+)+$/, /^\s*(\S*)\s*$/, /\s+\n/, /"(?:[^"\\]|\\.)*"/, /a{3,}b/];
  const found = await all(slow);
  expect(found.map((one) => one.replace(/: (?:2nd degree polynomial|exponential)$/, ''))).toEqual(
    slow.map(String),
  );
  expect(await all([/^\/+/, /#(?=#[a-z]{0,40}\[)/, /[*+]{2}\*/])).toEqual([]);
});

test('every regular expression is linear', async () => {
  const literals = [...WRITTEN].flatMap(([file, written]) =>
    written.literals.map((one) => ({ file, ...one })),
  );
  expect(literals.length).toBeGreaterThan(100);
  const distinct = new Map(literals.map((one) => [`${one.source} ${one.flags}`, one]));
  expect(await all([...distinct.values()])).toEqual([]);
});

test('every regular expression that is made from text stands in the list, and is linear', async () => {
  const made = [...WRITTEN].flatMap(([file, written]) => (written.made > 0 ? [[file, written.made]] : []));
  expect(made.sort()).toEqual(MADE.map(([file, ...patterns]) => [file, patterns.length]).sort());
  expect(await all(MADE.flatMap(([, ...patterns]) => patterns))).toEqual([]);
});

test('every pattern of a contract is linear', async () => {
  const files = readdirSync('spec', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  const patterns = files.flatMap((file) => patternsIn(parse(readFileSync(join('spec', file), 'utf8'))));
  expect(patterns.length).toBeGreaterThan(0);
  expect(await all(patterns.map((source) => ({ source, flags: 'u' })))).toEqual([]);
});

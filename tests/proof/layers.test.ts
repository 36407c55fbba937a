/** The folders below tests/ are layers: each imports from those above it in this list, and files never in a circle. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const TESTS = 'tests';
const LAYERS: readonly string[] = [
  'json',
  'contract',
  'http',
  'redaction',
  'reference',
  'probes',
  'rules',
  'run',
  'reporting',
  'clients',
  'cli',
  'mocks',
  'proof',
];

/** Each file below tests/ with the files below tests/ that it imports. */
const IMPORTS: ReadonlyMap<string, readonly string[]> = new Map(
  readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:tsx?|js)$/.test(file) && !file.includes('node_modules'))
    .map((file) => [file, importsOf(file)]),
);

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(TESTS, file), 'utf8');
  return [...text.matchAll(/\b(?:from|import)\b\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(TESTS, join(TESTS, dirname(file), path)),
  );
}

const layerOf = (file: string) => LAYERS.indexOf(file.split('/')[0] ?? '');

/** The files of a circle that starts and ends at this file; undefined when none does. */
function circleFrom(file: string): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (path: readonly string[]): readonly string[] | undefined => {
    for (const next of IMPORTS.get(path.at(-1) ?? '') ?? []) {
      if (next === file) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk([...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk([file]);
}

test('every folder is a layer', () => {
  const folders = readdirSync(TESTS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...LAYERS].sort());
});

test('a folder imports downwards only', () => {
  const upwards = [...IMPORTS].flatMap(([file, imports]) =>
    imports
      .filter((other) => layerOf(file) >= 0 && layerOf(other) > layerOf(file))
      .map((to) => `${file} → ${to}`),
  );
  expect(upwards).toEqual([]);
});

test('files import in no circle', () => {
  const circles = [...IMPORTS.keys()].flatMap((file) => circleFrom(file)?.join(' → ') ?? []);
  expect(circles).toEqual([]);
});

test('every import is seen, and leads to a file', () => {
  const nowhere = [...IMPORTS].flatMap(([file, imports]) =>
    imports.filter((to) => !IMPORTS.has(to)).map((to) => `${file} → ${to}`),
  );
  expect(nowhere).toEqual([]);
  expect(IMPORTS.get('conformance.test.ts')?.length).toBeGreaterThan(0);
});

/** A suite that is broken itself says nothing about a target: copies of it, each with one line that throws. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Served, serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { DEFECTS } from './defects/index.ts';
import { npmTest } from './npm-test.ts';

const COPIED = ['tests', 'spec', 'package.json', 'vitest.config.ts', 'tsconfig.json'];

const directories: string[] = [];
const served: Served[] = [];
afterAll(async () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  for (const { close } of served) await close();
});

function copyOfSuite(): string {
  const directory = mkdtempSync(join(tmpdir(), 'suite-'));
  directories.push(directory);
  // Mocks that were installed below tests/ are no part of the suite.
  const filter = (file: string) => !file.includes('node_modules');
  for (const name of COPIED) cpSync(name, join(directory, name), { recursive: true, filter });
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'), 'junction');
  return directory;
}

/** A copy in which the function that opens with this text throws. */
function broken(file: string, opening: string): string {
  const directory = copyOfSuite();
  const place = join(directory, file);
  const parts = readFileSync(place, 'utf8').split(opening);
  expect(parts, `${file} has this once: ${opening}`).toHaveLength(2);
  writeFileSync(
    place,
    parts.join(`${opening}\n  if (Date.now() > 0) throw new RangeError('planted crash');`),
  );
  return directory;
}

/** A target that fails a MUST, so that exit 0 would be a lie. */
let failing: Record<string, string>;
beforeAll(async () => {
  const defect = DEFECTS.find(({ name }) => name === 'list-in-envelope');
  const reference = createReference(defect?.options, defect?.plant());
  const one = await serve(reference);
  served.push(one);
  failing = {
    MONGODB_ATLAS_BASE_URL: one.baseUrl,
    MONGODB_ATLAS_PUBLIC_API_KEY: reference.options.publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: reference.options.privateKey,
    MONGODB_ATLAS_PROJECT_ID: reference.options.projectId,
  };
});

const BREAKS = [
  [
    'a rule',
    'tests/rules/pretty.ts',
    'judge: ({ plain, pretty: indented }) => {',
    /^Rule PRETTY-03 crashed: planted crash/m,
  ],
  [
    'a line of the terminal',
    'tests/reporting/terminal.ts',
    'export function topicLine(topic: Topic, verdicts: readonly Verdict[], paint: Paint): string {',
    /^The suite itself failed: planted crash/m,
  ],
  [
    'a report',
    'tests/reporting/summary.ts',
    'export function badge({ result }: Report): string {',
    /^The suite itself failed: planted crash/m,
  ],
] as const;

/** Exit 2 and one sentence, whatever the target is worth. */
function expectNothingSaid({ code, output }: { code: number; output: string }, says: RegExp): void {
  expect(code).toBe(2);
  expect(output).toMatch(says);
  expect(output).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
}

test.for(BREAKS)('%s throws over a target that fails', async ([, file, opening, says]) => {
  expectNothingSaid(await npmTest(failing, [], broken(file, opening)), says);
});

test('a rule throws over a target that conforms, strictly', async () => {
  const [[, file, opening, says]] = BREAKS;
  expectNothingSaid(await npmTest({ CONFORMANCE_STRICT: '1' }, [], broken(file, opening)), says);
});

test('unbroken, it ends with 1', async () => {
  expect((await npmTest(failing, [], copyOfSuite())).code).toBe(1);
});

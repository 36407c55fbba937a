/** A suite that is broken itself says nothing about a target: a copy of it, with one line that throws. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { DEFECTS } from './defects/index.ts';
import { npmTest, type Outcome } from './run-cli.ts';

const COPIED = ['tests', 'spec', 'package.json', 'vitest.config.ts', 'tsconfig.json'];

let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'suite-'));
  // Mocks that were installed below tests/ are no part of the suite.
  const filter = (file: string) => !file.includes('node_modules');
  for (const name of COPIED) cpSync(name, join(copy, name), { recursive: true, filter });
  // Its own directory of modules, so that what the runs keep there goes with the copy.
  const modules = join(copy, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync('node_modules').filter((one) => !one.startsWith('.')))
    symlinkSync(resolve('node_modules', name), join(modules, name), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** `npm test` of the copy, while other text stands in a file of it. */
async function npmTestWith(
  file: string,
  text: string,
  instead: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const place = join(copy, file);
  const whole = readFileSync(place, 'utf8');
  const parts = whole.split(text);
  expect(parts, `${file} has this once: ${text}`).toHaveLength(2);
  writeFileSync(place, parts.join(instead));
  try {
    return await npmTest(env, [], copy);
  } finally {
    writeFileSync(place, whole);
  }
}

/** A target that fails a MUST, so that exit 0 would be a lie. */
let failing: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  const defect = DEFECTS.find(({ name }) => name === 'list-in-envelope');
  const reference = createReference(defect?.options, defect?.plant());
  const { baseUrl, close } = await serve(reference);
  failing = {
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PUBLIC_API_KEY: reference.options.publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: reference.options.privateKey,
    MONGODB_ATLAS_PROJECT_ID: reference.options.projectId,
  };
  return close;
});

test('unbroken, it ends with 1', async () => {
  expect((await npmTest(failing, [], copy)).code).toBe(1);
});

const PRETTY_03 = [
  'tests/rules/pretty.ts',
  'judge: ({ plain, pretty: indented }) => {',
  /^Rule PRETTY-03 crashed: planted crash/m,
] as const;

test.for([
  ['a rule', false, ...PRETTY_03],
  ['a rule, over a target that conforms', true, ...PRETTY_03],
  [
    'a line of the terminal',
    false,
    'tests/reporting/terminal.ts',
    'export function topicLine(topic: Topic, verdicts: readonly Verdict[], paint: Paint): string {',
    /^The suite itself failed: planted crash/m,
  ],
  [
    'a report',
    false,
    'tests/reporting/badge.ts',
    'export function badge(report: Report): string | undefined {',
    /^The suite itself failed: planted crash/m,
  ],
] as const)('%s throws: exit 2 and one sentence', async ([, conforms, file, opening, says]) => {
  const env = conforms ? { CONFORMANCE_STRICT: '1' } : failing;
  const crash = `${opening}\n  if (Date.now() > 0) throw new RangeError('planted crash');`;
  const { code, output } = await npmTestWith(file, opening, crash, env);
  expect(code).toBe(2);
  expect(output).toMatch(says);
  expect(output).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
});

test('a contract that cannot be used: exit 2, and one sentence with its line', async () => {
  const { code, output } = await npmTestWith(
    'spec/export-buckets.v1.0.yaml',
    'minimum: 400\n',
    'minimum: four hundred\n',
    failing,
  );
  expect(code).toBe(2);
  expect(output.trim()).toMatch(/^Contract: spec\/export-buckets\.v1\.0\.yaml:\d+: .+$/);
});

/** A suite that is broken itself says nothing about a target: a copy of it, with one line that throws. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { member } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { DEFECTS } from './defects/index.ts';
import { npmTest, type Outcome } from './run-cli.ts';

const COPIED = ['tests', 'spec', 'package.json', 'vitest.config.ts', 'tsconfig.json'];

/** Packages that every run needs. */
const TAKEN_AWAY = ['proxy-from-env', 'yaml'] as const;

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
  // What is linked is found by its own place even when the link is gone.
  for (const name of TAKEN_AWAY) {
    rmSync(join(modules, name));
    cpSync(join('node_modules', name), join(modules, name), { recursive: true });
  }
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
const PRIVATE_KEY = 'canary-private-key-2718281828';
let failing: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  const defect = DEFECTS.find(({ name }) => name === 'list-in-envelope');
  const reference = createReference({ ...defect?.options, privateKey: PRIVATE_KEY }, defect?.plant());
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

/** Throws, and would give the private key away. */
const CRASH = `if (Date.now() > 0) throw new RangeError('planted crash ' + process.env.MONGODB_ATLAS_PRIVATE_API_KEY);`;

test('a rule throws: exit 2, all reports, and the other rules are judged', async () => {
  const opening = 'judge: ({ plain, pretty: indented }) => {';
  const { code, output, result, files } = await npmTestWith(
    'tests/rules/pretty.ts',
    opening,
    `${opening}\n${CRASH}`,
    failing,
  );
  expect(code).toBe(2);
  expect(output).toMatch(/PRETTY-03 crashed: planted crash <private-key>\. This is a bug in the suite/);
  expect(output).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
  expect(result).toMatchObject({
    outcome: 'error',
    errors: [{ rule: 'PRETTY-03', message: 'planted crash <private-key>' }],
  });
  const rules = member(result, 'rules');
  const ids = Array.isArray(rules) ? rules.map((one) => member(one, 'id')) : [];
  expect(ids).toContain('PRETTY-04');
  expect(ids).not.toContain('PRETTY-03');
  expect(Object.keys(files).sort()).toEqual(REPORT_FILES.toSorted());
  expect(Object.values(files).filter((text) => text?.includes(PRIVATE_KEY))).toEqual([]);
});

test.for([
  ['a report', 'tests/reporting/badge.ts', 'export function badge(report: Report): string | undefined {'],
  [
    'a line of the terminal',
    'tests/reporting/terminal.ts',
    'export function topicLine(topic: Topic, verdicts: readonly Verdict[], paint: Paint): string {',
  ],
  [
    'what sends requests',
    'tests/http/transport.ts',
    'send: async (request, limitMs = limits.timeoutMs) => {',
  ],
] as const)('%s throws: exit 2, one sentence, no reports', async ([, file, opening]) => {
  const { code, output, files } = await npmTestWith(file, opening, `${opening}\n${CRASH}`, failing);
  expect(code).toBe(2);
  expect(output).toMatch(
    /^The suite itself failed: planted crash <private-key>\. This is a bug in the suite/m,
  );
  expect(output).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
  expect(files).toEqual({});
});

test('what nothing waits for throws: exit 2 and its place alone, for nobody has masked what it says', async () => {
  const opening = 'send: async (request, limitMs = limits.timeoutMs) => {';
  const crash = `${opening}\nvoid (async () => { ${CRASH} })();`;
  const { code, output, files } = await npmTestWith('tests/http/transport.ts', opening, crash, failing);
  expect(code).toBe(2);
  expect(output).toMatch(
    /^The suite itself failed: an error that nothing caught, RangeError at tests\/http\/transport/m,
  );
  expect(output).not.toContain(PRIVATE_KEY);
  expect(files).toEqual({});
});

test.for<[name: string, says: RegExp]>([
  ['vitest', /^The suite cannot be started: Cannot find package 'vitest'.* Run npm ci/],
  ...TAKEN_AWAY.map((name): [string, RegExp] => [
    name,
    new RegExp(`^The suite is not installed whole: Cannot find .*${name}.*; run npm ci\\.$`),
  ]),
])(
  '%s is not installed: exit 2 and one sentence, and nothing is left of an earlier run',
  async ([name, says]) => {
    const reports = mkdtempSync(join(tmpdir(), 'earlier-'));
    for (const file of REPORT_FILES) writeFileSync(join(reports, file), 'of an earlier run');
    const [place, aside] = [join(copy, 'node_modules', name), join(copy, `${name}-aside`)];
    renameSync(place, aside);
    const { code, output } = await npmTest({ ...failing, CONFORMANCE_REPORTS_DIR: reports }, [], copy);
    renameSync(aside, place);
    expect(code).toBe(2);
    expect(output.trim()).toMatch(says);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(reports)).toEqual([]);
    rmSync(reports, { recursive: true });
  },
);

test.skipIf(process.platform === 'win32')('a named pipe as .env: exit 2 at once', async () => {
  const pipe = join(copy, '.env');
  execFileSync('mkfifo', [pipe]);
  const { code, output } = await npmTest(failing, [], copy);
  rmSync(pipe);
  expect([code, output.trim()]).toEqual([
    2,
    'Settings: The file .env is a named pipe; it has to be a text file.',
  ]);
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

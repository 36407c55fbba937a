/** The packed command, from a folder that has no access to the clone: what it weighs, and that it does what `npm test` does. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SUBCOMMANDS } from '../cli/subcommands.ts';
import { isObject, member } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { DEFECTS } from './defects/index.ts';
import { type Installed, install, packClone, reportIn, run } from './packed-command.ts';
import { runHere } from './run-cli.ts';

const PRIVATE_KEY = 'canary-private-key-1618033988';
const MEGABYTE = 1024 * 1024;
const CONTRACT = 'spec/export-buckets.v1.0.yaml';

function sizeOf(path: string): number {
  const stat = statSync(path);
  return stat.isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : stat.size;
}

const directory = mkdtempSync(join(tmpdir(), 'package-'));
let packed: ReturnType<typeof packClone>;
let installed: Installed;
/** The variables of a target that fails a MUST, for which the contract has a line. */
let failing: Readonly<Record<string, string>> = {};
let closeFailing = async () => {};

const defect = DEFECTS.find(({ name }) => name === 'lower-case-provider');

beforeAll(async () => {
  packed = packClone();
  installed = install(packed.tarball);
  const reference = createReference(
    { publicKey: 'canary-public-key', privateKey: PRIVATE_KEY },
    defect?.plant(),
  );
  const { baseUrl, close } = await serve(reference);
  closeFailing = close;
  failing = {
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PUBLIC_API_KEY: reference.options.publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: PRIVATE_KEY,
    MONGODB_ATLAS_PROJECT_ID: reference.options.projectId,
  };
});
afterAll(async () => {
  await closeFailing();
  for (const folder of [directory, packed.clone, installed.folder]) rmSync(folder, { recursive: true });
});

describe('the package', () => {
  test('leaves the manifest of the clone as it was', () => {
    expect(readFileSync(join(packed.clone, 'package.json'), 'utf8')).toBe(
      readFileSync('package.json', 'utf8'),
    );
  });

  test('names what the bundle does not hold, and no more', () => {
    const { name, version, engines, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(installed.manifest).toMatchObject({ name, version, engines, bin });
    expect(Object.keys(Object(member(installed.manifest, 'dependencies')))).toEqual(['digest-fetch']);
    for (const name of ['devDependencies', 'scripts', 'private']) {
      expect(member(installed.manifest, name)).toBeUndefined();
    }
  });

  test('is small once it is installed', () => {
    expect(installed.packages).not.toContain('vitest');
    expect(installed.packages.length).toBeLessThanOrEqual(30);
    expect(sizeOf(join(installed.folder, 'node_modules'))).toBeLessThan(25 * MEGABYTE);
  });

  test('brings the licences of what it holds', () => {
    const [licences] = readdirSync(join(packed.clone, 'dist/command')).filter((name) =>
      name.endsWith('.txt'),
    );
    const text = readFileSync(join(packed.clone, 'dist/command', String(licences)), 'utf8');
    expect(text).toMatch(/^ajv [\d.]+ \(MIT\)\n\nThe MIT License/m);
    expect(text).toMatch(/^yaml [\d.]+ \(ISC\)/m);
    expect(text).not.toMatch(/^vitest /m);
  });
});

test('a clone without what is for development has what a run needs, in 60 MB', () => {
  const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const packages = Object.entries(Object(member(lock, 'packages'))).filter(
    ([path, one]) => path !== '' && !path.includes('/node_modules/') && isObject(one) && one.dev !== true,
  );
  const names = packages.map(([path]) => path.replace('node_modules/', ''));
  expect(names).toEqual(expect.arrayContaining(['ajv', 'digest-fetch', 'rolldown', 'vitest', 'yaml']));
  for (const name of ['esbuild', 'tsx', 'typescript']) expect(names).not.toContain(name);
  // What is for other systems is not there.
  const present = packages.flatMap(([path]) => (statSync(path, { throwIfNoEntry: false }) ? [path] : []));
  const bytes = present.reduce((sum, path) => sum + sizeOf(path), 0);
  expect(bytes).toBeLessThan(60 * MEGABYTE);
});

describe('judge', () => {
  test('finds what npm test finds, and cites the line that rules shows', async () => {
    const env = Object.entries(failing).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(directory, '.env'), env.join(''));
    const { code, stdout, stderr } = await run(installed, ['judge'], {}, directory);
    const here = await runHere(failing);
    expect([code, stderr]).toEqual([1, '']);
    const result = JSON.parse(reportIn(directory, 'reports/conformance.json') ?? '');
    expect(result.rules).toEqual(member(here.result, 'rules'));
    expect(readdirSync(join(directory, 'reports')).sort()).toEqual(REPORT_FILES.toSorted());
    const [, line = ''] = /contract +(spec\/export-buckets\.v1\.0\.yaml:\d+)/.exec(stdout) ?? [];
    const rule = await run(installed, ['rules', `${defect?.caughtBy}`], {}, directory);
    const number = Number(line.split(':')[1]);
    const text = readFileSync(CONTRACT, 'utf8').split('\n')[number - 1];
    expect(rule.stdout).toContain(`${number}  ${text}`);
    for (const name of REPORT_FILES)
      expect(reportIn(directory, `reports/${name}`)).not.toContain(PRIVATE_KEY);
  });

  test('prints the result alone with --json', async () => {
    const { code, stdout } = await run(installed, ['judge', '--json'], failing, directory);
    expect(code).toBe(1);
    expect(stdout).toBe(reportIn(directory, 'reports/conformance.json'));
  });

  test('wants to be told of the reference server', async () => {
    const folder = mkdtempSync(join(directory, 'none-'));
    writeFileSync(join(folder, '.env'), 'PORT=80\n');
    const none = await run(installed, ['judge', '--json'], {}, folder);
    expect(none.code).toBe(2);
    expect(none.stdout).toBe('');
    expect(none.stderr.trim()).toMatch(/^Settings: No target is set; .*--reference\.$/);
    expect(readdirSync(folder)).toEqual(['.env']);
    const both = await run(installed, ['judge', '--reference'], failing, folder);
    expect([both.code, both.stderr.trim()]).toEqual([
      2,
      expect.stringMatching(/^Settings: --reference judges/),
    ]);
    const reference = await run(installed, ['judge', '--reference'], {}, folder);
    expect(reference.code).toBe(0);
    expect(reference.stdout).toContain('the reference server');
  });

  test('of a part never ends with 0', async () => {
    const folder = mkdtempSync(join(directory, 'part-'));
    const part = await run(installed, ['judge', '--reference', '--only', 'PRETTY', '--json'], {}, folder);
    expect(part.code).toBe(3);
    expect(JSON.parse(part.stdout)).toMatchObject({ outcome: 'incomplete', selection: { filter: 'PRETTY' } });
    const none = await run(installed, ['judge', '--reference', '--only', 'no such rule'], {}, folder);
    expect([none.code, none.stderr.trim()]).toEqual([
      2,
      expect.stringMatching(/^Options: --only .* leaves no rule/),
    ]);
    expect(reportIn(folder, 'reports/conformance.json')).toBeUndefined();
  });

  test('of all versions has a directory for each, and one page', async () => {
    const folder = mkdtempSync(join(directory, 'versions-'));
    const { code, stdout } = await run(installed, ['judge', '--reference', '--all-versions'], {}, folder);
    expect(code).toBe(0);
    expect(stdout).toContain('3 targets: 3 CONFORMS');
    const names = ['v1.0', '2023-01-01', '2024-05-30'];
    const page = reportIn(folder, 'reports/targets.html');
    for (const name of names) {
      const result = JSON.parse(reportIn(folder, `reports/${name}/conformance.json`) ?? '');
      expect(result.target.apiVersion).toBe(name);
      expect(page).toContain(`href="${name}/index.html#AUTH-01"`);
    }
  });
});

test('a contract that has changed since it was packed is read anew', async () => {
  const file = join(installed.folder, 'node_modules', String(member(installed.manifest, 'name')), CONTRACT);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('minimum: 400\n', 'minimum: four hundred\n'));
  const { code, stderr } = await run(installed, ['judge', '--reference']);
  writeFileSync(file, text);
  expect([code, stderr.trim()]).toEqual([2, expect.stringMatching(/^Contract: spec\/[\w.-]+\.yaml:\d+: /)]);
});

describe.each(Object.keys(SUBCOMMANDS))('%s', (name) => {
  test('says with --help how it is called', async () => {
    const { code, stdout, stderr } = await run(installed, [name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`atlas-conformance ${name}`);
  });

  test('refuses what it does not know, in one sentence', async () => {
    const { code, stdout, stderr } = await run(installed, [name, '--nosuch']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/--nosuch/);
  });
});

test.for([
  [[], /^Options: No command is named; choose one of judge, /],
  [['juge'], /^Options: "juge" is no command; /],
  [['constructor'], /^Options: "constructor" is no command; /],
  [['judge', '--only'], /^Options: Option '--only <value>' argument missing; /],
  [['judge', '--only', '('], /^Options: --only has "\(", which is no regular expression/],
  [['judge', '--only', 'A', '--only', 'B'], /^Options: --only is given twice/],
  [['judge', 'PAGE'], /^Options: atlas-conformance judge has 1 words beside its options and takes none/],
  [['judge', '--reference', '--targets', 'x'], /^Options: --targets names all that is judged/],
  [['rules', 'PAGE-7000'], /^Options: "PAGE-7000" is no rule/],
] as const)('%j: exit 2 and one sentence', async ([args, says]) => {
  const { code, stdout, stderr } = await run(installed, args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trim()).toMatch(says);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

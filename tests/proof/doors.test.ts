/**
 * The two doors to a run, `npm test` and `npx vitest`: whatever they are told, a run ends as it would without,
 * or with 2 and a sentence; and what an earlier run left is gone either way.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OptionError } from '../cli/arguments.ts';
import { readTestOptions } from '../cli/test-options.ts';
import { member } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { contractOf } from './contracts.ts';
import { DEFECTS } from './defects/index.ts';
import { npmTest, npxVitest, type Outcome } from './run-cli.ts';

/** Nothing listens there, so that a run that asks it anything is seen. */
const NOWHERE = {
  MONGODB_ATLAS_BASE_URL: 'http://127.0.0.1:9',
  MONGODB_ATLAS_PUBLIC_API_KEY: 'a',
  MONGODB_ATLAS_PRIVATE_API_KEY: 'b',
  MONGODB_ATLAS_PROJECT_ID: '5f0c2a7b9e4d3c1b2a190807',
};

let reports = '';
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'earlier-'));
  for (const name of REPORT_FILES) writeFileSync(join(reports, name), 'of an earlier run');
});
afterEach(() => rmSync(reports, { recursive: true }));

const here = (env: Readonly<Record<string, string>>) => ({ ...env, CONFORMANCE_REPORTS_DIR: reports });

function expectOneSentence({ code, output, files }: Outcome, says: RegExp): void {
  expect(output.trim()).toMatch(says);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(2);
  expect(files).toEqual({});
}

describe('options', () => {
  test('of vitest, each, are ours or refused', () => {
    const help = execFileSync('node', ['node_modules/vitest/vitest.mjs', '--help', '--expand-help'], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    const options = [...help.matchAll(/^ {2}(?:-(\w), )?--([\w.-]+)/gm)];
    const given = options.flatMap(([, short, name = '']) => [
      [`--${name}`],
      [`--${name}=1`],
      [`--no-${name}`],
      ...(short === undefined ? [] : [[`-${short}`]]),
    ]);
    const taken = given.filter((args) => {
      try {
        return readTestOptions(['run', ...args]) !== undefined;
      } catch (error) {
        if (error instanceof OptionError) return false;
        throw error;
      }
    });
    expect(options.length).toBeGreaterThan(100);
    expect(taken.flat().sort()).toEqual(['--help', '--run', '--testNamePattern=1', '--watch', '-h', '-w']);
  });

  test('are what they say', () => {
    expect(readTestOptions([])).toEqual({ help: false, filter: undefined, watch: undefined });
    expect(readTestOptions(['run'])).toEqual({ help: false, filter: undefined, watch: false });
    expect(readTestOptions(['run', '--watch'])).toEqual({ help: false, filter: undefined, watch: true });
    expect(readTestOptions(['run', '-t', 'PAGE'])).toMatchObject({ filter: 'PAGE' });
    expect(readTestOptions(['run', '-t', ''])).toMatchObject({ filter: undefined });
  });

  test.for<[args: readonly string[], says: RegExp]>([
    [['--nosuch'], /^--nosuch is no option of this run/],
    [['--reporter', 'dot'], /^--reporter is no option of this run.* always writes conformance\.json/],
    [['PAGE'], /^"PAGE" names nothing to run; .*npm test -- -t PAGE/],
    [['-t'], /^-t has no pattern/],
    [['-t', '('], /^-t has "\(", which is no regular expression/],
    [['-t', 'a', '-t', 'b'], /^-t is given twice/],
    [['--watch=no'], /^--watch takes no value/],
  ])('%j is refused', ([args, says]) => {
    expect(() => readTestOptions(['run', ...args])).toThrow(says);
  });

  test.for([
    ['npm test', ['--nosuch'], npmTest, /^Options: --nosuch is no option/],
    ['npm test', ['--watch'], npmTest, /^Options: --watch needs a terminal/],
    ['npx vitest', ['run', '--reporter=junit'], npxVitest, /^Options: --reporter is no option/],
  ] as const)('%s %j ends with 2 before anything is sent', async ([, args, door, says]) => {
    expectOneSentence(await door(here(NOWHERE), args), says);
  });
});

test('a target that is set but empty: exit 2, by the other door as well, and an old pipe is not waited for', async () => {
  if (process.platform !== 'win32') {
    rmSync(join(reports, 'conformance.json'));
    execFileSync('mkfifo', [join(reports, 'conformance.json')]);
  }
  const empty = Object.fromEntries(Object.keys(NOWHERE).map((name) => [name, '']));
  expectOneSentence(await npxVitest(here(empty)), /^Settings: MONGODB_ATLAS_BASE_URL, .* are set but empty/);
});

describe('a part of the rules', () => {
  test.for([
    ['npm test', ['-t', '^(?!.*AUTH-07)'], npmTest, (id: string) => id !== 'AUTH-07'],
    ['npx vitest', ['run', '-t', 'PRETTY'], npxVitest, (id: string) => id.startsWith('PRETTY')],
  ] as const)('%s %j is incomplete, and says what was judged', async ([, args, door, isJudged]) => {
    const { code, output, result, files } = await door(here({}), args);
    const of = rulesOf(contractOf('v1.0'));
    const rules = of.filter(({ id }) => isJudged(id)).length;
    expect(code).toBe(3);
    expect(output).toContain(`${rules} of ${of.length} rules judged`);
    expect(result).toMatchObject({
      outcome: 'incomplete',
      selection: { rules, of: of.length, filter: args.at(-1) },
    });
    expect(Object.keys(files).sort()).toEqual(
      REPORT_FILES.filter((name) => name !== 'badge.json').toSorted(),
    );
  });

  test('in which a rule fails: exit 1', async () => {
    const defect = DEFECTS.find(({ name }) => name === 'lower-case-provider');
    const reference = createReference({ publicKey: 'a', privateKey: 'b' }, defect?.plant());
    const { baseUrl, close } = await serve(reference);
    const { code, result } = await npmTest(here({ ...NOWHERE, MONGODB_ATLAS_BASE_URL: baseUrl }), [
      '-t',
      `${defect?.caughtBy}`,
    ]);
    await close();
    expect(code).toBe(1);
    expect(result).toMatchObject({ outcome: 'does-not-conform', selection: { rules: 1 } });
  });

  test('that is empty: exit 2', async () => {
    const outcome = await npmTest(here({ CONFORMANCE_STRICT: '1' }), ['-t', 'no such rule']);
    expectOneSentence(outcome, /^No rule was judged: the filter leaves none/);
  });
});

describe('another configuration of vitest', () => {
  const directory = mkdtempSync(join(tmpdir(), 'configuration-'));
  const config = join(directory, 'vitest.config.mjs');
  beforeAll(() =>
    writeFileSync(config, "export default { test: { include: ['tests/conformance.test.ts'] } };"),
  );
  afterAll(() => rmSync(directory, { recursive: true }));
  const run = (env: Readonly<Record<string, string>>) => npxVitest(here(env), ['run', '--config', config]);

  test('is green for a target that conforms alone, and the reports are there', async () => {
    const [right, unreachable] = [await run({}), await run(NOWHERE)];
    expect([right.code, unreachable.code]).toEqual([0, 1]);
    const outcomes = [right, unreachable].map(({ result }) => member(result, 'outcome'));
    expect(outcomes).toEqual(['conforms', 'incomplete']);
  });
});

/** Many targets in one process: each is judged as it would be alone, and none keeps another from it. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { judge } from '../cli/judge-command.ts';
import { inTurns } from '../cli/turns.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { SettingsError } from '../run/settings-error.ts';
import { readTargets } from '../run/targets-file.ts';
import { DEFECTS } from './defects/index.ts';
import { runHere } from './run-cli.ts';

const PRIVATE_KEY = 'canary-private-key-5772156649';
const SECRETS = { RIGHT_PUBLIC: 'canary-public-key', RIGHT_PRIVATE: PRIVATE_KEY };
const KEYS = { publicKey: SECRETS.RIGHT_PUBLIC, privateKey: SECRETS.RIGHT_PRIVATE };
const PROJECT = createReference().options.projectId;
const NOWHERE = 'http://127.0.0.1:9';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'targets-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const defect = DEFECTS.find(({ name }) => name === 'lower-case-provider');
let [right, wrong] = ['', ''];
const servers: Awaited<ReturnType<typeof serve>>[] = [];
beforeAll(async () => {
  servers.push(await serve(createReference(KEYS)), await serve(createReference(KEYS, defect?.plant())));
  [right = '', wrong = ''] = servers.map(({ baseUrl }) => baseUrl);
});
afterAll(async () => {
  for (const { close } of servers) await close();
});

const target = (name: string, baseUrl: string, more = '') => `- name: ${name}
  baseUrl: ${baseUrl}
  projectId: ${PROJECT}
  publicKey: RIGHT_PUBLIC
  privateKey: RIGHT_PRIVATE
${more}`;

const reports = () => join(directory, 'reports');
const textOf = (file: string) => readFileSync(join(reports(), file), 'utf8');

async function judged(
  targets: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  writeFileSync(join(directory, 'targets.yaml'), targets);
  const variables = { ...SECRETS, CONFORMANCE_REPORTS_DIR: reports(), ...env };
  const code = await judge(['--targets', 'targets.yaml', ...args], { directory, env: variables });
  return { code, data: JSON.parse(textOf('targets.json')), page: textOf('targets.html') };
}

test('each has its reports, all have one page, and the worst decides', async () => {
  const { code, data, page } = await judged(
    [target('right', right), target('wrong-1', wrong), target('nowhere', NOWHERE)].join(''),
    [],
    // What names another target is none of theirs.
    { MONGODB_ATLAS_BASE_URL: NOWHERE, MONGODB_ATLAS_CLIENT_ID: 'a', MONGODB_ATLAS_CLIENT_SECRET: 'b' },
  );
  expect(code).toBe(1);
  expect(data).toMatchObject({ schemaVersion: 1, exitCode: 1 });
  expect(data.targets).toMatchObject([
    { name: 'right', exitCode: 0, outcome: 'conforms', target: { baseUrl: right } },
    { name: 'wrong-1', exitCode: 1, outcome: 'does-not-conform', report: 'wrong-1/conformance.json' },
    { name: 'nowhere', exitCode: 3, outcome: 'incomplete' },
  ]);
  const alone = await runHere({
    MONGODB_ATLAS_BASE_URL: wrong,
    MONGODB_ATLAS_PROJECT_ID: PROJECT,
    MONGODB_ATLAS_PUBLIC_API_KEY: KEYS.publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.privateKey,
  });
  const { rules } = JSON.parse(textOf('wrong-1/conformance.json'));
  expect(rules).toEqual(Object(alone.result).rules);
  for (const { name } of data.targets) {
    for (const file of REPORT_FILES) expect(textOf(`${name}/${file}`)).not.toContain(PRIVATE_KEY);
    const cell = `href="${name}/index.html#${defect?.caughtBy}"`;
    expect(page).toContain(cell);
    expect(textOf(`${name}/index.html`)).toContain(`id="${defect?.caughtBy}"`);
  }
  expect(page + JSON.stringify(data)).not.toContain(PRIVATE_KEY);
});

test('a part of the rules is a part of each, and a setting holds for all but where a target has its own', async () => {
  const targets = [target('old', right), target('new', right, '  version: 2024-05-30\n')].join('');
  const { code, data } = await judged(targets, ['--only', 'PRETTY'], { ATLAS_API_VERSION: '2023-01-01' });
  expect(code).toBe(3);
  expect(data.targets).toMatchObject([
    { selection: { filter: 'PRETTY' }, target: { apiVersion: '2023-01-01' } },
    { selection: { filter: 'PRETTY' }, target: { apiVersion: '2024-05-30' } },
  ]);
});

test('what the suite cannot say of one is said of it, with 2, and the others are judged', async () => {
  mkdirSync(reports());
  writeFileSync(join(reports(), 'blocked'), 'a file where its directory should be');
  const { code, data, page } = await judged([target('blocked', right), target('right', right)].join(''));
  expect(code).toBe(2);
  expect(data.targets).toMatchObject([
    { name: 'blocked', exitCode: 2, error: expect.stringMatching(/cannot be written/) },
    { name: 'right', exitCode: 0 },
  ]);
  expect(page).toContain('blocked: ');
});

test('a waiver may name its target, and is found from the directory, or where the option says', async () => {
  const waiver = `- rule: ${defect?.caughtBy}
  because: known
  issue: none
  expires: ${new Date().toISOString().slice(0, 10)}
  target: known
`;
  const targets = [target('known', wrong), target('unknown', wrong)].join('');
  writeFileSync(join(directory, 'waivers.yaml'), waiver);
  const expected = [
    { exitCode: 0, summary: { waived: 1 } },
    { exitCode: 1, summary: { waived: 0 } },
  ];
  expect((await judged(targets)).data.targets).toMatchObject(expected);
  renameSync(join(directory, 'waivers.yaml'), join(directory, 'accepted.yaml'));
  expect((await judged(targets, ['--waivers', 'accepted.yaml'])).data.targets).toMatchObject(expected);
  expect((await judged(targets)).data.targets[0].exitCode).toBe(1);
});

test('nothing is left of an earlier run when the file is wrong', async () => {
  await judged(target('right', right));
  await expect(judged('- name: right')).rejects.toThrow(SettingsError);
  for (const name of ['targets.json', 'targets.html', 'right/conformance.json', 'right/index.html']) {
    expect(existsSync(join(reports(), name))).toBe(false);
  }
});

describe('a file that is wrong', () => {
  const mistake = (text: string) => {
    writeFileSync(join(directory, 'targets.yaml'), text);
    const env = { ...SECRETS, EMPTY: ' ', [PRIVATE_KEY]: undefined };
    try {
      readTargets(directory, 'targets.yaml', env);
    } catch (error) {
      if (error instanceof SettingsError) return error.message;
      throw error;
    }
    return 'it is right';
  };

  test.for<[what: string, text: string, says: RegExp]>([
    ['nothing', '', /^targets\.yaml:1: there is no target; name one\.$/],
    ['an object', 'name: a', /^targets\.yaml:1: expected a list of targets, each begins with "- name:"\.$/],
    ['an empty list', '[]', /^targets\.yaml:1: there is no target; name one\.$/],
    ['a text in the list', '- a', /^targets\.yaml:1: expected a target, with name, baseUrl, /],
    ['no name', '- baseUrl: x', /^targets\.yaml:1: the target lacks name; add it\.$/],
    [
      'a name with capitals',
      target('EU', 'http://a'),
      /^targets\.yaml:1: name is "EU"; write a-z, 0-9 and - alone/,
    ],
    ['a way out of the reports', target('..', 'http://a'), /^targets\.yaml:1: name is "\.\."/],
    ['a name twice', target('a', NOWHERE) + target('a', NOWHERE), /^targets\.yaml:6: a stands twice/],
    [
      'an unknown member',
      target('a', NOWHERE, '  url: b\n'),
      /^targets\.yaml:6: a target has no "url"; it has name, /,
    ],
    ['no base URL', '- name: a\n  auth: none', /^targets\.yaml:1: a: the target lacks baseUrl; add it\.$/],
    [
      'no keys',
      `- name: a\n  baseUrl: ${NOWHERE}`,
      /^targets\.yaml:1: a: the target lacks publicKey and privateKey; add them/,
    ],
    [
      'half an account',
      `- name: a\n  baseUrl: b\n  clientId: RIGHT_PUBLIC`,
      /:1: a: the target lacks clientSecret; add it/,
    ],
    [
      'both',
      target('a', NOWHERE, '  clientId: RIGHT_PUBLIC\n'),
      /:1: a: Both API keys \(publicKey\) and .* \(clientId\)/,
    ],
    [
      'a secret for its name',
      target('a', NOWHERE).replace('RIGHT_PRIVATE', PRIVATE_KEY),
      /:5: a: privateKey names no variable/,
    ],
    [
      'an empty variable',
      target('a', NOWHERE).replace('RIGHT_PRIVATE', 'EMPTY'),
      /:5: a: the variable that privateKey names is empty/,
    ],
    ['an empty member', target('a', ''), /^targets\.yaml:2: baseUrl is empty; fill it in/],
    ['a list for a text', target('a', '[b]'), /^targets\.yaml:2: baseUrl has to be text/],
    ['a name of a member twice', '- name: a\n  name: b', /^targets\.yaml:2: Map keys must be unique/],
    ['no YAML', '- name: "a', /^targets\.yaml:1: .*; mend the YAML there\.$/],
    ['too deep', '['.repeat(20_000), /^targets\.yaml:1: /],
  ])('%s: a sentence with its line', ([, text, says]) => {
    const said = mistake(text);
    expect(said).toMatch(says);
    expect(said).toMatch(/^[^\n]+\.$/);
    expect(said).not.toContain(PRIVATE_KEY);
  });

  test.for<[what: string, text: string, says: RegExp]>([
    ['another scheme', target('a', 'ftp://a'), /^targets\.yaml:1: a: baseUrl has the scheme ftp:; /],
    [
      'plain http',
      target('a', 'http://example.com'),
      /^targets\.yaml:1: a: baseUrl is plain http to example\.com/,
    ],
    [
      'a version that is none',
      target('a', NOWHERE, '  version: 2020-01-01\n'),
      /^targets\.yaml:1: a: version is "2020-01-01"/,
    ],
    [
      'another mode',
      target('a', NOWHERE, '  auth: basic\n'),
      /^targets\.yaml:1: a: auth is "basic"; set it to one of digest, /,
    ],
    ['no project', target('a', NOWHERE).replace(/ {2}projectId.*\n/, ''), /^targets\.yaml:1: a: .*projectId/],
  ])('a setting, %s: the same, and nobody is asked anything', async ([, text, says]) => {
    let asked = 0;
    const server = createServer((_request, reply) => {
      asked += 1;
      reply.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const both = `${text}${target('b', `http://127.0.0.1:${port}`)}`;
    await expect(judged(both)).rejects.toThrow(says);
    server.close();
    expect(asked).toBe(0);
  });
});

test('digits alone are no number', () => {
  const digits = '000000000000000000000001';
  writeFileSync(join(directory, 'targets.yaml'), target('1', NOWHERE).replace(PROJECT, digits));
  const [one] = readTargets(directory, 'targets.yaml', SECRETS);
  expect([one?.name, one?.env.MONGODB_ATLAS_PROJECT_ID]).toEqual(['1', digits]);
});

test('those that hang keep none waiting that comes behind them', { timeout: 60_000 }, async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hanging = Array.from({ length: 9 }, () => () => released);
  await inTurns([...hanging, async () => release()]);
});

/** A list that is not shipped: the contract that spec/README.md begins with, judged by nothing but its file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListContract, openContract } from '../contract/list-contract.ts';
import { isObject, member } from '../json/json.ts';
import { type Behaviour, CONFORMING, createReference } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { readSettings } from '../run/settings.ts';
import { SettingsError } from '../run/settings-error.ts';
import { onReply, withBody, withStatus } from './defects/defect.ts';
import { judgeReference, violated } from './judge-in-memory.ts';
import { runHere } from './run-cli.ts';

const README = readFileSync('spec/README.md', 'utf8');
const [, indented = ''] = /```yaml\n([\s\S]*?)\n *```/.exec(README) ?? [];
const TEAMS = `${indented.replace(/^ {3}/gm, '')}\n`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'any-list-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The path of a file with this text. */
function fileWith(text: string): string {
  const file = join(directory, 'teams.yaml');
  writeFileSync(file, text);
  return file;
}

/** The contract with parts of its text replaced; each part has to be there. */
function teams(...changes: readonly (readonly [from: string | RegExp, to: string])[]): ListContract {
  return openContract(fileWith(changed(...changes)));
}

function changed(...changes: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    const replaced = text.replace(from, to);
    expect(replaced, String(from)).not.toBe(text);
    return replaced;
  }, TEAMS);
}

/** What is found of a server with seven items that keeps the contract, but for one step. */
async function judged(list: ListContract, plant: Partial<Behaviour> = {}) {
  const reference = createReference({ contract: list, items: 7 }, plant);
  const { verdicts, run } = await judgeReference(reference, { contract: list.of(list.defaultVersion) });
  const sent = [...run.answers.values()].flatMap((answer) =>
    'exchange' in answer ? [...answer.exchange.earlier, answer.exchange].map(({ request }) => request) : [],
  );
  return { verdicts, sent, queries: sent.map(({ url }) => new URL(url).searchParams) };
}

/** Each item changed, the one of that number alone where a number is given. */
const onItems = (
  edit: (item: Readonly<Record<string, unknown>>) => unknown,
  only?: number,
): Partial<Behaviour> => ({
  item: (stored, contract, base) => {
    const item = CONFORMING.item(stored, contract, base);
    return isObject(item) && (only ?? stored.index) === stored.index ? edit(item) : item;
  },
});

describe('the example', () => {
  test('is kept by the built-in server, in nothing but its own words', async () => {
    const { verdicts } = await judged(teams());
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
    const shown = verdicts.map(({ title, message, source }) => `${title} ${message} ${source}`).join('\n');
    expect(shown).toContain('no two teams of the organization the same id');
    expect(verdicts.map(({ title, message }) => `${title} ${message}`).join('\n')).not.toMatch(
      /bucket|project/i,
    );
  });

  test.for([
    ['an item without its id', onItems(({ id, ...item }) => item, 3), 'FIELD-id-present', 'fail'],
    ['an id of another form', onItems((item) => ({ ...item, id: 'x' }), 3), 'FIELD-id-value', 'fail'],
    ['an item without its name', onItems(({ name, ...item }) => item, 3), 'FIELD-name-present', 'warn'],
    ['a name of another type', onItems((item) => ({ ...item, name: 12 })), 'FIELD-name-value', 'fail'],
    ['one id for all', onItems((item) => ({ ...item, id: 'a'.repeat(24) })), 'FIELD-21', 'fail'],
    ['items that are ids', onItems(({ id }) => id), 'FIELD-02', 'fail'],
    [
      'another code for an unknown organization',
      onReply(
        (_, { status }) => status === 404,
        (reply) => withBody(reply, '{"error":404,"errorCode":"NOPE"}'),
      )(),
      'ERR-07',
      'warn',
    ],
  ] as const)('%s is found by %s', async ([, plant, rule, verdict]) => {
    const { verdicts } = await judged(teams(), plant);
    expect(verdicts.find(({ id }) => id === rule)).toMatchObject({ verdict });
  });

  test('says of a rule on a property what the file says', () => {
    const list = teams();
    const rules = rulesOf(list.of(list.defaultVersion));
    expect(rules.find(({ id }) => id === 'FIELD-name-present')).toMatchObject({
      level: 'SHOULD',
      basis: 'observed',
      source: 'Recorded replies',
      title: 'The server gives each team a name.',
    });
    expect(rules.find(({ id }) => id === 'FIELD-name-value')).toMatchObject({
      level: 'MUST',
      source: 'OpenAPI v2, TeamResponse, name',
    });
  });

  test('is judged through the door, and every report lists what it does not state', async () => {
    const file = fileWith(TEAMS);
    const { code, output, files, result } = await runHere({ CONFORMANCE_CONTRACT: file });
    expect([code, member(result, 'outcome')]).toEqual([0, 'conforms']);
    expect(member(result, 'notStated')).toContain('ERR-08');
    const { 'badge.json': badge, 'exchanges.har': har, ...reports } = files;
    expect([badge, har]).not.toContain(undefined);
    expect(Object.keys(reports)).toHaveLength(4);
    for (const [name, text] of Object.entries({ ...reports, terminal: output })) {
      expect(text, name).toMatch(/not.?stated.{0,200}ERR-08/is);
    }
    expect(files['badge.json']).toContain('"label": "teams 2023-01-01"');
    // Cited as it was named.
    expect(reports['conformance.json']).toContain(`"contract": "${file}:`);
  });
});

test('a schema that nothing keeps is said before anything is asked', async () => {
  const file = fileWith(changed([/( +)minLength: 1\n/, '$1pattern: ^[a-c]{3}$$\n$1maxLength: 2\n']));
  await expect(runHere({ CONFORMANCE_CONTRACT: file })).rejects.toThrow(
    new RegExp(
      `^${file}:\\d+: no value can be made that keeps this: name is to be .*; give an example there\\.$`,
    ),
  );
});

describe('parameters', () => {
  test.for(['pretty', 'envelope', 'pageNum', 'itemsPerPage', 'includeCount'])(
    'one that the list lacks, %s, is neither sent nor judged',
    async (name) => {
      const list = teams([new RegExp(`\\n +- \\{ name: ${name},.*`), '']);
      const { verdicts, queries } = await judged(list);
      expect(violated(verdicts)).toEqual([]);
      expect(queries.filter((query) => query.has(name))).toEqual([]);
      expect(verdicts.filter(({ pointer }) => pointer.includes(`/${name}`))).toEqual([]);
    },
  );

  test('a list with none of them', async () => {
    const list = teams([/(\n +- \{ name: \w+, in: query.*)+/, '']);
    const { verdicts, queries } = await judged(list);
    expect(violated(verdicts)).toEqual([]);
    expect(queries.filter(({ size }) => size > 0)).toEqual([]);
  });

  test.for([
    ['maximum: 500, ', 'itemsPerPage', (value: number) => value > 100],
    [/minimum: 1, (?=max)/, 'itemsPerPage', (value: number) => value < 1],
    [/minimum: 1, (?=default: 1 )/, 'pageNum', (value: number) => value < 1],
  ] as const)('a bound that is not stated is not probed: %s', async ([bound, name, isBeyond]) => {
    const beyond = async (list: ListContract) =>
      (await judged(list)).queries.filter((query) => query.has(name) && isBeyond(Number(query.get(name))));
    expect(await beyond(teams())).not.toEqual([]);
    expect(await beyond(teams([bound, '']))).toEqual([]);
  });

  test('a required one is sent with its example in every request, an optional one never', async () => {
    const more = (name: string, required: boolean) =>
      `- { name: ${name}, in: query, required: ${required}, schema: { type: string }, example: some }\n        `;
    const list = teams([
      '- { name: pretty',
      `${more('needed', true)}${more('offered', false)}- { name: pretty`,
    ]);
    const { verdicts, queries } = await judged(list);
    expect(violated(verdicts)).toEqual([]);
    expect(new Set(queries.map((query) => query.get('needed')))).toEqual(new Set(['some']));
    expect(queries.filter((query) => query.has('offered'))).toEqual([]);
  });

  test('a list that states no envelope of its own is in one with its status', async () => {
    const { verdicts } = await judged(teams(), {
      list: (links, results, count, asked) => {
        const list: object = CONFORMING.list(links, results, count, asked);
        return asked.envelope ? { ...list, status: '200' } : list;
      },
    });
    expect(violated(verdicts)).toContain('ENV-02');
  });
});

describe('the path', () => {
  const refused = (env: Readonly<Record<string, string>>): string => {
    try {
      readSettings({ CONFORMANCE_CONTRACT: fileWith(TEAMS_OF_A_KIND), ...TARGET, ...env });
      return 'nothing';
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return error.message;
    }
  };
  const TEAMS_OF_A_KIND = changed(
    ['/teams:', '/kinds/{kindName}/teams:'],
    [
      '- { name: pretty',
      '- { name: kindName, in: path, required: true, schema: { type: string, pattern: "^[a-z]+$" }, example: blue }\n        - { name: pretty',
    ],
  );
  const TARGET = {
    MONGODB_ATLAS_BASE_URL: 'http://127.0.0.1:9',
    MONGODB_ATLAS_PUBLIC_API_KEY: 'a',
    MONGODB_ATLAS_PRIVATE_API_KEY: 'b',
    MONGODB_ATLAS_ORG_ID: '5f0c2a7b9e4d3c1b2a190807',
    CONFORMANCE_PATH_kindName: 'red',
  };

  test('takes its values from the environment, each checked before anything is sent', () => {
    expect(refused({})).toBe('nothing');
    expect(refused({ CONFORMANCE_PATH_kindName: 'R2' })).toMatch(
      /^CONFORMANCE_PATH_kindName .*\^\[a-z\]\+\$\.$/,
    );
    expect(refused({ CONFORMANCE_PATH_kindName: '' })).toMatch(/^CONFORMANCE_PATH_kindName is set but empty/);
    expect(refused({ MONGODB_ATLAS_ORG_ID: 'x' })).toMatch(/^MONGODB_ATLAS_ORG_ID /);
    expect(refused({ CONFORMANCE_PATH_kind: 'red' })).toMatch(
      /^CONFORMANCE_PATH_kind is set, and the path .* it takes CONFORMANCE_PATH_kindName\.$/,
    );
    const { CONFORMANCE_PATH_kindName: _, ...without } = TARGET;
    expect(() => readSettings({ CONFORMANCE_CONTRACT: fileWith(TEAMS_OF_A_KIND), ...without })).toThrow(
      /CONFORMANCE_PATH_kindName is not; set it/,
    );
  });

  test('is asked for with its last value unknown and malformed, the others right', async () => {
    const { verdicts, sent } = await judged(openContract(fileWith(TEAMS_OF_A_KIND)));
    expect(violated(verdicts)).toEqual([]);
    const paths = new Set(sent.map(({ url }) => new URL(url).pathname));
    const values = [...paths].map((path) =>
      /^\/api\/atlas\/v2\/orgs\/(\w+)\/kinds\/([^/]+)\/teams$/.exec(path),
    );
    expect(new Set(values.map((match) => match?.[1]))).toEqual(new Set(['5f0c2a7b9e4d3c1b2a190807']));
    const kinds = values.map((match) => decodeURIComponent(match?.[2] ?? ''));
    expect(kinds).toHaveLength(3);
    expect(kinds.filter((kind) => /^[a-z]+$/.test(kind))).toHaveLength(2);
  });

  test("a value of the user that nothing has is the user's set-up, not a fault of the server", async () => {
    const list = teams();
    const { verdicts } = await judged(
      list,
      onReply(
        (_, { status }) => status === 200,
        (reply) =>
          withBody(withStatus(reply, 404, 'Not Found'), '{"error":404,"errorCode":"RESOURCE_NOT_FOUND"}'),
      )(),
    );
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).not.toEqual([]);
  });
});

describe('versions', () => {
  const dated =
    'application/vnd.atlas.2023-01-01+json:\n             schema: { $ref: "#/components/schemas/TeamList" }';
  const TWO = changed([
    /( +)application\/vnd\.atlas\.2023-01-01\+json:\n( +schema: .*)/,
    '$&\n$1application/json:\n$2\n$1application/vnd.atlas.2025-06-01+json:\n$2',
  ]);

  test('v1.0 is judged without a choice, else the newest', () => {
    expect(dated).toContain('2023-01-01');
    const settings = (text: string) => readSettings({ CONFORMANCE_CONTRACT: fileWith(text) });
    expect(settings(TWO).contract.version).toBe('v1.0');
    expect(
      settings(TWO.replace(/ +application\/json:\n( +schema: .*TeamList.*)\n/, '')).contract.version,
    ).toBe('2025-06-01');
  });

  test('one that the file lacks is refused with those that it has', () => {
    const env = { CONFORMANCE_CONTRACT: fileWith(TWO), ATLAS_API_VERSION: '2024-05-30' };
    expect(() => readSettings(env)).toThrow(
      'ATLAS_API_VERSION is "2024-05-30"; set it to one of v1.0, 2023-01-01, 2025-06-01.',
    );
  });
});

describe('spec/README.md', () => {
  test('explains every extension that is read, and no other', () => {
    const read = readdirSync('tests/contract').flatMap((name) =>
      [...readFileSync(`tests/contract/${name}`, 'utf8').matchAll(/'(x-[a-z-]+)'/g)].map(([, one]) => one),
    );
    const explained = [...README.matchAll(/^\| `(x-[a-z-]+)` \|/gm)].map(([, one]) => one);
    expect(explained.sort()).toEqual([...new Set(read)].sort());
  });

  test('names every contract that is shipped', () => {
    const shipped = readdirSync('spec').filter((name) => name.endsWith('.yaml'));
    expect([...README.matchAll(/\]\(([\w.-]+\.yaml)\)/g)].map(([, name]) => name).sort()).toEqual(
      shipped.sort(),
    );
  });
});

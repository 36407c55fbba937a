/** What a run is told, and what it says when that cannot be meant: one sentence each, and nothing is sent. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedContract } from '../contract/list-contract.ts';
import { compareFiles } from '../reporting/compare-files.ts';
import { KNOWN_NAMES } from '../run/known-settings.ts';
import { readSettings } from '../run/settings.ts';
import { SettingsError } from '../run/settings-error.ts';

const BASE = 'MONGODB_ATLAS_BASE_URL';
const PUBLIC = 'MONGODB_ATLAS_PUBLIC_API_KEY';
const PRIVATE = 'MONGODB_ATLAS_PRIVATE_API_KEY';
const CLIENT = 'MONGODB_ATLAS_CLIENT_ID';
const SECRET = 'MONGODB_ATLAS_CLIENT_SECRET';
const PROJECT = 'MONGODB_ATLAS_PROJECT_ID';
const HEADER = 'CONFORMANCE_AUTH_HEADER';

const KEY = { public: 'abcdefgh', private: '3c4d5e6f-0000-4a5b-8c6d-1234567890ab' };
const ID = '5f0c2a7b9e4d3c1b2a190807';
const TARGET = {
  [BASE]: 'http://localhost:8080',
  [PUBLIC]: KEY.public,
  [PRIVATE]: KEY.private,
  [PROJECT]: ID,
};
const ACCOUNT = {
  [BASE]: 'https://cloud.mongodb.com',
  [PROJECT]: ID,
  [CLIENT]: 'mdb_sa_id_1',
  [SECRET]: 'mdb_sa_sk_s3cret',
  ATLAS_API_VERSION: '2024-05-30',
};

type Environment = Readonly<Record<string, string | undefined>>;

function sentenceOf(env: Environment): string {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('nothing is wrong with these settings');
}

/** Each line: what is wrong, the variables, and what the sentence says. */
const WRONG: readonly (readonly [what: string, env: Environment, says: RegExp])[] = [
  ['a half-set target', { [BASE]: TARGET[BASE] }, /is set, but \S+PUBLIC_API_KEY and .*PROJECT_ID are not/],
  ['keys without a target', { [PUBLIC]: 'a' }, /PUBLIC_API_KEY is set, but MONGODB_ATLAS_BASE_URL is not/],
  ['a header without a target', { [HEADER]: 'X: y' }, /is set, but MONGODB_ATLAS_BASE_URL is not/],
  [
    'everything empty',
    { [BASE]: '', [PUBLIC]: '', [PROJECT]: ' ' },
    /BASE_URL, \S+KEY and \S+ID are set but empty.*fork/,
  ],
  ['one key empty', { ...TARGET, [PRIVATE]: '' }, /^MONGODB_ATLAS_PRIVATE_API_KEY is set but empty/],
  [
    'an empty alias',
    { ...TARGET, MONGODB_ATLAS_PUBLIC_KEY: '' },
    /^MONGODB_ATLAS_PUBLIC_KEY is set but empty/,
  ],
  ['an empty version', { ATLAS_API_VERSION: '' }, /^ATLAS_API_VERSION is set but empty; give it a value/],
  ['an empty option of ours', { CONFORMANCE_STRICT: '' }, /^CONFORMANCE_STRICT is set but empty/],
  [
    'a slip in our prefix',
    { CONFORMANCE_STICT: '1' },
    /^CONFORMANCE_STICT .* nearest name is CONFORMANCE_STRICT\.$/,
  ],
  ['another word for it', { CONFORMANCE_REPORT_DIRECTORY: 'x' }, /nearest name is CONFORMANCE_REPORTS_DIR\./],
  ['a slip before the prefix ends', { CONFORMNCE_AUTH: 'none' }, /nearest name is CONFORMANCE_AUTH\./],
  [
    'a slip in a name of MongoDB',
    { ...TARGET, MONGODB_ATLAS_BASEURL: 'x' },
    /nearest name is MONGODB_ATLAS_BASE_URL\./,
  ],
  ['two letters swapped', { ATLAS_API_VERISON: 'v1.0' }, /nearest name is ATLAS_API_VERSION\./],
  ['small letters', { conformance_strict: '1' }, /^conformance_strict .* CONFORMANCE_STRICT\.$/],
  ['a name that acts', { 'CONFORMANCE_\u001b[31mX': '1' }, /^CONFORMANCE_\\u001b\[31mX is no setting/],
  [
    'the command line of Atlas',
    { MONGODB_ATLAS_OPS_MANAGER_URL: 'x' },
    /OPS_MANAGER_URL is a name of MongoDB's other tools; here it is MONGODB_ATLAS_BASE_URL\.$/,
  ],
  [
    'its predecessor',
    { MCLI_PRIVATE_API_KEY: 'x' },
    /MCLI_PRIVATE_API_KEY is a name .*; here it is MONGODB_ATLAS_PRIVATE_API_KEY\.$/,
  ],
  [
    'another name of MongoDB alone',
    { MONGODB_ATLAS_ORG_ID: 'x' },
    /ORG_ID is set, but MONGODB_ATLAS_BASE_URL is not/,
  ],
  ['a key in quotes', { ...TARGET, [PUBLIC]: '"abcdefgh"' }, /PUBLIC_API_KEY stands in quotes/],
  [
    'a key in typographic quotes',
    { ...TARGET, [PRIVATE]: '\u201cx\u201d' },
    /PRIVATE_API_KEY stands in quotes/,
  ],
  ['a key with half a pair', { ...TARGET, [PRIVATE]: "'x" }, /PRIVATE_API_KEY stands in quotes/],
  ['an invisible character', { ...TARGET, [PRIVATE]: 'abc\u200bdef' }, /holds the character U\+200B/],
  ['a line break in a key', { ...TARGET, [PUBLIC]: 'abc\ndef' }, /holds the character U\+000A/],
  ['a key beyond Latin-1', { ...TARGET, [PUBLIC]: 'a\u{1f511}' }, /holds the character U\+1F511/],
  [
    'an account as keys',
    { ...TARGET, [PUBLIC]: 'mdb_sa_id_1' },
    /holds the id of a service account; set MONGODB_ATLAS_CLIENT_ID/,
  ],
  [
    "an account's secret as key",
    { ...TARGET, [PRIVATE]: 'mdb_sa_sk_1' },
    /^MONGODB_ATLAS_PRIVATE_API_KEY holds the secret of a service account; set MONGODB_ATLAS_CLIENT_ID/,
  ],
  [
    'a key in quotes by its other name',
    { ...TARGET, [PRIVATE]: undefined, MONGODB_ATLAS_PRIVATE_KEY: '"x"' },
    /^MONGODB_ATLAS_PRIVATE_KEY stands in quotes/,
  ],
  ['keys that are swapped', { ...TARGET, [PUBLIC]: KEY.private, [PRIVATE]: KEY.public }, /swap them/],
  [
    'an account that is swapped',
    { ...ACCOUNT, [CLIENT]: 'mdb_sa_sk_1', [SECRET]: 'mdb_sa_id_1' },
    /swap them/,
  ],
  ['two values for one key', { ...TARGET, MONGODB_ATLAS_PUBLIC_KEY: 'other' }, /are both set, and differ/],
  [
    'two kinds of credentials',
    { ...TARGET, [CLIENT]: 'a', [SECRET]: 'b' },
    /choose with CONFORMANCE_AUTH=digest/,
  ],
  ['tokens where there are none', { CONFORMANCE_AUTH: 'service-account' }, /set ATLAS_API_VERSION to/],
  [
    'a project in upper case',
    { ...TARGET, [PROJECT]: ID.toUpperCase() },
    /is in upper case; .* in lower case/,
  ],
  ['a project in quotes', { ...TARGET, [PROJECT]: `'${ID}'` }, /PROJECT_ID stands in quotes/],
  [
    'a project as address',
    { ...TARGET, [PROJECT]: `https://cloud.mongodb.com/v2/${ID}` },
    /PROJECT_ID is an address/,
  ],
  ['a project that is short', { ...TARGET, [PROJECT]: ID.slice(1) }, /has 23 characters/],
  ['a project with another letter', { ...TARGET, [PROJECT]: `g${ID.slice(1)}` }, /no hexadecimal digit/],
  [
    'the whole endpoint',
    { ...TARGET, [BASE]: `https://cloud.mongodb.com/api/atlas/v1.0/groups/${ID}/backup/exportBuckets` },
    /names a project; cut it off before/,
  ],
  [
    'the address of the web pages',
    { ...TARGET, [BASE]: `https://cloud.mongodb.com/v2/${ID}` },
    /names a project/,
  ],
  [
    'an address within the API',
    { ...TARGET, [BASE]: 'https://cloud.mongodb.com/api/atlas/v2/clusters' },
    /has \/api\/atlas before its end/,
  ],
  ['a base URL in quotes', { ...TARGET, [BASE]: '"https://cloud.mongodb.com"' }, /BASE_URL stands in quotes/],
  ['a host alone', { ...TARGET, [BASE]: 'cloud.mongodb.com' }, /does not begin with https:\/\//],
  ['a host and port', { ...TARGET, [BASE]: 'localhost:18080' }, /does not begin with https:\/\//],
  ['one slash', { ...TARGET, [BASE]: 'https:/cloud.mongodb.com' }, /does not begin with https:\/\//],
  ['another scheme', { ...TARGET, [BASE]: 'ftp://cloud.mongodb.com' }, /has the scheme ftp:/],
  [
    'credentials in it',
    { ...TARGET, [BASE]: `https://u:${KEY.private}@cloud.mongodb.com` },
    /carries credentials/,
  ],
  ['a query', { ...TARGET, [BASE]: 'https://cloud.mongodb.com?pretty=true' }, /has a query or fragment/],
  ['a blank', { ...TARGET, [BASE]: 'https://cloud .mongodb.com' }, /is no URL/],
  ['slashes of the other kind', { ...TARGET, [BASE]: 'https://cloud.mongodb.com\\api' }, /is no URL/],
  [
    'plain http',
    { ...TARGET, [BASE]: 'http://192.0.2.1' },
    /is plain http to 192\.0\.2\.1; .*CONFORMANCE_ALLOW_HTTP/,
  ],
  ['what begins like loopback', { ...TARGET, [BASE]: 'http://localhost.example' }, /is plain http/],
  ['what begins like its address', { ...TARGET, [BASE]: 'http://127.0.0.1.example' }, /is plain http/],
  [
    'a header of two lines',
    { ...TARGET, [HEADER]: 'X-Key: a\r\nX-Other: b' },
    /AUTH_HEADER holds the character U\+000D/,
  ],
  ['a header without a value', { ...TARGET, [HEADER]: 'X-Key:' }, /AUTH_HEADER has a name and no value/],
  ['a header in quotes', { ...TARGET, [HEADER]: '"X-Key: a"' }, /AUTH_HEADER stands in quotes/],
  ['a wrong version', { ATLAS_API_VERSION: 'v3' }, /^ATLAS_API_VERSION is "v3"; set it to one of v1\.0, /],
  ['a secret as version', { ...TARGET, ATLAS_API_VERSION: KEY.private }, /is a secret of another setting/],
  ['a wrong choice', { CONFORMANCE_AUTH: 'basic' }, /set it to one of digest, service-account, header, none/],
  ['a wrong flag', { CONFORMANCE_STRICT: 'maybe' }, /^CONFORMANCE_STRICT is "maybe"; set it to 1 or 0\./],
  [
    'a wrong number',
    { CONFORMANCE_TIMEOUT_MS: '-1' },
    /^CONFORMANCE_TIMEOUT_MS is "-1"; set it to a whole number/,
  ],
];

describe('settings that cannot be meant', () => {
  test.for(WRONG)('%s: one sentence, free of secrets', ([, env, says]) => {
    const said = sentenceOf(env);
    expect(said).toMatch(says);
    expect(said).toMatch(/^[^\n]+\.$/);
    for (const secret of [KEY.public, KEY.private, 's3cret']) expect(said).not.toContain(secret);
  });

  test('compare, which judges no target, refuses what concerns it alone', () => {
    const compare = (env: Environment) => compareFiles('a.json', 'b.json', env);
    expect(() => compare({ CONFORMANCE_STICT: '1' })).toThrow('nearest name is CONFORMANCE_STRICT');
    expect(() => compare({ CONFORMANCE_STRICT: '' })).toThrow('CONFORMANCE_STRICT is set but empty');
    expect(() => compare({ [BASE]: '' })).toThrow('a.json cannot be read');
  });
});

describe('settings that are right', () => {
  test.for<[what: string, env: Environment, baseUrl: string | undefined]>([
    ['nothing', {}, undefined],
    ['settings that need no target', { CONFORMANCE_STRICT: '1', ATLAS_API_VERSION: '2023-01-01' }, undefined],
    ['a target', TARGET, 'http://localhost:8080'],
    ['a service account', ACCOUNT, 'https://cloud.mongodb.com'],
    [
      'other names of MongoDB beside ours',
      {
        ...TARGET,
        MONGODB_ATLAS_ORG_ID: 'x',
        MCLI_PROJECT_ID: 'x',
        MONGODB_ATLAS_OPS_MANAGER_URL: 'x',
        MONGODB_ATLAS_SKIP_UPDATE_CHECK: '',
      },
      TARGET[BASE],
    ],
    ['what the proof reads', { CONFORMANCE_PROOF_RUNS: '10000', CONFORMANCE_FUZZ_SECONDS: '60' }, undefined],
    ['names of others', { ATLAS_URI: 'x', MONGODB_URI: 'x', CONFORMANCE: '1', HTTPS_PROXY: '' }, undefined],
    ['one key by both names', { ...TARGET, MONGODB_ATLAS_PUBLIC_KEY: KEY.public }, TARGET[BASE]],
    [
      'keys by their other names',
      { [BASE]: TARGET[BASE], [PROJECT]: ID, MONGODB_ATLAS_PUBLIC_KEY: 'a', MONGODB_ATLAS_PRIVATE_KEY: 'b' },
      TARGET[BASE],
    ],
    [
      'blanks around values',
      { ...TARGET, [BASE]: ' http://localhost:8080 ', [PUBLIC]: `${KEY.public}\n` },
      TARGET[BASE],
    ],
    ['a final slash', { ...TARGET, [BASE]: 'https://cloud.mongodb.com/' }, 'https://cloud.mongodb.com'],
    [
      'the API root of v1.0',
      { ...TARGET, [BASE]: 'https://cloud.mongodb.com/api/atlas/v1.0' },
      'https://cloud.mongodb.com',
    ],
    [
      'the API root of v2',
      { ...TARGET, [BASE]: 'HTTPS://cloud.mongodb.com/api/atlas/v2/' },
      'https://cloud.mongodb.com',
    ],
    [
      'a prefix',
      { ...TARGET, [BASE]: 'https://gateway.example/mongodb/api/atlas' },
      'https://gateway.example/mongodb',
    ],
    ['loopback by address', { ...TARGET, [BASE]: 'http://127.1.2.3:80' }, 'http://127.1.2.3'],
    ['loopback in IPv6', { ...TARGET, [BASE]: 'http://[::1]:8080' }, 'http://[::1]:8080'],
    [
      'plain http that is allowed',
      { ...TARGET, [BASE]: 'http://mock:8080', CONFORMANCE_ALLOW_HTTP: '1' },
      'http://mock:8080',
    ],
    [
      'a header that ends with a quote',
      { ...TARGET, CONFORMANCE_AUTH: 'header', [HEADER]: 'Digest username="x"' },
      TARGET[BASE],
    ],
    ['a key in Latin-1', { ...TARGET, [PRIVATE]: 'cl\u00e9' }, TARGET[BASE]],
  ])('%s', ([, env, baseUrl]) => {
    expect(readSettings(env).target?.baseUrl).toBe(baseUrl);
  });

  test('a header is a name and a value, or a value of Authorization', () => {
    const headerOf = (line: string) => readSettings({ ...TARGET, [HEADER]: line }).target?.authHeader;
    expect(headerOf('X-Api-Key: a: b')).toEqual({ name: 'X-Api-Key', value: 'a: b' });
    expect(headerOf('Bearer abc')).toEqual({ name: 'Authorization', value: 'Bearer abc' });
  });

  test('what is not set is as the table says', () => {
    const { list, contract, ...others } = readSettings({});
    expect([list, contract.version]).toEqual([shippedContract(), 'v1.0']);
    expect(others).toEqual({
      target: undefined,
      auth: 'digest',
      strict: false,
      timeoutMs: 10_000,
      deadlineMs: 120_000,
      bodyCapBytes: 5_242_880,
      concurrency: 4,
      reportsDir: 'reports',
    });
  });
});

describe('the table of settings', () => {
  test('has every variable of ours that the code reads', () => {
    const read = readdirSync('tests', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:tsx?|js)$/.test(file) && !file.includes('node_modules'))
      .flatMap((file) => [...readFileSync(join('tests', file), 'utf8').matchAll(/process\.env\.([A-Z_]+)/g)])
      .flatMap(([, name = '']) => (/^(?:MONGODB_ATLAS|ATLAS|CONFORMANCE)_/.test(name) ? [name] : []));
    expect([...new Set(read)].filter((name) => !KNOWN_NAMES.includes(name))).toEqual([]);
    expect(read.length).toBeGreaterThan(3);
  });

  test('has every name that the README speaks of', () => {
    const named =
      readFileSync('README.md', 'utf8').match(/\b(?:MONGODB_ATLAS|ATLAS_API|CONFORMANCE)_[A-Z_]+[A-Z]\b/g) ??
      [];
    expect([...new Set(named)].filter((name) => !KNOWN_NAMES.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });
});

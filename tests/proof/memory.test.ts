/** Whatever a target sends, a run takes less than 300 MB more than a quiet one, and ends with all its reports. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WireResponse } from '../http/exchange.ts';
import { isObject, readJson } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { withBody, withHeader } from './defects/defect.ts';
import { npmTest } from './run-cli.ts';

const MOST_MORE = 300;

/** What the server makes of its nth reply. */
type Hostile = (response: WireResponse, nth: number) => WireResponse;

const many = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => one(i)).join();
const listOf = (results: string, rest = '') => `{"links":[],"results":[${results}],"totalCount":1${rest}}`;

/** Every list becomes this text. */
const everyList =
  (text: (nth: number) => string): Hostile =>
  (response, nth) =>
    response.status === 200 ? withBody(response, text(nth)) : response;

/** Every list has these links, every refusal this detail. */
const edited =
  (edit: (document: Record<string, unknown>, status: number) => object): Hostile =>
  (response) => {
    const { value } = readJson(response.body);
    return isObject(value) ? withBody(response, JSON.stringify(edit(value, response.status))) : response;
  };

const BOMB = gzipSync(Buffer.alloc(200_000_000, ' '));

const HOSTILE: readonly (readonly [
  name: string,
  hostile: Hostile,
  settings?: Readonly<Record<string, string>>,
])[] = [
  [
    'links of 300,000 slashes',
    edited((document) => ({
      ...document,
      links: [{ rel: 'self', href: `http://h${'/'.repeat(300_000)}x` }],
    })),
  ],
  [
    '20,000 ids, looked for in refusals of a megabyte',
    edited((document, status) =>
      status === 200
        ? {
            ...document,
            results: Array.from({ length: 20_000 }, (_, id) => ({ _id: String(id).padStart(24, '0') })),
          }
        : { ...document, detail: '0'.repeat(1_000_000) },
    ),
  ],
  [
    'an object of a million members',
    everyList(() => listOf('', `,${many(1_000_000, (index) => `"${index.toString(36)}":1`)}`)),
    { CONFORMANCE_MAX_BODY_BYTES: '20000000' },
  ],
  ['1,700,000 empty objects', everyList(() => listOf(`${'{},'.repeat(1_700_000)}{}`))],
  [
    'as many names as are read, others in each reply',
    everyList((nth) => listOf('', `,${many(99_000, (index) => `"${index}-${nth}":1`)}`)),
  ],
  [
    'as many objects as are read, of a name each',
    everyList((nth) => listOf(many(49_000, (index) => `{"${index}-${nth}":1}`))),
  ],
  [
    'a thousand buckets with all wrong',
    everyList((nth) =>
      listOf(
        many(
          1000,
          (index) =>
            `{"_id":"${nth}${'x'.repeat(900)}","bucketName":${index},"cloudProvider":[],"links":[1,2],"region":null}`,
        ),
      ),
    ),
  ],
  ['nesting', everyList(() => `${'['.repeat(2_500_000)}${']'.repeat(2_500_000)}`)],
  [
    'thirty bodies of 8 MB, each another one',
    everyList((nth) => listOf('', `,"x":"${String(nth).padStart(3, '€').repeat(1_000_000)}"`)),
    { CONFORMANCE_MAX_BODY_BYTES: '10000000' },
  ],
  [
    'a megabyte that unpacks to 200',
    (response) => ({
      ...withHeader(withBody(response, BOMB), 'Content-Encoding', 'gzip'),
    }),
  ],
];

/** Runs `npm test` against the server, and finds what its processes took together, in MB. */
async function runAgainst(hostile: Hostile, settings: Readonly<Record<string, string>> = {}) {
  let nth = 0;
  const reference = createReference(
    {},
    {
      finish: (response) => {
        nth += 1;
        return hostile(response, nth);
      },
    },
  );
  const { publicKey, privateKey, projectId } = reference.options;
  const { baseUrl, close } = await serve(reference);
  const directory = mkdtempSync(join(tmpdir(), 'memory-'));
  const watch = join(directory, 'watch.mjs');
  writeFileSync(watch, watching(directory));
  const outcome = await npmTest({
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
    MONGODB_ATLAS_PROJECT_ID: projectId,
    NODE_OPTIONS: `--import ${pathToFileURL(watch)}`,
    ...settings,
  });
  await close();
  const taken = readdirSync(directory).filter((name) => name.endsWith('.taken'));
  const kilobytes = taken.map((name) => Number(readFileSync(join(directory, name), 'utf8')));
  rmSync(directory, { recursive: true });
  expect(kilobytes.length).toBeGreaterThan(0);
  return { ...outcome, taken: kilobytes.reduce((sum, one) => sum + one) / 1000 };
}

/** A module that has each process of Node.js tell, as it ends, the most memory that it took. */
const watching = (directory: string) => `
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) {
  process.on('exit', () => {
    writeFileSync(${JSON.stringify(directory)} + '/' + process.pid + '.taken', String(process.resourceUsage().maxRSS));
  });
}
`;

/** The second run finds all transformed that the first one has. */
async function quietRun() {
  await runAgainst((response) => response);
  return runAgainst((response) => response);
}
const quiet = await quietRun();

test.for(HOSTILE)('%s', async ([, hostile, settings]) => {
  const { code, output, files, taken } = await runAgainst(hostile, settings);
  expect([1, 3], output).toContain(code);
  expect(output).not.toContain('bug in the suite');
  expect(Object.keys(files).sort()).toEqual(expect.arrayContaining(Object.keys(quiet.files)));
  expect(taken - quiet.taken).toBeLessThan(MOST_MORE);
});

test('a quiet run conforms', () => {
  expect(quiet.code, quiet.output).toBe(0);
  expect(Object.keys(quiet.files).sort()).toEqual([...REPORT_FILES].sort());
});

/** The reports of a client: complete, of the forms that they promise, inert, and without secrets. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientReport } from '../clients/client-report.ts';
import type { Launch } from '../clients/command.ts';
import { judgeClient } from '../clients/judge.ts';
import { plan, runClient } from '../clients/run-client.ts';
import { SCENARIOS } from '../clients/scenarios/index.ts';
import { shippedContract } from '../contract/list-contract.ts';
import { reportsOf } from '../reporting/reports.ts';
import { readResultFile } from '../reporting/result-file.ts';
import { closing } from '../reporting/terminal.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { clientOf, RIGHT } from './clients/client.ts';
import { HAR_SCHEMA } from './har-schema.ts';

const NAUGHTY = `</script><script>window.pwned=1</script>]]>\u001b[31m\u202e::error::x`;
const OWN_SECRET = 'own-private-key-of-the-caller';

/** What the command was told, so that it can be looked for. */
const told = new Set<string>();

/** Prints all that it knows wherever it fails, and asks at odd places with odd header fields. */
const hostile: Launch = async (env, limits) => {
  for (const [name, value] of Object.entries(env)) {
    if (/KEY|SECRET/.test(name) && value) told.add(value);
  }
  const knows = `${Object.values(env).join(' ')} ${OWN_SECRET} ${NAUGHTY}`;
  const launch = clientOf({ size: 500 }, () => ({
    ask: (question) => ({
      ...question,
      headers: [
        ...question.headers,
        ['X-Odd', '<b>&amp;\u00e9'],
        ['X-Key', env.MONGODB_ATLAS_PRIVATE_API_KEY ?? ''],
      ],
    }),
    fail: (answer) => `${RIGHT.fail(answer)} ${knows}`,
  }));
  return launch(env, limits);
};

const folder = mkdtempSync(join(tmpdir(), 'client-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files: Readonly<Record<string, string>> = {};
let screen = '';

beforeAll(async () => {
  const contract = shippedContract().of('v1.0');
  const names = [
    'baseline',
    'several-pages',
    'wrong-key',
    'not-on-access-list',
    'redirect-other-origin',
    'gzip',
  ];
  const scenarios = SCENARIOS.filter(({ name }) => names.includes(name));
  const { observations, unplayed } = await runClient({
    contract,
    launch: hostile,
    scenarios: plan(scenarios, 'keys', 'v1.0').planned,
    jobs: 4,
    scenarioMs: 600_000,
    deadlineMs: 600_000,
    env: {},
  });
  const report = clientReport({
    command: ['node', `list.js ${NAUGHTY}`, OWN_SECRET],
    auth: 'keys',
    contract,
    strict: true,
    startedAt: Date.now(),
    observations,
    judgement: judgeClient(observations, contract, { unplayed }),
    secrets: [{ kind: 'private-key', value: OWN_SECRET }],
    directory: 'reports',
  });
  files = reportsOf(report);
  screen = closing(report, undefined, Object.keys(files), (_, text) => text);
});

describe('the reports of a client', () => {
  test('are all there', () => {
    expect(Object.keys(files).sort()).toEqual([...REPORT_FILES].sort());
  });

  test('have the form of a result', () => {
    const schema = JSON.parse(readFileSync('spec/conformance.schema.json', 'utf8'));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    validate(JSON.parse(files['conformance.json'] ?? ''));
    expect(validate.errors).toBeNull();
  });

  test('have the form of HAR and JUnit', () => {
    const validate = new Ajv2020({ strict: false }).compile(HAR_SCHEMA);
    validate(JSON.parse(files['exchanges.har'] ?? ''));
    expect(validate.errors).toBeNull();
    expect(XMLValidator.validate(files['junit.xml'] ?? '')).toBe(true);
  });

  test('tell no secret', () => {
    const texts = [...Object.entries(files), ['screen', screen] as const];
    const leaks = texts.flatMap(([name, text]) =>
      [...told, OWN_SECRET].flatMap((secret) => (text.includes(secret) ? `${name}: ${secret}` : [])),
    );
    expect(told.size).toBeGreaterThan(2);
    expect(leaks).toEqual([]);
  });

  test('show what the command prints as text', () => {
    expect(files['index.html']).not.toContain('<script>');
    for (const text of [screen, files['junit.xml'] ?? '']) {
      expect(['\u001b', '\u202e'].filter((acting) => text.includes(acting))).toEqual([]);
    }
  });

  test('say what was judged, where it shows, and what the command said', () => {
    expect(screen).toContain('FAIL  CLIENT-38');
    expect(screen).toMatch(/scenario +baseline: The project has a few items/);
    expect(files['summary.md']).toContain('The client does not conform');
    expect(files['index.html']).toContain('The client does not conform');
    expect(files['index.html']).toContain('spec/client-rules.md');
    expect(JSON.parse(files['badge.json'] ?? '')).toMatchObject({
      label: 'export buckets client v1.0',
      color: 'red',
    });
  });

  test('can be read back', () => {
    const file = join(folder, 'conformance.json');
    writeFileSync(file, files['conformance.json'] ?? '');
    const { target, apiVersion, rules } = readResultFile(file);
    expect(target).toMatch(/^node list\.js/);
    expect(apiVersion).toBe('v1.0');
    expect(rules.size).toBe(63);
  });
});

/** The drivers of reports/clients/README.md run as they stand there, each where its language is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { judgeClientCommand } from '../cli/client.ts';
import { member } from '../json/json.ts';

const PAGE = readFileSync('reports/clients/README.md', 'utf8');
// Inside the project, so that a driver finds its packages.
const FOLDER = mkdtempSync(resolve('reports', 'client-drivers-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface Language {
  /** Of the code block. */
  readonly name: string;
  readonly file: string;
  readonly line: (file: string) => readonly string[];
  /** Whether the language and what the driver uses are there. */
  readonly probe: readonly [string, ...string[]];
}

const LANGUAGES: readonly Language[] = [
  {
    name: 'ts',
    file: 'list.ts',
    line: (file) => [process.execPath, '--import', 'tsx', file],
    probe: [process.execPath, '--version'],
  },
  {
    name: 'python',
    file: 'list.py',
    line: (file) => ['python3', file],
    probe: ['python3', '-c', 'import requests'],
  },
  {
    name: 'sh',
    file: 'list.sh',
    line: (file) => ['sh', file],
    probe: ['sh', '-c', 'curl --version && jq --version'],
  },
];

const SCENARIOS = ['baseline', 'several-pages', 'wrong-key', 'unknown-project', 'empty-project'];

function isThere({ probe: [program, ...args] }: Language): boolean {
  return spawnSync(program, args).status === 0;
}

/** The first block of the language that asks for the list. */
function driverIn(name: string): string {
  const blocks = [...PAGE.matchAll(new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  );
  const driver = blocks.find((text) => text.includes('exportBuckets'));
  if (driver === undefined) throw new Error(`the page has no driver in ${name}`);
  return driver;
}

for (const language of LANGUAGES) {
  test.skipIf(!isThere(language))(`the driver in ${language.name}`, async () => {
    const file = join(FOLDER, language.file);
    writeFileSync(file, driverIn(language.name));
    const only = SCENARIOS.flatMap((scenario) => ['--only', scenario]);
    const reports = join(FOLDER, language.name);
    const code = await judgeClientCommand(
      [...only, '--', ...language.line(file)],
      { ...process.env, CONFORMANCE_REPORTS_DIR: reports, CONFORMANCE_TIMEOUT_MS: '60000' },
      FOLDER,
    );
    const result: unknown = JSON.parse(readFileSync(join(reports, 'client', 'conformance.json'), 'utf8'));
    const scenarios = member(member(result, 'client'), 'scenarios');
    const made = (Array.isArray(scenarios) ? scenarios : []).map((one) => [
      member(one, 'name'),
      member(one, 'made'),
    ]);
    expect(Object.fromEntries(made)).toEqual({
      baseline: 'list',
      'several-pages': 'list',
      'empty-project': 'list',
      'wrong-key': 'failure',
      'unknown-project': 'failure',
    });
    // A part of the scenarios is never a whole judgement.
    expect([1, 3]).toContain(code);
  });
}

/** The action, step by step as its file says, in an environment like a runner's. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isObject, member } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { PATIENCE_MS } from './patience.ts';

const ACTION: unknown = parse(readFileSync('action.yml', 'utf8'));
const steps = member(member(ACTION, 'runs'), 'steps');
const STEPS: readonly unknown[] = Array.isArray(steps) ? steps : [];
const STEP = STEPS.find((step) => member(step, 'id') === 'judge');

const PRIVATE_KEY = 'canary-private-key-6931471805';
const KEYS = { publicKey: 'canary-public-key', privateKey: PRIVATE_KEY };

const directory = mkdtempSync(join(tmpdir(), 'runner-'));
const checkout = join(directory, 'action');
const bin = join(directory, 'bin');
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  for (const name of ['tests', 'spec', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(name, join(checkout, name), { recursive: true, filter: (file) => !file.includes('node_modules') });
  }
  // Instead of the registry: puts the packages there, and notes how it was asked to.
  mkdirSync(bin);
  const npm = `#!/bin/sh\necho "$@" >> ${join(directory, 'npm.txt')}\nln -sfn ${resolve('node_modules')} node_modules\n`;
  writeFileSync(join(bin, 'npm'), npm);
  chmodSync(join(bin, 'npm'), 0o755);
  server = await serve(createReference({ ...KEYS, realm: 'Mock' }));
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

interface Job {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly workspace: string;
}

/** The step's own variables, with the inputs put in as the runner does, by default those of the file. */
function stepVariables(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const declared = Object(member(ACTION, 'inputs'));
  const value = (name: string) => inputs[name] ?? String(member(member(declared, name), 'default') ?? '');
  return Object.fromEntries(
    Object.entries(Object(member(STEP, 'env'))).map(([name, text]) => [
      name,
      String(text).replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input) => value(input)),
    ]),
  );
}

async function job(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {
    MONGODB_ATLAS_PUBLIC_API_KEY: KEYS.publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.privateKey,
  },
): Promise<Job> {
  const workspace = mkdtempSync(join(directory, 'workspace-'));
  const [output, summary] = [join(workspace, 'output.txt'), join(workspace, 'summary.txt')];
  const variables = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: workspace,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: checkout,
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    ...env,
    ...stepVariables(inputs),
  };
  const { code, log } = await new Promise<Pick<Job, 'code' | 'log'>>((done) => {
    execFile(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', String(member(STEP, 'run'))],
      { cwd: workspace, env: variables, timeout: PATIENCE_MS },
      (error, stdout, stderr) => done({ code: error ? Number(error.code ?? -1) : 0, log: stdout + stderr }),
    );
  });
  const text = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const outputs = text(output)
    .trim()
    .split('\n')
    .map((line) => line.split('='));
  return { code, log, outputs: Object.fromEntries(outputs), summary: text(summary), workspace };
}

const target = () => ({ 'base-url': server.baseUrl, 'project-id': createReference().options.projectId });

describe.skipIf(process.platform === 'win32')('the action', () => {
  test('judges, and says what came of it', async () => {
    const { code, log, outputs, summary, workspace } = await job(target());
    expect(code).toBe(0);
    const result = JSON.parse(readFileSync(join(workspace, 'reports/conformance.json'), 'utf8'));
    const { judged, held } = result.fidelity.all.MUST;
    expect(outputs).toEqual({
      outcome: 'conforms',
      'must-passed': String(held),
      'must-judged': String(judged),
      report: 'reports/index.html',
    });
    expect(existsSync(join(workspace, outputs.report ?? ''))).toBe(true);
    expect(summary).toContain('conforms');
    expect(log).toContain('::warning ');
    expect(log + summary).not.toContain(PRIVATE_KEY);
    const asked = readFileSync(join(directory, 'npm.txt'), 'utf8').trim().split('\n');
    expect(asked.at(-1)).toMatch(/^ci --omit=dev /);
  });

  test('takes its inputs', async () => {
    const inputs = { ...target(), 'api-version': '2024-05-30', strict: 'true', 'reports-dir': 'out/atlas' };
    const { code, outputs, workspace } = await job(inputs);
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ outcome: 'does-not-conform', report: 'out/atlas/index.html' });
    const result = JSON.parse(readFileSync(join(workspace, 'out/atlas/conformance.json'), 'utf8'));
    expect(result).toMatchObject({ strict: true, target: { apiVersion: '2024-05-30' } });
  });

  test.for([
    ['no base URL', { 'base-url': '' }, 'MONGODB_ATLAS_BASE_URL'],
    ['no project', { 'project-id': '' }, 'MONGODB_ATLAS_PROJECT_ID'],
    ['a version that is none', { 'api-version': 'v9' }, 'ATLAS_API_VERSION'],
  ] as const)('%s: exit 2, and nothing is said about the target', async ([, wrong, says]) => {
    const { code, log, outputs, summary } = await job({ ...target(), ...wrong });
    expect(code).toBe(2);
    expect(log).toContain(says);
    expect(outputs).toEqual({ outcome: 'error', 'must-passed': '', 'must-judged': '', report: '' });
    expect(summary).toBe('');
  });

  test('judges nobody else where its base URL is empty', async () => {
    const { baseUrl } = server;
    const env = {
      MONGODB_ATLAS_BASE_URL: baseUrl,
      MONGODB_ATLAS_PUBLIC_API_KEY: KEYS.publicKey,
      MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.privateKey,
    };
    const { code, outputs } = await job({ ...target(), 'base-url': '' }, env);
    expect([code, outputs.outcome]).toEqual([2, 'error']);
  });

  test('judges nobody without secrets', async () => {
    const { code, outputs } = await job(target(), {});
    expect([code, outputs.outcome]).toEqual([2, 'error']);
  });
});

describe('the file of the action', () => {
  test('uses each of its inputs, and none besides', () => {
    const names = Object.keys(Object(member(ACTION, 'inputs')));
    const used = [...JSON.stringify(STEPS).matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(names.sort());
  });

  test('promises the outputs that its step says', async () => {
    const promised = Object.entries(Object(member(ACTION, 'outputs')));
    for (const [name, output] of promised) {
      expect(member(output, 'value')).toBe(`\${{ steps.judge.outputs.${name} }}`);
    }
    const script = readFileSync('tests/cli/package/action.js', 'utf8');
    expect(promised.map(([name]) => name).sort()).toEqual(
      [...script.matchAll(/say\('([\w-]+)'/g)].map(([, name]) => name).sort(),
    );
  });

  test('uploads the reports, whatever the run ended with', () => {
    const upload = STEPS.find((step) => String(member(step, 'uses')).startsWith('actions/upload-artifact@'));
    expect(isObject(upload) && String(upload.if)).toMatch(/^always\(\)/);
  });
});

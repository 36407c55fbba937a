/** A run as its user meets it: what it ends with, prints and writes. */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportsOf } from '../reporting/reports.ts';
import { closing } from '../reporting/terminal.ts';
import { rulesOf } from '../rules/index.ts';
import { runConformance } from '../run/conformance.ts';
import { exitCodeOf } from '../run/outcome.ts';
import { readSettings } from '../run/settings.ts';
import { PATIENCE_MS, PATIENT_SETTINGS } from './patience.ts';

export interface Outcome {
  readonly code: number;
  readonly output: string;
  /** Everything that was written, by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly result: unknown;
}

type Variables = Readonly<Record<string, string>>;

/** The script that stands behind `npm test` in package.json, without the time that npm takes to start it. */
export const TEST_SCRIPT = ['tests/cli/npm-test.js', 'run'] as const;

/** `npm test`, with these variables and no others of ours. */
export function npmTest(env: Variables = {}, args: readonly string[] = [], cwd = '.'): Promise<Outcome> {
  return runCommand(process.execPath, [...TEST_SCRIPT, ...args], env, cwd);
}

/** The same by npm itself. */
export function npmTestByNpm(env: Variables = {}): Promise<Outcome> {
  return runCommand('npm', ['test', '--silent'], env, '.');
}

/** The other door to the same run. */
export function npxVitest(env: Variables = {}, args: readonly string[] = [], cwd = '.'): Promise<Outcome> {
  return runCommand(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), ...args], env, cwd);
}

async function runCommand(
  command: string,
  args: readonly string[],
  env: Variables,
  cwd: string,
): Promise<Outcome> {
  const own = mkdtempSync(join(tmpdir(), 'reports-'));
  const reports = env.CONFORMANCE_REPORTS_DIR ?? own;
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(MONGODB|MCLI|CONFORMANCE|ATLAS|VITEST|NODE_ENV|GITHUB)/.test(name),
  );
  try {
    const ended = await new Promise<Pick<Outcome, 'code' | 'output'>>((resolve) => {
      const child = execFile(
        command,
        args,
        {
          cwd,
          env: { ...Object.fromEntries(kept), CONFORMANCE_REPORTS_DIR: reports, ...PATIENT_SETTINGS, ...env },
          timeout: PATIENCE_MS,
          shell: process.platform === 'win32',
        },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? -1) : 0, output: stdout + stderr }),
      );
      child.stdin?.end();
    });
    const files = existsSync(reports)
      ? Object.fromEntries(
          readdirSync(reports).map((name) => [name, readFileSync(join(reports, name), 'utf8')]),
        )
      : {};
    const json = files['conformance.json'];
    return { ...ended, files, result: json === undefined ? undefined : JSON.parse(json) };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** The same run in this process, without vitest around it: for what does not depend on how it is started. */
export async function runHere(env: Variables = {}): Promise<Outcome> {
  const settings = readSettings({ ...PATIENT_SETTINGS, ...env });
  const contract = settings.contract;
  const report = await runConformance(settings, contract, rulesOf(contract));
  const { result } = report;
  return {
    code: exitCodeOf(result),
    output: closing(report, undefined, [], (_style, text) => text),
    files: reportsOf(report),
    result,
  };
}

/** A run as its user meets it: what it ends with, prints and writes. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { loadContract } from '../engine/contract.ts';
import { exitCodeOf } from '../engine/outcome.ts';
import { holdSession } from '../engine/session.ts';
import { readSettings } from '../engine/settings.ts';
import { reportsOf } from '../reporting/reports.ts';
import { closing } from '../reporting/terminal.ts';
import { rulesOf } from './contracts.ts';

export interface Outcome {
  readonly code: number;
  readonly output: string;
  /** Everything that was written, by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly result: unknown;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** Runs the suite in a process of its own, with these variables and no others of ours. */
export async function npmTest(
  env: Record<string, string> = {},
  args: readonly string[] = [],
  cwd = '.',
): Promise<Outcome> {
  const reports = mkdtempSync(join(tmpdir(), 'reports-'));
  directories.push(reports);
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(MONGODB|CONFORMANCE|ATLAS|VITEST|NODE_ENV)/.test(name),
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', ...args],
      {
        cwd,
        env: { ...Object.fromEntries(kept), CONFORMANCE_REPORTS_DIR: reports, ...env },
        timeout: 60_000,
      },
      (error, stdout, stderr) => {
        const files = existsSync(reports)
          ? Object.fromEntries(
              readdirSync(reports).map((name) => [name, readFileSync(join(reports, name), 'utf8')]),
            )
          : {};
        const json = files['conformance.json'];
        const code = error ? Number(error.code ?? -1) : 0;
        resolve({
          code,
          output: stdout + stderr,
          files,
          result: json === undefined ? undefined : JSON.parse(json),
        });
      },
    );
  });
}

/** The same run in this process, without vitest around it: for what does not depend on how it is started. */
export async function runHere(env: Record<string, string>): Promise<Outcome> {
  const settings = readSettings(env);
  const contract = loadContract(settings.apiVersion);
  const report = await holdSession(settings, contract, rulesOf(contract));
  const { result } = report;
  return {
    code: exitCodeOf(result.rules, settings.strict),
    output: closing(report, undefined, [], (_style, text) => text),
    files: reportsOf(report),
    result,
  };
}

/** `npm run conformance:all`: judges every version in one go, and lays the verdicts side by side. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_VERSIONS } from '../contract/contract.ts';
import { type ResultFile, readResultFile } from '../reporting/result-file.ts';
import { RULES } from '../rules/index.ts';
import { environment } from '../run/environment.ts';
import { readSettings } from '../run/settings.ts';
import { exitOnError } from './exit-on-error.ts';

/** The worst first: what must not be said, what failed, what is open. */
const WORST_FIRST = [2, 1, 3] as const;

/** One row per rule, one column per version; a rule that a version does not state has a blank there. */
function table(columns: readonly (readonly [version: string, rules: ResultFile['rules']])[]): string {
  const rows = RULES.map(({ id, title }) => {
    const cells = columns.map(([, rules]) => rules.get(id)?.verdict ?? '');
    return `| ${id} | ${title} | ${cells.join(' | ')} |`;
  });
  const names = columns.map(([version]) => version);
  return [
    `| rule | the server | ${names.join(' | ')} |`,
    `|---|---|${names.map(() => '---|').join('')}`,
    ...rows,
    '',
  ].join('\n');
}

function main(): void {
  const { reportsDir, auth } = readSettings(environment(process.cwd()));
  const versions = API_VERSIONS.filter((version) => auth !== 'service-account' || version !== 'v1.0');
  const codes: number[] = [];
  const columns = versions.map((version) => {
    const directory = join(reportsDir, version);
    const env = { ...process.env, ATLAS_API_VERSION: version, CONFORMANCE_REPORTS_DIR: directory };
    const { status } = spawnSync('npm', ['test', '--silent'], { env, stdio: 'inherit' });
    codes.push(status ?? 2);
    const file = join(directory, 'conformance.json');
    return [version, existsSync(file) ? readResultFile(file).rules : new Map()] as const;
  });
  mkdirSync(reportsDir, { recursive: true });
  const file = join(reportsDir, 'versions.md');
  writeFileSync(file, table(columns));
  console.log(`All versions side by side: ${file}`);
  process.exitCode = WORST_FIRST.find((code) => codes.includes(code)) ?? 0;
}

exitOnError(main);

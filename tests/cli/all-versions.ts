/** `npm run conformance:all`: judges every version in one go, and lays the verdicts side by side. */
import { join } from 'node:path';
import { shippedContract } from '../contract/list-contract.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { writeReports } from '../reporting/reports-directory.ts';
import { RULES } from '../rules/index.ts';
import { environment } from '../run/environment.ts';
import { worstOf } from '../run/outcome.ts';
import { removeQuietly, reportsDirectory } from '../run/report-files.js';
import type { TargetResult } from '../run/result.ts';
import { readSettings } from '../run/settings.ts';
import { exitOnError } from './exit-on-error.ts';
import { type JudgedRun, openRun } from './judge.ts';
import { print } from './terminal-output.ts';

const TABLE = 'versions.md';

/** One row per rule, one column per version; a rule that a version does not state has a blank there. */
function table(results: readonly TargetResult[]): string {
  const rows = RULES.map(({ id, title }) => {
    const cells = results.map(({ rules }) => rules.find((one) => one.id === id)?.verdict ?? '');
    return `| ${id} | ${title} | ${cells.join(' | ')} |`;
  });
  const names = results.map(({ target }) => target.apiVersion);
  return [
    `| rule | the server | ${names.join(' | ')} |`,
    `|---|---|${names.map(() => '---|').join('')}`,
    ...rows,
    '',
  ].join('\n');
}

async function judgeAll(): Promise<void> {
  const { reportsDir, auth } = readSettings(environment(process.cwd()));
  const contracts = shippedContract();
  const versions = contracts.versions.filter(
    (version) => auth !== 'service-account' || contracts.of(version).takesAccessTokens,
  );
  const judged: JudgedRun[] = [];
  for (const version of versions) {
    const run = openRun(process.cwd(), {
      ...process.env,
      ATLAS_API_VERSION: version,
      CONFORMANCE_REPORTS_DIR: join(reportsDir, version),
    });
    judged.push(await run.judge(run.rules));
  }
  const [file] = writeReports(reportsDir, { [TABLE]: table(judged.map(({ result }) => result)) });
  print(`All versions side by side: ${visibleLine(file ?? TABLE)}`);
  process.exitCode = worstOf(judged.map(({ exitCode }) => exitCode));
}

await exitOnError(async () => {
  const directory = reportsDirectory(process.cwd(), process.env);
  removeQuietly(directory, [TABLE]);
  try {
    await judgeAll();
  } catch (error) {
    // What an earlier run of a version left says nothing of this one.
    for (const version of shippedContract().versions) removeQuietly(join(directory, version));
    throw error;
  }
});

/** The command `npm run compare`: reads two results, and reports what changed. */

import { visibleLine } from '../redaction/control-characters.ts';
import { readReportSettings } from '../run/settings.ts';
import { compareResults } from './compare.ts';
import { comparisonMarkdown } from './compare-markdown.ts';
import { comparisonPage } from './compare-page.tsx';
import { comparisonText } from './compare-text.ts';
import { writeReports } from './reports-directory.ts';
import { type ResultFile, ResultFileError, readResultFile } from './result-file.ts';
import type { Paint } from './terminal.ts';

const HELP = `Compares two results: two targets, or one target on two days.

  npm run compare -- first.json second.json

Each is a file that a run wrote as conformance.json, or a mock's published result. Writes compare.md and
compare.html into CONFORMANCE_REPORTS_DIR (default reports).

Exit code:
  0  the second is not worse
  1  it is worse: a MUST newly fails or is newly blocked; a SHOULD does not count.
     With CONFORMANCE_STRICT=1 a new warning counts too, and a MUST that is newly not applicable.
  2  a file or a setting is wrong, or a result says nothing of the whole target: a selected run's, or one
     in which the suite itself failed
`;

/** What the command prints, on stdout unless its exit code is 2. */
export interface CommandOutput {
  readonly code: 0 | 1 | 2;
  readonly text: string;
}

/** Compares the results that the arguments name. Throws SettingsError and ResultFileError. */
export function compareFiles(
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  paint: Paint,
): CommandOutput {
  if (given.includes('--help')) return { code: 0, text: HELP };
  const option = given.find((one) => one.startsWith('-'));
  const [first, second] = given;
  if (option !== undefined || first === undefined || second === undefined || given.length > 2) {
    const what = option === undefined ? `${given.length} given` : `${option} is none`;
    const text = `Usage: name two results (${what}), as in npm run compare -- first.json second.json; --help says more.`;
    return { code: 2, text: `\n${visibleLine(text)}\n` };
  }
  const { strict, reportsDir } = readReportSettings(env);
  const comparison = compareResults(wholeResult(first), wholeResult(second), strict);
  const files = writeReports(reportsDir, {
    'compare.md': comparisonMarkdown(comparison),
    'compare.html': comparisonPage(comparison),
  });
  const code = comparison.worse.length > 0 ? 1 : 0;
  return { code, text: `\n${comparisonText(comparison, files, paint)}\n` };
}

/** Throws ResultFileError for what is no result of all rules. */
function wholeResult(file: string): ResultFile {
  const result = readResultFile(file);
  if (result.isSelection) {
    throw new ResultFileError(file, 'is the result of a selected run, and a part says nothing of the whole');
  }
  if (result.outcome === 'error') {
    throw new ResultFileError(file, 'is the result of a run in which the suite itself failed');
  }
  return result;
}

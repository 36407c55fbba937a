/** Reads two results, and reports what changed. */
import { readReportSettings } from '../run/settings.ts';
import { type Comparison, compareResults } from './compare.ts';
import { comparisonMarkdown } from './compare-markdown.ts';
import { comparisonPage } from './compare-page.tsx';
import { writeReports } from './reports-directory.ts';
import { type ResultFile, ResultFileError, readResultFile } from './result-file.ts';

export interface ComparedFiles {
  readonly comparison: Comparison;
  /** What was written. */
  readonly files: readonly string[];
}

/** Compares two results, and writes the reports of it. Throws SettingsError and ResultFileError. */
export function compareFiles(
  first: string,
  second: string,
  env: Readonly<Record<string, string | undefined>>,
): ComparedFiles {
  const { strict, reportsDir } = readReportSettings(env);
  const comparison = compareResults(wholeResult(first), wholeResult(second), strict);
  const files = writeReports(reportsDir, {
    'compare.md': comparisonMarkdown(comparison),
    'compare.html': comparisonPage(comparison),
  });
  return { comparison, files };
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

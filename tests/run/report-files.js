// @ts-check
/**
 * What a run leaves behind: the names of its files, and where they are. Plain JavaScript: what an earlier run
 * left has to go even where nothing is installed that reads TypeScript.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export const REPORT_FILES = /** @type {const} */ ([
  'conformance.json',
  'index.html',
  'junit.xml',
  'exchanges.har',
  'summary.md',
  'badge.json',
]);

export const USUAL_REPORTS_DIR = 'reports';

/** Larger than any `.env` file that a person writes. */
export const LARGEST_ENV_FILE = 1_000_000;

/**
 * Where the reports go, as far as that can be told: here nothing is wrong with any setting.
 *
 * @param {string} directory where a `.env` file is looked for
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string}
 */
export function reportsDirectory(directory, env) {
  const given = env.CONFORMANCE_REPORTS_DIR ?? settingInFile(join(directory, '.env'));
  return given?.trim() || USUAL_REPORTS_DIR;
}

/** @param {string} file */
function settingInFile(file) {
  try {
    const stat = statSync(file);
    if (!stat.isFile() || stat.size > LARGEST_ENV_FILE) return undefined;
    return parseEnv(readFileSync(file, 'utf8').replace(/^\ufeff/, '')).CONFORMANCE_REPORTS_DIR;
  } catch {
    return undefined;
  }
}

/**
 * As removeReports, but where nothing can be removed, so be it: why is said elsewhere, or nothing can be said.
 *
 * @param {string} directory
 * @param {readonly string[]} names
 */
export function removeQuietly(directory, names = REPORT_FILES) {
  try {
    removeReports(directory, names);
  } catch {
    // Whoever cannot remove them cannot write others either, and is told so.
  }
}

/**
 * Removes what an earlier run left, so that it cannot pass for the result of this one. Throws the first error
 * after it has tried every file.
 *
 * @param {string} directory
 * @param {readonly string[]} names
 */
export function removeReports(directory, names = REPORT_FILES) {
  const errors = names.flatMap((name) => {
    try {
      rmSync(join(directory, name), { force: true });
      return [];
    } catch (error) {
      return [error];
    }
  });
  if (errors.length > 0) throw errors[0];
}

/** The directory of the reports: checked before there is anything to write, and written to. */
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../run/settings.ts';

/** Throws SettingsError when nothing can be written there. */
export function checkReportsDir(directory: string): void {
  attempt(directory, () => accessSync(directory, constants.W_OK));
}

/** Writes the reports, by file name, and returns where they are. Throws SettingsError. */
export function writeReports(
  directory: string,
  reports: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(reports).map(([name, text]) => {
    const file = join(directory, name);
    attempt(directory, () => writeFileSync(file, text));
    return file;
  });
}

function attempt(directory: string, access: () => void): void {
  try {
    mkdirSync(directory, { recursive: true });
    access();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsError(
      `The reports cannot be written to ${directory} (${why}); set CONFORMANCE_REPORTS_DIR to a directory that can.`,
    );
  }
}

/** The directory of the reports: checked before there is anything to write, and written to. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { visibleLine } from '../redaction/control-characters.ts';
import { removeReports } from '../run/report-files.js';
import { SettingsError } from '../run/settings-error.ts';

/** As many bytes as the reports of a run take, so that a disk is found to be full before the run. */
const ROOM = 1_000_000;

/**
 * Makes the directory, empties it of what an earlier run left, and tries whether the reports have room there.
 * Throws SettingsError.
 */
export function prepareReportsDirectory(directory: string): void {
  attempt(directory, () => {
    makeDirectory(directory);
    removeReports(directory);
    const trial = beside(join(directory, 'trial'));
    try {
      writeFileSync(trial, Buffer.alloc(ROOM));
    } finally {
      removeFile(trial);
    }
  });
}

/** Writes the reports, by file name: all of them whole, or none. Returns where they are. Throws SettingsError. */
export function writeReports(
  directory: string,
  reports: Readonly<Record<string, string>>,
): readonly string[] {
  const files = Object.entries(reports).map(([name, text]) => {
    const file = join(directory, name);
    return { file, text, unfinished: beside(file) };
  });
  attempt(directory, () => {
    makeDirectory(directory);
    try {
      for (const { unfinished, text } of files) writeFileSync(unfinished, text);
      for (const { unfinished, file } of files) renameSync(unfinished, file);
    } catch (error) {
      for (const { unfinished, file } of files) for (const left of [unfinished, file]) removeFile(left);
      throw error;
    }
  });
  return files.map(({ file }) => file);
}

/** A name that no other run uses. */
const beside = (file: string) => `${file}.${process.pid}.unfinished`;

/** A directory of that name is somebody else's, and stays. */
function removeFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Why nothing can be written here is said already.
  }
}

/** Node's own `recursive` never returns where a file system such as /proc lets nothing be made. */
function makeDirectory(directory: string): void {
  if (existsSync(directory) && statSync(directory).isDirectory()) return;
  const above = dirname(directory);
  if (above !== directory) makeDirectory(above);
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another run may have made it in the meantime.
    if (!existsSync(directory) || !statSync(directory).isDirectory()) throw error;
  }
}

function attempt(directory: string, access: () => void): void {
  try {
    access();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsError(
      visibleLine(
        `The reports cannot be written to ${directory} (${why}); set CONFORMANCE_REPORTS_DIR to a directory that can.`,
      ),
    );
  }
}

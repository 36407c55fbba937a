/** The directory of the reports: what stands in the way is said before a run, and no report is ever half there. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareReportsDirectory, writeReports } from '../reporting/reports-directory.ts';
import { readResultFile } from '../reporting/result-file.ts';
import { REPORT_FILES, removeQuietly, removeReports } from '../run/report-files.js';
import { SettingsError } from '../run/settings-error.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a directory is made, however deep, and emptied of what an earlier run left, and of nothing else', () => {
  const deep = join(directory, 'a', 'b');
  prepareReportsDirectory(deep);
  for (const name of [...REPORT_FILES, 'notes.txt']) writeFileSync(join(deep, name), 'earlier');
  prepareReportsDirectory(deep);
  expect(readdirSync(deep)).toEqual(['notes.txt']);
});

test.skipIf(process.platform !== 'linux').for<[what: string, above: string | undefined]>([
  ['a file is in the way', undefined],
  ['nothing can be made there', '/proc/nope'],
])('%s: one sentence that names the variable', ([, above]) => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const prepare = () => prepareReportsDirectory(join(above ?? file, 'reports'));
  expect(prepare).toThrow(SettingsError);
  expect(prepare).toThrow(/^The reports cannot be written to [^\n]+; set CONFORMANCE_REPORTS_DIR to /);
});

test('a report that cannot be removed is said, after the others have been', () => {
  mkdirSync(join(directory, 'index.html'));
  for (const name of ['conformance.json', 'badge.json']) writeFileSync(join(directory, name), 'earlier');
  expect(() => prepareReportsDirectory(directory)).toThrow(/The reports cannot be written to .*index\.html/);
  expect(() => removeReports(directory)).toThrow();
  expect(() => removeQuietly(directory)).not.toThrow();
  expect(readdirSync(directory)).toEqual(['index.html']);
});

test('reports are written whole, and take the place of others', () => {
  writeFileSync(join(directory, 'a.md'), 'earlier');
  expect(writeReports(directory, { 'a.md': 'now', 'b.html': 'too' })).toEqual([
    join(directory, 'a.md'),
    join(directory, 'b.html'),
  ]);
  expect(readdirSync(directory).sort()).toEqual(['a.md', 'b.html']);
  expect(readFileSync(join(directory, 'a.md'), 'utf8')).toBe('now');
});

test('where one of them cannot be written, none is, and what is not ours stays', () => {
  mkdirSync(join(directory, 'b.html', 'of somebody'), { recursive: true });
  expect(() => writeReports(directory, { 'a.md': 'now', 'b.html': 'too', 'c.xml': 'as well' })).toThrow(
    SettingsError,
  );
  expect(readdirSync(directory, { recursive: true }).sort()).toEqual([
    'b.html',
    join('b.html', 'of somebody'),
  ]);
});

test('a file that is too large for a result is not read', () => {
  const file = join(directory, 'conformance.json');
  writeFileSync(file, '');
  truncateSync(file, 50_000_001);
  expect(() => readResultFile(file)).toThrow(/conformance\.json is larger than 50000000 bytes/);
});

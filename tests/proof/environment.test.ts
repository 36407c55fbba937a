/** A `.env` file, right and odd: it is read, or one sentence says why not; nothing in it makes a run wait. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { environment } from '../run/environment.ts';
import { reportsDirectory } from '../run/report-files.js';
import { SettingsError } from '../run/settings-error.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'env-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const place = () => join(directory, '.env');
const utf16 = (text: string, order: 'le' | 'be') =>
  order === 'le' ? Buffer.from(text, 'utf16le') : Buffer.from(text, 'utf16le').swap16();

const LINE = 'MONGODB_ATLAS_BASE_URL=http://localhost:1\n';

test.for<[what: string, bytes: string | Buffer, found: string]>([
  ['as it should be', LINE, 'http://localhost:1'],
  ['with a byte order mark', `\ufeff${LINE}`, 'http://localhost:1'],
  ['with lines of Windows', `A=1\r\n${LINE.replace('\n', '\r\n')}`, 'http://localhost:1'],
  [
    'with export, quotes and a comment',
    'export MONGODB_ATLAS_BASE_URL = "http://localhost:1" # ours',
    'http://localhost:1',
  ],
  ['with a comment that names a setting', `# MONGODB_ATLAS_PROJECT_ID: later\n${LINE}`, 'http://localhost:1'],
  ['without a line break at its end', LINE.trim(), 'http://localhost:1'],
])('a file %s is read', ([, bytes, found]) => {
  writeFileSync(place(), bytes);
  expect(environment(directory, {}).MONGODB_ATLAS_BASE_URL).toBe(found);
  expect(environment(directory, { MONGODB_ATLAS_BASE_URL: 'mine' }).MONGODB_ATLAS_BASE_URL).toBe('mine');
});

test('where there is none, the environment stands alone', () => {
  expect(environment(directory, { A: '1' })).toEqual({ A: '1' });
});

const make = {
  file: (bytes: string | Buffer) => () => writeFileSync(place(), bytes),
  directory: () => mkdirSync(place()),
  pipe: () => execFileSync('mkfifo', [place()]),
  link: (to: string) => () => symlinkSync(to, place()),
};

test.skipIf(process.platform === 'win32').for<[what: string, make: () => void, says: RegExp]>([
  ['is a directory', make.directory, /is a directory; it has to be a text file/],
  ['is a named pipe that nobody writes to', make.pipe, /is a named pipe/],
  ['is a device', make.link('/dev/null'), /is a device/],
  ['leads nowhere', make.link('nowhere'), /cannot be read/],
  ['is huge', make.file(`${LINE}${'#'.repeat(1_000_001)}`), /is larger than 1000000 bytes/],
  ['is UTF-16 with a mark', make.file(utf16(`\ufeff${LINE}`, 'le')), /looks like UTF-16; save it as UTF-8/],
  ['is UTF-16 of the other order', make.file(utf16(`\ufeff${LINE}`, 'be')), /looks like UTF-16/],
  ['has a NUL byte', make.file(Buffer.from([65, 61, 66, 0, 10])), /is no text: it holds a NUL byte/],
  ['is UTF-16 without a mark', make.file(utf16(LINE, 'le')), /looks like UTF-16/],
  ['is Latin-1', make.file(Buffer.from(`${LINE}# clé`, 'latin1')), /is no UTF-8 text/],
  [
    'has colons',
    make.file('A=1\nMONGODB_ATLAS_BASE_URL: http://localhost:1\n'),
    /MONGODB_ATLAS_BASE_URL on line 2, .*write MONGODB_ATLAS_BASE_URL=value/,
  ],
  [
    'has blanks for equals signs',
    make.file('MONGODB_ATLAS_PROJECT_ID 5f0c'),
    /MONGODB_ATLAS_PROJECT_ID on line 1/,
  ],
  ['is JSON', make.file('{\n  "CONFORMANCE_STRICT": "1"\n}'), /CONFORMANCE_STRICT on line 2/],
  ['has nothing but comments', make.file('# MONGODB_ATLAS_BASE_URL=x\n\n'), /sets nothing: .*fill it in/],
  ['is empty', make.file(''), /sets nothing/],
  ['is another program’s', make.file('PORT=1\nDATABASE_URL=x\n'), /sets no variable that the suite reads/],
  [
    'has a proxy',
    make.file(`${LINE}HTTPS_PROXY=http://proxy:1\n`),
    /sets HTTPS_PROXY, which counts only in the environment/,
  ],
  [
    'has an authority',
    make.file(`${LINE}NODE_EXTRA_CA_CERTS=ca.pem\n`),
    /sets NODE_EXTRA_CA_CERTS, which counts only/,
  ],
])('a file that %s: one sentence', ([, put, says]) => {
  put();
  const read = () => environment(directory, {});
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(/^The file \.env [^\n]+\.$/);
  expect(read).toThrow(says);
  // What an earlier run left is looked for all the same.
  expect(reportsDirectory(directory, {})).toBe('reports');
});

test('another program’s file does no harm where the environment names the target', () => {
  writeFileSync(place(), 'PORT=1\nHTTPS_PROXY=http://proxy:1\n');
  const env = { MONGODB_ATLAS_BASE_URL: 'http://localhost:1', HTTPS_PROXY: 'http://other:1' };
  expect(environment(directory, env)).toEqual({ PORT: '1', ...env });
});

test('a name that is nearly ours goes on to the check of names', () => {
  writeFileSync(place(), 'CONFORMANCE_STICT=1\n');
  expect(environment(directory, {})).toEqual({ CONFORMANCE_STICT: '1' });
});

test('the directory of the reports is found in the file as well', () => {
  writeFileSync(place(), '\ufeffCONFORMANCE_REPORTS_DIR=elsewhere\n');
  expect(reportsDirectory(directory, {})).toBe('elsewhere');
  expect(reportsDirectory(directory, { CONFORMANCE_REPORTS_DIR: 'mine' })).toBe('mine');
});

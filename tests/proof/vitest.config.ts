import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './patience.ts';
import { keepTemporaryFilesTogether } from './temporary-files.ts';

const FOLDER = 'tests/proof';
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(FOLDER, name));

/** Whether a file starts processes: the suite's own command, packed or not, a browser, a mock. */
const startsProcesses = (file: string) =>
  /node:child_process|packed-command|\bnpmTest\b|\bnpxVitest\b|playwright|mocks\/start\.ts/.test(
    readFileSync(file, 'utf8'),
  );

keepTemporaryFilesTogether();

/** `npm run proof`: the suite's tests of itself. */
export default defineConfig({
  test: {
    root: '.',
    globalSetup: ['tests/proof/module-cache.ts'],
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    // What is judged is pure, so that the files of a worker can share the suite, and load and judge all once.
    isolate: false,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'in-process',
          include: FILES.filter((file) => !startsProcesses(file)),
          maxWorkers: 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: FILES.filter(startsProcesses),
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

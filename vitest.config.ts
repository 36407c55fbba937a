import { accessSync, constants } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { conformanceDoor } from './tests/cli/vitest-door.ts';

/** `npm test`: the conformance run. The suite's tests of itself have a configuration of their own. */
export default defineConfig({
  // The suite reads .env itself: what Vite would do with one that is no file has no end.
  envDir: false,
  plugins: [conformanceDoor()],
  test: {
    include: ['tests/conformance.test.ts'],
    // Threads share the terminal with the main process, so that progress is seen while it happens.
    pool: 'threads',
    maxWorkers: 1,
    // A module that has not changed is transformed once, where the installation can be written to.
    experimental: { fsModuleCache: isWritable(new URL('node_modules', import.meta.url)) },
  },
});

function isWritable(directory: URL): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

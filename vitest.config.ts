import { defineConfig } from 'vitest/config';

/** `npm test`: the conformance run. The suite's tests of itself have a configuration of their own. */
export default defineConfig({
  test: {
    include: ['tests/conformance.test.ts'],
    globalSetup: 'tests/cli/vitest-setup.ts',
    reporters: ['./tests/cli/vitest-reporter.ts'],
    // Threads share the terminal with the main process, so that progress is seen while it happens.
    pool: 'threads',
    maxWorkers: 1,
    // The run's own deadline ends it; a test that only reads verdicts needs no other.
    hookTimeout: 0,
  },
});

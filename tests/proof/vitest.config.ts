import { defineConfig } from 'vitest/config';

/** `npm run proof`: the suite's tests of itself. */
export default defineConfig({
  test: {
    root: '.',
    include: ['tests/proof/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // All cores: half of the time goes into processes that the proof starts.
    maxWorkers: '100%',
    reporters: ['default'],
  },
});

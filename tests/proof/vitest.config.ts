import { defineConfig } from 'vitest/config';

/** `npm run proof`: the suite's tests of itself. */
export default defineConfig({
  test: {
    root: '.',
    include: ['tests/proof/**/*.test.ts'],
    testTimeout: 60_000,
    reporters: ['default'],
  },
});

import { defineConfig } from 'vitest/config';

/** For the mutation tester alone: `npm run proof` does not run it. */
export default defineConfig({
  test: {
    root: '.',
    include: [
      'tests/proof/mutation/mutants.test.ts',
      'tests/proof/judge.test.ts',
      'tests/proof/project.test.ts',
    ],
    testTimeout: 60_000,
  },
});

import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, so that no core is idle while another still works on one of them. */
const FIRST: readonly string[] = [
  'variants.test.ts',
  'command.test.ts',
  'defects.test.ts',
  'broken-suite.test.ts',
  'reports.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = FIRST.indexOf(basename(moduleId));
      return at < 0 ? FIRST.length : at;
    };
    return [...files].sort((a, b) => rank(a) - rank(b));
  }
}

/** `npm run proof`: the suite's tests of itself. */
export default defineConfig({
  test: {
    root: '.',
    include: ['tests/proof/*.test.ts'],
    globalSetup: 'tests/proof/module-cache.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // All cores: half of the time goes into processes that the proof starts.
    maxWorkers: '100%',
    // What is judged is pure, so that the files of a worker can share the suite, and load it once.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    reporters: ['default'],
  },
});

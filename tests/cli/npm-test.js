// @ts-check
/**
 * `npm test`: vitest, started so that a suite that cannot even be loaded ends with 2, not with vitest's 1. Plain
 * JavaScript, because it has to run where nothing is installed. What it may be told, and how it ends otherwise,
 * stands in vitest-door.ts.
 */
import { fileURLToPath } from 'node:url';
import { removeQuietly, reportsDirectory } from '../run/report-files.js';

// Until the run says how it ends.
process.on('exit', () => {
  process.exitCode = 2;
});

const root = fileURLToPath(new URL('../..', import.meta.url));
try {
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', [], {
    root,
    config: `${root}vitest.config.ts`,
    // The usual loader writes a file beside the configuration, which an installation may not allow.
    configLoader: 'runner',
  });
  if (!vitest.shouldKeepServer()) await vitest.exit();
} catch (error) {
  removeQuietly(reportsDirectory(process.cwd(), process.env));
  const [message] = String(error instanceof Error ? error.message : error).split('\n');
  console.error(`\nThe suite cannot be started: ${message}. Run npm ci; nothing is said about the target.\n`);
  process.exit();
}

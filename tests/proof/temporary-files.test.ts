/** An interrupted proof leaves nothing in the temporary directory. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweep } from './temporary-files.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'base-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Resolves when something stands below the directory of a proof that runs; rejects when that ends before. */
async function untilUsed(proof: ChildProcess): Promise<void> {
  for (;;) {
    const used = readdirSync(base).some((name) => readdirSync(join(base, name)).length > 0);
    if (used) return;
    if (proof.exitCode !== null)
      throw new Error(`The proof ended with ${proof.exitCode} before it was interrupted.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test.skipIf(process.platform === 'win32').for(['SIGINT', 'SIGTERM'] as const)('%s', async (signal) => {
  const proof = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      ...['run', '--config', 'tests/proof/vitest.config.ts', 'tests/proof/any-list.test.ts'],
    ],
    { env: { ...process.env, TMPDIR: base, VITEST: '' }, stdio: 'ignore', detached: true },
  );
  const ended = once(proof, 'exit');
  await untilUsed(proof);
  // As a terminal does: to the whole group.
  process.kill(-(proof.pid ?? 0), signal);
  await ended;
  expect(readdirSync(base)).toEqual([]);
});

test('what a killed one has left goes at the next start, and nothing else', () => {
  const { pid: ended = 0 } = spawnSync(process.execPath, ['-e', '']);
  const [left, running, other] = [`${ended}`, `${process.pid}`, 'notes'].map((rest) =>
    join(base, `atlas-conformance-proof-${rest}`),
  );
  for (const directory of [left, running, other]) mkdirSync(directory ?? '');
  sweep(base);
  expect([left, running, other].map((directory) => existsSync(directory ?? ''))).toEqual([false, true, true]);
});

/**
 * All that the proof writes for a while is written below one directory, which goes with it: at its end, when it is
 * interrupted, and, after it was killed, at the next start.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'atlas-conformance-proof-';
const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Where Node.js looks for the directory, by platform. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'];

/** Called where the configuration is read: vitest asks for the directory before any global setup runs. */
export function keepTemporaryFilesTogether(): void {
  const base = tmpdir();
  const name = `${PREFIX}${process.pid}`;
  // The configuration is read once for each project. A directory within the other makes paths too long for sockets.
  if (basename(base) === name) return;
  sweep(base);
  const own = join(base, name);
  mkdirSync(own);
  for (const variable of VARIABLES) process.env[variable] = own;
  const remove = () => rmSync(own, { recursive: true, force: true });
  process.once('exit', remove);
  for (const signal of INTERRUPTIONS) {
    process.once(signal, () => {
      remove();
      process.kill(process.pid, signal);
    });
  }
}

/** Whether a proof that runs has started this one. */
export function isWithinAnotherProof(): boolean {
  return tmpdir().split(PREFIX).length > 2;
}

/** Removes what proofs have left that are no more. */
export function sweep(base: string): void {
  for (const name of readdirSync(base)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)$`).exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(base, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else may not be asked, and is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

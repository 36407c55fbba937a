/** Runs a client's command in a process group of its own, within limits, and ends all of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandOutcome } from './recording.ts';

export interface Limits {
  /** After so long the command is ended. */
  readonly timeMs: number;
  /** Ends the command when it aborts. */
  readonly deadline: AbortSignal;
}

/** Runs a client once, told by these variables; rejects with CommandError when it cannot be started. */
export type Launch = (env: NodeJS.ProcessEnv, limits: Limits) => Promise<CommandOutcome>;

/** A command that cannot be started: one sentence for the person who named it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Of each stream. The ids of the largest project take a fraction of it. */
const KEPT_BYTES = 1024 * 1024;
/** A command that prints more than this is ended. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Output that still comes when the command has ended is read until nothing has come so often, for so long each. */
const QUIET_TIMES = 3;
const QUIET_MS = 100;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child);
});

/** The program and its arguments, run as they are, without a shell, with a folder of their own for what they leave. */
export function commandLauncher(line: readonly [string, ...string[]], cwd?: string): Launch {
  return async (env, limits) => {
    const directory = await mkdtemp(join(tmpdir(), 'atlas-client-'));
    try {
      return await run(line, cwd, { ...env, TMPDIR: directory }, limits);
    } finally {
      await endStrays(directory);
      await rm(directory, { recursive: true, force: true });
    }
  };
}

function run(
  [program, ...args]: readonly [string, ...string[]],
  cwd: string | undefined,
  env: NodeJS.ProcessEnv,
  { timeMs, deadline }: Limits,
): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stopped: CommandOutcome['stopped'];
    const stop = (why: NonNullable<CommandOutcome['stopped']>) => {
      stopped ??= why;
      killGroup(child);
    };
    const timer = setTimeout(() => stop('time'), timeMs);
    const onDeadline = () => stop('deadline');
    deadline.addEventListener('abort', onDeadline);
    running.add(child);
    const settle = () => {
      clearTimeout(timer);
      deadline.removeEventListener('abort', onDeadline);
      running.delete(child);
    };
    const stdout = collect(child.stdout, () => stop('output'));
    const stderr = collect(child.stderr, () => stop('output'));
    child.once('error', ({ message }) => {
      settle();
      const why = message.endsWith('ENOENT') ? 'there is no such program' : message;
      reject(new CommandError(`${program} cannot be started: ${why}. Name a program, and its arguments.`));
    });
    child.once('exit', async (exit, signal) => {
      const durationMs = performance.now() - began;
      // What the command leaves running would hold its output open, and the next scenario's time.
      killGroup(child);
      await Promise.all([stdout.ended(), stderr.ended()]);
      settle();
      resolve({
        exit: exit ?? undefined,
        ...(signal !== null && { signal }),
        ...(stopped !== undefined && { stopped }),
        stdout: stdout.text(),
        stderr: stderr.text(),
        durationMs,
      });
    });
    if (deadline.aborted) onDeadline();
  });
}

/**
 * A process may leave its group. Where the system shows the variables of processes, those that were told of this
 * run's own folder are found.
 */
async function endStrays(directory: string): Promise<void> {
  const processes = await readdir('/proc').catch(() => []);
  for (const pid of processes.filter((name) => /^\d+$/.test(name))) {
    const variables = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (variables.split('\0').includes(`TMPDIR=${directory}`)) kill(Number(pid));
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) kill(-pid);
}

/** A process, or with a negative number its group. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/** Keeps the beginning of a stream and reads on, so that the command is not held up by it. */
function collect(stream: Readable, tooMuch: () => void) {
  const chunks: Buffer[] = [];
  let length = 0;
  const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
  stream.on('data', (chunk: Buffer) => {
    if (length < KEPT_BYTES) chunks.push(chunk.subarray(0, KEPT_BYTES - length));
    length += chunk.length;
    if (length > MOST_BYTES) tooMuch();
  });
  stream.on('error', () => {});
  return {
    text: () => Buffer.concat(chunks).toString('utf8'),
    /** A process that left the group may hold the stream open for ever: then it is over when nothing more comes. */
    ended: async () => {
      for (let quiet = 0; quiet < QUIET_TIMES && !stream.closed && length <= MOST_BYTES; ) {
        const before = length;
        await Promise.race([closed, sleep(QUIET_MS)]);
        quiet = length === before ? quiet + 1 : 0;
      }
      stream.destroy();
    },
  };
}

/** Starts a mock in a process group of its own, and ends all of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDocument } from 'yaml';
import { MOCKS, MOCKS_NODE, type Unavailable } from './install.ts';
import type { Recipe } from './recipes.ts';

export interface Started {
  /** `http://127.0.0.1:4101` */
  readonly baseUrl: string;
  /** Resolves when every process of the mock has ended. */
  readonly close: () => Promise<void>;
}

const CONTRACT = new URL('../../spec/export-buckets.v1.0.yaml', import.meta.url);
const HOST = '127.0.0.1';
/** Java on a busy machine takes its time. */
const START_LIMIT_MS = 90_000;
const PATIENCE_MS = 100;
const ANSWER_LIMIT_MS = 2_000;
/** How many lines a mock that does not start is quoted with: the first ones, since a trace comes after its error. */
const FIRST_LINES = 6;
const KEPT_CHARACTERS = 8_000;

/** Resolves when the mock answers HTTP, or says why it does not. */
export async function startMock(recipe: Recipe, limitMs = START_LIMIT_MS): Promise<Started | Unavailable> {
  const { title, port } = recipe;
  if (!(await isFree(port))) return { unavailable: `${title}: port ${port} of ${HOST} is taken; free it.` };
  const directory = mkdtempSync(join(tmpdir(), `${recipe.name}-`));
  const contract = join(directory, 'export-buckets.yaml');
  writeFileSync(contract, fedContract(recipe));
  const { line, env } = recipe.command({ contract, port, mocks: MOCKS, node: MOCKS_NODE });
  const [program, ...args] = line;
  // A group of its own (detached) can be ended with all that it started. Nothing of the user's
  // environment reaches a mock but where programs are.
  const child = spawn(program, args, {
    cwd: directory,
    detached: true,
    env: { PATH: process.env.PATH, JAVA_HOME: process.env.JAVA_HOME, HOME: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = watch(child);
  const close = async () => {
    await group.end();
    rmSync(directory, { recursive: true, force: true });
  };
  const baseUrl = `http://${HOST}:${port}`;
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    if (await answers(baseUrl)) return { baseUrl, close };
    if (group.ended() !== undefined) {
      // It has said all by then.
      await close();
      return { unavailable: `${title}: ${group.ended()}` };
    }
    await sleep(PATIENCE_MS);
  }
  await close();
  return {
    unavailable: `${title}: it does not answer on port ${port} after ${limitMs / 1000} seconds${group.said()}`,
  };
}

/** The contract with the recipe's changes. */
export function fedContract({ changes }: Recipe): string {
  const document = parseDocument(readFileSync(CONTRACT, 'utf8'));
  for (const { make } of changes) make(document);
  return String(document);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Whether anything that speaks HTTP listens. */
function answers(baseUrl: string): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    get(baseUrl, { agent: false, signal }, (response) => {
      response.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends the group also when this process is interrupted; gives back how to take that back. */
function endWithUs(pid: number): () => void {
  const onExit = () => kill(pid);
  const onInterrupt = () => process.exit(2);
  process.once('exit', onExit);
  for (const signal of INTERRUPTS) process.once(signal, onInterrupt);
  return () => {
    process.off('exit', onExit);
    for (const signal of INTERRUPTS) process.off(signal, onInterrupt);
  };
}

function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/** A process group: what it said first, whether it ended by itself, and how to end it. */
function watch(child: ChildProcess) {
  const output = { stdout: '', stderr: '' };
  let fault: string | undefined;
  const { pid } = child;
  const release = pid === undefined ? undefined : endWithUs(pid);
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] = `${output[name]}${text}`.slice(0, KEPT_CHARACTERS);
    });
  }
  const closed = new Promise<void>((resolve) => {
    child.once('error', ({ message }) => {
      fault = message.endsWith('ENOENT')
        ? `there is no program ${child.spawnfile} here; install it.`
        : `it cannot be started (${message}).`;
      resolve();
    });
    child.once('close', () => resolve());
  });
  const said = () => {
    // What goes wrong stands in standard error; the other stream tells how far it came.
    const [said = ''] = [output.stderr, output.stdout].filter((text) => text.trim() !== '');
    const lines = said.split('\n').filter((line) => /[^\s^~]/.test(line));
    return lines.length === 0 ? '.' : `; its first lines: ${lines.slice(0, FIRST_LINES).join(' | ')}`;
  };
  return {
    said,
    ended: () => {
      if (fault !== undefined) return fault;
      return child.exitCode === null && child.signalCode === null ? undefined : `it ended at once${said()}`;
    },
    end: async () => {
      if (pid === undefined) return;
      kill(pid);
      // Closed when the last process that holds its output has ended, grandchildren included.
      await closed;
      release?.();
    },
  };
}

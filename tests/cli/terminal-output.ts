/** Text for the terminal, written at once: a run's last words are not lost when its process or thread ends. */
import { writeSync } from 'node:fs';
import { inertInLogs } from '../redaction/log-commands.ts';

const STDOUT = 1;
const STDERR = 2;

/** Nothing in it is a command to the CI system whose log it stands in. */
export function print(text: string): void {
  write(STDOUT, `${inertInLogs(text)}\n`);
}

/** As `print`, on standard error. */
export function printError(text: string): void {
  write(STDERR, `${inertInLogs(text)}\n`);
}

/** Commands of our own to the CI system, one a line. */
export function printCommands(lines: readonly string[]): void {
  write(STDOUT, lines.map((line) => `${line}\n`).join(''));
}

const A_MOMENT_MS = 5;
const lock = new Int32Array(new SharedArrayBuffer(4));

function write(stream: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest));
    } catch (error) {
      // A reader that is slow is waited for. One that has gone, or a full disk, is no reason to end otherwise:
      // the exit code and the reports say the same.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(lock, 0, 0, A_MOMENT_MS);
    }
  }
}

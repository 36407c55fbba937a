/** What is being asked right now, on one line of the terminal that the next one replaces. */
import { writeSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import type { Progress } from '../run/run-probes.ts';

const STDERR = 2;

export function announce(): Progress {
  const start = Date.now();
  return (done, of, { asks }) =>
    replaceLine(done + 1 >= of ? '' : progressLine(done, of, asks, Date.now() - start));
}

/** Speaks only to a terminal: in a log there is nothing to replace. */
export function replaceLine(line: string): void {
  if (isatty(STDERR)) writeSync(STDERR, `\r\u001b[K${fitted(line, columns())}`);
}

/** `  asking 4 of 34, about 3 s left: the list` */
function progressLine(done: number, of: number, asks: string, elapsedMs: number): string {
  const left = done < 2 ? 0 : Math.round((elapsedMs / done) * (of - done)) / 1000;
  const hint = left >= 2 ? `, about ${Math.ceil(left)} s left` : '';
  return `  asking ${done + 1} of ${of}${hint}: ${asks}`;
}

/** A line that reaches the last column wraps, and a carriage return no longer leads back to its start. */
export function fitted(line: string, columns: number): string {
  return line.slice(0, Math.max(0, columns - 1));
}

/** Of the terminal as it is now; the stream of a worker thread does not know it. */
function columns(): number {
  if (process.stderr.columns) return process.stderr.columns;
  const terminal = new WriteStream(STDERR);
  const { columns } = terminal;
  terminal.destroy();
  return columns || 80;
}

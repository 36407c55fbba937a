/** What is being asked right now, on one line of the terminal that the next one replaces. */
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Progress } from '../engine/converse.ts';

const STDERR = 2;

/** Speaks only to a terminal: in a log there is nothing to replace. */
export function announce(): Progress {
  if (!isatty(STDERR)) return () => {};
  return (done, of, { asks }) => {
    const last = done + 1 >= of;
    writeSync(STDERR, `\r\u001b[K${last ? '' : `  asking ${done + 1} of ${of}: ${asks}`.slice(0, 79)}`);
  };
}

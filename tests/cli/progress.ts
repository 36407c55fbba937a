/** What is being asked right now, on one line of the terminal that the next one replaces. */
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Progress } from '../run/run-probes.ts';

const STDERR = 2;

/** Speaks only to a terminal: in a log there is nothing to replace. */
export function announce(): Progress {
  if (!isatty(STDERR)) return () => {};
  const start = Date.now();
  return (done, of, { asks }) => {
    const last = done + 1 >= of;
    const left = done < 2 ? 0 : Math.round(((Date.now() - start) / done) * (of - done)) / 1000;
    const hint = left >= 2 ? `, about ${Math.ceil(left)} s left` : '';
    writeSync(
      STDERR,
      `\r\u001b[K${last ? '' : `  asking ${done + 1} of ${of}${hint}: ${asks}`.slice(0, 79)}`,
    );
  };
}

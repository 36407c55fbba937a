/** `npm run compare -- first.json second.json` */

import { compareFiles } from '../reporting/compare-files.ts';
import { paintFor } from '../reporting/terminal.ts';
import { environment } from '../run/environment.ts';
import { exitOnError } from './exit-on-error.ts';
import { print, printError } from './terminal-output.ts';

exitOnError(() => {
  const env = environment(process.cwd());
  const { code, text } = compareFiles(process.argv.slice(2), env, paintFor(process.stdout));
  if (code === 2) printError(text);
  else print(text);
  process.exitCode = code;
});

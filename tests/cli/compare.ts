/** `npm run compare -- first.json second.json` */

import { compareFiles } from '../reporting/compare-files.ts';
import { paintFor } from '../reporting/terminal.ts';
import { environment } from '../run/environment.ts';
import { exitOnError } from './exit-on-error.ts';

exitOnError(() => {
  const env = environment(process.cwd());
  const { code, text } = compareFiles(process.argv.slice(2), env, paintFor(process.stdout));
  if (code === 2) console.error(text);
  else console.log(text);
  process.exitCode = code;
});

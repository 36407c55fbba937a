/** `npm run compare -- first.json second.json` */
import { environment } from '../engine/settings.ts';
import { compareFiles } from './compare-files.ts';
import { endWithSentence } from './sentence.ts';
import { paintFor } from './terminal.ts';

endWithSentence(() => {
  const env = environment(process.cwd());
  const { code, text } = compareFiles(process.argv.slice(2), env, paintFor(process.stdout));
  if (code === 2) console.error(text);
  else console.log(text);
  process.exitCode = code;
});

/** Before any test file is loaded: the settings are right, or the run ends with one sentence. */
import { environment, readSettings } from '../engine/settings.ts';
import { checkReportsDir } from './reports-dir.ts';
import { endWithSentence } from './sentence.ts';

export default function setup(): void {
  endWithSentence(() => {
    checkReportsDir(readSettings(environment(process.cwd())).reportsDir);
  });
}

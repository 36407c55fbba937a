/** Before any test file is loaded: the settings are right, or the run ends with one sentence. */

import { checkReportsDir } from '../reporting/reports-directory.ts';
import { environment, readSettings } from '../run/settings.ts';
import { exitOnError } from './exit-on-error.ts';

export default function setup(): void {
  exitOnError(() => {
    checkReportsDir(readSettings(environment(process.cwd())).reportsDir);
  });
}

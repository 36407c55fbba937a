/** Before any test file is loaded: settings and contract are right, or the run ends with one sentence. */

import { accessSync, constants, mkdirSync } from 'node:fs';
import { loadContract } from '../engine/contract.ts';
import { environment, readSettings, SettingsError } from '../engine/settings.ts';
import { endWithSentence } from './sentence.ts';

export default function setup(): void {
  endWithSentence(() => {
    const { apiVersion, reportsDir } = readSettings(environment(process.cwd()));
    loadContract(apiVersion);
    try {
      mkdirSync(reportsDir, { recursive: true });
      accessSync(reportsDir, constants.W_OK);
    } catch {
      throw new SettingsError(
        `The reports cannot be written to ${reportsDir}; set CONFORMANCE_REPORTS_DIR to a directory that can.`,
      );
    }
  });
}

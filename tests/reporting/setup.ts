/** Before any test file is loaded: settings and contract are right, or the run ends with one sentence. */
import { loadContract } from '../engine/contract.ts';
import { environment, readSettings } from '../engine/settings.ts';
import { checkReportsDir } from './reports-dir.ts';
import { endWithSentence } from './sentence.ts';

export default function setup(): void {
  endWithSentence(() => {
    const { apiVersion, reportsDir } = readSettings(environment(process.cwd()));
    loadContract(apiVersion);
    checkReportsDir(reportsDir);
  });
}

/** Before any test file is loaded: settings and contract are right, or the run ends with one sentence. */
import { ContractError, loadContract } from './contract.ts';
import { environment, readSettings, SettingsError } from './settings.ts';

export default function setup(): void {
  try {
    loadContract(readSettings(environment(process.cwd())).apiVersion);
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof ContractError)) throw error;
    console.error(`\n${error.name === 'SettingsError' ? 'Settings' : 'Contract'}: ${error.message}\n`);
    process.exit(2);
  }
}

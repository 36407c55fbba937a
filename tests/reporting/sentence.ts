/** How a command ends on bad input: one sentence, exit code 2, no stack trace. */
import { ContractError } from '../engine/contract.ts';
import { SettingsError } from '../engine/settings.ts';

/** Runs a command; a settings or contract error becomes one sentence on stderr. */
export function endWithSentence(command: () => void): void {
  try {
    command();
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof ContractError)) throw error;
    console.error(`\n${error.name === 'SettingsError' ? 'Settings' : 'Contract'}: ${error.message}\n`);
    process.exit(2);
  }
}

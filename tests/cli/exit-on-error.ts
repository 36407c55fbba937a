/** How a command ends on bad input: one sentence, exit code 2, no stack trace. */
import { ContractError } from '../contract/contract.ts';
import { ResultFileError } from '../reporting/result-file.ts';
import { errorText } from '../run/secrets.ts';
import { SettingsError } from '../run/settings.ts';

/** What the sentence is about, by the error that brings it. */
const SUBJECTS = [
  [SettingsError, 'Settings'],
  [ContractError, 'Contract'],
  [ResultFileError, 'Result'],
] as const;

/** Runs a command; what its user can mend becomes one sentence on stderr. */
export function exitOnError(command: () => void): void {
  try {
    command();
  } catch (error) {
    const [, subject] = SUBJECTS.find(([kind]) => error instanceof kind) ?? [];
    const said = error instanceof Error ? error.message : String(error);
    console.error(
      `\n${errorText(subject === undefined ? `The suite itself failed: ${said}` : `${subject}: ${said}`)}\n`,
    );
    // A bug in the suite: 1 would say something about the target.
    process.exit(2);
  }
}

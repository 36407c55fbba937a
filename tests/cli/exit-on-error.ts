/** How a command ends on bad input: one sentence, exit code 2, no stack trace. */
import { errorSentence } from './error-sentence.ts';
import { errorWithoutSecrets } from './error-without-secrets.ts';
import { printError } from './terminal-output.ts';

/** Runs a command; what ends it, also what it does not wait for, becomes one sentence on stderr. */
export async function exitOnError(command: () => void | Promise<void>): Promise<void> {
  process.on('uncaughtException', end);
  try {
    await command();
  } catch (error) {
    end(error);
  }
}

function end(error: unknown): never {
  printError(`\n${errorSentence(errorWithoutSecrets(error))}\n`);
  process.exit(2);
}

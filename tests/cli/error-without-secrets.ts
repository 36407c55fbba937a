/** An error as it may leave the thread that knows the secrets. */
import type { Environment } from '../run/known-settings.ts';
import { errorText } from '../run/secrets.ts';
import { partsOf } from './error-sentence.ts';

/** Of the same name, and with a message that holds no secret of the environment. */
export function errorWithoutSecrets(error: unknown, env?: Environment): Error {
  const { name, message } = partsOf(error);
  return Object.assign(new Error(errorText(message, env)), { name });
}

/** What the settings hold that nobody may see, and errors without it. */
import { proxyAt } from '../http/proxy.ts';
import { secretsOfHeader } from '../redaction/credentials.ts';
import { inertInLogs } from '../redaction/log-commands.ts';
import { makeRedactor, type Redactor } from '../redaction/redactor.ts';
import type { Secret } from '../redaction/secrets.ts';
import { environment } from './environment.ts';
import { type Environment, SECRET_VARIABLES } from './known-settings.ts';
import type { OpenTarget } from './target.ts';

type Credentials = Pick<OpenTarget, 'keys' | 'serviceAccount' | 'authHeader' | 'proxy'>;

/** Public halves too: they are of no use to anyone who reads a report. */
export function secretsOf({ keys, serviceAccount, authHeader, proxy }: Credentials): readonly Secret[] {
  const { publicKey = '', privateKey = '' } = keys ?? {};
  const { clientId = '', clientSecret = '' } = serviceAccount ?? {};
  return [
    { kind: 'public-key', value: publicKey },
    { kind: 'private-key', value: privateKey },
    { kind: 'client-id', value: clientId },
    { kind: 'client-secret', value: clientSecret },
    ...partsOf('auth-header', authHeader?.value),
    ...partsOf('proxy', proxy?.authorization),
    ...pair('private-key', publicKey, privateKey),
    ...pair('client-secret', clientId, clientSecret),
  ];
}

/** Both halves as Basic credentials join them (RFC 7617), as they are and encoded (RFC 6749, 2.3.1). */
function pair(kind: Secret['kind'], user: string, password: string): readonly Secret[] {
  if (user === '' || password === '') return [];
  const encoded = [user, password].map((half) => encodeURIComponent(Buffer.from(half).toString()));
  return [`${user}:${password}`, encoded.join(':')].map((value) => ({ kind, value }));
}

/** The same of an environment, whether or not its settings are right. */
export function secretsIn(env: Environment): readonly Secret[] {
  const settings = SECRET_VARIABLES.flatMap(([kind, name]): readonly Secret[] => {
    const value = env[name]?.trim() ?? '';
    // The field's name is no secret.
    return kind === 'auth-header'
      ? partsOf(kind, value.replace(/^[\w!#$%&'*+.^`|~-]+:\s*/, ''))
      : [{ kind, value }];
  });
  const proxies = Object.entries(env).flatMap(([name, value = '']) =>
    /_proxy$/i.test(name) && URL.canParse(value)
      ? partsOf('proxy', proxyAt(new URL(value)).authorization)
      : [],
  );
  return [...settings, ...proxies];
}

function partsOf(kind: Secret['kind'], headerValue = ''): readonly Secret[] {
  return secretsOfHeader(headerValue).map((value) => ({ kind, value }));
}

const LONGEST_ERROR = 4000;
/** A shorter secret says nothing, and would blank words of the sentence itself. */
const SHORTEST_SAID = 4;

/** What is said of an error: without the secrets of the environment, and with nothing in it that acts. */
export function errorText(text: string, env = environmentHere()): string {
  const secrets = secretsIn(env).filter(({ value }) => value.length >= SHORTEST_SAID);
  return inertInLogs(makeRedactor({ secrets }).redactLines(text, LONGEST_ERROR));
}

/** Also where it is the `.env` file that is wrong. */
function environmentHere(): Environment {
  try {
    return environment(process.cwd(), process.env, 'ours or not');
  } catch {
    return process.env;
  }
}

/** The error itself, without what the run knows to be secret in what it says. */
export function redactError(error: unknown, { redactLines }: Redactor): Error {
  if (!(error instanceof Error)) return new Error(redactLines(String(error), LONGEST_ERROR));
  const { message, stack = '' } = error;
  return Object.assign(error, {
    message: redactLines(message, LONGEST_ERROR),
    stack: redactLines(stack, LONGEST_ERROR),
    cause: undefined,
  });
}

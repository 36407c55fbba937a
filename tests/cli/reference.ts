/** `reference`: the reference server alone, as a mock for authors of clients. */
import { serve } from '../reference/http.ts';
import { createReference, type ReferenceOptions } from '../reference/reference.ts';
import { SettingsError } from '../run/settings-error.ts';
import { COMMAND, subcommand } from './subcommand.ts';
import { print } from './terminal-output.ts';

const HELP = `Starts a server that keeps the contract, until it is interrupted.

  ${COMMAND} reference

Environment, all optional:
  PORT                            port of the loopback interface (default 8080; 0: a free one)
  REFERENCE_BUCKETS               how many buckets the project has (default 103)
  MONGODB_ATLAS_PUBLIC_API_KEY    public key that is let in
  MONGODB_ATLAS_PRIVATE_API_KEY   its private key
  MONGODB_ATLAS_CLIENT_ID         service account that gets tokens
  MONGODB_ATLAS_CLIENT_SECRET     its secret
  MONGODB_ATLAS_PROJECT_ID        the project's 24 hexadecimal digits
`;

function whole(name: string, usual: number, most: number): number {
  const text = process.env[name]?.trim();
  if (!text) return usual;
  if (!/^\d{1,9}$/.test(text) || Number(text) > most) {
    throw new SettingsError(`${name} is "${text}"; set it to a whole number from 0 to ${most}.`);
  }
  return Number(text);
}

function optionsFromEnvironment(): Partial<ReferenceOptions> {
  const set = (name: string, env: string) => {
    const value = process.env[env]?.trim();
    return value ? { [name]: value } : {};
  };
  const projectId = process.env.MONGODB_ATLAS_PROJECT_ID?.trim();
  if (projectId && !/^[0-9a-f]{24}$/.test(projectId)) {
    throw new SettingsError(`MONGODB_ATLAS_PROJECT_ID is "${projectId}"; set it to 24 hexadecimal digits.`);
  }
  return {
    ...set('publicKey', 'MONGODB_ATLAS_PUBLIC_API_KEY'),
    ...set('privateKey', 'MONGODB_ATLAS_PRIVATE_API_KEY'),
    ...set('clientId', 'MONGODB_ATLAS_CLIENT_ID'),
    ...set('clientSecret', 'MONGODB_ATLAS_CLIENT_SECRET'),
    ...set('projectId', 'MONGODB_ATLAS_PROJECT_ID'),
    buckets: whole('REFERENCE_BUCKETS', 103, 1_000_000),
  };
}

export const reference = subcommand({
  name: 'reference',
  help: HELP,
  options: {},
  operands: [0, 0],
  run: serveReference,
});

/** Resolves when it is interrupted. Rejects with SettingsError. */
async function serveReference(): Promise<0> {
  const given = optionsFromEnvironment();
  const server = createReference(given);
  const { options } = server;
  const port = whole('PORT', 8080, 65_535);
  const { baseUrl, close } = await serve(server, { port }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw new SettingsError(
      taken
        ? `Port ${port} is taken; set PORT to another one, or to 0 for a free one.`
        : `The server cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
  // What the environment set is a secret of its owner; what the server made up is for everybody.
  const shown = (value: string, own: boolean) => (own ? '(as set)' : value);
  print(`Reference server at ${baseUrl} with ${options.buckets} buckets. Stop it with Ctrl-C.

MONGODB_ATLAS_BASE_URL=${baseUrl}
MONGODB_ATLAS_PROJECT_ID=${options.projectId}
MONGODB_ATLAS_PUBLIC_API_KEY=${options.publicKey}
MONGODB_ATLAS_PRIVATE_API_KEY=${shown(options.privateKey, given.privateKey !== undefined)}

Service account instead of keys (API versions 2023-01-01 and 2024-05-30):
MONGODB_ATLAS_CLIENT_ID=${options.clientId}
MONGODB_ATLAS_CLIENT_SECRET=${shown(options.clientSecret, given.clientSecret !== undefined)}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await close();
  return 0;
}

/** `reference`: the reference server alone, as a mock of the list for authors of clients. */
import { readFileSync } from 'node:fs';
import { openContract, shippedContract } from '../contract/list-contract.ts';
import { regularExpression } from '../contract/patterns.ts';
import { type Certificate, makeCertificate } from '../reference/certificate.ts';
import { serve } from '../reference/http.ts';
import { makeItems } from '../reference/items.ts';
import { createReference, type ReferenceOptions } from '../reference/reference.ts';
import { SettingsError } from '../run/settings-error.ts';
import { COMMAND, subcommand } from './subcommand.ts';
import { print } from './terminal-output.ts';

const HELP = `Starts a server that keeps the contract, until it is interrupted.

  ${COMMAND} reference

Environment, all optional:
  PORT                            port of the loopback interface (default 8080; 0: a free one)
  CONFORMANCE_CONTRACT            contract file of the list (default: the export buckets)
  REFERENCE_ITEMS                 how many items the list has (default 103; REFERENCE_BUCKETS as well)
  REFERENCE_TLS                   1: speaks TLS, by a certificate that is made at start and printed
  REFERENCE_TLS_KEY               file of the key in PEM, with REFERENCE_TLS_CERT: speaks TLS by these
  REFERENCE_TLS_CERT              file of the certificate in PEM
  MONGODB_ATLAS_PUBLIC_API_KEY    public key that is let in
  MONGODB_ATLAS_PRIVATE_API_KEY   its private key
  MONGODB_ATLAS_CLIENT_ID         service account that gets tokens
  MONGODB_ATLAS_CLIENT_SECRET     its secret
  MONGODB_ATLAS_PROJECT_ID        the project (path parameter groupId; default: the contract's example)
  MONGODB_ATLAS_ORG_ID            the organization (path parameter orgId)
  CONFORMANCE_PATH_<name>         value of another path parameter
`;

const text = (name: string) => process.env[name]?.trim() || undefined;

function whole(name: string, given: string | undefined, usual: number, most: number): number {
  if (given === undefined) return usual;
  if (!/^\d{1,9}$/.test(given) || Number(given) > most) {
    throw new SettingsError(`${name} is "${given}"; set it to a whole number from 0 to ${most}.`);
  }
  return Number(given);
}

/** Enough to show every form of an item. */
const MOST_MADE_AT_START = 100;

/** Where the value of a path parameter is read from. */
const SETTING_OF: Readonly<Record<string, string>> = {
  groupId: 'MONGODB_ATLAS_PROJECT_ID',
  orgId: 'MONGODB_ATLAS_ORG_ID',
};

function optionsFromEnvironment(): Partial<ReferenceOptions> {
  const set = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });
  const file = text('CONFORMANCE_CONTRACT');
  const contract = file === undefined ? shippedContract() : openContract(file);
  const { pathParameters } = contract.of(contract.defaultVersion);
  const values = pathParameters.map(({ name, pattern }) => {
    const setting = SETTING_OF[name] ?? `CONFORMANCE_PATH_${name}`;
    const value = text(setting);
    if (value !== undefined && pattern !== undefined && !regularExpression(pattern).test(value)) {
      throw new SettingsError(`${setting} is "${value}"; set it to text of the pattern ${pattern}.`);
    }
    return [name, value] as const;
  });
  const given = values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const items = text('REFERENCE_ITEMS') ?? text('REFERENCE_BUCKETS');
  return {
    contract,
    ...set('publicKey', text('MONGODB_ATLAS_PUBLIC_API_KEY')),
    ...set('privateKey', text('MONGODB_ATLAS_PRIVATE_API_KEY')),
    ...set('clientId', text('MONGODB_ATLAS_CLIENT_ID')),
    ...set('clientSecret', text('MONGODB_ATLAS_CLIENT_SECRET')),
    ...set('projectId', given.find(([name]) => name === 'groupId')?.[1]),
    pathValues: Object.fromEntries(given),
    items: whole('REFERENCE_ITEMS', items, 103, 1_000_000),
  };
}

async function certificateFromEnvironment(): Promise<Certificate | undefined> {
  const [key, cert] = ['REFERENCE_TLS_KEY', 'REFERENCE_TLS_CERT'].map((name) => {
    const file = text(name);
    try {
      return file === undefined ? undefined : readFileSync(file, 'utf8');
    } catch {
      throw new SettingsError(`${name} is "${file}", which cannot be read; set it to a file in PEM.`);
    }
  });
  if (key !== undefined && cert !== undefined) return { key, cert };
  if (key !== undefined || cert !== undefined) {
    throw new SettingsError('REFERENCE_TLS_KEY and REFERENCE_TLS_CERT go together; set both, or neither.');
  }
  const wanted = text('REFERENCE_TLS') ?? '0';
  if (wanted !== '0' && wanted !== '1')
    throw new SettingsError(`REFERENCE_TLS is "${wanted}"; set it to 1 or 0.`);
  return wanted === '1' ? makeCertificate() : undefined;
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
  const port = whole('PORT', text('PORT'), 8080, 65_535);
  const certificate = await certificateFromEnvironment();
  const server = createReference(given);
  const { options } = server;
  const contract = options.contract.of(options.contract.defaultVersion);
  makeItems(contract, options.pathValues, Math.min(options.items, MOST_MADE_AT_START));
  const { baseUrl, close } = await serve(server, { port, ...(certificate && { certificate }) }).catch(
    (error: unknown) => {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      throw new SettingsError(
        taken
          ? `Port ${port} is taken; set PORT to another one, or to 0 for a free one.`
          : `The server cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}.`,
      );
    },
  );
  // What the environment set is a secret of its owner; what the server made up is for everybody.
  const shown = (value: string, own: boolean) => (own ? '(as set)' : value);
  const values = Object.entries(options.pathValues).map(
    ([name, value]) => `${SETTING_OF[name] ?? `CONFORMANCE_PATH_${name}`}=${value}`,
  );
  const accounts = options.contract.versions.filter(
    (version) => options.contract.of(version).takesAccessTokens,
  );
  const made = certificate && text('REFERENCE_TLS_CERT') === undefined ? `\n${certificate.cert}` : '';
  print(`Reference server at ${baseUrl} with ${options.items} ${contract.noun.many}. Stop it with Ctrl-C.
${contract.path}, API ${options.contract.versions.join(', ')}
${made}
MONGODB_ATLAS_BASE_URL=${baseUrl}
${values.join('\n')}
MONGODB_ATLAS_PUBLIC_API_KEY=${options.publicKey}
MONGODB_ATLAS_PRIVATE_API_KEY=${shown(options.privateKey, given.privateKey !== undefined)}`);
  if (accounts.length > 0) {
    print(`
Service account instead of keys (API ${accounts.join(', ')}):
MONGODB_ATLAS_CLIENT_ID=${options.clientId}
MONGODB_ATLAS_CLIENT_SECRET=${shown(options.clientSecret, given.clientSecret !== undefined)}`);
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await close();
  return 0;
}

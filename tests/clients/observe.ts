/** Plays one scenario to a client, and observes what it sends and what becomes of it. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Contract } from '../contract/contract.ts';
import type { WireRequest } from '../http/exchange.ts';
import { createReference } from '../reference/reference.ts';
import { type Certificate, trusting } from './certificate.ts';
import type { Launch, Limits } from './command.ts';
import type { Observation, Secrets } from './observation.ts';
import { listIn } from './replies.ts';
import { Responder } from './responder.ts';
import type { Scenario } from './scenario.ts';
import { type Listener, ScenarioServer } from './server.ts';

export interface Play {
  readonly contract: Contract;
  readonly launch: Launch;
  readonly limits: Limits;
  /** What the server knows; a scenario may tell the client something else. */
  readonly secrets: Secrets;
  readonly certificate?: Certificate;
  /** Where a client asks for another list that is served as this one: it has no method for this one. */
  readonly listAt?: string;
  /** The ids of a project with so many items, in the order of the list. */
  readonly itemsOf: (count: number) => readonly string[];
  /** The variables that the command inherits. */
  readonly env: NodeJS.ProcessEnv;
  readonly onRequest?: (scenario: Scenario, ...recorded: Parameters<Listener>) => void;
}

/** On one page, whether a page holds 100 or 500; on three where it holds 3. */
const FEW = 7;

/** Rejects with CommandError when the command cannot be started. */
export async function observe(
  scenario: Scenario,
  credentials: Observation['credentials'],
  { contract, launch, limits, secrets, itemsOf, certificate, listAt, env, onRequest }: Play,
): Promise<Observation> {
  const options = { ...secrets, projectId: projectOf(scenario.name), items: scenario.items ?? FEW };
  const told = { ...secrets, projectId: options.projectId, ...wrongFor(scenario) };
  const open = createReference(options, { admit: () => 'admitted' });
  const responder = new Responder({
    scenario,
    open,
    closed: createReference(options),
    keys: secrets,
    listPath: pathOfList(contract, listAt),
    identity: identityOf,
  });
  const server = new ScenarioServer(
    responder,
    certificate,
    onRequest && ((recorded) => onRequest(scenario, recorded)),
  );
  try {
    await server.start();
    const given = variablesFor(scenario, credentials, told, server.baseUrl);
    const trusted = certificate ? trusting(certificate) : {};
    const outcome = await launch({ ...inherited(env), ...given, ...trusted }, limits);
    const items = itemsOf(options.items);
    return { scenario, credentials, told, requests: server.recorded, outcome, items };
  } finally {
    await server.close();
  }
}

/** The same in every run, so that what is published of two runs can be compared. */
const projectOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 24);
const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** In the forms that Atlas gives them, and of no use anywhere. */
export function madeUpSecrets(): Secrets {
  return {
    publicKey: hex(4).replace(/[0-9]/g, (digit) => 'ghijklmnop'[Number(digit)] ?? digit),
    privateKey: randomUUID(),
    clientId: `mdb_sa_id_${hex(12)}`,
    clientSecret: `mdb_sa_sk_${randomBytes(30).toString('base64url')}`,
  };
}

function wrongFor({ wrong }: Scenario): Partial<Observation['told']> {
  const { privateKey, clientSecret } = madeUpSecrets();
  switch (wrong) {
    case 'private-key':
      return { privateKey };
    case 'client-secret':
      return { clientSecret };
    case 'project':
      return { projectId: projectOf('another project') };
    default:
      return {};
  }
}

/**
 * Finds the list at its own path in each version of the API, and at `listAt` if that is given, whatever project
 * it is of.
 */
function pathOfList(contract: Contract, listAt: string | undefined): (path: string) => string | undefined {
  const patterns = [contract.path, ...(listAt === undefined ? [] : [listAt])].map(pathPattern);
  return (path) => {
    const [, api, groupId] = patterns.map((pattern) => pattern.exec(path)).find((match) => match) ?? [];
    if (api === undefined || groupId === undefined) return undefined;
    return contract.pathFor({ groupId }).replace(API, `$1${api}`);
  };
}

const API = /^(\/api\/atlas\/)[^/]+/;

/** Matches the version of the API and the project. */
function pathPattern(path: string): RegExp {
  const literal = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(API, '$1([^/]+)').replace('{groupId}', '([^/]+)')}/?$`);
}

/** The caller's own target and credentials stay with the caller. */
const WITHHELD = /^(MONGODB_ATLAS_|MCLI_)|^CONFORMANCE_AUTH_HEADER$/;

function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const noProxy = [env.NO_PROXY ?? env.no_proxy, '127.0.0.1,localhost,::1'].filter(Boolean).join(',');
  const rest = Object.entries(env).filter(([name]) => !WITHHELD.test(name));
  return { ...Object.fromEntries(rest), NO_PROXY: noProxy, no_proxy: noProxy };
}

function variablesFor(
  { name }: Scenario,
  credentials: Observation['credentials'],
  told: Observation['told'],
  baseUrl: string,
): Readonly<Record<string, string>> {
  const { publicKey, privateKey, clientId, clientSecret, projectId } = told;
  return {
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PROJECT_ID: projectId,
    CONFORMANCE_SCENARIO: name,
    ...(credentials === 'keys'
      ? {
          MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
          MONGODB_ATLAS_PUBLIC_KEY: publicKey,
          MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
          MONGODB_ATLAS_PRIVATE_KEY: privateKey,
        }
      : { MONGODB_ATLAS_CLIENT_ID: clientId, MONGODB_ATLAS_CLIENT_SECRET: clientSecret }),
  };
}

function identityOf(item: Record<string, unknown>): string {
  const { _id = item.id } = item;
  return typeof _id === 'string' ? _id : JSON.stringify(item);
}

/** The ids that the reference server lists for a project of a size; each size is asked for once. */
export function knownItems(contract: Contract): Play['itemsOf'] {
  const known = new Map<number, readonly string[]>();
  return (count) => {
    const items = known.get(count) ?? listedItems(contract, count);
    known.set(count, items);
    return items;
  };
}

function listedItems(contract: Contract, count: number): readonly string[] {
  const { options, handle } = createReference({ items: count }, { admit: () => 'admitted' });
  const items: string[] = [];
  const size = contract.parameter('itemsPerPage')?.maximum ?? 100;
  for (let page = 1; ; page += 1) {
    const request: WireRequest = {
      method: 'GET',
      url: `http://server${contract.pathFor({ groupId: options.projectId })}?pageNum=${page}&itemsPerPage=${size}`,
      headers: [['Accept', contract.mediaType]],
    };
    const results = listIn(handle(request))?.results ?? [];
    if (results.length === 0) return items;
    items.push(...results.map(identityOf));
  }
}

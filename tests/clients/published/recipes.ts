/**
 * The published clients that are judged, one recipe each: what is judged, by which driver, and what it is told.
 * A new client is one more recipe and a driver of a few lines.
 */
import type { ApiVersion } from '../../contract/contract.ts';
import type { Observation } from '../observation.ts';
import type { ClientRuleId } from '../scenario.ts';

export interface ClientRecipe {
  /** Lower case with hyphens; the name of its result's file. */
  readonly name: string;
  readonly title: string;
  /** The npm package, in the version that drivers/package.json pins; or a program, and how it tells its version. */
  readonly from:
    | { readonly package: string }
    | { readonly program: string; readonly version: readonly [string, ...string[]] };
  /** How it is used, as one sentence. */
  readonly used: string;
  /** The program and its arguments, run in the folder of the drivers. */
  readonly line: readonly [string, ...string[]];
  readonly credentials: Observation['credentials'];
  readonly apiVersion: ApiVersion;
  /** The path of the list that it asks for instead, having no method for this one. */
  readonly listAt?: string;
  /** Rules whose finding differs from run to run, because the client draws numbers by the clock. */
  readonly varies?: readonly ClientRuleId[];
  /** It takes nothing but https. */
  readonly tls?: true;
}

const keys = { credentials: 'keys', apiVersion: 'v1.0' } as const;

const BY_LINK = 'The driver follows `next` by its path and query';
/** Debian's own, whatever else a machine has. */
const PYTHON = '/usr/bin/python3';

export const CLIENTS: readonly ClientRecipe[] = [
  {
    ...keys,
    name: 'curl',
    title: 'curl',
    from: { program: 'curl', version: ['curl', '--version'] },
    used: `\`curl --digest --location --retry 3 --compressed\`. ${BY_LINK}.`,
    line: ['sh', 'curl.sh'],
  },
  {
    ...keys,
    name: 'wget',
    title: 'GNU Wget',
    from: { program: 'wget', version: ['wget', '--version'] },
    used: `\`wget --user --password --tries=3\`. ${BY_LINK}.`,
    line: ['sh', 'wget.sh'],
    varies: ['CLIENT-22'],
  },
  {
    ...keys,
    name: 'python-requests',
    title: 'Requests (Python)',
    from: {
      program: PYTHON,
      version: [PYTHON, '-c', 'import requests; print("requests", requests.__version__)'],
    },
    used: `A session with \`HTTPDigestAuth\`. ${BY_LINK}.`,
    line: [PYTHON, 'requests_driver.py'],
  },
  {
    ...keys,
    name: 'python-httpx',
    title: 'HTTPX (Python)',
    from: { program: PYTHON, version: [PYTHON, '-c', 'import httpx; print("httpx", httpx.__version__)'] },
    used: `A client with \`DigestAuth\` that follows redirects. ${BY_LINK}.`,
    line: [PYTHON, 'httpx_driver.py'],
  },
  {
    ...keys,
    name: 'perl-lwp',
    title: 'LWP::UserAgent (Perl)',
    from: { program: 'perl', version: ['perl', '-MLWP', '-e', 'print "LWP $LWP::VERSION"'] },
    used: `An agent that knows the keys and keeps its connections. ${BY_LINK}.`,
    line: ['perl', 'lwp.pl'],
    varies: ['CLIENT-22'],
  },
  {
    ...keys,
    name: 'php-curl',
    title: 'PHP with its curl extension',
    from: { program: 'php', version: ['php', '-r', 'curl_init(); echo "PHP ", PHP_VERSION;'] },
    used: `\`CURLAUTH_DIGEST\`, one handle for all pages. ${BY_LINK}.`,
    line: ['php', 'curl.php'],
  },
  {
    ...keys,
    name: 'digest-fetch',
    title: 'digest-fetch',
    from: { package: 'digest-fetch' },
    used: `One client for all pages. ${BY_LINK}.`,
    line: ['node', 'digest-fetch.mjs'],
  },
  {
    ...keys,
    name: 'urllib',
    title: 'urllib',
    from: { package: 'urllib' },
    used: `\`request\` with \`digestAuth\`. ${BY_LINK}.`,
    line: ['node', 'urllib.mjs'],
  },
  {
    ...keys,
    name: 'request-digest',
    title: 'request-digest',
    from: { package: 'request-digest' },
    used: `One client for all pages. ${BY_LINK}.`,
    line: ['node', 'request-digest.mjs'],
  },
  {
    ...keys,
    name: 'axios-digest-auth',
    title: '@mhoc/axios-digest-auth',
    from: { package: '@mhoc/axios-digest-auth' },
    used: `One client for all pages, with the axios that it brings. ${BY_LINK}.`,
    line: ['node', 'axios-digest-auth.mjs'],
  },
  {
    ...keys,
    name: 'mongodb-atlas-api-client',
    title: 'mongodb-atlas-api-client',
    from: { package: 'mongodb-atlas-api-client' },
    used: `It has no method for this list: \`cluster.getAll\` is used, and the list is served there. ${BY_LINK}.`,
    line: ['node', 'mongodb-atlas-api-client.mjs'],
    listAt: '/api/atlas/v1.0/groups/{groupId}/clusters',
  },
  {
    name: 'mcp-atlas-api-client',
    title: '@mongodb-js/mcp-atlas-api-client',
    from: { package: '@mongodb-js/mcp-atlas-api-client' },
    used: `It has no method for this list: \`listClusters\` is used, and the list is served there. ${BY_LINK}.`,
    line: ['node', 'mcp-atlas-api-client.mjs'],
    credentials: 'account',
    apiVersion: '2024-05-30',
    listAt: '/api/atlas/v2/groups/{groupId}/clusters',
    tls: true,
  },
];

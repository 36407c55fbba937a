/** A curl line sends what the suite sent: each kind of probe in each CONFORMANCE_AUTH mode, run and recorded. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ApiVersion } from '../contract/contract.ts';
import { parseChallenges } from '../http/digest.ts';
import { header, type WireRequest } from '../http/exchange.ts';
import type { Credentials } from '../http/sender.ts';
import { httpTransport } from '../http/transport.ts';
import { type AuthMode, exchangeOf, isMissing } from '../probes/answers.ts';
import { PROBES, type Probe } from '../probes/schedule.ts';
import { makeRedactor } from '../redaction/redactor.ts';
import { serve } from '../reference/http.ts';
import { type Behaviour, createReference, type Reference } from '../reference/reference.ts';
import { curlLine } from '../reporting/curl.ts';
import { runConformance } from '../run/conformance.ts';
import { evidenceOf } from '../run/evidence.ts';
import { secretsOf } from '../run/secrets.ts';
import { readSettings } from '../run/settings.ts';
import { contractOf } from './contracts.ts';
import { judgeReference } from './judge-in-memory.ts';
import { PATIENT } from './patience.ts';

const KEYS = { publicKey: 'public$(id)key', privateKey: `private'"key $HOME \\` };

interface Mode {
  readonly auth: AuthMode;
  readonly version?: ApiVersion;
  readonly credentials?: Credentials;
  /** The variables of the line, as the user has set them. */
  readonly env: Readonly<Record<string, string>>;
  readonly behaviour?: Partial<Behaviour>;
  /** Probes that the mode brings about; absent: one of each kind. */
  readonly all?: true;
}

/** Lets in whoever sends this field with this value. */
const wanting = (name: string, value: string): Mode => ({
  auth: 'header',
  credentials: { kind: 'header', name, value },
  env: {},
  behaviour: { admit: (request) => (header(request, name) === value ? 'admitted' : 'refused') },
});

const DIGEST_TEXT = 'Digest username="someone", response="0123"';
const MODES: Readonly<Record<string, Mode>> = {
  digest: {
    auth: 'digest',
    env: {
      MONGODB_ATLAS_PUBLIC_API_KEY: KEYS.publicKey,
      MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.privateKey,
    },
    all: true,
  },
  'digest that nobody asks for': {
    auth: 'digest',
    env: {
      MONGODB_ATLAS_PUBLIC_API_KEY: KEYS.publicKey,
      MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.privateKey,
    },
    behaviour: { admit: () => 'admitted' },
  },
  none: {
    auth: 'none',
    credentials: { kind: 'none' },
    env: {},
    behaviour: { admit: () => 'admitted' },
  },
  'a token': {
    auth: 'service-account',
    version: '2024-05-30',
    credentials: { kind: 'header', name: 'Authorization', value: 'Bearer tok.en-1' },
    env: { ACCESS_TOKEN: 'tok.en-1' },
    behaviour: {
      admit: (request) => (header(request, 'Authorization') === 'Bearer tok.en-1' ? 'admitted' : 'refused'),
    },
  },
  'a header of another name': {
    ...wanting('X-Api-Key', 'it\'s "one" $HOME'),
    env: { CONFORMANCE_AUTH_HEADER: 'X-Api-Key: it\'s "one" $HOME' },
  },
  'a named Authorization header': {
    ...wanting('authorization', 'Token a: b'),
    env: { CONFORMANCE_AUTH_HEADER: 'authorization: Token a: b' },
  },
  'a bare Authorization value': {
    ...wanting('Authorization', DIGEST_TEXT),
    env: { CONFORMANCE_AUTH_HEADER: DIGEST_TEXT },
  },
};

interface Sent {
  readonly probe: Probe;
  readonly line: string;
  /** What the suite sent, and the status that it got. */
  readonly request: WireRequest;
  readonly status: number;
}

const isCurlHere = (() => {
  try {
    return execFileSync('curl', ['--version']).length > 0;
  } catch {
    return false;
  }
})();
if (!isCurlHere) console.warn('NO CURL HERE: the tests of the curl lines are SKIPPED.');

/** Records what a server receives. */
function recorded(reference: Reference): Reference & { readonly seen: WireRequest[] } {
  const seen: WireRequest[] = [];
  return {
    ...reference,
    seen,
    handle: (request) => {
      seen.push(request);
      return reference.handle(request);
    },
  };
}

/** What the line has curl send last, and the last status that it prints. */
async function curled(line: string, env: Mode['env'], seen: WireRequest[]) {
  seen.length = 0;
  const { stdout } = await promisify(execFile)('sh', ['-c', line.replace('curl', 'curl --silent')], {
    env: { PATH: process.env.PATH, HOME: '/nowhere', ...env },
    encoding: 'latin1',
  });
  const statuses = [...stdout.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
  return { request: seen.at(-1), status: statuses.at(-1) };
}

/** Digests that curl does not make. */
const UNWRITABLE = [
  ...['altered-first-digit', 'altered-last-digit'],
  ...['unissued-nonce', 'other-uri', 'other-method'],
];

/** Everything of a request but what is drawn anew for each. */
function comparable({ method, url, headers }: WireRequest) {
  const shown = headers.filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
  const lines = shown.map(([name, value]) => {
    const field = name.toLowerCase();
    if (field !== 'authorization' || !/^digest .*nonce=/i.test(value)) return `${field}: ${value}`;
    const [digest] = parseChallenges([value]);
    const { username, realm, uri, algorithm = 'MD5', qop } = digest?.params ?? {};
    return `${field}: ${JSON.stringify({ username, realm, uri, algorithm, qop })}`;
  });
  return { method, url, headers: lines.sort() };
}

describe.skipIf(!isCurlHere)('a curl line sends what was sent', () => {
  test.for(Object.entries(MODES))('with %s', async ([, { behaviour = {}, all, env, ...mode }]) => {
    const reference = recorded(createReference({ ...KEYS, items: 120 }, behaviour));
    const { baseUrl, close } = await serve(reference);
    const transport = httpTransport({ ...PATIENT, bodyCapBytes: 1_000_000 });
    try {
      const { run } = await judgeReference(reference, { ...mode, baseUrl, transport: transport.send });
      const target = {
        baseUrl,
        projectId: run.projectId,
        keys: KEYS,
        serviceAccount: undefined,
        authHeader: undefined,
        close,
      };
      const { queryParameters } = run.contract;
      const redactor = makeRedactor({ secrets: secretsOf(target), shownParameters: queryParameters });
      const evidence = evidenceOf(run.answers, [], redactor);
      const kinds = new Set<string>();
      const sent = PROBES.flatMap((probe): readonly Sent[] => {
        const exchange = exchangeOf(run, probe.name);
        const shown = evidence.find((one) => one.probe === probe.name);
        const line = shown && curlLine(shown, mode.auth);
        if (isMissing(exchange) || line === undefined || (!all && kinds.has(probe.authentication))) return [];
        kinds.add(probe.authentication);
        return [{ probe, line, request: exchange.request, status: exchange.response.status }];
      });
      expect(sent.length).toBeGreaterThan(all ? 25 : 2);
      for (const { probe, line, request, status } of sent) {
        expect(line).not.toContain(KEYS.privateKey);
        const received = await curled(line, env, reference.seen);
        const wanted = comparable(request);
        const got = received.request && comparable(received.request);
        if (line.includes('which curl cannot')) {
          expect(UNWRITABLE).toContain(probe.authentication);
          expect({ ...got, headers: got?.headers.length }, line).toEqual({
            ...wanted,
            headers: wanted.headers.length,
          });
        } else {
          expect(got, `${probe.name}: ${line}`).toEqual(wanted);
          expect(received.status, `${probe.name}: ${line}`).toBe(status);
        }
      }
    } finally {
      transport.close();
      await close();
    }
  });

  test('with a request for an access token', async () => {
    const reference = recorded(createReference());
    const { baseUrl, close } = await serve(reference);
    const { clientId, clientSecret, projectId } = reference.options;
    const env = {
      MONGODB_ATLAS_BASE_URL: baseUrl,
      MONGODB_ATLAS_PROJECT_ID: projectId,
      MONGODB_ATLAS_CLIENT_ID: clientId,
      MONGODB_ATLAS_CLIENT_SECRET: clientSecret,
      ATLAS_API_VERSION: '2024-05-30',
    };
    try {
      const { evidence } = await runConformance(readSettings(env), contractOf('2024-05-30'), []);
      const [sent] = reference.seen;
      const [token] = evidence;
      const line = (token && curlLine(token, 'service-account')) ?? '';
      const { request, status } = await curled(line, env, reference.seen);
      expect(status).toBe(200);
      for (const name of ['Authorization', 'Content-Type'])
        expect(request && header(request, name)?.split(';')[0]).toBe(
          sent && header(sent, name)?.split(';')[0],
        );
      expect({ ...request, headers: [] }).toEqual({ ...sent, headers: [] });
    } finally {
      await close();
    }
  });
});

/** Whatever a target makes of credentials: one failure says what is true, and the rest is judged on. */
import { describe, expect, test } from 'vitest';
import { header, type WireRequest, type WireResponse } from '../http/exchange.ts';
import { serve } from '../reference/http.ts';
import { type Behaviour, createReference } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { runConformance } from '../run/conformance.ts';
import type { Result } from '../run/result.ts';
import { readSettings } from '../run/settings.ts';
import { contractOf } from './contracts.ts';
import { errorDocument, withStatus } from './defects/defect.ts';

const authorization = (request: WireRequest) => header(request, 'Authorization');
const letIn = (when: (request: WireRequest) => boolean): Partial<Behaviour> => ({
  admit: (request) => (when(request) ? 'admitted' : 'refused'),
});
const NO_CHALLENGE: Partial<Behaviour> = { challenges: () => [] };
const FORBIDS: Partial<Behaviour> = {
  finish: (response: WireResponse) =>
    response.status === 401
      ? errorDocument({ error: 403, reason: 'Forbidden' })(withStatus(response, 403, 'Forbidden'))
      : response,
};

const SERVERS = {
  'serves anyone': letIn(() => true),
  'refuses without a challenge': { ...letIn((request) => !!authorization(request)), ...NO_CHALLENGE },
  'wants an API key': { ...letIn((request) => !!header(request, 'X-Api-Key')), ...NO_CHALLENGE },
  'forbids without an API key': {
    ...letIn((request) => !!header(request, 'X-Api-Key')),
    ...NO_CHALLENGE,
    ...FORBIDS,
  },
  'refuses every digest': letIn(() => false),
  'takes any digest': letIn((request) => !!authorization(request)?.startsWith('Digest ')),
  'takes any field': letIn((request) => !!authorization(request)),
  'is right': {},
} as const satisfies Readonly<Record<string, Partial<Behaviour>>>;

const { publicKey, privateKey, projectId } = createReference().options;
const MODES = {
  digest: { MONGODB_ATLAS_PUBLIC_API_KEY: publicKey, MONGODB_ATLAS_PRIVATE_API_KEY: privateKey },
  none: { CONFORMANCE_AUTH: 'none' },
  bearer: { CONFORMANCE_AUTH: 'header', CONFORMANCE_AUTH_HEADER: 'Bearer of nothing' },
  'api-key': { CONFORMANCE_AUTH: 'header', CONFORMANCE_AUTH_HEADER: 'X-Api-Key: 1' },
} as const;

const contract = contractOf('v1.0');

async function judged(server: keyof typeof SERVERS, mode: keyof typeof MODES): Promise<Result> {
  const { baseUrl, close } = await serve(createReference({}, SERVERS[server]));
  const target = { MONGODB_ATLAS_BASE_URL: baseUrl, MONGODB_ATLAS_PROJECT_ID: projectId };
  try {
    const settings = readSettings({ ...MODES[mode], ...target });
    return (await runConformance(settings, contract, rulesOf(contract))).result;
  } finally {
    await close();
  }
}

const FACTS = {
  anyone: /^The server serves the list to anyone\.$/,
  noChallenge: /^The server refuses, but offers no Digest challenge\.$/,
  noDigest: /^The server refuses every correct digest of the configured keys\.$/,
  anyDigest: /^The server lets any digest in\.$/,
  anyField: /^The server lets in whoever sends an Authorization field, whatever it says\.$/,
  forbids: /^Status: expected 401, received 403/i,
  refused: /received 401 to the configured credentials/,
  nothingSent: /CONFORMANCE_AUTH=none sends none; use CONFORMANCE_AUTH=digest/,
} as const;

describe('what is said, and how far the rest is judged', () => {
  test.for([
    ['serves anyone', 'digest', ['anyone'], 'on'],
    ['serves anyone', 'none', ['anyone'], 'on'],
    ['serves anyone', 'bearer', ['anyone'], 'on'],
    ['refuses without a challenge', 'digest', ['noChallenge'], 'not'],
    ['refuses without a challenge', 'none', ['noChallenge', 'nothingSent'], 'not'],
    ['refuses without a challenge', 'bearer', ['noChallenge', 'anyField'], 'on'],
    ['wants an API key', 'digest', ['noChallenge'], 'not'],
    ['wants an API key', 'bearer', ['refused', 'noChallenge'], 'not'],
    ['wants an API key', 'api-key', ['noChallenge'], 'on'],
    ['forbids without an API key', 'digest', ['forbids'], 'not'],
    ['forbids without an API key', 'none', ['forbids'], 'not'],
    ['forbids without an API key', 'bearer', ['forbids'], 'not'],
    ['forbids without an API key', 'api-key', ['forbids'], 'on'],
    ['refuses every digest', 'digest', ['noDigest'], 'not'],
    ['takes any digest', 'digest', ['anyDigest'], 'on'],
    ['takes any field', 'digest', ['anyField'], 'on'],
    ['takes any field', 'bearer', ['anyField'], 'on'],
    ['is right', 'none', ['nothingSent'], 'not'],
    ['is right', 'bearer', ['refused'], 'not'],
  ] as const)('a server that %s, with %s: %j, judged %s', async ([server, mode, facts, reach]) => {
    const { causes, fidelity, rules } = await judged(server, mode);
    expect(causes.map(({ says }) => says)).toEqual(facts.map((fact) => expect.stringMatching(FACTS[fact])));
    const { judged: beyond = 0 } = fidelity.topics.pagination?.MUST ?? {};
    if (reach === 'on') expect(beyond).toBeGreaterThan(15);
    else {
      expect(beyond).toBe(0);
      const hints = rules.flatMap(({ hint }) => hint ?? []);
      const said = [...hints, ...causes.map(({ says }) => says)].join(' ');
      // The way that the run has taken already is no advice.
      const [other, taken] = mode === 'bearer' ? (['none', 'header'] as const) : (['header', mode] as const);
      expect(said).toContain(`CONFORMANCE_AUTH=${other}`);
      expect(hints.join(' ')).not.toContain(`CONFORMANCE_AUTH=${taken} `);
    }
  });

  test('a right server that is sent nothing is not failed', async () => {
    const { outcome, summary } = await judged('is right', 'none');
    expect(outcome).toBe('incomplete');
    expect(summary.fail).toBe(0);
  });

  test('credentials that nobody asked for are not said to have been let in', async () => {
    const { rules } = await judged('serves anyone', 'digest');
    expect(rules.find(({ id }) => id === 'AUTH-02')).toMatchObject({
      verdict: 'blocked',
      blockedBy: 'AUTH-01',
    });
  });
});

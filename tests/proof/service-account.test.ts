/** Service accounts: one token a run, from the documented endpoint, and a clear sentence when there is none. */
import { describe, expect, test } from 'vitest';
import { fetchAccessToken } from '../http/access-token.ts';
import { header, type WireRequest, type WireResponse } from '../http/exchange.ts';
import { Sender } from '../http/sender.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

const limits = { budget: 30, deadlineMs: 60_000, maxConcurrent: 4 };
const account = { clientId: 'mdb_sa_id_x-y', clientSecret: 'mdb_sa_sk_s3cret' };
const BASE = 'http://reference.test';

/** Asks a token endpoint that answers so. */
async function asked(answer: (request: WireRequest) => Partial<WireResponse> & { text?: string }) {
  const seen: WireRequest[] = [];
  const sender = new Sender(async (request) => {
    seen.push(request);
    const { text = '', ...rest } = answer(request);
    const headers = [['Content-Type', 'application/json']] as const;
    const response = {
      status: 200,
      reason: '',
      httpVersion: '1.1',
      headers,
      body: Buffer.from(text),
      ...rest,
    };
    return { response, timing: { startedAt: 0, waitMs: 0, receiveMs: 0 } };
  }, limits);
  return { seen, found: await fetchAccessToken(sender.lane(), BASE, account) };
}

test('the token comes from POST /api/oauth/token, with client credentials as Basic', async () => {
  const { seen, found } = await asked(() => ({
    text: '{"access_token":"t0k3n","expires_in":3600,"token_type":"Bearer"}',
  }));
  expect(found).toMatchObject({ token: 't0k3n' });
  expect(seen).toHaveLength(1);
  const [request] = seen;
  expect(request).toMatchObject({
    method: 'POST',
    url: `${BASE}/api/oauth/token`,
    body: 'grant_type=client_credentials',
  });
  const basic = Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64');
  expect(request && header(request, 'Authorization')).toBe(`Basic ${basic}`);
});

test('the reference server gives one, and takes it', async () => {
  const reference = createReference();
  const { clientId, clientSecret } = reference.options;
  const lane = new Sender(inProcess(reference), limits).lane();
  const found = await fetchAccessToken(lane, BASE, { clientId, clientSecret });
  expect(found).toHaveProperty('token');
});

test('a server that challenges for tokens alone is not failed for it', async () => {
  const reference = createReference({}, { challenges: () => ['Bearer realm="tokens"'] });
  const { clientId, clientSecret } = reference.options;
  const lane = new Sender(inProcess(reference), limits).lane();
  const found = await fetchAccessToken(lane, BASE, { clientId, clientSecret });
  if ('fault' in found) throw new Error(found.fault.message);
  const { verdicts } = await judgeReference(reference, {
    version: '2024-05-30',
    auth: 'service-account',
    credentials: { kind: 'header', name: 'Authorization', value: `Bearer ${found.token}` },
  });
  expect(violated(verdicts)).toEqual([]);
  expect(verdicts).toContainEqual(expect.objectContaining({ id: 'AUTH-14', verdict: 'pass' }));
});

describe('without a token the reason is one sentence, free of secrets', () => {
  test.for([
    [
      'a wrong secret',
      { status: 401, text: '{"error":"invalid_client"}' },
      /401 invalid_client; check MONGODB_ATLAS_CLIENT_ID/,
    ],
    ['an address that is shut out', { status: 403, text: '{"error":"access_denied"}' }, /403 access_denied/],
    [
      'too many tokens',
      {
        status: 429,
        text: '{"error":429,"errorCode":"RATE_LIMITED"}',
        headers: [['Retry-After', '600']] as const,
      },
      /answers 429 and asks to wait longer than the run lasts/,
    ],
    ['a page instead of JSON', { status: 200, text: '<html>' }, /answered 200 and gave no access token/],
    [
      'another kind of token',
      { status: 200, text: '{"access_token":"x","token_type":"mac"}' },
      /gave no access token/,
    ],
  ] as const)('%s', async ([, answer, says]) => {
    const { found } = await asked(() => answer);
    expect(found).toMatchObject({ fault: { kind: 'token', message: expect.stringMatching(says) } });
    expect(JSON.stringify('fault' in found && found.fault)).not.toContain(account.clientSecret);
  });
});

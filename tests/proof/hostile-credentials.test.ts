/** Whatever a target makes of challenges and tokens, and whatever the keys are: a run ends with verdicts and reports. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { LONGEST_TOKEN } from '../http/access-token.ts';
import { hashedA1, LONGEST_PARAMETER } from '../http/digest.ts';
import { TransportError } from '../http/exchange.ts';
import { httpTransport } from '../http/transport.ts';
import { isObject, member } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { type Rule, rule } from '../rules/rule.ts';
import { runConformance } from '../run/conformance.ts';
import { readSettings } from '../run/settings.ts';
import { contractOf } from './contracts.ts';
import { PATIENT } from './patience.ts';
import { type Outcome, runHere } from './run-cli.ts';

const PROJECT = '5f0c2a7b9e4d3c1b2a190807';
const KEYS = { publicKey: 'canary-user', privateKey: 'canary-private-key-3141592653' };
const targetAt = (baseUrl: string, { publicKey, privateKey } = KEYS) => ({
  MONGODB_ATLAS_BASE_URL: baseUrl,
  MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
  MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
  MONGODB_ATLAS_PROJECT_ID: PROJECT,
});
const accountAt = (baseUrl: string) => ({
  ATLAS_API_VERSION: '2024-05-30',
  MONGODB_ATLAS_BASE_URL: baseUrl,
  MONGODB_ATLAS_CLIENT_ID: 'mdb_sa_id_canary',
  MONGODB_ATLAS_CLIENT_SECRET: 'mdb_sa_sk_canary-client-secret',
  MONGODB_ATLAS_PROJECT_ID: PROJECT,
});

async function listening<T>(
  listener: (request: IncomingMessage, reply: ServerResponse) => void,
  use: (baseUrl: string) => Promise<T>,
): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const rulesIn = ({ result }: Outcome): readonly unknown[] => {
  const rules = member(result, 'rules');
  return Array.isArray(rules) ? rules : [];
};
const verdictOf = (outcome: Outcome, id: string) => rulesIn(outcome).find((one) => member(one, 'id') === id);

/** Every report is there, and what has to be read by a machine can be. */
function expectReports({ files, output }: Outcome): void {
  expect(output).not.toContain('bug in the suite');
  expect(XMLValidator.validate(files['junit.xml'] ?? '')).toBe(true);
  const { log } = JSON.parse(files['exchanges.har'] ?? '');
  for (const { request } of log.entries) expect(URL.canParse(request.url), request.url).toBe(true);
  expect(files['index.html']).toContain('</html>');
  expect(isObject(JSON.parse(files['conformance.json'] ?? ''))).toBe(true);
}

function expectNothingOf(secrets: readonly string[], { files, output }: Outcome): void {
  for (const [name, text] of [['the terminal', output] as const, ...Object.entries(files)]) {
    expect(
      secrets.filter((secret) => text.includes(secret)),
      name,
    ).toEqual([]);
  }
}

describe('challenges', () => {
  test('sixty realms in each, none of them twice: every hash that could be sent back is masked', async () => {
    const hashes = new Set<string>();
    let asked = 0;
    const outcome = await listening(
      (request, reply) => {
        const [, username = '', realm] =
          /username="([^"]*)", realm="([^"]*)"/.exec(request.headers.authorization ?? '') ?? [];
        for (const algorithm of realm === undefined ? [] : (['MD5', 'SHA-256', 'SHA-512-256'] as const)) {
          hashes.add(hashedA1({ algorithm, username, realm: realm ?? '', password: KEYS.privateKey }));
        }
        asked += 1;
        const challenges = Array.from(
          { length: 60 },
          (_, number) =>
            `Digest realm="realm ${asked} ${number}", nonce="${asked}-${number}-abcdef", qop="auth"`,
        );
        const headers = { 'Content-Type': 'application/json', 'WWW-Authenticate': challenges };
        reply.writeHead(realm === undefined || asked % 3 === 0 ? 401 : 200, headers);
        const list = { links: [], results: [{ _id: [...hashes].at(-1) }], totalCount: 1 };
        reply.end(JSON.stringify({ error: 401, detail: [...hashes].join(' '), ...list }));
      },
      (baseUrl) => runHere(targetAt(baseUrl)),
    );
    expect(outcome.code).toBe(1);
    expect(hashes.size).toBeGreaterThan(20);
    expectReports(outcome);
    expectNothingOf([...hashes, KEYS.privateKey], outcome);
    expect(outcome.files['exchanges.har']).toContain('<ha1-');
  });

  test.for(['constructor', '__proto__', 'toString', 'MD5-sess-sess', ''])(
    'the algorithm %j is none that can be answered',
    async (algorithm) => {
      const reference = createReference(KEYS, {
        challenges: () => [`Digest realm="r", nonce="n", qop="auth", algorithm="${algorithm}"`],
      });
      const { baseUrl, close } = await serve(reference);
      const outcome = await runHere(targetAt(baseUrl));
      await close();
      expect(outcome.code).toBe(1);
      expectReports(outcome);
    },
  );

  test.for(['realm', 'nonce', 'opaque'] as const)(
    'a %s that no answer can carry is said to be one',
    async (name) => {
      const challenge = (length: number) => {
        const params = {
          realm: 'MMS Public API',
          nonce: 'abcdefgh',
          opaque: 'x',
          [name]: 'x'.repeat(length),
        };
        const { realm, nonce, opaque } = params;
        return [`Digest realm="${realm}", nonce="${nonce}", opaque="${opaque}", qop="auth"`];
      };
      for (const [length, verdict] of [
        [LONGEST_PARAMETER, 'pass'],
        [LONGEST_PARAMETER + 1, 'fail'],
      ] as const) {
        const reference = createReference(KEYS, { challenges: () => challenge(length) });
        const { baseUrl, close } = await serve(reference);
        const outcome = await runHere(targetAt(baseUrl));
        await close();
        expect(outcome.code).toBe(1);
        expect(verdictOf(outcome, 'AUTH-04')).toMatchObject({
          verdict,
          ...(verdict === 'fail' && {
            message: expect.stringMatching(
              new RegExp(
                `^Header WWW-Authenticate, ${name}: expected at most 4096 characters .* \\(4099 characters\\)\\.$`,
                'i',
              ),
            ),
          }),
        });
        expectReports(outcome);
      }
    },
  );
});

describe('access tokens', () => {
  const granted = (token: string) => (_request: IncomingMessage, reply: ServerResponse) => {
    reply.writeHead(200, {
      'Content-Type': 'application/json',
      'X-Token': encodeURIComponent(token.slice(0, 40)),
    });
    reply.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 }));
  };
  const CANARY = 'canary-of-an-access-token-2718281828';

  test.for([
    ['of a megabyte', CANARY.repeat(30_000), /access token of 1080000 characters; at most 16384 fit/],
    ['one character too long', CANARY.padEnd(LONGEST_TOKEN + 1, 'x'), /access token of 16385 characters/],
    ['with a line break', `${CANARY}\r\nX-Other: 1`, /with characters that no header field can carry/],
    ['with a NUL', `${CANARY}\0`, /with characters that no header field can carry/],
    ['with a euro', `${CANARY}€`, /with characters that no header field can carry/],
    ['of nothing', '', /gave no access token/],
  ] as const)('%s: nothing can be judged, and one sentence says why', async ([, token, says]) => {
    const outcome = await listening(granted(token), (baseUrl) => runHere(accountAt(baseUrl)));
    expect(outcome.code).toBe(3);
    expect(outcome.output).toMatch(says);
    expectReports(outcome);
    expectNothingOf([CANARY, 'canary-client-secret'], outcome);
  });

  test('of 16384 characters: it is used, and masked wherever it comes back', async () => {
    const token = CANARY.repeat(500).slice(0, LONGEST_TOKEN);
    const used: string[] = [];
    const outcome = await listening(
      (request, reply) => {
        if (request.method === 'POST') return granted(token)(request, reply);
        // Node takes 16 kB of header: a token of that size is only sent in part.
        used.push(request.headers.authorization ?? '');
        reply.writeHead(401, { Server: token.slice(100, 1000), 'WWW-Authenticate': 'Bearer' });
        reply.end(token.slice(5000));
      },
      (baseUrl) => runHere(accountAt(baseUrl)),
    );
    expectReports(outcome);
    expectNothingOf([CANARY, CANARY.slice(0, 12), CANARY.slice(-12)], outcome);
  });
});

describe('keys that occur elsewhere', () => {
  test.for(['localhost', '127', '127.0.0.1', 'http', 'a', '1', '/', 'api', 'v1.0', '%'])(
    'the private key %j breaks no report',
    async (privateKey) => {
      const keys = { ...KEYS, privateKey };
      const { baseUrl, close } = await serve(createReference({ ...keys, projectId: PROJECT }));
      const outcome = await runHere(
        targetAt(baseUrl.replace('127.0.0.1', privateKey === 'localhost' ? 'localhost' : '127.0.0.1'), keys),
      );
      await close();
      expect(outcome.code).toBe(0);
      expectReports(outcome);
      expect(URL.canParse(String(member(member(outcome.result, 'target'), 'baseUrl')))).toBe(true);
    },
  );
});

test('a field that no header can carry is a fault of its request, and nothing is sent', async () => {
  const { send, close } = httpTransport({ ...PATIENT, bodyCapBytes: 1000 });
  const sent = send({ method: 'GET', url: 'http://127.0.0.1:9/', headers: [['Authorization', 'Bearer €']] });
  await expect(sent).rejects.toThrow('the request cannot be written as HTTP');
  await expect(sent).rejects.toBeInstanceOf(TransportError);
  close();
});

describe('a crash with a key in its words is told without it', () => {
  const words = `no ${KEYS.privateKey}, nor ${Buffer.from(KEYS.privateKey).toString('base64')}\u001b[31m`;
  const told = /no <private-key>, nor <private-key-1>=*\\u001b\[31m/;
  const crashing = rule({
    id: 'AUTH-99',
    level: 'MUST',
    basis: 'text',
    title: 'The server crashes us.',
    source: 'none',
    lookAt: 'Nothing.',
    contract: '{operation}',
    needs: {},
    judge: () => {
      throw new RangeError(words);
    },
  });
  const runWith = async (crash: Rule) => {
    const { baseUrl, close } = await serve(createReference({ ...KEYS, projectId: PROJECT }));
    try {
      return await runConformance(readSettings(targetAt(baseUrl)), contractOf('v1.0'), [crash]);
    } finally {
      await close();
    }
  };

  test('of a rule', async () => {
    const { result } = await runWith(crashing);
    expect(result.errors).toEqual([{ rule: 'AUTH-99', message: expect.stringMatching(told) }]);
    expect(JSON.stringify(result)).not.toContain(KEYS.privateKey);
  });

  test('of the run', async () => {
    const broken = Object.defineProperty({ ...crashing }, 'probes', {
      get: () => {
        throw new RangeError(words, { cause: words });
      },
    });
    const error: unknown = await runWith(broken).catch((caught: unknown) => caught);
    if (!(error instanceof RangeError)) throw new TypeError('the run did not crash');
    expect(error.message).toMatch(told);
    for (const text of [error.stack, JSON.stringify(error)]) expect(text).not.toContain(KEYS.privateKey);
    expect(error.cause).toBeUndefined();
  });
});

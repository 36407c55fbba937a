/**
 * A run as its users meet it: exit codes, what is printed, what is written, against real servers. Each exit
 * code comes from a real `npm test` once; what does not depend on how a run is started is judged here.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { member } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { DEFECTS } from './defects/index.ts';
import { npmTest, npmTestByNpm, type Outcome, runHere, TEST_SCRIPT } from './run-cli.ts';

const KEYS = { public: 'canary-public-key', private: 'canary-private-key-3141592653' };
const PROJECT = '5f0c2a7b9e4d3c1b2a190807';

const targetAt = (baseUrl: string) => ({
  MONGODB_ATLAS_BASE_URL: baseUrl,
  MONGODB_ATLAS_PUBLIC_API_KEY: KEYS.public,
  MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.private,
  MONGODB_ATLAS_PROJECT_ID: PROJECT,
});

/** No file and no line on the terminal holds a key, in any of its usual spellings. */
function expectNoSecrets({ output, files }: Outcome): void {
  const spellings = [KEYS.private, KEYS.public].flatMap((key) => [
    key,
    encodeURIComponent(key),
    Buffer.from(key).toString('base64').replace(/=+$/, ''),
    Buffer.from(key).toString('hex'),
  ]);
  for (const [name, text] of [['the terminal', output], ...Object.entries(files)]) {
    expect(
      spellings.filter((one) => text?.includes(one)),
      `${name} shows a key`,
    ).toEqual([]);
  }
}

async function withServer<T>(listener: RequestListener, use: (baseUrl: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  return listening(server, use, () => server.closeAllConnections());
}

async function listening<T>(
  server: net.Server,
  use: (baseUrl: string) => Promise<T>,
  cut = () => {},
): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
  } finally {
    cut();
    server.close();
  }
}

const summary = ({ result }: Outcome, name: string) => member(member(result, 'summary'), name);
const verdicts = ({ result }: Outcome, wanted: string): readonly unknown[] => {
  const rules = member(result, 'rules');
  return Array.isArray(rules)
    ? rules.filter((one) => member(one, 'verdict') === wanted).map((one) => member(one, 'id'))
    : [];
};

describe('with no target', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await npmTestByNpm();
  });

  test('the reference server conforms, exit 0', () => {
    expect(outcome.code).toBe(0);
    expect(member(outcome.result, 'outcome')).toBe('conforms');
    expect(outcome.output).toContain('CONFORMS');
  });

  test('npm test is the script that the proof starts', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(scripts.test).toBe(`node ${TEST_SCRIPT.join(' ')}`);
  });

  test('the result has its fixed members', () => {
    expect(outcome.result).toMatchObject({
      schemaVersion: 1,
      suite: { name: 'atlas-export-buckets-conformance' },
      target: { apiVersion: 'v1.0', projectId: PROJECT, reference: true },
      strict: false,
      outcome: 'conforms',
      requests: { budget: 30 },
    });
    expect(Number(member(member(outcome.result, 'requests'), 'sent'))).toBeLessThanOrEqual(30);
    expect(member(outcome.result, 'rules')).toContainEqual(
      expect.objectContaining({
        id: 'AUTH-01',
        topic: 'auth',
        level: 'MUST',
        basis: 'text',
        verdict: 'pass',
        contract: expect.stringMatching(/^spec\/export-buckets\.v1\.0\.yaml:\d+$/),
        pointer: expect.stringMatching(/^spec\/export-buckets\.v1\.0\.yaml#\/\w+\//),
        probes: expect.arrayContaining(['no-credentials']),
      }),
    );
  });

  test('nothing of the test runner is printed', () => {
    expect(outcome.output).not.toMatch(/Test Files|vitest|node_modules|\bat .*:\d+:\d+/);
  });

  test.for(['2023-01-01', '2024-05-30'])('and in version %s', async (version) => {
    const account = await runHere({ ATLAS_API_VERSION: version, CONFORMANCE_AUTH: 'service-account' });
    expect(account.code).toBe(0);
    expect(verdicts(account, 'not-applicable')).toContain('AUTH-06');
  });

  test('strictly as well', async () => {
    expect((await runHere({ CONFORMANCE_STRICT: '1' })).code).toBe(0);
  });
});

test.for([
  ['a half-set target', { MONGODB_ATLAS_BASE_URL: 'http://localhost:1' }, 'MONGODB_ATLAS_PUBLIC_API_KEY'],
  [
    'reports that cannot be written',
    { ...targetAt('http://127.0.0.1:9'), CONFORMANCE_REPORTS_DIR: '/dev/null/reports' },
    'CONFORMANCE_REPORTS_DIR',
  ],
] as const)('%s: exit 2 and that sentence alone', async ([, env, mentions]) => {
  const outcome = await npmTest(env);
  expect(outcome.code).toBe(2);
  expect(outcome.output).toContain(mentions);
  expect(outcome.output.trim().split('\n')).toHaveLength(1);
});

test('a filter that leaves some rules: they are judged, and what changed since the run before is said', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'since-'));
  const env = { CONFORMANCE_REPORTS_DIR: directory };
  const { baseUrl, close } = await serve(
    createReference({ publicKey: KEYS.public, privateKey: KEYS.private }),
  );
  const first = await npmTest(env, ['-t', 'PRETTY']);
  const second = await npmTest({ ...targetAt(baseUrl), ...env }, ['-t', 'PRETTY']);
  await close();
  rmSync(directory, { recursive: true });
  expect([first.code, second.code]).toEqual([3, 3]);
  expect(summary(first, 'pass')).toBe(6);
  expect(first.output).not.toContain('Since the previous run');
  const said = 'Since the previous run, of another target (the built-in reference server): 6 as before.';
  expect(second.output).toContain(said);
  expect(second.files['index.html']).toContain(said);
  expect(second.files['summary.md']).toContain(said.replace('(', '&#40;').replace(')', '&#41;'));
});

describe('a target with a defect', () => {
  test.for([
    ['list-in-envelope', npmTest],
    ['latin-1', runHere],
    ['any-private-key', runHere],
  ] as const)('%s: exit 1, the rule named, no secrets', async ([name, run]) => {
    const defect = DEFECTS.find((one) => one.name === name);
    expect(defect).toBeDefined();
    const options = { publicKey: KEYS.public, privateKey: KEYS.private };
    const username = KEYS.public;
    const plant = name === 'any-private-key' ? { admit: admitsUser(username) } : defect?.plant();
    const { baseUrl, close } = await serve(createReference(options, plant));
    const outcome = await run(targetAt(baseUrl));
    await close();
    expect(outcome.code).toBe(1);
    expect(outcome.output).toContain(`FAIL  ${defect?.caughtBy}`);
    expectNoSecrets(outcome);
  });

  test('a recommendation that is not kept: exit 0, and 1 when strict', async () => {
    const reference = () =>
      createReference({ realm: 'Mock', publicKey: KEYS.public, privateKey: KEYS.private });
    const { baseUrl, close } = await serve(reference());
    const lenient = await runHere(targetAt(`${baseUrl}/api/atlas/v1.0/`));
    const strict = await npmTest({ ...targetAt(baseUrl), CONFORMANCE_STRICT: '1' });
    await close();
    expect(lenient.code).toBe(0);
    expect(verdicts(lenient, 'warn')).toEqual(['AUTH-19']);
    expect(strict.code).toBe(1);
  });

  test('a MUST that found nothing to judge: exit 0, and 3 when strict', async () => {
    const { baseUrl, close } = await serve(
      createReference({ items: 1, publicKey: KEYS.public, privateKey: KEYS.private }),
    );
    const lenient = await runHere(targetAt(baseUrl));
    const strict = await runHere({ ...targetAt(baseUrl), CONFORMANCE_STRICT: '1' });
    await close();
    expect([lenient.code, strict.code]).toEqual([0, 3]);
    expect(member(strict.result, 'outcome')).toBe('incomplete');
    expect(verdicts(strict, 'not-applicable')).toContain('PAGE-09');
  });
});

function admitsUser(username: string) {
  return (request: { headers: readonly (readonly [string, string])[] }) =>
    request.headers.some(([, value]) => value.includes(`username="${username}"`)) ? 'admitted' : 'refused';
}

/** Compressed once: the target must not be slower than the limit of a request that it is judged by. */
const BOMB = gzipSync(Buffer.alloc(50_000_000));

/** Targets that would rather not be judged. Each ends in bounded time, with a reason. */
const HOSTILE: readonly (readonly [
  name: string,
  codes: readonly number[],
  says: RegExp,
  listener: RequestListener,
])[] = [
  ['hangs', [3], /no complete reply within/i, () => {}],
  [
    'drips',
    [3],
    /no complete reply within/i,
    (_request, reply) => {
      reply.writeHead(401);
      const timer = setInterval(() => reply.write(' '), 50);
      reply.on('close', () => clearInterval(timer));
    },
  ],
  [
    'never ends a body',
    [3],
    /larger than|no complete reply/i,
    (_request, reply) => {
      reply.writeHead(401);
      const more = () => {
        while (!reply.destroyed && reply.write('x'.repeat(65_536)));
        if (!reply.destroyed) reply.once('drain', more);
      };
      more();
    },
  ],
  [
    'compresses much into little',
    [3],
    /larger than/,
    (_request, reply) => {
      reply.writeHead(401, { 'Content-Encoding': 'gzip' });
      reply.end(BOMB);
    },
  ],
  ['cuts the connection', [3], /closed the connection/, (request) => request.socket.destroy()],
  [
    'redirects elsewhere',
    [1],
    /AUTH-01/,
    (_request, reply) => {
      reply.writeHead(302, { Location: 'http://192.0.2.1/' });
      reply.end();
    },
  ],
  [
    'answers with a page',
    [1],
    /AUTH-01/,
    (_request, reply) => {
      reply.writeHead(200, { 'Content-Type': 'text/html' });
      reply.end('<html><script>alert(1)</script>\u001b[31m');
    },
  ],
  [
    'nests deeply',
    [1],
    /AUTH-01/,
    (_request, reply) => {
      reply.writeHead(200, { 'Content-Type': 'application/json' });
      reply.end('['.repeat(200_000));
    },
  ],
  [
    'names __proto__',
    [1],
    /AUTH-01/,
    (_request, reply) => {
      reply.writeHead(200, { 'Content-Type': 'application/json' });
      reply.end('{"__proto__":{"results":[]},"links":[],"constructor":1}');
    },
  ],
];

describe('a hostile target', () => {
  /** For those that never answer; the others have all the time that a busy machine takes. */
  const impatient = { CONFORMANCE_TIMEOUT_MS: '400' };

  test.for(HOSTILE)('%s', async ([, codes, says, listener]) => {
    const bounds = says.source.includes('no complete reply') ? impatient : {};
    const outcome = await withServer(listener, (baseUrl) => runHere({ ...targetAt(baseUrl), ...bounds }));
    expect(codes).toContain(outcome.code);
    expect(outcome.output).toMatch(says);
    expect(outcome.output).not.toContain('\u001b[31m');
    expect(outcome.result).toBeDefined();
    expectNoSecrets(outcome);
  });

  test('does not speak HTTP', async () => {
    const server = net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const outcome = await listening(server, (baseUrl) => runHere(targetAt(baseUrl)));
    expect(outcome.code).toBe(3);
    expect(outcome.output).toContain('is not HTTP');
  });

  test('drips, and npm test ends all the same', async () => {
    const [, , , drip] = HOSTILE.find(([name]) => name === 'drips') ?? [];
    if (!drip) throw new Error('no target drips');
    const outcome = await withServer(drip, (baseUrl) => npmTest({ ...targetAt(baseUrl), ...impatient }));
    expect(outcome.code).toBe(3);
    expect(outcome.output).toMatch(/no complete reply within/i);
    expectNoSecrets(outcome);
  });

  test('is not there', async () => {
    const outcome = await runHere(targetAt('http://127.0.0.1:9'));
    expect(outcome.code).toBe(3);
    expect(outcome.output).toContain('Nothing listens at 127.0.0.1:9');
    expect(outcome.output).not.toContain('FAIL');
    expectNoSecrets(outcome);
    const strict = await runHere({ ...targetAt('http://127.0.0.1:9'), CONFORMANCE_STRICT: '1' });
    expect(strict.code).toBe(3);
  });

  test('limits every request: blocked, not failed', async () => {
    const outcome = await withServer(
      (_request, reply) => {
        reply.writeHead(429, { 'Retry-After': '3600' });
        reply.end();
      },
      (baseUrl) => runHere(targetAt(baseUrl)),
    );
    expect(outcome.code).toBe(3);
    expect(outcome.output).toContain('longer than the run lasts');
  });
});

describe('what a target receives', () => {
  test('is at most 30 requests, all GET, all for its own list, with no key in them', async () => {
    const reference = createReference({ publicKey: KEYS.public, privateKey: KEYS.private, items: 1203 });
    const seen: { method: string; url: string; headers: string }[] = [];
    const outcome = await withServer(
      (request, reply) => {
        const headers = request.rawHeaders.join('\n');
        seen.push({ method: request.method ?? '', url: request.url ?? '', headers });
        const pairs = request.rawHeaders.flatMap((name, index) =>
          index % 2 === 0 ? [[name, request.rawHeaders[index + 1] ?? ''] as const] : [],
        );
        const response = reference.handle({ method: 'GET', url: `http://x${request.url}`, headers: pairs });
        reply.writeHead(response.status, response.headers.flat());
        reply.end(response.body);
      },
      (baseUrl) => runHere(targetAt(baseUrl)),
    );
    expect(outcome.code).toBe(0);
    expect(seen.length).toBeLessThanOrEqual(30);
    expect(seen.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(
      seen.filter(({ url }) => !url.endsWith('/exportBuckets') && !url.includes('/exportBuckets?')),
    ).toEqual([]);
    const basic = Buffer.from(`${KEYS.public}:${KEYS.private}`).toString('base64');
    expect(seen.filter(({ headers }) => headers.includes(KEYS.private) || headers.includes(basic))).toEqual(
      [],
    );
  });
});

/** What is promised of sending: what is repeated and what never, how long is waited, and where credentials go. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Transport, TransportError, type WireRequest } from '../http/exchange.ts';
import { Sender } from '../http/sender.ts';
import { httpTransport } from '../http/transport.ts';
import { serve } from '../reference/http.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { asks, textOf, withBody, withHeader, withStatus } from './defects/defect.ts';
import { PATIENT } from './patience.ts';
import { runHere } from './run-cli.ts';

const LIMITS = { budget: 30, deadlineMs: 600_000, maxConcurrent: 4 };
const GET: WireRequest = { method: 'GET', url: 'http://reference.test/', headers: [] };
const POST: WireRequest = { ...GET, method: 'POST', body: 'grant_type=client_credentials' };

function originOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

describe('a connection that breaks', () => {
  /** Breaks the first connections, then answers. */
  function breaking(times: number): { transport: Transport; sent: () => number } {
    const answer = inProcess(createReference());
    let count = 0;
    return {
      sent: () => count,
      transport: async (request) => {
        count += 1;
        if (count > times) return answer(request);
        const timing = { startedAt: 0, waitMs: 0, receiveMs: 0 };
        throw new TransportError({ kind: 'connection', message: 'it broke' }, timing);
      },
    };
  }

  test('once: a GET is sent again', async () => {
    const { transport, sent } = breaking(1);
    const answer = await new Sender(transport, LIMITS).lane().send(GET);
    expect('response' in answer && answer.earlier.length).toBe(1);
    expect(sent()).toBe(2);
  });

  test('twice: a GET is given up', async () => {
    const { transport, sent } = breaking(2);
    const answer = await new Sender(transport, LIMITS).lane().send(GET);
    expect(answer).toMatchObject({ fault: { kind: 'connection' }, attempts: { length: 2 } });
    expect(sent()).toBe(2);
  });

  test('a POST is never repeated, since nobody knows what the first one did', async () => {
    const { transport, sent } = breaking(1);
    const answer = await new Sender(transport, LIMITS).lane().send(POST);
    expect(answer).toMatchObject({ fault: { kind: 'connection' }, attempts: { length: 1 } });
    expect(sent()).toBe(1);
  });
});

describe('an idle connection that the server closes just as it is used again', () => {
  let server: Server;
  let seen: string[] = [];
  let transport: ReturnType<typeof httpTransport>;
  beforeEach(async () => {
    seen = [];
    // The first request of a connection is answered, the second one cuts it.
    const used = new WeakSet<object>();
    server = createServer((request, reply) => {
      seen.push(request.method ?? '');
      if (used.has(request.socket)) return request.socket.destroy();
      used.add(request.socket);
      return reply.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    transport = httpTransport({ ...PATIENT, bodyCapBytes: 1000 });
  });
  afterEach(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  const to = (request: WireRequest): WireRequest => {
    return { ...request, url: `${originOf(server)}/` };
  };

  test('a GET is repeated on a connection of its own', async () => {
    await transport.send(to(GET));
    const { response } = await transport.send(to(GET));
    expect(response.status).toBe(200);
    expect(seen).toEqual(['GET', 'GET', 'GET']);
  });

  test('a POST is not', async () => {
    await transport.send(to(GET));
    await expect(transport.send(to(POST))).rejects.toThrow(TransportError);
    expect(seen).toEqual(['GET', 'POST']);
  });
});

describe('a server that asks to wait', () => {
  const NOW = new Date('2026-11-24T12:00:00Z');
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Milliseconds after which a limited request is sent again. */
  async function waited(retryAfter: string | undefined, status = 429): Promise<number | undefined> {
    const answer = inProcess(createReference());
    const times: number[] = [];
    const sender = new Sender(async (request) => {
      times.push(Date.now());
      const { response, timing } = await answer(request);
      if (times.length > 1) return { response, timing };
      const limited = withStatus(response, status);
      const lines = retryAfter === undefined ? [] : [retryAfter];
      return { response: withHeader(limited, 'Retry-After', ...lines), timing };
    }, LIMITS);
    const sent = sender.lane().send(GET);
    await vi.runAllTimersAsync();
    await sent;
    const [first, second] = times;
    return first === undefined || second === undefined ? undefined : second - first;
  }

  test.for<[what: string, retryAfter: string | undefined, ms: number]>([
    ['no time', undefined, 1000],
    ['no time that can be read', 'soon', 1000],
    ['seconds', '7', 7000],
    ['no seconds', '0', 0],
    ['a date', 'Tue, 24 Nov 2026 12:00:09 GMT', 9000],
    ['a date in the form of RFC 850', 'Tuesday, 24-Nov-26 12:00:09 GMT', 9000],
    ['a date that is over', 'Tue, 24 Nov 2026 11:59:00 GMT', 0],
  ])('is asked again when that is over: %s', async ([, retryAfter, ms]) => {
    expect(await waited(retryAfter)).toBe(ms);
  });

  test('is asked again after a 503 that says when', async () => {
    expect(await waited('7', 503)).toBe(7000);
  });

  test('for longer than the run lasts is not waited for', async () => {
    expect(await waited('601')).toBeUndefined();
    expect(await waited('Tue, 24 Nov 2026 12:10:01 GMT')).toBeUndefined();
  });
});

describe('credentials go to the origin of the target alone', () => {
  /** Judges a target that names another origin wherever it can; resolves with what that other one was sent. */
  async function sentElsewhere(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const seen: string[] = [];
    const other = createServer((request, reply) => {
      seen.push(`${request.method} ${request.url} ${request.rawHeaders.join(' ')}`);
      reply.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const elsewhere = originOf(other);
    const reference = createReference(
      {},
      {
        challenges: (nonce, stale, realm) => [
          `Digest realm="${realm}", domain="${elsewhere}/", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`,
        ],
        finish: (response, request) => {
          if (asks('pretty', 'true')(request) || asks('pageNum', '0')(request)) {
            return withHeader(withStatus(response, 307, 'Temporary Redirect'), 'Location', `${elsewhere}/`);
          }
          const text = textOf(response).replaceAll(new URL(request.url).origin, elsewhere);
          return response.status === 200 ? withBody(response, text) : response;
        },
      },
    );
    const { baseUrl, close } = await serve(reference);
    const { publicKey, privateKey, clientId, clientSecret, projectId } = reference.options;
    const credentials =
      env.CONFORMANCE_AUTH === 'service-account'
        ? { MONGODB_ATLAS_CLIENT_ID: clientId, MONGODB_ATLAS_CLIENT_SECRET: clientSecret }
        : { MONGODB_ATLAS_PUBLIC_API_KEY: publicKey, MONGODB_ATLAS_PRIVATE_API_KEY: privateKey };
    const target = { MONGODB_ATLAS_BASE_URL: baseUrl, MONGODB_ATLAS_PROJECT_ID: projectId, ...credentials };
    const { result } = await runHere({ ...target, ...env });
    await close();
    other.close();
    // It did follow the list, on its own origin.
    expect(JSON.stringify(result)).toContain('"id":"PAGE-09","topic":"pagination"');
    expect(result).toMatchObject({ outcome: 'does-not-conform' });
    return seen;
  }

  test.for([
    ['keys', {}],
    ['a service account', { CONFORMANCE_AUTH: 'service-account', ATLAS_API_VERSION: '2024-05-30' }],
    ['a header', { CONFORMANCE_AUTH: 'header', CONFORMANCE_AUTH_HEADER: 'X-Key: of-nobody' }],
  ] as const)('%s', async ([, env]) => {
    expect(await sentElsewhere(env)).toEqual([]);
  });
});

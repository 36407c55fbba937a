/** A proxy that the environment names: used for the target and its token endpoint, never for this machine. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { TransportError } from '../http/exchange.ts';
import { proxyAt } from '../http/proxy.ts';
import { httpTransport } from '../http/transport.ts';
import { member } from '../json/json.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { proxyFor } from '../run/proxy-setting.ts';
import { PATIENT } from './patience.ts';
import { npmTest } from './run-cli.ts';
import { CERTIFICATE, KEY } from './target-test-certificate.ts';

/** Resolved by nothing but a proxy of ours (RFC 6761, 6.2). */
const HOST = 'target.test';

async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

interface Seen {
  readonly asked: string;
  readonly authorization: string | undefined;
}

/** Leads every request to one port of this machine, or answers each with a status of its own. */
async function proxy(
  port: number,
  refusal?: number,
): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const note = ({ method, url, headers }: http.IncomingMessage) =>
    seen.push({ asked: `${method} ${url}`, authorization: headers['proxy-authorization'] });
  const server = http.createServer((request, reply) => {
    note(request);
    if (refusal !== undefined) reply.writeHead(refusal).end();
    else reply.end(`${request.headers.host}: ${request.url}`);
  });
  server.on('connect', (request, socket: net.Socket) => {
    note(request);
    if (refusal !== undefined) return socket.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
    const onwards = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(onwards).pipe(socket);
    });
    for (const end of [socket, onwards]) end.on('error', () => end.destroy());
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, seen };
}

/** What speaks TLS in front of a plain server. */
function tlsFront(port: number): Promise<number> {
  return listening(
    tls.createServer({ key: KEY, cert: CERTIFICATE }, (socket) => {
      const onwards = net.connect(port, '127.0.0.1');
      socket.pipe(onwards).pipe(socket);
      for (const end of [socket, onwards]) end.on('error', () => end.destroy());
    }),
  );
}

/** The status and body of a reply, or the message of the fault. */
async function ask(url: string, through?: string, timeoutMs: number = PATIENT.timeoutMs): Promise<string> {
  const transport = httpTransport(
    { timeoutMs, bodyCapBytes: 1000 },
    through === undefined ? undefined : proxyAt(new URL(through)),
  );
  try {
    const { response } = await transport.send({ method: 'GET', url, headers: [['Accept', '*/*']] });
    return `${response.status} ${Buffer.from(response.body).toString('utf8')}`;
  } catch (error) {
    if (error instanceof TransportError) return error.fault.message;
    throw error;
  } finally {
    transport.close();
  }
}

test('a run goes through it, tokens included, says so first, and keeps its password', async () => {
  const reference = createReference();
  const { baseUrl, close } = await serve(reference);
  onTestFinished(close);
  const { url, seen } = await proxy(await tlsFront(Number(new URL(baseUrl).port)));
  const directory = mkdtempSync(join(tmpdir(), 'authority-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'ca.pem'), CERTIFICATE);
  const password = 'canary-proxy-password';
  const { code, output, result, files } = await npmTest({
    HTTPS_PROXY: url.replace('//', `//user:${password}@`),
    NODE_EXTRA_CA_CERTS: join(directory, 'ca.pem'),
    MONGODB_ATLAS_BASE_URL: `https://${HOST}`,
    MONGODB_ATLAS_PROJECT_ID: reference.options.projectId,
    MONGODB_ATLAS_CLIENT_ID: reference.options.clientId,
    MONGODB_ATLAS_CLIENT_SECRET: reference.options.clientSecret,
    ATLAS_API_VERSION: '2024-05-30',
  });
  expect(output.trim()).toMatch(
    new RegExp(`^.*: https://${HOST}, API 2024-05-30, through the proxy ${url}\n`),
  );
  expect(code).toBe(0);
  expect(result).toMatchObject({ target: { proxy: url } });
  const basic = Buffer.from(`user:${password}`).toString('base64');
  // One connection carries many requests.
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.length).toBeLessThan(Number(member(member(result, 'requests'), 'sent')) / 2);
  for (const one of seen)
    expect(one).toEqual({ asked: `CONNECT ${HOST}:443`, authorization: `Basic ${basic}` });
  for (const text of [output, ...Object.values(files)]) {
    expect(text).not.toContain(password);
    expect(text).not.toContain(basic);
  }
});

describe('on its way through a proxy', () => {
  test('plain http names the whole URL, and keeps the credentials of the proxy to the proxy', async () => {
    const { url, seen } = await proxy(0);
    const { username, password } = { username: 'us%20er', password: 'pass%3Aword' };
    const answer = await ask(`http://${HOST}:81/a?b=c`, url.replace('//', `//${username}:${password}@`));
    expect(answer).toBe(`200 ${HOST}:81: http://${HOST}:81/a?b=c`);
    const authorization = `Basic ${Buffer.from('us er:pass:word').toString('base64')}`;
    expect(seen).toEqual([{ asked: `GET http://${HOST}:81/a?b=c`, authorization }]);
  });

  test.for([
    [
      407,
      `https://${HOST}/`,
      /^the proxy \S+ does not let the run through to target\.test \(407: it wants credentials/,
    ],
    [
      407,
      `http://${HOST}/`,
      /^the proxy \S+ does not let the run through to target\.test \(407: it wants credentials/,
    ],
    [403, `https://${HOST}/`, /^the proxy \S+ does not let the run through to target\.test \(status 403\)/],
    [502, `https://${HOST}/`, /^the proxy \S+ does not let the run through to target\.test \(status 502\)/],
  ] as const)('a refusal with %i of %s is the proxy’s, not the target’s', async ([status, target, says]) => {
    const { url } = await proxy(0, status);
    expect(await ask(target, url)).toMatch(says);
  });

  test.for([`https://${HOST}/`, `http://${HOST}/`])(
    'a proxy that is not there is named, for %s',
    async (target) => {
      expect(await ask(target, 'http://127.0.0.1:9')).toBe(
        'the proxy cannot be used: nothing listens at 127.0.0.1:9',
      );
    },
  );

  test.for([`https://${HOST}/`, `http://${HOST}/`])(
    'a proxy that hangs is not waited for, nor is its connection kept, for %s',
    async (target) => {
      const closed: Promise<unknown>[] = [];
      const server = net.createServer((socket) => {
        closed.push(once(socket, 'close'));
        socket.resume();
      });
      const port = await listening(server);
      expect(await ask(target, `http://127.0.0.1:${port}`, 2000)).toMatch(/no complete reply within 2000 ms/);
      await Promise.all(closed);
      expect(closed).toHaveLength(1);
    },
  );

  test.for(['\r\n', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', ''])(
    'a proxy that speaks otherwise is a fault: %j',
    async (text) => {
      const port = await listening(net.createServer((socket) => socket.end(text)));
      expect(await ask(`https://${HOST}/`, `http://127.0.0.1:${port}`)).toMatch(/^the proxy /);
    },
  );
});

async function echo(): Promise<{ readonly port: number }> {
  return { port: await listening(http.createServer((_request, reply) => reply.end())) };
}

describe('a certificate', () => {
  test('that is not trusted names NODE_EXTRA_CA_CERTS', async () => {
    const port = await tlsFront((await echo()).port);
    const { url } = await proxy(port);
    for (const said of [await ask(`https://${HOST}/`, url), await ask(`https://localhost:${port}/`)]) {
      expect(said).toMatch(
        /^the certificate of \S+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\); set NODE_EXTRA_CA_CERTS/,
      );
    }
  });

  test('that nobody shows, because the target speaks plain http', async () => {
    const { port } = await echo();
    expect(await ask(`https://127.0.0.1:${port}/`)).toMatch(/does not speak TLS; .* begins with http:\/\//);
  });
});

describe('the variables', () => {
  afterEach(() => vi.unstubAllEnvs());
  const named = (env: Readonly<Record<string, string>>) => {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']) {
      for (const one of [name, name.toLowerCase()]) vi.stubEnv(one, env[one] ?? '');
    }
    return (baseUrl: string) => proxyFor(baseUrl)?.url.origin;
  };

  test('choose by scheme, and leave out what NO_PROXY names and this machine', () => {
    const found = named({ HTTPS_PROXY: 'http://a:1', http_proxy: 'http://b:2', NO_PROXY: '.inner.example' });
    expect(found('https://cloud.mongodb.com')).toBe('http://a:1');
    expect(found('http://mock:8080')).toBe('http://b:2');
    expect(found('https://atlas.inner.example')).toBeUndefined();
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]'])
      expect(found(`http://${host}:1`)).toBeUndefined();
    expect(found('http://localhost.example')).toBe('http://b:2');
    expect(named({ ALL_PROXY: 'http://c:3' })('https://x')).toBe('http://c:3');
    expect(named({ ALL_PROXY: 'http://c:3', NO_PROXY: '*' })('https://x')).toBeUndefined();
    expect(named({})('https://x')).toBeUndefined();
  });

  test.for([
    ['proxy.example:3128', /HTTPS_PROXY or ALL_PROXY names lacks its scheme/],
    ['socks5://proxy.example:1080', /has the scheme socks5:/],
    ['http://', /is no URL/],
  ] as const)('of no use: %s', ([value, says]) => {
    const found = named({ HTTPS_PROXY: value });
    expect(() => found('https://x')).toThrow(says);
  });
});

/** Right servers whose replies travel differently, and what the sender makes of them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Transport, WireRequest, WireResponse } from '../engine/exchange.ts';
import { header } from '../engine/exchange.ts';
import { Sender } from '../engine/sender.ts';
import { httpTransport } from '../engine/transport.ts';
import { createReference, inProcess, type Reference } from '../reference/reference.ts';
import { withHeader, withStatus } from './defects/plant.ts';
import { judgeReference, violated } from './judge-target.ts';

type Deliver = (reply: ServerResponse, response: WireResponse, message: IncomingMessage) => void;

/** Serves the reference server's answers in a way of the test's own. */
async function judgedOver(deliver: Deliver, reference: Reference = createReference()) {
  const server = createServer((message, reply) => {
    const headers = message.rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name, message.rawHeaders[index + 1] ?? ''] as const] : [],
    );
    const request: WireRequest = {
      method: 'GET',
      url: `http://${message.headers.host}${message.url}`,
      headers,
    };
    deliver(reply, reference.handle(request), message);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const transport = httpTransport({ timeoutMs: 5000, bodyCapBytes: 1_000_000 });
  try {
    const baseUrl = `http://127.0.0.1:${port}`;
    return await judgeReference(reference, { transport: transport.send, baseUrl });
  } finally {
    transport.close();
    server.closeAllConnections();
    server.close();
  }
}

const without = (response: WireResponse, name: string) => withHeader(response, name).headers.flat();

describe('right on every wire', () => {
  const ways: readonly (readonly [string, Deliver])[] = [
    [
      'in chunks of a few bytes',
      (reply, response) => {
        reply.writeHead(response.status, response.reason, without(response, 'Content-Length'));
        const body = Buffer.from(response.body);
        for (let i = 0; i < body.length; i += 997) reply.write(body.subarray(i, i + 997));
        reply.end();
      },
    ],
    [
      'with a connection for each request',
      (reply, response) => {
        reply.writeHead(response.status, response.reason, [
          ...response.headers.flat(),
          'Connection',
          'close',
        ]);
        reply.end(response.body);
      },
    ],
    [
      'closing connections without a word',
      (reply, response, message) => {
        reply.writeHead(response.status, response.reason, response.headers.flat());
        reply.end(response.body, () => setTimeout(() => message.socket.destroy(), 1));
      },
    ],
    [
      'compressed',
      (reply, response) => {
        const headers = [
          ...without(response, 'Content-Length'),
          'Content-Encoding',
          'gzip',
          'Vary',
          'Accept-Encoding',
        ];
        reply.writeHead(response.status, response.reason, headers);
        reply.end(gzipSync(response.body));
      },
    ],
    [
      'without a reason phrase, after an early hint',
      (reply, response) => {
        reply.writeProcessing();
        reply.writeHead(response.status, ' ', response.headers.flat());
        reply.end(response.body);
      },
    ],
    [
      'slower for some than for others',
      (reply, response) => {
        setTimeout(() => {
          reply.writeHead(response.status, response.reason, response.headers.flat());
          reply.end(response.body);
        }, Math.random() * 20);
      },
    ],
  ];
  test.for(ways)('%s', async ([, deliver]) => {
    const { verdicts } = await judgedOver(deliver);
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
  });
});

describe('a body that is not what its coding says', () => {
  test.for([
    ['gzip, and is plain', 'gzip', (response: WireResponse) => response.body],
    ['br, and is gzip', 'br', (response: WireResponse) => gzipSync(response.body)],
    ['unheard of', 'x-none', (response: WireResponse) => response.body],
  ] as const)('%s', async ([, coding, encode]) => {
    const { verdicts } = await judgedOver((reply, response) => {
      const headers = [...without(response, 'Content-Length'), 'Content-Encoding', coding];
      reply.writeHead(
        response.status,
        response.reason,
        response.status === 200 ? headers : response.headers.flat(),
      );
      reply.end(response.status === 200 ? encode(response) : response.body);
    });
    expect(violated(verdicts)).toEqual(['HTTP-14']);
  });
});

test('a list of 100,000 wrong members is judged', async () => {
  const results = Array.from({ length: 100_000 }, (_, index) => ({ wrong: index }));
  const reference = createReference({}, { list: (links) => ({ links, results, totalCount: 1 }) });
  const { verdicts } = await judgeReference(reference);
  expect(violated(verdicts)).toEqual(expect.arrayContaining(['PAGE-05', 'FIELD-03']));
});

describe('the sender', () => {
  const limits = { budget: 30, deadlineMs: 5000, maxConcurrent: 4 };
  const request: WireRequest = { method: 'GET', url: 'http://h/x', headers: [] };
  const plain = inProcess(createReference());

  /** Answers the first requests otherwise. */
  function first(count: number, change: (response: WireResponse) => WireResponse): Transport {
    let sent = 0;
    return async (wire) => {
      const answer = await plain(wire);
      sent += 1;
      return sent <= count ? { ...answer, response: change(answer.response) } : answer;
    };
  }

  test('waits when it is told to, and asks again', async () => {
    const sender = new Sender(
      first(2, (response) => withHeader(withStatus(response, 429), 'Retry-After', '0')),
      limits,
    );
    const answer = await sender.lane().send(request);
    expect('response' in answer && [answer.response.status, answer.earlier.length]).toEqual([401, 2]);
  });

  test('gives up after three waits, and says why', async () => {
    const sender = new Sender(
      first(9, (response) => withHeader(withStatus(response, 503), 'Retry-After', new Date(0).toUTCString())),
      limits,
    );
    expect(await sender.lane().send(request)).toMatchObject({
      fault: { kind: 'rate-limited', message: 'the server still answers 503 after 3 waits' },
      attempts: { length: 4 },
    });
  });

  test('takes a 503 that names no time for the answer', async () => {
    const answer = await new Sender(
      first(9, (response) => withStatus(response, 503)),
      limits,
    )
      .lane()
      .send(request);
    expect('response' in answer && answer.response.status).toBe(503);
  });

  test('counts what it means to send, and stops at the budget', async () => {
    const sender = new Sender(plain, { ...limits, budget: 2 });
    const lane = sender.lane();
    await lane.send(request);
    await lane.send(request);
    expect(await lane.send(request)).toMatchObject({ fault: { kind: 'budget' } });
    expect(sender.sent).toBe(2);
  });

  test('retries a signed request once when its nonce is used up, and no more', async () => {
    const reference = createReference({}, { admit: () => 'stale' });
    const { publicKey, privateKey } = reference.options;
    const seen: string[] = [];
    const sender = new Sender(async (wire) => {
      seen.push(header(wire, 'Authorization') ?? 'none');
      return inProcess(reference)(wire);
    }, limits);
    const answer = await sender.lane().sendAccepted(request, { kind: 'digest', publicKey, privateKey });
    expect('response' in answer && answer.response.status).toBe(401);
    expect(seen.filter((value) => value.startsWith('Digest'))).toHaveLength(2);
    expect(seen.some((value) => value.includes(privateKey))).toBe(false);
  });
});

/** Right servers whose replies travel differently, and what the sender makes of them. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Transport, WireRequest, WireResponse } from '../http/exchange.ts';
import { header } from '../http/exchange.ts';
import { Sender } from '../http/sender.ts';
import { CONFORMING, createReference, inProcess } from '../reference/reference.ts';
import { withBody, withHeader, withStatus } from './defects/defect.ts';
import { judgedOver, WAYS, without } from './http-delivery.ts';
import { judgeReference, violated } from './judge-in-memory.ts';
import { PATIENT } from './patience.ts';

describe('right on every wire', () => {
  test.for(WAYS)('%s', async ([, deliver]) => {
    const { verdicts } = await judgedOver(deliver, createReference());
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
  });
});

test.concurrent.for([3, 5, 7, 11])(
  'right when replies overtake each other by %i and only the newest nonce counts',
  async (stride, { expect }) => {
    let newest = '';
    const reference = createReference(
      {},
      {
        nonce: (gate) => {
          newest = gate.issue();
          return newest;
        },
        admit: (request, gate, bearer) => {
          const nonce = /\bnonce="([^"]*)"/.exec(header(request, 'Authorization') ?? '')?.[1];
          return nonce === undefined || nonce === newest ? CONFORMING.admit(request, gate, bearer) : 'stale';
        },
      },
    );
    let sent = 0;
    const overtaking: Transport = async (request) => {
      const answer = await inProcess(reference)(request);
      sent += 1;
      const turn = (sent * stride) % 13;
      await new Promise((resolve) => setTimeout(resolve, turn * 2));
      return answer;
    };
    const { verdicts } = await judgeReference(reference, { transport: overtaking });
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
  },
);

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
    }, createReference());
    expect(violated(verdicts)).toEqual(['HTTP-14']);
  });
});

test('a list of 30,000 wrong members is judged', async () => {
  const results = Array.from({ length: 30_000 }, (_, index) => ({ wrong: index }));
  const reference = createReference({}, { list: (links) => ({ links, results, totalCount: 1 }) });
  const { verdicts } = await judgeReference(reference);
  expect(violated(verdicts)).toEqual(expect.arrayContaining(['PAGE-05', 'FIELD-03']));
});

test('a refusal of 1 MB that is made to be slow to look through is judged', async () => {
  for (const text of ['<p ', 'java.', 'at /']) {
    const reference = createReference(
      {},
      {
        finish: (response) =>
          response.status === 404 ? withBody(response, text.repeat(1_000_000 / text.length)) : response,
      },
    );
    expect(violated((await judgeReference(reference)).verdicts)).toContain('ERR-03');
  }
});

describe('the sender', () => {
  const limits = { ...PATIENT, budget: 30, maxConcurrent: 4 };
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
      first(9, (response) => withHeader(withStatus(response, 429), 'Retry-After', new Date(0).toUTCString())),
      limits,
    );
    expect(await sender.lane().send(request)).toMatchObject({
      fault: { kind: 'rate-limited', message: 'the server still answers 429 after 3 waits' },
      attempts: { length: 4 },
    });
  });

  test.for([502, 503, 504])(
    'asks twice more where a gateway answers %i, then takes it for the answer',
    async (code) => {
      const gateway = (count: number) =>
        new Sender(
          first(count, (response) => withHeader(withStatus(response, code), 'Retry-After', '0')),
          limits,
        );
      const gone = await gateway(2).lane().send(request);
      expect('response' in gone && [gone.response.status, gone.earlier.length]).toEqual([401, 2]);
      const stays = await gateway(9).lane().send(request);
      expect('response' in stays && [stays.response.status, stays.earlier.length]).toEqual([code, 2]);
    },
  );

  test('posts once, whatever a gateway answers that may hide an effect', async () => {
    const sender = new Sender(
      first(9, (response) => withHeader(withStatus(response, 502), 'Retry-After', '0')),
      limits,
    );
    const answer = await sender.lane().send({ ...request, method: 'POST', body: '' });
    expect('response' in answer && answer.response.status).toBe(502);
    expect(sender.sent).toBe(1);
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

/** What is not the server's fault: its user's set-up, and a gateway in front of it. What is, is judged. */
import { describe, expect, test } from 'vitest';
import type { Transport, WireRequest, WireResponse } from '../http/exchange.ts';
import { answer, CONFORMING, createReference, inProcess } from '../reference/reference.ts';
import type { Verdict } from '../rules/verdict.ts';
import { outcomeOf } from '../run/outcome.ts';
import { API_VERSIONS, contractOf } from './contracts.ts';
import { errorDocument, signed, unsigned, withHeader } from './defects/defect.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

type Reply = (request: WireRequest, nth: number) => WireResponse | undefined;

/** Judges the reference server where `reply` answers for it: `nth` counts the requests from 1. */
async function judgeWith(reply: Reply, version: (typeof API_VERSIONS)[number] = 'v1.0') {
  const reference = createReference();
  const right = inProcess(reference);
  let nth = 0;
  const transport: Transport = async (request) => {
    nth += 1;
    const timed = await right(request);
    const other = reply(request, nth);
    return other ? { ...timed, response: other } : timed;
  };
  const { verdicts } = await judgeReference(reference, { version, transport });
  return verdicts;
}

const documentOf = (status: number, errorCode: string, reason = 'No') =>
  answer(
    status,
    [['Content-Type', 'application/json']],
    JSON.stringify({ error: status, reason, errorCode, detail: 'In its own words.', parameters: [] }),
  );

const blockers = (verdicts: readonly Verdict[]) => [
  ...new Set(verdicts.flatMap(({ verdict, blockedBy }) => (verdict === 'blocked' ? [blockedBy] : []))),
];

describe('the set-up of the user', () => {
  const answers = API_VERSIONS.flatMap((version) =>
    contractOf(version).setupAnswers.map((one) => ({ version, ...one })),
  );

  test('has its answers in every version of the contract', () => {
    for (const version of API_VERSIONS) {
      const codes = answers.filter((one) => one.version === version).map(({ errorCode }) => errorCode);
      expect(codes).toEqual(
        expect.arrayContaining([
          'USER_UNAUTHORIZED',
          'NOT_IN_GROUP',
          'IP_ADDRESS_NOT_ON_ACCESS_LIST',
          'GROUP_NOT_FOUND',
        ]),
      );
    }
  });

  test.for(answers)(
    '$errorCode in $version blocks, and fails nothing',
    async ({ version, status, errorCode }) => {
      const verdicts = await judgeWith(
        (request) => (signed(request) ? documentOf(status, errorCode) : undefined),
        version,
      );
      expect(violated(verdicts)).toEqual([]);
      expect(blockers(verdicts)).toEqual(['setup']);
      expect(outcomeOf({ rules: verdicts, strict: false })).toBe('incomplete');
      expect(verdicts.find(({ id }) => id === 'AUTH-03')?.verdict).toBe('pass');
    },
  );

  test('is a project id with one digit changed', async () => {
    const reference = createReference();
    const { projectId } = reference.options;
    const { verdicts } = await judgeReference({
      ...reference,
      options: { ...reference.options, projectId: projectId.replace(/.$/, '0') },
    });
    expect([violated(verdicts), blockers(verdicts)]).toEqual([[], ['setup']]);
    expect(verdicts.find(({ id }) => id === 'AUTH-02')?.message).toMatch(
      /^The project is unknown \(GROUP_NOT_FOUND\)/,
    );
  });

  test.for([
    ['no error document', (response: WireResponse) => ({ ...response, body: Buffer.from('no') })],
    ['another error than the status', errorDocument({ error: 400 })],
    ['no error', errorDocument({ error: undefined })],
    ['a detail that is no string', errorDocument({ detail: 7 })],
    ['a code that tells of no set-up', errorDocument({ errorCode: 'SOMETHING_ELSE' })],
  ] as const)('is not told by %s: the server is judged', async ([, change]) => {
    for (const [status, code] of [
      [401, 'USER_UNAUTHORIZED'],
      [403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST'],
      [404, 'GROUP_NOT_FOUND'],
    ] as const) {
      const verdicts = await judgeWith((request) =>
        signed(request) ? change(documentOf(status, code)) : undefined,
      );
      expect(violated(verdicts), `${status}`).toContain(status === 401 ? 'AUTH-02' : 'HTTP-01');
    }
  });

  test('is not to blame where the same request is let in a moment later', async () => {
    let told = false;
    const verdicts = await judgeWith((request) => {
      if (told || unsigned(request)) return undefined;
      told = true;
      return documentOf(403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST');
    });
    expect(violated(verdicts)).toEqual(['AUTH-02']);
  });

  test('is not to blame where other requests of the same project are let in', async () => {
    const verdicts = await judgeWith((request) =>
      signed(request) && request.url.includes('envelope=true')
        ? documentOf(403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST')
        : undefined,
    );
    expect(violated(verdicts)).toContain('ENV-01');
  });
});

describe('a gateway', () => {
  const page = (status: number) =>
    withHeader(
      answer(status, [['Content-Type', 'text/html']], '<html>Bad gateway</html>'),
      'Retry-After',
      '0',
    );

  test.for([502, 503, 504])(
    'that answers %i once is forgotten, wherever in the run it was',
    async (status) => {
      const places = Array.from({ length: 40 }, (_, index) => index + 1);
      const found = await Promise.all(
        places.map(async (place) =>
          violated(await judgeWith((_, nth) => (nth === place ? page(status) : undefined))),
        ),
      );
      expect(found.flatMap((ids, index) => (ids.length > 0 ? [`${places[index]}: ${ids}`] : []))).toEqual([]);
    },
  );

  test('that answers every request with credentials blocks, and the rest is judged', async () => {
    const verdicts = await judgeWith((request) => (signed(request) ? page(502) : undefined));
    expect([violated(verdicts), blockers(verdicts)]).toEqual([[], ['gateway']]);
    expect(verdicts.find(({ id }) => id === 'AUTH-03')?.verdict).toBe('pass');
    expect(verdicts.find(({ id }) => id === 'HTTP-01')?.message).toContain(
      'to every request with credentials;',
    );
    expect(outcomeOf({ rules: verdicts, strict: false })).toBe('incomplete');
  });

  test('that answers everything blocks everything', async () => {
    const verdicts = await judgeWith(() => page(503));
    expect([violated(verdicts), blockers(verdicts)]).toEqual([[], ['gateway']]);
    expect(verdicts.some(({ verdict }) => verdict === 'pass')).toBe(false);
    expect(verdicts.find(({ id }) => id === 'HTTP-01')?.message).toContain('answers 503 to every request;');
  });

  test('is no excuse for one kind of request', async () => {
    const of = async (wanted: (request: WireRequest) => boolean) =>
      violated(await judgeWith((request) => (wanted(request) ? page(502) : undefined)));
    expect(await of((request) => signed(request) && request.url.includes('envelope=true'))).toContain(
      'ENV-01',
    );
    expect(await of((request) => signed(request) && !request.url.includes('?'))).toContain('HTTP-01');
    expect(await of(unsigned)).toContain('AUTH-01');
  });
});

describe('a first reply that holds other buckets than all later ones', () => {
  const first = (edit: (results: readonly unknown[]) => readonly unknown[]) => {
    let isFirst = true;
    return judgeReference(
      createReference(
        { items: 3 },
        {
          list: (links, results, count, asked) => {
            const shown = isFirst ? edit(results) : results;
            isFirst = false;
            return CONFORMING.list(links, shown, count + shown.length - results.length, asked);
          },
        },
      ),
    );
  };

  test.for([
    ['lacks the last one', (all: readonly unknown[]) => all.slice(0, -1)],
    ['lacks the first one', (all: readonly unknown[]) => all.slice(1)],
    ['is empty', () => []],
  ] as const)('and %s tells nothing: the run is incomplete', async ([, edit]) => {
    const { verdicts } = await first(edit);
    expect([violated(verdicts), blockers(verdicts)]).toEqual([[], ['single-reply']]);
    expect(outcomeOf({ rules: verdicts, strict: false })).toBe('incomplete');
  });

  test('and their order another is a failure', async () => {
    const { verdicts } = await first((all) => all.toReversed());
    expect(violated(verdicts)).toEqual(['PAGE-01']);
  });
});

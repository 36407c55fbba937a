/** Where a status surprises, every report says what the server itself said, and nothing that must not be seen. */
import { beforeAll, describe, expect, test } from 'vitest';
import { header, type WireResponse } from '../http/exchange.ts';
import type { EvidenceAttempt } from '../redaction/redactor.ts';
import { closing } from '../reporting/terminal.ts';
import type { Report } from '../run/result.ts';
import { type ServerWords, serverWords, serverWordsText } from '../run/server-words.ts';
import { artefacts, plainText, reportOf, reportOfListener } from './artefacts.ts';
import { signed, withBody, withHeader, withStatus } from './defects/defect.ts';

type Response = NonNullable<EvidenceAttempt['response']>;

const response = (status: number, body: string, headers: Response['headers'] = []): Response => ({
  status,
  reason: 'Reason',
  httpVersion: '1.1',
  headers,
  body,
  bodyBytes: body.length,
  trimmed: false,
});
const said = (given: Response) => {
  const words = serverWords(given, (text) => text);
  return words && serverWordsText(words);
};

const DOCUMENT = '{"error":403,"errorCode":"SOME_CODE","detail":"No entry.","reason":"Forbidden"}';

describe('what a reply says', () => {
  test.for([
    ['a list', response(200, '{"results":[],"links":[],"totalCount":0}'), undefined],
    ['an empty 204', response(204, ''), undefined],
    ['an error document', response(403, DOCUMENT), '403 SOME_CODE: No entry.'],
    [
      'an error document that came with 200',
      response(200, DOCUMENT),
      '200 SOME_CODE: No entry; error 403 in the body',
    ],
    ['a status alone', response(200, '{"error":404}'), '200 Reason: error 404 in the body'],
    [
      'an error document without words',
      response(404, '{"error":404}'),
      '404 Reason: the body begins {"error":404}',
    ],
    ['members of another kind', response(400, '{"errorCode":{"a":1},"detail":[1]}'), '400 {"a":1}: [1]'],
    [
      'members that are null',
      response(400, '{"errorCode":null,"detail":null}'),
      '400 Reason: the body begins {"errorCode":null,"detail":null}',
    ],
    [
      'JSON of another form',
      response(404, '{"message":"no route"}'),
      '404 Reason: the body begins {"message":"no route"}',
    ],
    ['no body', response(500, ' \n'), '500 Reason: no body'],
    ['text', response(502, '\n\nupstream is gone\nsecond'), '502 Reason: the body begins upstream is gone'],
    ['text with 200', response(200, 'hello'), '200 Reason: the body begins hello'],
    [
      'a page of a gateway',
      response(504, '<html>\r\n<head><title> 504 Gateway Time-out </title></head>'),
      '504 Reason: a page titled "504 Gateway Time-out"; the body begins <html>',
    ],
    [
      'a redirect',
      response(307, '', [['location', 'https://login.example/']]),
      '307 Reason: Location: https://login.example/',
    ],
    [
      'a challenge under another name',
      response(401, DOCUMENT, [['X-Remapped-WWW-Authenticate', '<masked>']]),
      '401 SOME_CODE: No entry; error 403 in the body; its challenge stands in X-Remapped-WWW-Authenticate, not in WWW-Authenticate',
    ],
    [
      'a challenge in a field of any name',
      response(401, '{"error":401,"detail":"d"}', [['X-Auth', 'Digest realm="a", nonce="b"']]),
      '401 Reason: d; its challenge stands in X-Auth, not in WWW-Authenticate',
    ],
    [
      'a challenge where it belongs',
      response(401, '{"error":401,"detail":"d"}', [
        ['www-authenticate', 'Digest realm="a"'],
        ['X-Auth', 'Digest realm="a"'],
      ]),
      '401 Reason: d',
    ],
    [
      'the challenge of a proxy',
      response(401, '{"error":401,"detail":"d"}', [['Proxy-Authenticate', 'Basic realm="a"']]),
      '401 Reason: d',
    ],
  ] as const)('%s', ([, given, text]) => {
    expect(said(given)).toBe(text);
  });

  test('of a long body, no more than is known: it may be JSON all the same', () => {
    expect(said({ ...response(404, `{"detail":"${'x'.repeat(50)}`), trimmed: true })).toBeUndefined();
    expect(said({ ...response(404, 'x'.repeat(5000)), trimmed: true })).toMatch(
      /^404 Reason: the body begins x{200}…/,
    );
  });

  test('is redacted once more, since JSON has escapes of its own', () => {
    const words = serverWords(response(404, '{"detail":"a\\u0062c"}'), (text) =>
      text.replaceAll('abc', '***'),
    );
    expect(words?.detail).toBe('***');
  });
});

const refusing = (reply: { status: number; headers?: Record<string, string>; body: string }) => () =>
  reportOfListener((_request, out) => {
    out.writeHead(reply.status, { 'Content-Type': 'application/json', ...reply.headers });
    out.end(reply.body);
  });
/** Answers every signed request so. */
const toSigned = (change: (response: WireResponse) => WireResponse) => () =>
  reportOf({}, { finish: (reply, request) => (signed(request) ? change(reply) : reply) });

const EVERYWHERE: Readonly<Record<string, readonly [make: () => Promise<Report>, words: readonly string[]]>> =
  {
    'another project': [
      () => reportOf({}, {}, { MONGODB_ATLAS_PROJECT_ID: '5f0c2a7b9e4d3c1b2a190808' }),
      ['404 GROUP_NOT_FOUND: No project 5f0c2a7b9e4d3c1b2a190808 exists.'],
    ],
    'an odd refusal of the key': [
      toSigned((reply) => withBody(withStatus(reply, 403, 'Forbidden'), DOCUMENT)),
      ['403 SOME_CODE: No entry.'],
    ],
    'a redirect': [
      refusing({ status: 302, headers: { Location: 'https://login.example/sso' }, body: '' }),
      ['302 Found: Location: https://login.example/sso'],
    ],
    'an error document with 200': [refusing({ status: 200, body: DOCUMENT }), ['error 403 in the body']],
    'a challenge under another name': [
      () =>
        reportOf(
          {},
          {
            finish: (reply) => {
              const value = header(reply, 'WWW-Authenticate');
              return value === undefined
                ? reply
                : withHeader(
                    withHeader(reply, 'WWW-Authenticate'),
                    'X-Amzn-Remapped-WWW-Authenticate',
                    value,
                  );
            },
          },
        ),
      ['its challenge stands in X-Amzn-Remapped-WWW-Authenticate'],
    ],
    'a page': [
      refusing({ status: 500, body: '<!doctype html><title>It broke</title>' }),
      ['a page titled "It broke"', 'the body begins <!doctype html>'],
    ],
  };

/** What JSON, the terminal and the rest each write in their own way, as one text. */
const shown = (name: string, text: string) =>
  name === 'conformance.json'
    ? [...JSON.parse(text).rules, ...JSON.parse(text).causes]
        .flatMap((one: { said?: ServerWords }) => (one.said ? [serverWordsText(one.said)] : []))
        .join('\n')
    : plainText(text);

describe.each(Object.entries(EVERYWHERE))('%s', (_name, [make, words]) => {
  let report: Report;
  beforeAll(async () => {
    report = await make();
  });

  test('stands in every report', () => {
    const { 'badge.json': _badge, 'exchanges.har': _har, ...reports } = artefacts(report);
    for (const [name, text] of Object.entries(reports))
      for (const word of words) expect(shown(name, text), name).toContain(word);
  });

  test('begins the first card', () => {
    const [, firstRow] = closing(report, undefined, [], (_style, text) => text).split('\n');
    expect(firstRow).toMatch(/^ +server said /);
    expect(words.some((word) => firstRow?.includes(word))).toBe(true);
    const card = /<article.*?<\/article>/s.exec(artefacts(report)['index.html'] ?? '')?.[0] ?? '';
    expect(card).toMatch(/<\/h3><dl><dt>server said<\/dt>/);
    expect(card).toMatch(/<details open><summary>The exchange/);
  });
});

test('what a fault leaves of a server stands with the fault', async () => {
  const report = await reportOfListener((_request, reply) => {
    reply.writeHead(429, { 'Content-Type': 'application/json', 'Retry-After': '3600' });
    reply.end('{"error":429,"errorCode":"RATE_LIMITED","detail":"Slow down."}');
  });
  expect(report.result.causes[0]?.said).toMatchObject({ status: 429, errorCode: 'RATE_LIMITED' });
  for (const name of ['index.html', 'summary.md', 'junit.xml', 'annotations', 'terminal'])
    expect(plainText(artefacts(report)[name] ?? ''), name).toContain('429 RATE_LIMITED: Slow down.');
});

test('what one probe alone meets stands with what it says', async () => {
  const report = await reportOf(
    {},
    {
      finish: (reply, request) =>
        request.url.includes('pageNum=1&itemsPerPage=2')
          ? withHeader(
              withBody(withStatus(reply, 429), '{"errorCode":"RATE_LIMITED"}'),
              'Retry-After',
              '3600',
            )
          : reply,
    },
  );
  const [cause] = report.result.causes;
  expect(cause?.blockedBy).toBe('rate-limited');
  expect(cause?.said).toMatchObject({ status: 429, errorCode: 'RATE_LIMITED' });
  expect(plainText(artefacts(report)['summary.md'] ?? '')).toMatch(/curl .*pageNum=1&itemsPerPage=2/);
});

test('a refusal that was asked for explains nothing that is wrong', async () => {
  const { result } = await reportOf({ realm: 'Mock' });
  const warned = result.rules.find(({ id }) => id === 'AUTH-19');
  expect(warned?.verdict).toBe('warn');
  expect(warned?.said).toBeUndefined();
});

test('no spelling of a key comes up from the escapes of JSON, and nothing that acts', async () => {
  const key = 'p+r/i v%a"t&e-key';
  // Escapes of JSON around escapes of URLs: what is written is no spelling of the key, what is read is one.
  const twice = encodeURIComponent(key).replaceAll('%', '\\u0025');
  const report = await reportOf(
    { privateKey: key },
    {
      finish: (reply, request) =>
        signed(request)
          ? withBody(
              withStatus(reply, 403),
              `{"error":403,"errorCode":"C","detail":"${twice} \\u001b[31m\\u202e"}`,
            )
          : reply,
    },
  );
  const texts = Object.entries(artefacts(report)).map(([name, text]) => [name, plainText(text)] as const);
  for (const [name, text] of texts) {
    expect(text, name).not.toContain(encodeURIComponent(key));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be absent
    expect(text, name).not.toMatch(/[\u001b\u202e]/);
  }
  expect(report.result.rules.flatMap(({ said: words }) => words?.detail ?? [])[0]).toMatch(/^<private-key/);
});

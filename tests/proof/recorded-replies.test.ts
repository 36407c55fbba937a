/**
 * Replies in the shapes that the real service was recorded with (values are made up): header names, key
 * sets, spacing, order of links, fields missing or there. None of them violates a rule.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApiVersion } from '../contract/contract.ts';
import type { HeaderLine, WireResponse } from '../http/exchange.ts';
import type { Answer } from '../probes/answers.ts';
import { CONFORMING, createReference } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { judge } from '../run/judge.ts';
import { contractOf } from './contracts.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

const PROJECT = 'b0b1b2b3b4b5b6b7b8b9babb';
const BASE = 'https://cloud-dev.example.com';
const hex = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** On every reply of the service but a 401. */
const COMMON: readonly HeaderLine[] = [
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['Server', 'mdbws'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubdomains;'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Envoy-Upstream-Service-Time', '71'],
  ['X-Frame-Options', 'DENY'],
  ['X-Java-Method', 'ApiExportBucketsResource::listExportBuckets'],
  ['X-Java-Version', '17.0.15+6'],
  ['X-Mongodb-Service-Version', 'gitHash=0000000; versionString=master'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
];

function response(
  status: number,
  reason: string,
  headers: readonly HeaderLine[],
  body: string,
): WireResponse {
  const length: HeaderLine = ['Content-Length', String(Buffer.byteLength(body))];
  return { status, reason, httpVersion: '2.0', headers: [...headers, length], body: Buffer.from(body) };
}

function exchange(version: ApiVersion, given: WireResponse, signed: boolean, project = PROJECT): Answer {
  const url = `${BASE}${contractOf(version).pathFor({ groupId: project })}`;
  const headers: readonly HeaderLine[] = signed ? [['Authorization', 'Digest username="x"']] : [];
  const timing = { startedAt: 0, waitMs: 0, receiveMs: 0 };
  return {
    exchange: {
      request: { method: 'GET', url, headers },
      timing,
      response: given,
      earlier: [],
      asked: {},
      authentication: 'configured',
    },
  };
}

interface ListShape {
  readonly name: string;
  readonly version: ApiVersion;
  readonly count: number;
  readonly total: number;
  readonly item: (index: number) => object;
  readonly headers: readonly HeaderLine[];
}

const bucket = (index: number) => ({
  _id: hex(`b${index}`),
  bucketName: 'one-name-for-all',
  cloudProvider: 'AWS',
  iamRoleId: hex('r'),
});
const networked = (index: number) => ({ ...bucket(index), requirePrivateNetworking: false });
const limits: readonly HeaderLine[] = [
  ['Ratelimit-Limit', '1200'],
  ['Ratelimit-Remaining', '1197'],
];
const ending: readonly HeaderLine[] = [
  ['Deprecation', 'Thu, 30 May 2024 00:00:00 GMT'],
  ['Sunset', 'Thu, 1 Jul 2027 00:00:00 GMT'],
];

const LISTS: readonly ListShape[] = [
  {
    name: 'of 2025-03: four fields, 1 of 17 pages',
    version: '2024-05-30',
    count: 100,
    total: 1606,
    item: bucket,
    headers: [],
  },
  {
    name: 'of 2025-08: with requirePrivateNetworking',
    version: '2024-05-30',
    count: 100,
    total: 1900,
    item: networked,
    headers: [],
  },
  {
    name: 'of 2026-08: with rate limits',
    version: '2024-05-30',
    count: 100,
    total: 2508,
    item: networked,
    headers: limits,
  },
  {
    name: 'of a version that ends',
    version: '2023-01-01',
    count: 3,
    total: 3,
    item: bucket,
    headers: [...limits, ...ending],
  },
  { name: 'of an empty project', version: '2024-05-30', count: 0, total: 0, item: bucket, headers: limits },
  { name: 'of v1.0', version: 'v1.0', count: 1, total: 1, item: bucket, headers: [] },
];

function listReply({ version, count, total, item, headers }: ListShape): WireResponse {
  const path = `${BASE}${contractOf(version).pathFor({ groupId: PROJECT })}`;
  const links = [
    { href: `${path}?pageNum=1&itemsPerPage=100`, rel: 'self' },
    ...(total > 100 ? [{ href: `${path}?itemsPerPage=100&pageNum=2`, rel: 'next' }] : []),
  ];
  const body = JSON.stringify({
    links,
    results: Array.from({ length: count }, (_, index) => item(index)),
    totalCount: total,
  });
  const type =
    version === 'v1.0' ? 'application/json' : `application/vnd.atlas.${version}+json;charset=utf-8`;
  return response(200, 'OK', [['Content-Type', type], ...COMMON, ...headers], body);
}

const REFUSALS: readonly (readonly [name: string, body: string])[] = [
  [
    'until 2026-07: three members',
    '{\n  "error" : 401,\n  "reason" : "Unauthorized",\n  "detail" : "You are not authorized for this resource."\n}',
  ],
  [
    'since 2026-08: with an errorCode',
    '{\n  "error" : 401,\n  "reason" : "Unauthorized",\n  "errorCode" : "UNEXPECTED_ERROR",\n  "detail" : "You are not authorized for this resource."\n}',
  ],
];

function refusal(body: string): WireResponse {
  const challenge = `Digest realm="MMS Public API", domain="", nonce="${'Qx7'.repeat(10)}Qx", algorithm=MD5, qop="auth", stale=false`;
  return response(
    401,
    'Unauthorized',
    [
      ['Content-Type', 'application/json'],
      ['Server', 'mdbws'],
      ['WWW-Authenticate', challenge],
    ],
    body,
  );
}

const NOT_FOUND: readonly (readonly [name: string, body: object, headers: readonly HeaderLine[]])[] = [
  [
    'with X-Error-Code, without the service version',
    {
      detail: `No group with ID ${PROJECT} exists.`,
      error: 404,
      errorCode: 'GROUP_NOT_FOUND',
      parameters: [PROJECT],
      reason: 'Not Found',
    },
    [['X-Error-Code', 'GROUP_NOT_FOUND']],
  ],
  [
    'before X-Error-Code',
    {
      detail: `No group with ID ${PROJECT} exists.`,
      error: 404,
      errorCode: 'GROUP_NOT_FOUND',
      parameters: [PROJECT],
      reason: 'Not Found',
    },
    [],
  ],
];

/** Judges what these answers allow to judge. */
function judged(version: ApiVersion, answers: ReadonlyMap<string, Answer>) {
  const contract = contractOf(version);
  return judge(rulesOf(contract), { contract, answers, projectId: PROJECT, auth: 'digest', baseUrl: BASE });
}

describe('a list', () => {
  test.for(LISTS.map((shape) => [shape.name, shape] as const))('%s', ([, shape]) => {
    const answers = new Map([
      ['no-credentials', exchange(shape.version, refusal(REFUSALS[0]?.[1] ?? ''), false)],
      ['plain', exchange(shape.version, listReply(shape), true)],
    ]);
    const verdicts = judged(shape.version, answers);
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(30);
  });
});

describe('a refusal', () => {
  test.for(REFUSALS)('%s', ([, body]) => {
    const verdicts = judged(
      '2024-05-30',
      new Map([['no-credentials', exchange('2024-05-30', refusal(body), false)]]),
    );
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ id, verdict }) => id === 'AUTH-15' && verdict === 'pass')).toHaveLength(1);
  });
});

describe('an unknown project', () => {
  test.for(NOT_FOUND)('%s', ([, body, headers]) => {
    const given = response(
      404,
      'Not Found',
      [['Content-Type', 'application/json'], ...COMMON, ...headers],
      JSON.stringify(body),
    );
    const [shape] = LISTS;
    if (!shape) throw new Error('no list');
    const answers = new Map([
      ['plain', exchange(shape.version, listReply(shape), true)],
      ['unknown-project', exchange(shape.version, given, true, '0'.repeat(24))],
    ]);
    const verdicts = judged(shape.version, answers);
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.find(({ id }) => id === 'ERR-07')?.verdict).toBe('pass');
  });
});

test.for([1, 3, 46, 103, 250, 498])(
  'a list of %i that counts three more than it holds, and whose next follows its count',
  async (buckets) => {
    const { list, links } = CONFORMING;
    const reference = createReference(
      { items: buckets },
      {
        list: (shown, results, count, asked) => list(shown, results, count + 3, asked),
        links: (asked, count) => links(asked, count + 3),
      },
    );
    const { verdicts } = await judgeReference(reference);
    expect(verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked')).toEqual([]);
    expect(violated(verdicts).filter((id) => id !== 'PAGE-20')).toEqual([]);
  },
);

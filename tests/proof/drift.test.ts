/** The contract against the vendor's OpenAPI: what differs, where, and what explains it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Difference, driftOf } from '../contract/drift.ts';
import { openContract, shippedContract } from '../contract/list-contract.ts';
import { DocumentError, openVendorDocument } from '../contract/vendor-document.ts';
import { PATIENCE_MS } from './patience.ts';

const directory = mkdtempSync(join(tmpdir(), 'drift-'));
afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const CONTRACT = `openapi: 3.1.0
info: { title: Things, version: v2 }
paths:
  /api/atlas/v2/groups/{groupId}/things:
    get:
      parameters:
        - { name: groupId, in: path, required: true, schema: { type: string, pattern: "^[a-f0-9]{24}$" } }
        - { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 1 } }
      responses:
        "200":
          description: One page.
          headers:
            RateLimit-Limit: { schema: { type: integer } }
          content:
            application/vnd.atlas.2024-01-01+json:
              schema:
                anyOf:
                  - $ref: "#/components/schemas/List"
                  - $ref: "#/components/schemas/Enveloped"
            application/vnd.atlas.2023-01-01+json:
              x-sunset: 2027-07-01
              schema:
                $ref: "#/components/schemas/List"
        "404":
          description: No such project.
          content:
            application/json: { schema: { $ref: "#/components/schemas/Problem" } }
components:
  schemas:
    List:
      type: object
      required: [results]
      properties:
        results: { type: array, items: { $ref: "#/components/schemas/Thing" } }
    Enveloped:
      allOf:
        - $ref: "#/components/schemas/List"
        - { type: object, required: [status], properties: { status: { type: integer } } }
    Thing:
      type: object
      required: [id, kind]
      discriminator:
        propertyName: kind
        mapping:
          BIG: "#/components/schemas/Big"
          SMALL: "#/components/schemas/Small"
      oneOf:
        - $ref: "#/components/schemas/Big"
        - $ref: "#/components/schemas/Small"
      properties:
        id: { type: string, pattern: "^[a-f0-9]{24}$" }
        kind: { enum: [BIG, SMALL] }
        note: { type: [string, "null"], maxLength: 80 }
        size: { type: number, exclusiveMinimum: 0 }
    Big:
      type: object
      required: [height]
      properties:
        kind: { const: BIG }
        height: { type: integer, minimum: 100 }
    Small:
      type: object
      properties:
        kind: { const: SMALL }
    Problem:
      type: object
      required: [error]
      properties:
        error: { type: integer }
`;

/** The same in other words: of 3.0, with branches that extend what chooses among them. */
const VENDOR = `openapi: 3.0.1
info: { title: Everything, version: "2.0" }
paths:
  /api/atlas/v2/groups: { get: { responses: {} } }
  /api/atlas/v2/groups/{id}/things:
    parameters:
      - $ref: "#/components/parameters/pageNum"
    get:
      parameters:
        - { name: groupId, in: path, required: true, schema: { type: string, pattern: "^([a-f0-9]{24})$" } }
      responses:
        "200":
          description: OK
          headers:
            ratelimit-limit: { $ref: "#/components/headers/Limit" }
          content:
            application/vnd.atlas.2024-01-01+json:
              schema: { $ref: "#/components/schemas/PaginatedThings" }
            application/vnd.atlas.2023-01-01+json:
              schema: { $ref: "#/components/schemas/PaginatedThings" }
              x-sunset: "2027-07-01"
        "404": { $ref: "#/components/responses/notFound" }
components:
  headers:
    Limit: { schema: { type: integer } }
  parameters:
    pageNum: { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 1 } }
  responses:
    notFound:
      description: Not Found.
      content:
        application/json:
          schema: { $ref: "#/components/schemas/ApiError" }
  schemas:
    PaginatedThings:
      type: object
      required: [results]
      properties:
        results: { type: array, items: { $ref: "#/components/schemas/ThingView" } }
    ThingView:
      type: object
      required: [id, kind]
      discriminator:
        propertyName: kind
        mapping:
          BIG: "#/components/schemas/BigView"
          SMALL: "#/components/schemas/SmallView"
      properties:
        id: { type: string, pattern: "^([a-f0-9]{24})$" }
        kind: { type: string, enum: [SMALL, BIG] }
        note: { type: string, nullable: true, maxLength: 80, default: none }
        size: { type: number, minimum: 0, exclusiveMinimum: true }
        secret: { type: string, writeOnly: true }
    BigView:
      allOf:
        - $ref: "#/components/schemas/ThingView"
        - { type: object, properties: { height: { type: integer, minimum: 100 } } }
      required: [id, kind, height]
    SmallView:
      allOf:
        - $ref: "#/components/schemas/ThingView"
    ApiError:
      type: object
      required: [error]
      properties:
        error: { type: integer }
`;

function differences(contract: string, vendor: string): readonly Difference[] {
  const list = openContract(written('contract.yaml', contract));
  const document = openVendorDocument(written('vendor.yaml', vendor));
  return list.documents.flatMap((one) => driftOf(one, list.versions, document)?.differences ?? []);
}

/** `places: keyword, ours -> theirs`, and the texts of the two lines that are cited. */
function told(contract: string, vendor: string) {
  const lineOf = (text: string, line: number) => text.split('\n')[line - 1]?.trim();
  return differences(contract, vendor).map((one) => ({
    says: `${one.at.join(', ')}: ${one.keyword}, ${JSON.stringify(one.contract.value)} -> ${JSON.stringify(one.vendor.value)}`,
    range: [...one.versions, ...one.only].join(', '),
    ours: lineOf(contract, one.contract.statement.line),
    theirs: lineOf(vendor, one.vendor.statement.line),
    because: one.because,
  }));
}

function changed(text: string, from: string, to: string): string {
  expect(text.split(from), `"${from}" stands there once`).toHaveLength(2);
  return text.replace(from, to);
}

test('two documents that say the same in other words differ in nothing', () => {
  expect(told(CONTRACT, VENDOR)).toEqual([]);
});

/** What the vendor changes, and how that is told: with the lines on both sides. */
const NEWS: readonly (readonly [
  name: string,
  from: string,
  to: string,
  says: string,
  ours: string,
  theirs: string,
  range: string,
])[] = [
  [
    'a new parameter',
    'parameters:\n      - $ref: "#/components/parameters/pageNum"',
    'parameters:\n      - $ref: "#/components/parameters/pageNum"\n      - { name: sort, in: query, schema: { type: string } }',
    'the operation: parameters, undefined -> "sort"',
    'get:',
    '- { name: sort, in: query, schema: { type: string } }',
    '',
  ],
  [
    'a parameter that is gone',
    '    parameters:\n      - $ref: "#/components/parameters/pageNum"\n',
    '',
    'the operation: parameters, "pageNum" -> undefined',
    '- { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 1 } }',
    'get:',
    '',
  ],
  [
    'another default',
    'minimum: 1, default: 1 } }',
    'minimum: 1, default: 0 } }',
    'pageNum: default, 1 -> 0',
    '- { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 1 } }',
    'pageNum: { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 0 } }',
    '',
  ],
  [
    'a new bound',
    'minimum: 1, default: 1 } }',
    'minimum: 1, maximum: 500, default: 1 } }',
    'pageNum: maximum, undefined -> 500',
    '- { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 1 } }',
    'pageNum: { name: pageNum, in: query, schema: { type: integer, minimum: 1, maximum: 500, default: 1 } }',
    '',
  ],
  [
    'a parameter that is required now',
    'in: query, schema',
    'in: query, required: true, schema',
    'pageNum: required, false -> true',
    '- { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 1 } }',
    'pageNum: { name: pageNum, in: query, required: true, schema: { type: integer, minimum: 1, default: 1 } }',
    '',
  ],
  [
    'an operation that is deprecated',
    '    get:\n      parameters',
    '    get:\n      deprecated: true\n      parameters',
    'the operation: deprecated, false -> true',
    'get:',
    'deprecated: true',
    '',
  ],
  [
    'a new status',
    '        "404": {',
    '        "400": { description: Bad Request }\n        "404": {',
    'the operation: responses, undefined -> "400"',
    'get:',
    '"400": { description: Bad Request }',
    '',
  ],
  [
    'a header that is gone',
    '          headers:\n            ratelimit-limit: { $ref: "#/components/headers/Limit" }\n',
    '',
    '200: headers, "RateLimit-Limit" -> undefined',
    'RateLimit-Limit: { schema: { type: integer } }',
    '"200":',
    '',
  ],
  [
    'a header of another type',
    'Limit: { schema: { type: integer } }',
    'Limit: { schema: { type: string } }',
    '200, RateLimit-Limit: type, ["integer"] -> ["string"]',
    'RateLimit-Limit: { schema: { type: integer } }',
    'Limit: { schema: { type: string } }',
    '',
  ],
  [
    'a new version',
    '            application/vnd.atlas.2024-01-01+json:\n',
    '            application/vnd.atlas.2025-01-01+json: {}\n            application/vnd.atlas.2024-01-01+json:\n',
    '200: content, undefined -> "application/vnd.atlas.2025-01-01+json"',
    '"200":',
    'application/vnd.atlas.2025-01-01+json: {}',
    '',
  ],
  [
    'another end of a version',
    'x-sunset: "2027-07-01"',
    'x-sunset: "2026-12-31"',
    '200: x-sunset, "2027-07-01" -> "2026-12-31"',
    'x-sunset: 2027-07-01',
    'x-sunset: "2026-12-31"',
    '2023-01-01',
  ],
  [
    'a new property',
    '        secret: { type: string, writeOnly: true }',
    '        secret: { type: string }',
    '200: results[]: properties, undefined -> "secret"',
    'Thing:',
    'secret: { type: string }',
    '2024-01-01, 2023-01-01',
  ],
  [
    'a property that is gone',
    '        size: { type: number, minimum: 0, exclusiveMinimum: true }\n',
    '',
    '200: results[]: properties, "size" -> undefined',
    'size: { type: number, exclusiveMinimum: 0 }',
    'ThingView:',
    '2024-01-01, 2023-01-01',
  ],
  [
    'a property that nothing requires any more',
    'required: [results]',
    'required: []',
    '200: required, "results" -> undefined',
    'required: [results]',
    'PaginatedThings:',
    '2024-01-01, 2023-01-01',
  ],
  [
    'a property that one branch requires now',
    '    SmallView:\n      allOf:\n',
    '    SmallView:\n      required: [note]\n      allOf:\n',
    '200: results[]: required, undefined -> "note"',
    'Thing:',
    'required: [note]',
    '2024-01-01, 2023-01-01, kind "SMALL"',
  ],
  [
    'a bound in one branch',
    'minimum: 100 } } }',
    'minimum: 10 } } }',
    '200: results[].height: minimum, 100 -> 10',
    'height: { type: integer, minimum: 100 }',
    '- { type: object, properties: { height: { type: integer, minimum: 10 } } }',
    '2024-01-01, 2023-01-01, kind "BIG"',
  ],
  [
    'a new value',
    'enum: [SMALL, BIG]',
    'enum: [SMALL, BIG, HUGE]',
    '200: results[].kind: enum, undefined -> "HUGE"',
    'kind: { enum: [BIG, SMALL] }',
    'kind: { type: string, enum: [SMALL, BIG, HUGE] }',
    '2024-01-01, 2023-01-01',
  ],
  [
    'another pattern',
    '        id: { type: string, pattern: "^([a-f0-9]{24})$" }',
    '        id: { type: string, pattern: "^([a-f0-9]{24}|x)$" }',
    '200: results[].id: pattern, "^[a-f0-9]{24}$" -> "^([a-f0-9]{24}|x)$"',
    'id: { type: string, pattern: "^[a-f0-9]{24}$" }',
    'id: { type: string, pattern: "^([a-f0-9]{24}|x)$" }',
    '2024-01-01, 2023-01-01',
  ],
  [
    'no null any more',
    'nullable: true, ',
    '',
    '200: results[].note: type, ["null","string"] -> ["string"]',
    'note: { type: [string, "null"], maxLength: 80 }',
    'note: { type: string, maxLength: 80, default: none }',
    '2024-01-01, 2023-01-01',
  ],
  [
    'a bound that is no longer exclusive',
    'minimum: 0, exclusiveMinimum: true',
    'minimum: 0',
    '200: results[].size: exclusiveMinimum, 0 -> undefined',
    'size: { type: number, exclusiveMinimum: 0 }',
    'size: { type: number, minimum: 0 }',
    '2024-01-01, 2023-01-01',
  ],
];

describe('what the vendor changes is news, with both places', () => {
  test.each(NEWS)('%s', (_, from, to, says, ours, theirs, range) => {
    const news = told(CONTRACT, changed(VENDOR, from, to));
    expect(news).toContainEqual({ says, range, ours, theirs, because: undefined });
    // A bound that changes its kind is two statements.
    expect(news).toHaveLength(says.includes('exclusiveMinimum') ? 2 : 1);
  });

  test('what is the same wherever a statement is used is told once', () => {
    const contract = changed(
      CONTRACT,
      '        "404":',
      '        "401": { description: Refused., content: { application/json: { schema: { $ref: "#/components/schemas/Problem" } } } }\n        "404":',
    );
    const vendor = changed(
      VENDOR,
      '        "404":',
      '        "401": { $ref: "#/components/responses/notFound" }\n        "404":',
    );
    const other = changed(vendor, '        error: { type: integer }', '        error: { type: string }');
    expect(told(contract, other).map(({ says }) => says)).toEqual([
      '401: error, 404: error: type, ["integer"] -> ["string"]',
    ]);
  });
});

describe('a difference is explained beside the contract’s statement', () => {
  const NOTE = 'note: { type: [string, "null"], maxLength: 80 }';
  const longer = changed(VENDOR, 'maxLength: 80', 'maxLength: 90');
  const explained = (entry: string, vendor: string) =>
    told(changed(CONTRACT, NOTE, NOTE.replace(' }', `, ${entry} }`)), vendor).map(({ because }) => because);

  test('by what the vendor says instead, as long as it says that', () => {
    const entry = 'x-vendor: [{ says: { maxLength: 90 }, because: Recorded with 80. }]';
    expect(explained(entry, longer)).toEqual(['Recorded with 80.']);
    expect(explained(entry, changed(VENDOR, 'maxLength: 80', 'maxLength: 100'))).toEqual([undefined]);
    expect(explained(entry, changed(VENDOR, 'maxLength: 80, ', ''))).toEqual([undefined]);
    expect(explained(entry, VENDOR)).toEqual([]);
  });

  test('by what the vendor lacks', () => {
    const entry = 'x-vendor: [{ lacks: { maxLength: true }, because: Recorded with 80. }]';
    expect(explained(entry, changed(VENDOR, 'maxLength: 80, ', ''))).toEqual(['Recorded with 80.']);
    expect(explained(entry, longer)).toEqual([undefined]);
  });

  test('by sources, where the vendor makes no such statement, and is no source of it', () => {
    const without = changed(VENDOR, 'maxLength: 80, ', '');
    expect(explained('x-source: "Recorded replies, 7 of 7"', without)).toEqual(['Recorded replies, 7 of 7']);
    expect(explained('x-source: { type: "Recorded replies" }', without)).toEqual([undefined]);
    expect(explained('x-source: "OpenAPI v2, note"', without)).toEqual([undefined]);
    expect(explained('x-source: "Recorded replies, 7 of 7"', longer)).toEqual([undefined]);
  });

  test('of values, one by one, or whatever they are', () => {
    const KIND = 'kind: { enum: [BIG, SMALL] }';
    const more = changed(VENDOR, 'enum: [SMALL, BIG]', 'enum: [SMALL, BIG, HUGE, TINY]');
    const because = (says: string) =>
      told(
        changed(
          CONTRACT,
          KIND,
          `kind: { enum: [BIG, SMALL], x-vendor: [{ says: { enum: ${says} }, because: They come and go. }] }`,
        ),
        more,
      ).map((one) => one.because);
    expect(because('[HUGE]')).toEqual(['They come and go.', undefined]);
    expect(because('true')).toEqual(['They come and go.', 'They come and go.']);
  });

  test('one that is not formed so is a mistake of the contract', () => {
    const wrong = changed(CONTRACT, NOTE, NOTE.replace(' }', ', x-vendor: [{ says: { maxLength: 90 } }] }'));
    expect(() => openContract(written('contract.yaml', wrong))).toThrow(
      /x-vendor is .*; write a list of entries/,
    );
  });
});

describe('a document that cannot be compared is one sentence', () => {
  const refused = (text: string) => {
    const file = written('bad.yaml', text);
    try {
      openVendorDocument(file);
      return 'nothing';
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      expect(error.message).toContain(file);
      return error.message.replaceAll(`${directory}/`, '');
    }
  };

  test.each([
    ['openapi: 3.0.1\npaths: [', 'bad.yaml:2: '],
    ['swagger: "2.0"', 'bad.yaml has no openapi; name a document of OpenAPI 3.0 or 3.1.'],
    ['openapi: 4.0.0', 'bad.yaml has openapi: "4.0.0"; name a document of OpenAPI 3.0 or 3.1.'],
    ['- a list', 'bad.yaml:1: expected an OpenAPI document, an object.'],
    ['', 'bad.yaml:1: expected an OpenAPI document, an object.'],
    ['['.repeat(100_000), 'bad.yaml is nested too deep to be read; name an OpenAPI document.'],
    [`# ${' '.repeat(17 * 1024 * 1024)}`, 'bad.yaml has 17 MB; a document of up to 16 MB is read.'],
  ])('%#', (text, says) => {
    expect(refused(text)).toContain(says);
  });

  test.each(['nowhere.json', '.'])('%s', (name) => {
    expect(() => openVendorDocument(join(directory, name))).toThrow(/is no file that can be read/);
  });

  test('schemas that lead back to themselves come to an end', () => {
    const circular = changed(
      VENDOR,
      '    SmallView:\n      allOf:\n        - $ref: "#/components/schemas/ThingView"',
      '    SmallView:\n      allOf:\n        - $ref: "#/components/schemas/SmallView"\n        - $ref: "#/components/schemas/ThingView"',
    );
    expect(told(CONTRACT, circular)).toEqual([]);
  });
});

describe('the command', () => {
  const drift = (...args: readonly string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(
        'npx',
        ['tsx', 'tests/cli/atlas-conformance.ts', 'drift', ...args],
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });

  test('ends with 0 without news, 1 with, and 2 where nothing can be compared', {
    timeout: PATIENCE_MS,
  }, async () => {
    const contract = written('things.yaml', CONTRACT);
    const same = await drift(written('same.yaml', VENDOR), '--contract', contract);
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('no news')]);
    const other = written('other.yaml', changed(VENDOR, 'maxLength: 80', 'maxLength: 90'));
    const news = await drift(other, '--contract', contract, '--json');
    expect(news.code).toBe(1);
    expect(JSON.parse(news.stdout)).toMatchObject({
      news: 1,
      contracts: [
        {
          differences: [{ keyword: 'maxLength', contract: { value: 80 }, vendor: { value: 90 }, news: true }],
        },
      ],
    });
    const none = await drift(other);
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toMatch(/^\nOpenAPI: .*other\.yaml has no GET .* among its 2 paths; .*\n\n$/);
  });
});

test('every contract that is shipped says of itself what is compared', () => {
  const [v1, v2] = shippedContract().documents;
  expect([v1?.operation.path, v2?.operation.path]).toEqual([
    '/api/atlas/v1.0/groups/{groupId}/backup/exportBuckets',
    '/api/atlas/v2/groups/{groupId}/backup/exportBuckets',
  ]);
});

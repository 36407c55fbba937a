/** The contract's files: what they state, where, and what is said of the mistakes in them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ContractError } from '../contract/contract.ts';
import { openContract } from '../contract/list-contract.ts';
import { isObject, member } from '../json/json.ts';
import { createReference } from '../reference/reference.ts';
import { API_VERSIONS, changedContract, contractOf } from './contracts.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

const RIGHT = readFileSync('spec/export-buckets.v1.0.yaml', 'utf8');

/** What is said of a contract, sentence by sentence, each with the text of the line that it cites. */
function complaints(text: string): readonly (readonly [cited: string, says: string])[] {
  const directory = mkdtempSync(join(tmpdir(), 'contract-'));
  const file = join(directory, 'list.yaml');
  writeFileSync(file, text);
  try {
    openContract(file);
    return [];
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const lines = text.split('\n');
    return error.message.split('\n').map((sentence) => {
      const [, cited = '', line, says = ''] = /^(.+?):(\d+): (.+\.)$/.exec(sentence) ?? [];
      expect(cited, sentence).toBe(file);
      return [
        lines[Number(line) - 1]?.trim() ?? '',
        says.replaceAll(`${directory}/`, '').replace(/(list\.yaml):\d+/, '$1'),
      ] as const;
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A change of the text, and what is said of it: the line that is cited, and the sentence. */
type Case = readonly [name: string, from: string | RegExp, to: string, cited: string, says: string];

const CASES: readonly Case[] = [
  [
    'syntax',
    /^info:/m,
    'info: [',
    'title: MongoDB Atlas snapshot export buckets',
    'Implicit keys need to be on a single line; mend the YAML there.',
  ],
  [
    'a name twice',
    'info:',
    'openapi: 3.1.0\ninfo:',
    'openapi: 3.1.0',
    'Map keys must be unique; mend the YAML there.',
  ],
  [
    'a document of OpenAPI 3.0',
    'openapi: 3.1.0',
    'openapi: 3.0.1',
    'openapi: 3.0.1',
    'openapi is "3.0.1"; write 3.1.0: contracts are read as OpenAPI 3.1, whose schemas say null and bounds in another way than those of 3.0.',
  ],
  [
    'nullable, of OpenAPI 3.0',
    'maxLength: 63',
    'nullable: true',
    'nullable: true',
    '3.1 has no nullable; add "null" to the type, as in type: [string, "null"].',
  ],
  [
    'an exclusive bound of OpenAPI 3.0',
    'maximum: 500',
    'maximum: 500\n        exclusiveMaximum: true',
    'exclusiveMaximum: true',
    'exclusiveMaximum is true; in 3.1 it is the bound itself: move the number of minimum or maximum here.',
  ],
  [
    'an unknown keyword of a schema',
    'maxLength: 63',
    'maxLenght: 63',
    'maxLenght: 63',
    'unknown keyword "maxLenght" in a schema; OpenAPI 3.1 knows no such name here, or this suite does not read it.',
  ],
  [
    'an unknown keyword of OpenAPI',
    'operationId:',
    'operatonId:',
    'operatonId: listExportBuckets',
    'unknown keyword "operatonId" in an operation; OpenAPI 3.1 knows no such name here, or this suite does not read it.',
  ],
  [
    'an unknown type',
    'type: array',
    'type: list',
    'type: list',
    'type is "list"; write one of string, integer, number, boolean, object, array, null, or a list of them.',
  ],
  [
    'a broken pattern',
    /pattern: \^\[a-f0-9\]/,
    'pattern: ^[a-f0-9',
    'pattern: ^[a-f0-9{24}$',
    'pattern is "^[a-f0-9{24}$"; write a regular expression.',
  ],
  [
    'a bound that is no number',
    'minimum: 0',
    'minimum: none',
    'minimum: none',
    'minimum is "none"; write a number.',
  ],
  [
    'a bound below the other',
    'maxLength: 63',
    'maxLength: 2',
    'maxLength: 2',
    'maxLength is 2, below minLength, which is 3; no value keeps both.',
  ],
  [
    'a keyword of another type',
    'maxLength: 63',
    'maximum: 63',
    'maximum: 63',
    'maximum says nothing of the type string; change the type, or take maximum out.',
  ],
  [
    'a format that nobody registered',
    'format: uri',
    'format: link',
    'format: link',
    'format is "link"; write one of the formats that JSON Schema and OpenAPI register, or a pattern instead.',
  ],
  [
    'a default below its minimum',
    'default: 100',
    'default: 0',
    'default: 0',
    'this value is not what its schema says (list.yaml): expected 1 or more, found 0; mend the one or the other.',
  ],
  [
    'a maximum below the default',
    'maximum: 500',
    'maximum: 50',
    'default: 100',
    'this value is not what its schema says (list.yaml): expected 50 or less, found 100; mend the one or the other.',
  ],
  [
    'a default of another type',
    'default: true',
    'default: "true"',
    'default: "true"',
    'this value is not what its schema says (list.yaml): expected a boolean, found "true"; mend the one or the other.',
  ],
  [
    'an example that its schema refuses',
    /example: [0-9a-f]{24}/,
    'example: 32B6',
    'example: 32B6',
    'this value is not what its schema says (list.yaml): expected text of the pattern ^[a-f0-9]{24}$, found "32B6"; mend the one or the other.',
  ],
  [
    'a listed value of another type',
    'enum: [AWS, AZURE, GCP]',
    'type: string\n      enum: [AWS, 3]',
    'enum: [AWS, 3]',
    'this value is not what its schema says (list.yaml): expected a string, found 3; mend the one or the other.',
  ],
  [
    'a required name that no property has',
    'required: [_id,',
    'required: [owner, _id,',
    'required: [owner, _id, bucketName, cloudProvider]',
    'required names "owner", and no properties there has it; add the property or mend the name.',
  ],
  [
    'a dangling $ref',
    '#/components/schemas/ApiError',
    '#/components/schemas/ApiEror',
    '$ref: "#/components/schemas/ApiEror"',
    '$ref "#/components/schemas/ApiEror" leads nowhere; there is no /components/schemas/ApiEror in list.yaml.',
  ],
  [
    'a $ref to elsewhere',
    '#/components/schemas/ApiError',
    'https://example.com/error.json',
    '$ref: "https://example.com/error.json"',
    '$ref "https://example.com/error.json" names no place in a file; write "#/components/…", or a file\'s path before the #.',
  ],
  [
    'a $ref to a file that is not there',
    '#/components/schemas/ApiError',
    'errors.yaml#/components/schemas/ApiError',
    '$ref: "errors.yaml#/components/schemas/ApiError"',
    'its file cannot be used: errors.yaml cannot be read; put the contract there.',
  ],
  [
    'a $ref in a circle',
    '    ApiError:\n',
    '    ApiError: { $ref: "#/components/schemas/ApiError" }\n    Other:\n',
    'schema:',
    'its $ref leads in a circle; let it end at something that is no $ref.',
  ],
  [
    'a schema that extends itself',
    '    BucketList:\n',
    '    BucketList:\n      allOf:\n        - $ref: "#/components/schemas/BucketList"\n',
    'BucketList:',
    'this schema leads back to itself through allOf, anyOf, oneOf or the like; take one step out.',
  ],
  [
    'a discriminator that leads nowhere',
    '    Bucket:\n',
    '    Bucket:\n      discriminator: { propertyName: cloudProvider }\n',
    'discriminator: { propertyName: cloudProvider }',
    'this discriminator leads to no branch; add a mapping from its values to schemas.',
  ],
  [
    'a mapping that leads nowhere',
    '    Bucket:\n',
    '    Bucket:\n      discriminator: { propertyName: cloudProvider, mapping: { AWS: Aws } }\n',
    'discriminator: { propertyName: cloudProvider, mapping: { AWS: Aws } }',
    '$ref "#/components/schemas/Aws" leads nowhere; there is no /components/schemas/Aws in list.yaml.',
  ],
  [
    'a path without its slash',
    '  /api/atlas/v1.0/groups/{groupId}/backup/exportBuckets:',
    '  groups/{groupId}:',
    'groups/{groupId}:',
    'the path groups/{groupId} does not begin with a slash; write /groups/{groupId}.',
  ],
  [
    'a second path',
    'components:',
    '  /other: {}\ncomponents:',
    '/other: {}',
    'a contract states one path, and this is the second; make it a file of its own.',
  ],
  [
    'no operation',
    '    get:',
    '    x-get:',
    '/api/atlas/v1.0/groups/{groupId}/backup/exportBuckets:',
    'the path has no GET; state the operation that lists under get.',
  ],
  [
    'another method',
    '    get:',
    '    post: {}\n    get:',
    'post: {}',
    'a contract states one GET; take post out.',
  ],
  [
    'a parameter that is not in the path',
    '/backup/exportBuckets:',
    '/backup/{kind}:',
    '/api/atlas/v1.0/groups/{groupId}/backup/{kind}:',
    'the path has {kind}, and no parameter in: path is called so; add it.',
  ],
  [
    'a path that lacks its parameter',
    '/groups/{groupId}/',
    '/groups/all/',
    'groupId:',
    'the path has no {groupId}; add it there, or take the parameter out.',
  ],
  [
    'no media type that names a version',
    'application/json:',
    'text/plain:',
    'content:',
    'the 200 has no media type that names a version; state application/json for v1.0, or application/vnd.atlas.<date>+json.',
  ],
  [
    'no list',
    '        results:\n          type',
    '        items:\n          type',
    'schema:',
    'this is no list; state an object with an array results whose items are described.',
  ],
  [
    'no 200',
    '"200":',
    '"201":',
    'responses:',
    'the operation documents no reply with 200; state the list there.',
  ],
  [
    'an identity that is no property',
    '    Bucket:\n',
    '    Bucket:\n      x-identity: [name]\n',
    'x-identity: [name]',
    'x-identity names name, and an item has no such property; state it or mend the name.',
  ],
  [
    'a property that is to equal what the path lacks',
    '        region:\n',
    '        region:\n          x-same-as: regionName\n',
    'x-same-as: regionName',
    'x-same-as names regionName, and the path has no {regionName}; name a parameter of the path.',
  ],
  [
    'an extension in the wrong place',
    'tags: [Export buckets]',
    'tags: [Export buckets]\n      x-identity: [_id]',
    'x-identity: [_id]',
    'x-identity is not read in an operation; it belongs to a schema.',
  ],
];

describe('a mistake is named with its line', () => {
  test.for(CASES)('%s', ([, from, to, cited, says]) => {
    expect(complaints(RIGHT.replace(from, to))).toContainEqual([cited, says]);
  });

  test('all mistakes of a file are named at once, in the order of its lines', () => {
    const text = RIGHT.replace('openapi: 3.1.0', 'openapi: 3.0.3')
      .replace('default: 100', 'default: "100"')
      .replace('minLength: 3', 'minLenght: 3')
      .replace('required: [error]', 'required: [eror]');
    expect(complaints(text).map(([cited]) => cited)).toEqual([
      'openapi: 3.0.3',
      'default: "100"',
      'minLenght: 3',
      'required: [eror]',
    ]);
  });

  test('a right contract has none', () => {
    expect(complaints(RIGHT)).toEqual([]);
  });
});

describe('what the contract says, the verdicts follow', () => {
  test.for([
    [
      'an enum value removed',
      'enum: [AWS, AZURE, GCP]',
      'enum: [AZURE, GCP]',
      'FIELD-09',
      'enum: [AZURE, GCP]',
    ],
    [
      'a required field added',
      /required: \[_id,(.*\n.*properties:\n)/,
      'required: [owner, _id,$1        owner: true\n',
      'FIELD-owner-present',
      'required: [owner,',
    ],
    [
      'a required member of the envelope added',
      /required: \[status\](\n.*properties:\n)/,
      'required: [status, owner]$1        owner: true\n',
      'FIELD-24',
      'required: [status, owner]',
    ],
    ['a pattern tightened', /(\n {8}_id:[\s\S]*?pattern: )\S+/, '$1^f{24}$', 'FIELD-04', 'pattern: ^f{24}$'],
    ['a length tightened', 'maxLength: 63', 'maxLength: 5', 'FIELD-07', 'maxLength: 5'],
    ['a default page of another size', 'default: 100', 'default: 50', 'PAGE-06', 'default: 50'],
    ['a bound of the count', 'minimum: 0', 'minimum: 1000', 'PAGE-19', 'minimum: 1000'],
  ] as const)('%s', async ([, from, to, rule, line]) => {
    const contract = changedContract('v1.0', (text) => text.replace(from, to));
    const { verdicts } = await judgeReference(createReference(), { contract });
    expect(violated(verdicts)).toContain(rule);
    const [cited] = verdicts.filter(({ id }) => id === rule).map((one) => Number(one.contract.split(':')[1]));
    const text = contract.source[0]?.text.split('\n') ?? [];
    expect(text[(cited ?? 0) - 1]).toContain(line);
  });

  test('a discriminator that leads elsewhere', async () => {
    const contract = changedContract('2024-05-30', (text) =>
      text.replace(/GCP: .*GcpBucket./, (one) => one.replace('Gcp', 'Azure')),
    );
    const { verdicts } = await judgeReference(createReference(), { contract });
    expect(violated(verdicts)).toContain('FIELD-17');
  });
});

describe('examples', () => {
  test.for(API_VERSIONS)('of %s keep their own schemas', (version) => {
    const contract = contractOf(version);
    let checked = 0;
    const visit = (status: string, place: string) => {
      const content = member(contract.response(status), 'content');
      for (const media of isObject(content) ? Object.entries(content) : []) {
        if (status === '200' && media[0] !== contract.mediaType) continue;
        for (const example of Object.values(Object(member(media[1], 'examples')))) {
          expect(contract.check(place, member(example, 'value')), `${status} ${media[0]}`).toEqual([]);
          checked += 1;
        }
      }
    };
    visit('200', '{list}');
    for (const status of ['401', '403', '404', '406', '410', '429', '500']) visit(status, '{error}');
    expect(checked).toBeGreaterThan(4);
  });
});

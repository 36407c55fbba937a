/** The contract's files: what they state, where, and what is said of a mistake in them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { API_VERSIONS, ContractError } from '../contract/contract.ts';
import { isObject, member } from '../json/json.ts';
import { createReference } from '../reference/reference.ts';
import { changedContract, contractOf } from './contracts.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

/** What is said of a contract whose text was changed, and the text of the line that it cites. */
function complaint(from: string | RegExp, to: string): { readonly says: string; readonly cited: string } {
  try {
    changedContract('v1.0', (text) => text.replace(from, to));
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const [, file = '', line, says = ''] = /^(spec\/[\w.-]+):(\d+): (.+\.)$/.exec(error.message) ?? [];
    const lines = readFileSync(file, 'utf8').replace(from, to).split('\n');
    return { says, cited: lines[Number(line) - 1]?.trim() ?? '' };
  }
  throw new Error('nothing is said');
}

describe('a mistake is named with its line', () => {
  test.for([
    [
      'syntax',
      /^info:/m,
      'info: [',
      'Implicit keys need to be on a single line; mend the YAML there.',
      'title: MongoDB Atlas snapshot export buckets',
    ],
    [
      'a name twice',
      'info:',
      'openapi: 3.1.0\ninfo:',
      'Map keys must be unique; mend the YAML there.',
      'openapi: 3.1.0',
    ],
    [
      'an unknown keyword of a schema',
      'maxLength: 63',
      'maxLenght: 63',
      'unknown keyword "maxLenght" in a schema; OpenAPI 3.1 knows no such name here, or this suite does not read it.',
      'maxLenght: 63',
    ],
    [
      'an unknown keyword of OpenAPI',
      'responses:',
      'responces:',
      'unknown keyword "responces" in an operation; OpenAPI 3.1 knows no such name here, or this suite does not read it.',
      'responces:',
    ],
    [
      'an unknown type',
      'type: array',
      'type: list',
      '"list" must be equal to one of the allowed values; mend the schema there.',
      'type: list',
    ],
    [
      'a broken pattern',
      /pattern: \^\[a-f0-9\]/,
      'pattern: ^[a-f0-9',
      '"^[a-f0-9{24}$" is no regular expression; mend the pattern there.',
      'pattern: ^[a-f0-9{24}$',
    ],
    [
      'a bound that is no number',
      'minimum: 0',
      'minimum: none',
      '"none" must be number; mend the schema there.',
      'minimum: none',
    ],
    [
      'a dangling $ref',
      '#/components/schemas/Link',
      '#/components/schemas/Lonk',
      '$ref "#/components/schemas/Lonk" leads nowhere; there is no /components/schemas/Lonk in spec/export-buckets.v1.0.yaml.',
      '$ref: "#/components/schemas/Lonk"',
    ],
    [
      'a $ref to elsewhere',
      '#/components/schemas/Link',
      'https://example.com/link.json',
      '$ref "https://example.com/link.json" leads out of spec/; let it name a place in a file there.',
      '$ref: "https://example.com/link.json"',
    ],
    [
      'no operation',
      '    get:',
      '    x-get:',
      'no operation GET …/groups/{groupId}/backup/exportBuckets; state it under paths.',
      'paths:',
    ],
    [
      'no media type',
      'application/json:',
      'text/plain:',
      'the operation has no responses/200/content/application/json/schema/anyOf/0, the schema of the list; state it there.',
      'get:',
    ],
  ] as const)('%s', ([, from, to, says, cited]) => {
    expect(complaint(from, to)).toEqual({ says, cited });
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
    ['a required field added', 'required: [_id,', 'required: [owner, _id,', 'FIELD-22', 'required: [owner,'],
    [
      'a required member of the envelope added',
      'required: [status]',
      'required: [status, owner]',
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

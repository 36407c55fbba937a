/** The contract's files: what they state, where, and what is said of a mistake in them. */
import { describe, expect, test } from 'vitest';
import { API_VERSIONS, ContractError } from '../contract/contract.ts';
import { isObject, member } from '../json/json.ts';
import { createReference } from '../reference/reference.ts';
import { changedContract, contractOf } from './contracts.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

/** What is said of a contract whose text was changed. */
function complaint(from: string | RegExp, to: string): string {
  try {
    changedContract('v1.0', (text) => text.replace(from, to));
    return 'nothing';
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.message;
  }
}

describe('a mistake is named with its line', () => {
  test.for([
    ['syntax', /^info:/m, 'info: ['],
    ['a name twice', 'info:', 'openapi: 3.1.0\ninfo:'],
    ['an unknown keyword of a schema', 'maxLength: 63', 'maxLenght: 63'],
    ['an unknown keyword of OpenAPI', 'responses:', 'responces:'],
    ['an unknown type', 'type: array', 'type: list'],
    ['a broken pattern', /pattern: \^\[a-f0-9\]/, 'pattern: ^[a-f0-9'],
    ['a bound that is no number', 'minimum: 0', 'minimum: none'],
    ['a dangling $ref', '#/components/schemas/Link', '#/components/schemas/Lonk'],
    ['a $ref to elsewhere', '#/components/schemas/Link', 'https://example.com/link.json'],
    ['no operation', '    get:', '    x-get:'],
    ['no media type', 'application/json:', 'text/plain:'],
  ] as const)('%s', ([, from, to]) => {
    const said = complaint(from, to);
    expect(said).toMatch(/^spec\/export-buckets\.v1\.0\.yaml(:\d+)?: .+\.$/);
    expect(said).toMatchSnapshot();
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

/** Topic FIELD: the list and every bucket that was read, against the contract's schema. */
import type { SchemaError } from '../contract/contract.ts';
import { member, readJson } from '../json/json.ts';
import { askedValue } from '../probes/answers.ts';
import { bucketId, type ListReply } from '../probes/list-reply.ts';
import { ANY_LIST, admitted, lists } from './needs.ts';
import { each, type Finding, type Rule, type Run, rule } from './rule.ts';
import { isAbout, listViolation, schemaViolation } from './schema-violation.ts';
import { unseenMembers } from './unseen.ts';
import type { Basis, RuleId } from './verdict.ts';

const BUCKET = '{bucket}';

/** Members of the list that have rules of their own, here and in the topics PAGE and ENV. */
const JUDGED_ELSEWHERE = ['results', 'links', 'totalCount', 'status'];

/** What a rule on a field is about: that it is there, or what it holds. */
type Aspect = 'presence' | 'value';

interface FieldForm {
  readonly id: RuleId;
  readonly title: string;
  readonly source: string;
  readonly lookAt: string;
  readonly field: string;
  readonly aspect: Aspect;
  /** The schema keywords that this rule answers for; absent: all of the aspect. */
  readonly keywords?: readonly string[];
  readonly basis?: Basis;
  readonly place?: string;
  readonly hint?: string;
}

const FIELDS: readonly FieldForm[] = [
  {
    id: 'FIELD-03',
    title: 'The server gives each bucket an _id.',
    source:
      'OpenAPI v1, required: _id; Endpoint page, example response: _id; Recorded replies, 10,400 of 10,400: _id in each bucket',
    lookAt:
      'The name of the member: many serializers turn _id into id, as the table of the archived page has it.',
    field: '_id',
    aspect: 'presence',
    hint: 'The table of the archived page says `id`; its example, the OpenAPI and the service say `_id`.',
  },
  {
    id: 'FIELD-04',
    title: 'The server writes _id as 24 hexadecimal digits in lower case.',
    source:
      'OpenAPI v1, _id: the pattern of 24 hexadecimal digits; Recorded replies, 10,400 of 10,400: of that pattern',
    lookAt: 'How the id is written: an object with $oid, upper case and UUIDs are usual slips.',
    field: '_id',
    aspect: 'value',
  },
  {
    id: 'FIELD-05',
    title: 'The server gives each bucket a bucketName.',
    source: 'Endpoint page, response: bucketName; OpenAPI v1, required: bucketName',
    lookAt: 'Whether the name is stored for each bucket, and written by the list.',
    field: 'bucketName',
    aspect: 'presence',
  },
  {
    id: 'FIELD-06',
    title: 'The server writes bucketName as a string.',
    source: 'Endpoint page, response: bucketName, string',
    lookAt: 'Whether a name that looks like a number is written as one.',
    field: 'bucketName',
    aspect: 'value',
    keywords: ['type'],
    place: `${BUCKET}/properties/bucketName/type`,
  },
  {
    id: 'FIELD-07',
    title: 'The server keeps bucketName within 3 to 63 characters.',
    source: 'OpenAPI v1, bucketName: minLength 3, maxLength 63',
    lookAt: 'Whether a name is checked when a bucket is made, and written whole.',
    field: 'bucketName',
    aspect: 'value',
    keywords: ['minLength', 'maxLength'],
    place: `${BUCKET}/properties/bucketName/minLength`,
  },
  {
    id: 'FIELD-08',
    title: 'The server gives each bucket a cloudProvider.',
    source: 'Endpoint page, response: cloudProvider; OpenAPI v1, required: cloudProvider',
    lookAt: 'Whether the provider is stored for each bucket, the oldest ones too.',
    field: 'cloudProvider',
    aspect: 'presence',
  },
  {
    id: 'FIELD-09',
    title: 'The server names one of the listed providers as cloudProvider.',
    source: 'OpenAPI v1, cloudProvider: AWS, AZURE or GCP; Endpoint page, response: AWS',
    lookAt: 'How providers are called inside: AWS, AZURE and GCP are their names here.',
    field: 'cloudProvider',
    aspect: 'value',
  },
  {
    id: 'FIELD-10',
    title: 'The server gives each AWS bucket an iamRoleId.',
    source:
      'Endpoint page, response: iamRoleId; OpenAPI v1, required: iamRoleId; Recorded replies, 10,400 of 10,400: in each bucket',
    lookAt: 'Whether the role is stored for each bucket at AWS, and written under this name.',
    field: 'iamRoleId',
    aspect: 'presence',
  },
  {
    id: 'FIELD-11',
    title: 'The server writes iamRoleId as 24 hexadecimal digits in lower case.',
    source:
      'OpenAPI v1, iamRoleId: the pattern of 24 hexadecimal digits; Endpoint page, example response: of that pattern',
    lookAt: 'Whether another name of the role is written, such as its ARN.',
    field: 'iamRoleId',
    aspect: 'value',
  },
  {
    id: 'FIELD-12',
    title: 'The server writes the links of a bucket as an array of href and rel.',
    source: 'Endpoint page, response: links, an array of documents; OpenAPI v1, schema Link: href and rel',
    lookAt: 'The form of the links; a bucket without links is right as well.',
    field: 'links',
    aspect: 'value',
  },
  {
    id: 'FIELD-13',
    title: 'The server writes the region of a bucket as a string.',
    source: 'OpenAPI v1 and v2, region: an optional string',
    lookAt: 'Whether a region that is not known is written as null: it is to be left out.',
    field: 'region',
    aspect: 'value',
  },
  {
    id: 'FIELD-14',
    title: 'The server writes requirePrivateNetworking as a boolean.',
    source:
      'OpenAPI v1 and v2, requirePrivateNetworking: an optional boolean; Recorded replies since 2025-08: in each bucket',
    lookAt: 'Whether the flag is written as text, as a number or as null.',
    field: 'requirePrivateNetworking',
    aspect: 'value',
  },
  {
    id: 'FIELD-15',
    title: 'The server gives each Azure and Google Cloud bucket a roleId.',
    source: 'OpenAPI v2, 2024-05-30: roleId is required of AZURE and GCP',
    lookAt: 'Whether the role is written under the name that it has at AWS.',
    field: 'roleId',
    aspect: 'presence',
  },
  {
    id: 'FIELD-16',
    title: 'The server writes roleId as 24 hexadecimal digits in lower case.',
    source: 'OpenAPI v2, 2024-05-30: roleId has the pattern of 24 hexadecimal digits',
    lookAt: 'Whether another name of the role is written, such as that of the provider.',
    field: 'roleId',
    aspect: 'value',
  },
  {
    id: 'FIELD-17',
    title: 'The server gives each Azure bucket a serviceUrl.',
    source: 'OpenAPI v2, 2024-05-30: serviceUrl is required of AZURE',
    lookAt: 'Whether the URL of the storage account is stored, and written by the list.',
    field: 'serviceUrl',
    aspect: 'presence',
  },
  {
    id: 'FIELD-18',
    title: 'The server writes serviceUrl as a string of 33 to 2048 characters.',
    source: 'OpenAPI v2, 2024-05-30: serviceUrl has minLength 33, maxLength 2048',
    lookAt: 'Whether the URL is written whole, with scheme and host.',
    field: 'serviceUrl',
    aspect: 'value',
  },
  {
    id: 'FIELD-19',
    title: 'The server gives each Azure bucket a tenantId.',
    source: 'OpenAPI v2, 2024-05-30: tenantId is required of AZURE',
    lookAt: 'Whether the tenant is stored, and written by the list.',
    field: 'tenantId',
    aspect: 'presence',
  },
  {
    id: 'FIELD-20',
    title: 'The server writes tenantId as a UUID.',
    source: 'OpenAPI v2, 2024-05-30: tenantId has the format uuid',
    lookAt: 'How the id is written: in braces, or without hyphens, it is no UUID.',
    field: 'tenantId',
    aspect: 'value',
  },
];

/** What the schema finds wrong with the buckets of one reply. */
function bucketErrors(page: ListReply, { contract }: Run): readonly SchemaError[] {
  return contract.check('{list}', page.document).filter(({ path }) => path[0] === 'results');
}

/** True when the error is about a field of a bucket, in the way the form answers for. */
function claims(form: FieldForm, error: SchemaError): boolean {
  if (form.aspect === 'presence') return error.path.length === 2 && error.property === form.field;
  if (error.path[2] !== form.field) return false;
  return form.keywords === undefined || form.keywords.includes(error.keyword);
}

function fieldRule(form: FieldForm): Rule {
  const { id, title, source, lookAt, field, aspect, hint, basis = 'text' } = form;
  return rule({
    id,
    level: 'MUST',
    basis,
    title,
    source,
    lookAt,
    contract: form.place ?? `${BUCKET}/properties/${field}`,
    needs: { pages: lists(ANY_LIST) },
    unseen: ({ pages }) => unseenMembers(pages),
    judge: ({ pages }, run): Finding => {
      const found = each(pages, (page) =>
        each(
          bucketErrors(page, run).filter((one) => claims(form, one)),
          (error) => ({ ...schemaViolation(error, page.probe), ...(hint !== undefined && { hint }) }),
        ),
      );
      if (found.length > 0) return found;
      const seen = pages.some(({ buckets }) => buckets.some((bucket) => member(bucket, field) !== undefined));
      return seen
        ? 'holds'
        : {
            notApplicable: `no bucket of the project has ${aspect === 'presence' ? 'or needs ' : ''}${field}`,
          };
    },
  });
}

export const fields: readonly Rule[] = [
  rule({
    id: 'FIELD-01',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers with an object that holds the buckets as an array in results.',
    source:
      'OpenAPI v1, results, required: an array in every list; Endpoint page, example response: results at the top level; Recorded replies, 9,861 lists: an array in each',
    lookAt: 'What is returned: a bare array and the page object of a framework are other formats.',
    contract: '{list}/properties/results',
    needs: { plain: admitted('plain') },
    impliedBy: ['HTTP-01', 'HTTP-04', 'HTTP-14'],
    judge: ({ plain }, { contract }) => {
      const found = listViolation('plain', plain);
      const { value } = readJson(plain.response.body);
      if (found === 'holds' || value === undefined) return found;
      const error = contract
        .check('{list}', value)
        .find((one) => isAbout('results')(one) || (one.path.length === 0 && one.keyword === 'type'));
      return { ...found, ...(error && { contract: schemaViolation(error, found.probe).contract }) };
    },
  }),
  rule({
    id: 'FIELD-02',
    level: 'MUST',
    basis: 'text',
    title: 'The server writes each bucket as an object.',
    source: 'Endpoint page, example response: objects in results; OpenAPI v1, results: its items are buckets',
    lookAt: 'Whether ids are returned in place of the buckets.',
    contract: '{list}/properties/results/items',
    needs: { pages: lists(ANY_LIST) },
    unseen: ({ pages }) => unseenMembers(pages),
    judge: ({ pages }, run): Finding => {
      const found = each(pages, (page) =>
        each(
          bucketErrors(page, run).filter(({ path, keyword }) => path.length === 2 && keyword === 'type'),
          (error) => schemaViolation(error, page.probe),
        ),
      );
      if (found.length > 0) return found;
      return pages.some(({ buckets }) => buckets.length > 0)
        ? 'holds'
        : { notApplicable: 'the project has no bucket' };
    },
  }),
  ...FIELDS.map(fieldRule),
  rule({
    id: 'FIELD-21',
    level: 'MUST',
    basis: 'text',
    title: 'The server gives no two buckets of the project the same _id.',
    source:
      'Endpoint page, response: the id tells a bucket from all others; Recorded replies, 9,861 lists: no id twice on a page',
    lookAt: 'Whether a join, or a second store, yields a bucket more than once.',
    contract: `${BUCKET}/properties/_id`,
    needs: { pages: lists(ANY_LIST) },
    judge: ({ pages }): Finding => {
      const found = each(pages, (page) => {
        const seen = new Map<string, number>();
        return each(page.buckets.entries(), ([index, bucket]) => {
          const id = bucketId(bucket);
          const before = id === undefined ? undefined : seen.get(id);
          if (id !== undefined && before === undefined) seen.set(id, index);
          return before === undefined
            ? 'holds'
            : {
                expected: 'an _id of its own',
                received: `${id}, as results[${before}]`,
                at: `results[${index}]._id`,
                probe: page.probe,
              };
        });
      });
      if (found.length > 0) return found;
      return pages.some(
        ({ buckets }) => buckets.filter((bucket) => bucketId(bucket) !== undefined).length > 1,
      )
        ? 'holds'
        : { notApplicable: 'needs a project with two buckets that have an _id' };
    },
  }),
  rule({
    id: 'FIELD-22',
    level: 'MUST',
    basis: 'text',
    title: 'The server keeps every other statement of the bucket schema.',
    source: 'The contract, schema of a bucket: what no other rule of the topic judges',
    lookAt: 'The line of the contract that the failure cites.',
    contract: BUCKET,
    needs: { pages: lists(ANY_LIST) },
    unseen: ({ pages }) => unseenMembers(pages),
    impliedBy: ['FIELD-02'],
    judge: ({ pages }, run): Finding => {
      const found = each(pages, (page) =>
        each(
          bucketErrors(page, run).filter((one) => !FIELDS.some((form) => claims(form, one))),
          (error) => schemaViolation(error, page.probe),
        ),
      );
      if (found.length > 0) return found;
      return pages.some(({ buckets }) => buckets.length > 0)
        ? 'holds'
        : { notApplicable: 'the project has no bucket' };
    },
  }),
  rule({
    id: 'FIELD-23',
    level: 'MUST',
    basis: 'text',
    title: 'The server writes the links of the list as an array of href and rel, both strings.',
    source:
      'OpenAPI v1, schema Link: href and rel, strings; Endpoint page, example response: href and rel; Recorded replies, 10,746 links: these two members',
    lookAt: 'The form of the links: an object with a member for each relation, as in HAL, is another format.',
    contract: '{list}/properties/links',
    needs: { pages: lists(ANY_LIST) },
    unseen: ({ pages }) => unseenMembers(pages),
    judge: ({ pages }, { contract }) =>
      each(pages, (page) =>
        each(
          contract
            .check('{list}', page.document)
            .filter((error) => isAbout('links')(error) && error.keyword !== 'format'),
          (error) => schemaViolation(error, page.probe),
        ),
      ),
  }),
  rule({
    id: 'FIELD-24',
    level: 'MUST',
    basis: 'text',
    title: 'The server keeps every other statement of the list schema.',
    source: 'The contract, schema of the list: what no other rule judges',
    lookAt: 'The line of the contract that the failure cites.',
    contract: '{list}',
    needs: { pages: lists(ANY_LIST) },
    unseen: ({ pages }) => unseenMembers(pages),
    judge: ({ pages }, { contract }) =>
      each(pages, (page) => {
        const isEnveloped = askedValue(page.exchange.asked, 'envelope') === 'true';
        return each(
          contract
            .check(isEnveloped ? '{enveloped}' : '{list}', page.document)
            .filter((error) => !JUDGED_ELSEWHERE.some((name) => isAbout(name)(error))),
          (error) => schemaViolation(error, page.probe),
        );
      }),
  }),
];

/** Topic FIELD: the list and every bucket that was read, against the contract's schema. */
import type { SchemaError } from '../contract/contract.ts';
import { member, readJson } from '../json/json.ts';
import { askedValue } from '../probes/answers.ts';
import { bucketId, type ListReply } from '../probes/list-reply.ts';
import { ANY_LIST, admitted, lists } from './needs.ts';
import { each, type Finding, type Rule, type Run, rule } from './rule.ts';
import { isAbout, listViolation, schemaViolation } from './schema-violation.ts';
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
    source: 'OpenAPI v1, required; Endpoint page, example response; Recorded replies, 10,400 of 10,400',
    field: '_id',
    aspect: 'presence',
    hint: 'The table of the archived page says `id`; its example, the OpenAPI and the service say `_id`.',
  },
  {
    id: 'FIELD-04',
    title: 'The server writes _id as 24 hexadecimal digits in lower case.',
    source: 'OpenAPI v1, _id: pattern; Recorded replies, 10,400 of 10,400',
    field: '_id',
    aspect: 'value',
  },
  {
    id: 'FIELD-05',
    title: 'The server gives each bucket a bucketName.',
    source: 'Endpoint page, response: bucketName; OpenAPI v1, required',
    field: 'bucketName',
    aspect: 'presence',
  },
  {
    id: 'FIELD-06',
    title: 'The server writes bucketName as a string.',
    source: 'Endpoint page, response: bucketName, string',
    field: 'bucketName',
    aspect: 'value',
    keywords: ['type'],
    place: `${BUCKET}/properties/bucketName/type`,
  },
  {
    id: 'FIELD-07',
    title: 'The server keeps bucketName within 3 to 63 characters.',
    source: 'OpenAPI v1, bucketName: minLength and maxLength',
    field: 'bucketName',
    aspect: 'value',
    keywords: ['minLength', 'maxLength'],
    place: `${BUCKET}/properties/bucketName/minLength`,
  },
  {
    id: 'FIELD-08',
    title: 'The server gives each bucket a cloudProvider.',
    source: 'Endpoint page, response: cloudProvider; OpenAPI v1, required',
    field: 'cloudProvider',
    aspect: 'presence',
  },
  {
    id: 'FIELD-09',
    title: 'The server names one of the listed providers as cloudProvider.',
    source: 'OpenAPI v1, cloudProvider: enum; Endpoint page, response: AWS',
    field: 'cloudProvider',
    aspect: 'value',
  },
  {
    id: 'FIELD-10',
    title: 'The server gives each AWS bucket an iamRoleId.',
    source: 'Endpoint page, response: iamRoleId; OpenAPI v1, required; Recorded replies, 10,400 of 10,400',
    field: 'iamRoleId',
    aspect: 'presence',
  },
  {
    id: 'FIELD-11',
    title: 'The server writes iamRoleId as 24 hexadecimal digits in lower case.',
    source: 'OpenAPI v1, iamRoleId: pattern; Endpoint page, example response',
    field: 'iamRoleId',
    aspect: 'value',
  },
  {
    id: 'FIELD-12',
    title: 'The server writes the links of a bucket as an array of href and rel.',
    source: 'Endpoint page, response: links, document array; OpenAPI v1, schema Link',
    field: 'links',
    aspect: 'value',
  },
  {
    id: 'FIELD-13',
    title: 'The server writes the region of a bucket as a string.',
    source: 'OpenAPI v1 and v2, region',
    field: 'region',
    aspect: 'value',
  },
  {
    id: 'FIELD-14',
    title: 'The server writes requirePrivateNetworking as a boolean.',
    source: 'OpenAPI v1 and v2, requirePrivateNetworking; Recorded replies since 2025-08',
    field: 'requirePrivateNetworking',
    aspect: 'value',
  },
  {
    id: 'FIELD-15',
    title: 'The server gives each Azure and Google Cloud bucket a roleId.',
    source: 'OpenAPI v2, 2024-05-30: roleId, required',
    field: 'roleId',
    aspect: 'presence',
  },
  {
    id: 'FIELD-16',
    title: 'The server writes roleId as 24 hexadecimal digits in lower case.',
    source: 'OpenAPI v2, 2024-05-30: roleId, pattern',
    field: 'roleId',
    aspect: 'value',
  },
  {
    id: 'FIELD-17',
    title: 'The server gives each Azure bucket a serviceUrl.',
    source: 'OpenAPI v2, 2024-05-30: serviceUrl, required',
    field: 'serviceUrl',
    aspect: 'presence',
  },
  {
    id: 'FIELD-18',
    title: 'The server writes serviceUrl as a string of 33 to 2048 characters.',
    source: 'OpenAPI v2, 2024-05-30: serviceUrl, minLength and maxLength',
    field: 'serviceUrl',
    aspect: 'value',
  },
  {
    id: 'FIELD-19',
    title: 'The server gives each Azure bucket a tenantId.',
    source: 'OpenAPI v2, 2024-05-30: tenantId, required',
    field: 'tenantId',
    aspect: 'presence',
  },
  {
    id: 'FIELD-20',
    title: 'The server writes tenantId as a UUID.',
    source: 'OpenAPI v2, 2024-05-30: tenantId, format',
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
  const { id, title, source, field, aspect, hint, basis = 'text' } = form;
  return rule({
    id,
    level: 'MUST',
    basis,
    title,
    source,
    contract: form.place ?? `${BUCKET}/properties/${field}`,
    needs: { pages: lists(ANY_LIST) },
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
    source: 'OpenAPI v1, results, required; Endpoint page, example response; Recorded replies, 9,861 lists',
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
    source: 'Endpoint page, example response; OpenAPI v1, results: items',
    contract: '{list}/properties/results/items',
    needs: { pages: lists(ANY_LIST) },
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
    source: 'Endpoint page, response: unique identifier of the bucket; Recorded replies, 9,861 lists',
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
    source: 'The contract, schema of a bucket',
    contract: BUCKET,
    needs: { pages: lists(ANY_LIST) },
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
    source: 'OpenAPI v1, schema Link; Endpoint page, example response; Recorded replies, 10,746 links',
    contract: '{list}/properties/links',
    needs: { pages: lists(ANY_LIST) },
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
    source: 'The contract, schema of the list',
    contract: '{list}',
    needs: { pages: lists(ANY_LIST) },
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

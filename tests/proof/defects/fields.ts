/** Defects of topic FIELD. */
import type { StoredItem } from '../../reference/items.ts';
import type { RuleId } from '../../rules/verdict.ts';
import { type Defect, onBuckets, onList } from './defect.ts';

const BUCKET = 'OpenAPI v1 and v2, schema of an export bucket';
const FIRST = ({ index }: StoredItem) => index === 0;
const AWS = ({ value }: StoredItem) => value.cloudProvider === 'AWS';
const AZURE = ({ value }: StoredItem) => value.cloudProvider === 'AZURE';
const OF_2024 = ['2024-05-30'] as const;

/** One wrong value of one field. */
function wrong(
  name: string,
  caughtBy: RuleId,
  field: string,
  value: unknown,
  rest: { pick?: (stored: StoredItem) => boolean; versions?: Defect['versions'] } = {},
): Defect {
  const plant = onBuckets((bucket) => ({ ...bucket, [field]: value }), rest.pick ?? FIRST);
  const text =
    value === undefined ? `leaves ${field} out` : `writes ${JSON.stringify(value).slice(0, 40)} as ${field}`;
  return {
    name,
    does: text,
    caughtBy,
    contradicts: BUCKET,
    plant,
    ...(rest.versions && { versions: rest.versions }),
  };
}

export const fields: readonly Defect[] = [
  {
    name: 'buckets-as-a-bare-array',
    does: 'answers with the array alone',
    caughtBy: 'FIELD-01',
    contradicts: 'OpenAPI v1, results',
    plant: onList(({ results }) => results),
  },
  {
    name: 'buckets-under-another-name',
    does: 'calls the results buckets',
    caughtBy: 'FIELD-01',
    contradicts: 'OpenAPI v1, results',
    plant: onList(({ results, ...list }) => ({ ...list, buckets: results })),
  },
  {
    name: 'results-as-an-object',
    does: 'writes results as an object',
    caughtBy: 'FIELD-01',
    contradicts: 'OpenAPI v1, results',
    plant: onList((list) => ({ ...list, results: Object.fromEntries(list.results.entries()) })),
  },
  {
    name: 'buckets-as-ids',
    does: 'writes ids instead of buckets',
    caughtBy: 'FIELD-02',
    contradicts: BUCKET,
    plant: onBuckets((bucket) => bucket._id),
  },
  {
    name: 'id-instead-of-_id',
    does: 'calls the id of a bucket id, as the table of the page does',
    caughtBy: 'FIELD-03',
    contradicts: BUCKET,
    plant: onBuckets(({ _id, ...bucket }) => ({ id: _id, ...bucket })),
  },
  wrong('upper-case-id', 'FIELD-04', '_id', '5F0C2A7B9E4D3C1B2A190807'),
  wrong('short-id', 'FIELD-04', '_id', '5f0c2a7b9e4d3c1b2a19080'),
  wrong('id-as-a-number', 'FIELD-04', '_id', 12),
  wrong('id-as-null', 'FIELD-04', '_id', null),
  wrong('id-as-an-object', 'FIELD-04', '_id', { $oid: '5f0c2a7b9e4d3c1b2a190807' }),
  wrong('no-bucket-name', 'FIELD-05', 'bucketName', undefined),
  wrong('bucket-name-as-a-number', 'FIELD-06', 'bucketName', 12345),
  wrong('bucket-name-as-null', 'FIELD-06', 'bucketName', null),
  wrong('bucket-name-too-short', 'FIELD-07', 'bucketName', 'ab'),
  wrong('bucket-name-too-long', 'FIELD-07', 'bucketName', 'b'.repeat(64)),
  wrong('no-cloud-provider', 'FIELD-08', 'cloudProvider', undefined),
  wrong('lower-case-provider', 'FIELD-09', 'cloudProvider', 'aws'),
  wrong('another-provider', 'FIELD-09', 'cloudProvider', 'OCI'),
  wrong('provider-as-null', 'FIELD-09', 'cloudProvider', null),
  wrong('no-role', 'FIELD-10', 'iamRoleId', undefined, { pick: AWS }),
  wrong('role-as-an-arn', 'FIELD-11', 'iamRoleId', 'arn:aws:iam::123456789012:role/export', { pick: AWS }),
  wrong('role-as-null', 'FIELD-11', 'iamRoleId', null, { pick: AWS }),
  {
    name: 'one-wrong-role-far-down',
    does: 'writes a wrong iamRoleId into the last bucket of the project',
    caughtBy: 'FIELD-11',
    contradicts: BUCKET,
    options: { items: 103 },
    plant: onBuckets(
      (bucket) => ({ ...bucket, iamRoleId: 'x' }),
      ({ index }) => index === 102,
    ),
  },
  wrong('bucket-links-as-an-object', 'FIELD-12', 'links', {}, { pick: AWS }),
  wrong('bucket-links-without-href', 'FIELD-12', 'links', [{ rel: 'self' }], { pick: AWS }),
  wrong('region-as-null', 'FIELD-13', 'region', null, { pick: AWS }),
  wrong('networking-as-text', 'FIELD-14', 'requirePrivateNetworking', 'false', { pick: AWS }),
  wrong('no-role-for-azure', 'FIELD-15', 'roleId', undefined, { pick: AZURE, versions: OF_2024 }),
  wrong('wrong-role-for-azure', 'FIELD-16', 'roleId', 'ROLE', { pick: AZURE, versions: OF_2024 }),
  wrong('no-service-url', 'FIELD-17', 'serviceUrl', undefined, { pick: AZURE, versions: OF_2024 }),
  wrong('short-service-url', 'FIELD-18', 'serviceUrl', 'https://a.example', {
    pick: AZURE,
    versions: OF_2024,
  }),
  wrong('no-tenant', 'FIELD-19', 'tenantId', undefined, { pick: AZURE, versions: OF_2024 }),
  wrong('tenant-without-hyphens', 'FIELD-20', 'tenantId', '5f0c2a7b9e4d3c1b2a1908075f0c2a7b', {
    pick: AZURE,
    versions: OF_2024,
  }),
  {
    name: 'one-id-twice',
    does: 'gives two buckets the same id',
    caughtBy: 'FIELD-21',
    contradicts: 'Endpoint page, response: unique identifier',
    plant: onBuckets(
      (bucket) => ({ ...bucket, _id: '5f0c2a7b9e4d3c1b2a190807' }),
      ({ index }) => index < 2,
    ),
  },
  {
    name: 'few-members',
    does: 'gives a bucket fewer members than the contract has come to ask for',
    caughtBy: 'FIELD-22',
    contradicts: 'The contract, schema of a bucket: changed to ask for 20 members',
    contract: (text) =>
      text.replace(
        /(\n {4}Bucket(?:20240530)?:\n(?:.*\n)*? {6}type: object\n)/g,
        '$1      minProperties: 20\n',
      ),
    plant: () => ({}),
  },
  {
    name: 'few-members-of-the-list',
    does: 'gives the list fewer members than the contract has come to ask for',
    caughtBy: 'FIELD-24',
    contradicts: 'The contract, schema of the list: changed to ask for 20 members',
    contract: (text) =>
      text.replace(/(\n {4}BucketList\w*:\n {6}type: object\n)/g, '$1      minProperties: 20\n'),
    plant: () => ({}),
  },
  {
    name: 'links-as-an-object',
    does: 'writes the links of the list as an object',
    caughtBy: 'FIELD-23',
    contradicts: 'OpenAPI v1, schema Link',
    plant: onList((list) => ({
      ...list,
      links: Object.fromEntries(list.links.map(({ rel, href }) => [rel, href])),
    })),
  },
  {
    name: 'link-without-href',
    does: 'adds a link without a target',
    caughtBy: 'FIELD-23',
    contradicts: 'OpenAPI v1, schema Link',
    plant: onList((list) => ({ ...list, links: [...list.links, { rel: 'help' }] })),
  },
  {
    name: 'no-links',
    does: 'leaves links out',
    caughtBy: 'FIELD-23',
    contradicts: 'Atlas docs, reference, Linking',
    plant: onList(({ links: _, ...list }) => list),
  },
  {
    name: 'count-as-text-past-the-end',
    does: 'counts with text on a page past the end',
    caughtBy: 'PAGE-19',
    contradicts: 'OpenAPI v1, totalCount',
    plant: onList((list) =>
      list.results.length === 0 ? { ...list, totalCount: String(list.totalCount) } : list,
    ),
  },
];

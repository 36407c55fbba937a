/** Every statement of the archived page of the endpoint. */
import type { Sentence } from './sentence.ts';

const PAGE = 'Endpoint page';

export const ENDPOINT_PAGE: readonly Sentence[] = [
  {
    says: 'The page is deprecated, and another document takes its place.',
    source: `${PAGE}, introduction`,
    because: 'it says nothing of what a server does; rules cite the newer documents beside it',
  },
  {
    says: 'The resource gives all buckets of the specified project.',
    source: `${PAGE}, introduction`,
    brokenBy: ['loses-the-last-bucket', 'another-project-each-time', 'data-of-an-unknown-project'],
  },
  {
    says: 'The API authenticates with HTTP Digest.',
    source: `${PAGE}, introduction`,
    brokenBy: ['open-door', 'basic-challenge', 'any-basic'],
  },
  {
    says: 'The public key of an API key is the user name, its private key the password.',
    source: `${PAGE}, introduction`,
    brokenBy: ['closed-door', 'any-private-key', 'any-public-key'],
  },
  {
    says: 'Group and project mean the same, and the path says groups.',
    source: `${PAGE}, introduction`,
    brokenBy: ['created', 'links-to-another-path'],
  },
  {
    says: 'The base URL is that of the service, with the version v1.0.',
    source: `${PAGE}, introduction`,
    because: 'a target has a base URL of its own; the path below it is asked for as it stands on the page',
  },
  {
    says: 'GROUP-ID is a string of 24 hexadecimal digits that identifies one project.',
    source: `${PAGE}, path parameter GROUP-ID`,
    brokenBy: ['malformed-project-is-empty', 'unknown-project-is-empty', 'data-of-an-unknown-project'],
  },
  {
    says: 'The endpoint takes the query parameters of all resources.',
    source: `${PAGE}, query parameter pretty; ${PAGE}, query parameter envelope`,
    brokenBy: ['never-pretty', 'envelope-without-status', 'size-ignored'],
  },
  {
    says: 'All of them are optional.',
    source: `${PAGE}, query parameter pretty; ${PAGE}, query parameter envelope`,
    brokenBy: ['wants-a-page-number'],
  },
  {
    says: 'pretty asks for a body that is prettyprinted.',
    source: `${PAGE}, query parameter pretty`,
    brokenBy: ['never-pretty', 'lines-without-indentation', 'pretty-is-an-error', 'pretty-loses-a-bucket'],
  },
  {
    says: 'pretty is a boolean, false where it is absent.',
    source: `${PAGE}, query parameter pretty`,
    brokenBy: ['always-pretty', 'pretty-by-name'],
  },
  {
    says: 'envelope repeats the status of the reply in the body, for clients that cannot read it elsewhere.',
    source: `${PAGE}, query parameter envelope`,
    brokenBy: ['envelope-without-status', 'status-as-text', 'status-of-its-own', 'envelope-is-an-error'],
  },
  {
    says: 'Where one result is asked for, the envelope has the members status and envelope.',
    source: `${PAGE}, query parameter envelope`,
    because:
      'this endpoint gives a list, which is an envelope already by the other documents; ENV-01 says so to a server that wraps it',
  },
  {
    says: 'envelope is a boolean, false where it is absent.',
    source: `${PAGE}, query parameter envelope`,
    brokenBy: ['always-a-status', 'envelope-by-name', 'false-is-an-error'],
  },
  {
    says: 'The endpoint takes no request body.',
    source: `${PAGE}, introduction`,
    because: 'no request for the list has one, and no document says what a server makes of one',
  },
  {
    says: 'A bucket has a unique identifier, a string; the table calls it id, the example _id.',
    source: `${PAGE}, response; ${PAGE}, example response`,
    brokenBy: ['id-instead-of-_id', 'id-as-a-number', 'one-id-twice'],
  },
  {
    says: 'A bucket has a bucketName, a string.',
    source: `${PAGE}, response`,
    brokenBy: ['no-bucket-name', 'bucket-name-as-a-number'],
  },
  {
    says: 'A bucket has a cloudProvider, a string.',
    source: `${PAGE}, response`,
    brokenBy: ['no-cloud-provider', 'provider-as-null'],
  },
  {
    says: 'AWS is the only provider.',
    source: `${PAGE}, response`,
    because: 'the newer documents know AZURE and GCP as well, also in v1.0; FIELD-09 names all three',
  },
  {
    says: 'A bucket has an iamRoleId, a string.',
    source: `${PAGE}, response`,
    brokenBy: ['no-role', 'role-as-null'],
  },
  {
    says: 'links is an array of documents that relate to other resources as Web Linking says.',
    source: `${PAGE}, response`,
    brokenBy: ['links-as-an-object', 'link-without-href', 'bucket-links-as-an-object'],
  },
  {
    says: 'The example asks with GET, a digest, pretty=true and Accept: application/json.',
    source: `${PAGE}, example response`,
    brokenBy: ['list-as-text', 'created', 'pretty-is-an-error'],
  },
  {
    says: 'The example names a Content-Type for a request without a body.',
    source: `${PAGE}, example response`,
    because:
      'what has no body has no type (RFC 9110, 8.3): the suite sends none, and a right server needs none',
  },
  {
    says: 'The example has links, results and totalCount at the top level, results an array of buckets.',
    source: `${PAGE}, example response`,
    brokenBy: ['buckets-as-a-bare-array', 'buckets-under-another-name', 'results-as-an-object', 'no-links'],
  },
  {
    says: 'The example has one self link, an absolute URL of this list with pageNum and itemsPerPage.',
    source: `${PAGE}, example response`,
    brokenBy: ['no-self', 'two-selfs', 'relative-links', 'self-without-paging'],
  },
  {
    says: 'The example has a totalCount, the number of buckets.',
    source: `${PAGE}, example response`,
    brokenBy: ['count-as-text', 'counts-the-page'],
  },
];

/** The documents that rules stand on, and the places in them that a rule's `source` may name. */

interface Document {
  readonly title: string;
  /** What may follow the document's name; an empty place is the document as a whole. */
  readonly places: readonly string[] | RegExp;
}

const OPENAPI = [
  ...['_id', 'bucketName', 'cloudProvider', 'iamRoleId', 'region', 'requirePrivateNetworking'],
  ...['required', 'results', 'results, required', 'totalCount'],
  ...['schema ApiError', 'schema Link', 'schema of an export bucket'],
  ...['parameter envelope', 'parameter includeCount', 'parameter itemsPerPage'],
  ...['response 200', 'response 401', 'response 404', 'error responses'],
];

export const SOURCES: Readonly<Record<string, Document>> = {
  'Endpoint page': {
    title: 'MongoDB Atlas docs, "Get All Snapshot Export Buckets" (API v1.0, archived)',
    places: [
      ...['introduction', 'path parameter GROUP-ID', 'response', 'example response'],
      ...['query parameter pretty', 'query parameter envelope'],
    ],
  },
  'OpenAPI v1': { title: 'mongodb/openapi, openapi/v1-deprecated/v1.json', places: OPENAPI },
  'OpenAPI v2': {
    title: 'mongodb/openapi, openapi/v2.json, operation listExportBuckets',
    places: [...OPENAPI, '2024-05-30', 'access tokens', 'versions'],
  },
  'OpenAPI v1 and v2': { title: 'Both of them', places: OPENAPI },
  'Atlas docs': {
    title: 'MongoDB Atlas docs, Atlas Administration API: reference, authentication, errors, versions',
    places: [
      ...['reference', 'reference, Envelopes', 'reference, Linking', 'reference, Pretty'],
      ...['reference, Pagination', 'reference, Pagination, itemsPerPage', 'query parameters of lists'],
      ...[
        'authentication',
        'errors',
        'rate limits',
        'service accounts',
        'versioned API overview',
        'examples of other lists',
      ],
    ],
  },
  'Recorded replies': {
    title: 'mongodb/mongodb-atlas-cli, recorded replies of the real service, 2025-03 to 2026-08',
    places: /^(since 20\d\d-\d\d)?((^|, )[\d,]*\d (of [\d,]*\d|bodies|links|lists))?$/,
  },
  'MongoDB Go digest library': {
    title:
      'mongodb-forks/digest, digest.go: in the go.mod of mongodb/atlas-sdk-go, terraform-provider-mongodbatlas, mongodb-atlas-kubernetes and mongodb-atlas-cli',
    places: ['parseChallenge', 'authorize'],
  },
  'Seen by users': {
    title: 'A reply of the service that a user pasted: mongodb/terraform-provider-mongodbatlas#2317',
    places: [''],
  },
  'The contract': { title: 'The files in spec/', places: ['schema of a bucket', 'schema of the list'] },
  'RFC 6585': { title: 'Additional HTTP Status Codes', places: ['4'] },
  'RFC 6749': { title: 'The OAuth 2.0 Authorization Framework', places: ['2.3.1', '4.4.2'] },
  'RFC 6750': { title: 'OAuth 2.0 Bearer Token Usage', places: ['2.1', '3.1', '5.3'] },
  'RFC 6797': { title: 'HTTP Strict Transport Security', places: ['7.2'] },
  'RFC 7616': {
    title: 'HTTP Digest Access Authentication',
    places: [
      ...['1', '3.3', '3.3 and 3.4', '3.3 and 3.6', '3.3 and 5.4', '3.4', '3.4 and 3.4.6', '3.4 and 5.10'],
      ...['3.4.1', '3.4.3', '3.4.6', '3.7'],
    ],
  },
  'RFC 8259': {
    title: 'The JavaScript Object Notation (JSON) Data Interchange Format',
    places: ['', '4', '4 and 7', '8.1'],
  },
  'RFC 8288': { title: 'Web Linking', places: ['2.1', '3.1'] },
  'RFC 9110': {
    title: 'HTTP Semantics',
    places: [
      ...['5.1', '5.6.4 and 11.5', '8.3', '8.4', '8.4 and 12.5.3', '9.2.1', '9.2.2', '9.3.1', '10.1.5'],
      ...['10.2.3', '11.4', '11.4 and 3.3', '11.5 and 15.4', '11.6.1', '15.4', '15.4 and 15.6', '15.5'],
      ...['15.5.2', '15.6', '17.9'],
    ],
  },
  'RFC 9112': { title: 'HTTP/1.1', places: ['3.2.1', '7.1', '8', '9.5', '9.6'] },
};

/** One document that a rule stands on. */
export interface Source {
  /** `RFC 7616, 3.3` */
  readonly cited: string;
  /** What it says there, in our words. */
  readonly says: string | undefined;
}

/** The parts of a rule's `source`. */
export function sourcesOf(source: string): readonly Source[] {
  return source.split('; ').map((part) => {
    const [cited = '', ...says] = part.split(': ');
    return { cited, says: says.length === 0 ? undefined : says.join(': ') };
  });
}

/** Whether each part of a source names a document and a place that exist. */
export function isResolvable(source: string): boolean {
  return sourcesOf(source).every(({ cited }) =>
    Object.entries(SOURCES).some(([name, { places }]) => {
      if (!cited.startsWith(name)) return false;
      const place = cited.slice(name.length).replace(/^,? /, '');
      return places instanceof RegExp ? places.test(place) : places.includes(place);
    }),
  );
}

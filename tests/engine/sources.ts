/** The documents that rules stand on, by the short name that a rule's `source` starts with. */
export const SOURCES = {
  'Endpoint page': 'MongoDB Atlas docs, "Get All Snapshot Export Buckets" (API v1.0, archived)',
  'OpenAPI v1': 'mongodb/openapi, openapi/v1-deprecated/v1.json',
  'OpenAPI v2': 'mongodb/openapi, openapi/v2.json, operation listExportBuckets',
  'Atlas docs': 'MongoDB Atlas docs, Atlas Administration API: reference, authentication, errors, versions',
  'RFC 7616': 'HTTP Digest Access Authentication',
  'RFC 7617': 'The Basic HTTP Authentication Scheme',
  'RFC 6750': 'OAuth 2.0 Bearer Token Usage',
  'RFC 9110': 'HTTP Semantics',
  'RFC 8259': 'The JavaScript Object Notation (JSON) Data Interchange Format',
  'RFC 8288': 'Web Linking',
  'RFC 6797': 'HTTP Strict Transport Security',
  'RFC 6585': 'Additional HTTP Status Codes',
  'Recorded replies': 'mongodb/mongodb-atlas-cli, recorded replies of the real service, 2025-03 to 2026-08',
} as const;

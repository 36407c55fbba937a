/** How a client reads replies that say the same in another way, or say more. */
import { outcomeRule } from './outcomes.ts';
import type { ClientRule } from './rule.ts';

const OK = '{operation}/responses/200';
const BODY = '{operation}/responses/200/content/{mediaType}';

export const messages: readonly ClientRule[] = [
  outcomeRule({
    id: 'CLIENT-54',
    level: 'MUST',
    basis: 'text',
    title: 'The client reads lists and items with fields that it does not know.',
    source: 'OpenAPI v1 and v2, schema of an export bucket; Recorded replies since 2025-08',
    gist: 'No schema is closed, and the service has had fields before its documents had them.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-55',
    level: 'MUST',
    basis: 'text',
    title: 'The client lists items of a kind that it does not know.',
    source: 'OpenAPI v1 and v2, cloudProvider; Endpoint page, response',
    gist: 'The first documents knew one cloud provider, the present ones three.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-56',
    level: 'MUST',
    basis: 'text',
    title: 'The client finds the next page whatever order and company the links have.',
    source: 'Atlas docs, reference, Linking; RFC 8288, 2.1',
    gist: 'A link is known by its relation; the API has relations of its own, and promises no order.',
    contract: '{list}/properties/links',
  }),
  outcomeRule({
    id: 'CLIENT-57',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads JSON in any spelling.',
    source: 'RFC 8259, 4 and 7',
    gist: 'Names have no order, white space has no meaning, and any character may be escaped.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-58',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads what it has accepted to be compressed.',
    source: 'RFC 9110, 8.4 and 12.5.3',
    gist: 'A client that accepts gzip is sent gzip; long lists of the service are.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-59',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads a list that comes in chunks.',
    source: 'RFC 9112, 7.1',
    gist: 'Every recipient of HTTP/1.1 reads the chunked coding.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-60',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client waits for a reply that takes a second and a half.',
    source: 'RFC 9112, 9.5',
    gist: 'How long a client waits is its own affair; that servers count long lists for a while is known.',
    contract: OK,
  }),
  outcomeRule({
    id: 'CLIENT-61',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads header fields in any case, and leaves those that it does not know.',
    source: 'RFC 9110, 5.1',
    gist: 'The names of fields have no case, and new ones may be added at any time.',
    contract: OK,
  }),
  outcomeRule({
    id: 'CLIENT-62',
    level: 'MUST',
    basis: 'text',
    title: 'The client reads the list of a version that is announced to end.',
    source: 'Atlas docs, versioned API overview; Recorded replies',
    gist: 'Deprecation and Sunset are announcements: until that day the version is served as ever, and the day has been moved.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-63',
    level: 'MUST',
    basis: 'text',
    title: 'The client reads a list that is labelled with an earlier version than it asked for.',
    source: 'OpenAPI v2, versions',
    gist: 'A date selects the newest version that is not after it, and the reply names the version that it is of.',
    contract: BODY,
  }),
];

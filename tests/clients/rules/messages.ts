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
    source:
      'OpenAPI v1 and v2, schema of an export bucket: no schema is closed; Recorded replies since 2025-08: a field came before the documents had it',
    lookAt: 'Whether the client checks objects against a closed list of fields.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-55',
    level: 'MUST',
    basis: 'text',
    title: 'The client lists items of a kind that it does not know.',
    source: 'OpenAPI v1 and v2, cloudProvider: three providers; Endpoint page, response: there was one once',
    lookAt: 'Whether the client makes an enum or a class of each constant.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-56',
    level: 'MUST',
    basis: 'text',
    title: 'The client finds the next page whatever order and company the links have.',
    source:
      'Atlas docs, reference, Linking: a link is known by its relation, and the API has some of its own; RFC 8288, 2.1: relations may be added',
    lookAt: 'Whether a link is found by its relation or by its place.',
    contract: '{list}/properties/links',
  }),
  outcomeRule({
    id: 'CLIENT-57',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads JSON in any spelling.',
    source:
      'RFC 8259, 4 and 7: names have no order, white space has no meaning, and any character may be escaped',
    lookAt: 'Whether the list is read by a JSON parser, and not by patterns.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-58',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads what it has accepted to be compressed.',
    source: 'RFC 9110, 8.4 and 12.5.3: who accepts gzip is sent gzip, as the service does with long lists',
    lookAt: 'Whether Accept-Encoding is sent by a layer that does not decompress.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-59',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads a list that comes in chunks.',
    source: 'RFC 9112, 7.1: every recipient of HTTP/1.1 reads the chunked coding',
    lookAt: 'Whether the client counts on Content-Length.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-60',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client waits for a reply that takes a second and a half.',
    source:
      'RFC 9112, 9.5: how long a client waits is its own affair, and what it gives up after a moment may well have been under way',
    lookAt: 'The time limit of a request.',
    contract: OK,
  }),
  outcomeRule({
    id: 'CLIENT-61',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads header fields in any case, and leaves those that it does not know.',
    source: 'RFC 9110, 5.1: the names of fields have no case, and new fields may come at any time',
    lookAt: 'How header fields are looked up.',
    contract: OK,
  }),
  outcomeRule({
    id: 'CLIENT-62',
    level: 'MUST',
    basis: 'text',
    title: 'The client reads the list of a version that is announced to end.',
    source:
      'Atlas docs, versioned API overview: until its sunset a version is served as ever; Recorded replies: both fields come with every reply of such a version',
    lookAt: 'What the client makes of Deprecation and Sunset: they are announcements.',
    contract: BODY,
  }),
  outcomeRule({
    id: 'CLIENT-63',
    level: 'MUST',
    basis: 'text',
    title: 'The client reads a list that is labelled with an earlier version than it asked for.',
    source:
      'OpenAPI v2, versions: a date selects the newest version that is not after it, and the reply names that one',
    lookAt: 'Whether Content-Type is compared with what was asked for, letter by letter.',
    contract: BODY,
  }),
];

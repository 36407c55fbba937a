/** Topic HTTP: status, media type, encoding and the fields around the body. */
import { header, mediaType } from '../http/exchange.ts';
import { member, readJson, show } from '../json/json.ts';
import { asksForEnvelope } from '../probes/answers.ts';
import { probesWith } from '../probes/schedule.ts';
import {
  ANY_LIST,
  admitted,
  faults,
  lists,
  ODD_PAGES,
  REFUSED_FOR_PROJECT,
  REFUSED_FOR_VERSION,
  replies,
  repliesWith,
} from './needs.ts';
import { each, type Finding, leaningOn, type Rule, rule } from './rule.ts';
import { citation, listViolation } from './schema-violation.ts';

const IN_ORDER = probesWith(() => true);
const OK = '{operation}/responses/200';

const OF_CLIENTS =
  'Clients name the date that they were made for, which is no version of every resource: they get none then.';

export const protocol: readonly Rule[] = [
  rule({
    id: 'HTTP-01',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers the list with 200.',
    source:
      'OpenAPI v1, response 200: what a request that is right gets; Recorded replies, 9,861 lists: all with 200',
    lookAt: 'Base URL, path prefix and the values in the path, then what the body of the reply says.',
    contract: OK,
    needs: { plain: admitted('plain') },
    judge: ({ plain: { response } }) =>
      response.status === 200
        ? 'holds'
        : {
            expected: '200',
            received: `${response.status} ${response.reason}`.trim(),
            at: 'status',
            probe: 'plain',
          },
  }),
  rule({
    id: 'HTTP-02',
    level: 'MUST',
    basis: 'text',
    title: 'The server labels the list with the media type that was asked for.',
    source:
      'OpenAPI v1 and v2, response 200: one media type for each version; Recorded replies: Content-Type is the one asked for',
    lookAt: 'Content negotiation: Content-Type has to be the media type of Accept.',
    contract: `${OK}/content/{mediaType}`,
    needs: { pages: lists(ANY_LIST) },
    impliedBy: ['HTTP-06'],
    judge: ({ pages }, { contract }) =>
      each(pages, ({ probe, exchange }) => {
        if (mediaType(exchange.response) !== contract.mediaType.toLowerCase()) {
          const type = header(exchange.response, 'Content-Type');
          return { expected: contract.mediaType, received: show(type), at: 'header Content-Type', probe };
        }
        return 'holds';
      }),
  }),
  rule({
    id: 'HTTP-03',
    level: 'MUST',
    basis: 'standard',
    title: 'The server encodes its JSON as UTF-8.',
    source: 'RFC 8259, 8.1: JSON that systems exchange is UTF-8',
    lookAt: 'The charset of what writes the body: another one shows only where a name has accents.',
    contract: `${OK}/content/{mediaType}`,
    needs: { all: replies(IN_ORDER) },
    judge: ({ all }) =>
      each(all, ([probe, { response }]) =>
        readJson(response.body).validUtf8
          ? 'holds'
          : { expected: 'UTF-8', received: 'bytes that are not UTF-8', at: 'body', probe },
      ),
  }),
  rule({
    id: 'HTTP-04',
    level: 'MUST',
    basis: 'standard',
    title: 'The server writes the list as JSON.',
    source:
      'RFC 8259: the grammar of JSON; Endpoint page, example response: an object; OpenAPI v1, response 200: application/json',
    lookAt: 'What came instead: an HTML page is that of a gateway or a login.',
    contract: `${OK}/content/{mediaType}`,
    needs: { plain: admitted('plain') },
    impliedBy: ['HTTP-01', 'HTTP-14'],
    judge: ({ plain: { response } }) => {
      const { error } = readJson(response.body);
      return error === undefined
        ? 'holds'
        : { expected: 'a JSON body (RFC 8259)', received: error, at: 'body', probe: 'plain' };
    },
  }),
  rule({
    id: 'HTTP-14',
    level: 'MUST',
    basis: 'standard',
    title: 'The server encodes a body as its Content-Encoding says, and only as it was asked for.',
    source:
      'RFC 9110, 8.4 and 12.5.3: Content-Encoding names what was done to a body, Accept-Encoding what a client can undo',
    lookAt: 'Gateways that compress twice, or keep the field when they have unpacked the body.',
    contract: `${OK}/content/{mediaType}`,
    needs: { all: replies(IN_ORDER) },
    judge: ({ all }) =>
      each(all, ([probe, { response }]) =>
        response.undecodable === undefined
          ? 'holds'
          : {
              expected: `a body of the coding ${show(header(response, 'Content-Encoding'))}, as asked for: gzip`,
              received: response.undecodable,
              at: 'header Content-Encoding',
              probe,
            },
      ),
  }),
  rule({
    id: 'HTTP-05',
    level: 'MUST',
    basis: 'standard',
    title: 'The server writes each name once in an object.',
    source: 'RFC 8259, 4: receivers of doubled names disagree about the value',
    lookAt: 'Serializers that write one member from two fields.',
    contract: `${OK}/content/{mediaType}`,
    needs: { all: replies(IN_ORDER) },
    judge: ({ all }) =>
      each(all, ([probe, { response }]) => {
        const [at] = readJson(response.body).duplicateNames;
        if (at !== undefined)
          return { expected: 'one member of that name', received: 'two or more', at, probe };
        return 'holds';
      }),
  }),
  rule({
    id: 'HTTP-06',
    level: 'MUST',
    basis: 'standard',
    title: 'The server labels every body with a Content-Type.',
    source:
      'RFC 9110, 8.3: Content-Type says what a body is; Recorded replies: every reply with a body has one',
    lookAt: 'Replies that are written by hand, or by an error handler.',
    contract: `${OK}/content/{mediaType}`,
    needs: { all: replies(IN_ORDER) },
    judge: ({ all }) =>
      each(all, ([probe, { response }]) =>
        // AUTH-18 judges the label of a 401.
        response.status === 401 ||
        response.body.length === 0 ||
        header(response, 'Content-Type') !== undefined
          ? 'holds'
          : { expected: 'a Content-Type field', received: 'absent', at: 'header Content-Type', probe },
      ),
  }),
  rule({
    id: 'HTTP-07',
    level: 'MUST',
    basis: 'text',
    title: 'The server labels its error documents application/json.',
    source:
      'OpenAPI v1, error responses: content is application/json; Recorded replies: all errors with a body',
    lookAt: 'Which layer writes the error: it has not the media type of the list.',
    contract: '{operation}/responses/404/content/application~1json',
    needs: {
      refusals: repliesWith(
        [...REFUSED_FOR_PROJECT, ...REFUSED_FOR_VERSION, ...ODD_PAGES],
        // AUTH-18 judges the label of a 401.
        (status) => status >= 400 && status !== 401,
        { notApplicable: 'the server refuses no value in the path, no version and no page' },
      ),
    },
    impliedBy: ['HTTP-06', 'ERR-03'],
    judge: ({ refusals }, { contract }) =>
      each(refusals, ([probe, exchange]) => {
        const { response } = exchange;
        if (response.body.length === 0 || asksForEnvelope(exchange)) return 'holds';
        // No error document is promised for an odd page or version: what is none may have a label of its own.
        const isDocument =
          response.status < 500 && member(readJson(response.body).value, 'error') !== undefined;
        if (!REFUSED_FOR_PROJECT.includes(probe) && !isDocument) return 'holds';
        if (mediaType(response) !== 'application/json') {
          return {
            ...citation(contract, `{operation}/responses/${response.status}/content/application~1json`),
            expected: 'application/json',
            received: show(header(response, 'Content-Type')),
            at: 'header Content-Type',
            probe,
          };
        }
        return 'holds';
      }),
  }),
  rule({
    id: 'HTTP-08',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server forbids guessing the type of the list with X-Content-Type-Options.',
    source: 'Recorded replies: nosniff on all but 401',
    lookAt: 'The security fields of server or gateway, on this route as well.',
    contract: OK,
    needs: { pages: lists(ANY_LIST) },
    judge: ({ pages }) =>
      each(pages, ({ probe, exchange }) => {
        const value = header(exchange.response, 'X-Content-Type-Options');
        if (value?.toLowerCase() !== 'nosniff') {
          return { expected: 'nosniff', received: show(value), at: 'header X-Content-Type-Options', probe };
        }
        return 'holds';
      }),
  }),
  rule({
    id: 'HTTP-09',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server sends Strict-Transport-Security with the list over https.',
    source: 'Recorded replies: on all but 401; RFC 6797, 7.2: over https alone',
    lookAt: 'The security fields of server or gateway: what sets them has to know that TLS ends at a proxy.',
    contract: OK,
    needs: { pages: lists(ANY_LIST) },
    judge: ({ pages }, { baseUrl }): Finding => {
      if (!baseUrl.startsWith('https:')) return { notApplicable: 'the target is reached over http' };
      return each(pages, ({ probe, exchange }) =>
        header(exchange.response, 'Strict-Transport-Security') === undefined
          ? { expected: 'a max-age', received: 'absent', at: 'header Strict-Transport-Security', probe }
          : 'holds',
      );
    },
  }),
  rule({
    id: 'HTTP-10',
    level: 'SHOULD',
    basis: 'text',
    title: 'The server says with Retry-After how long a client that is too fast has to wait.',
    source:
      'Atlas docs, rate limits: Retry-After comes with 429; RFC 6585, 4: a 429 can tell how long to wait',
    lookAt: 'Whether what limits, often a gateway, sends the field.',
    contract: '{operation}/responses/429/headers/Retry-After',
    needs: { all: replies(IN_ORDER) },
    judge: ({ all }): Finding => {
      const limited = all.flatMap(([probe, { earlier }]) =>
        earlier.flatMap(({ response }) => (response?.status === 429 ? [{ probe, response }] : [])),
      );
      if (limited.length === 0) return { notApplicable: 'the server limited no request' };
      return each(limited, ({ probe, response }) =>
        header(response, 'Retry-After') === undefined
          ? { expected: 'seconds or a date', received: 'absent', at: 'header Retry-After', probe }
          : 'holds',
      );
    },
  }),
  rule({
    id: 'HTTP-11',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server names UTF-8 as the charset of a versioned media type.',
    source: 'Recorded replies: charset=utf-8 on every 2xx of v2',
    lookAt: 'The media type as the framework knows it: the charset is easily left out.',
    contract: `${OK}/content/{mediaType}`,
    needs: { pages: lists(ANY_LIST) },
    impliedBy: ['HTTP-02'],
    judge: ({ pages }, { contract }): Finding => {
      if (contract.mediaType === 'application/json') {
        return { notApplicable: 'application/json has no charset parameter (RFC 8259, 11)' };
      }
      return each(pages, ({ probe, exchange }) => {
        const type = header(exchange.response, 'Content-Type') ?? '';
        return /;\s*charset\s*=\s*"?utf-8"?/i.test(type)
          ? 'holds'
          : { expected: 'charset=utf-8', received: show(type), at: 'header Content-Type', probe };
      });
    },
  }),
  rule({
    id: 'HTTP-12',
    level: 'SHOULD',
    basis: 'text',
    title: 'The server sends RateLimit-Limit and RateLimit-Remaining both or not at all, as integers.',
    source:
      'Atlas docs, rate limits: the fields tell the limit and what is left of it; Recorded replies since 2026-01: always both',
    lookAt: 'Whether both are written from one reading of the limit.',
    contract: `${OK}/headers/RateLimit-Limit`,
    needs: { pages: lists(ANY_LIST) },
    judge: ({ pages }, { contract }): Finding => {
      const limited = pages.flatMap(({ probe, exchange }) => {
        const limit = header(exchange.response, 'RateLimit-Limit');
        const remaining = header(exchange.response, 'RateLimit-Remaining');
        return limit === undefined && remaining === undefined ? [] : [{ probe, limit, remaining }];
      });
      if (limited.length === 0) return { notApplicable: 'the server sends neither of them' };
      const isInteger = (value: string | undefined) => value !== undefined && /^-?\d+$/.test(value.trim());
      return each(limited, ({ probe, limit, remaining }) =>
        isInteger(limit) && isInteger(remaining) && Number(remaining) <= Number(limit)
          ? 'holds'
          : {
              ...(isInteger(limit) && citation(contract, `${OK}/headers/RateLimit-Remaining`)),
              expected: 'two integers, Remaining at most Limit',
              received: `${limit ?? 'absent'} and ${remaining ?? 'absent'}`,
              at: 'header RateLimit-Limit, RateLimit-Remaining',
              probe,
            },
      );
    },
  }),
  rule({
    id: 'HTTP-13',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server dates the end of a replaced version with Deprecation, and Sunset where it is known.',
    source:
      'Atlas docs, versioned API overview: a version that is replaced comes to an end; Recorded replies: Deprecation on replaced versions, Sunset on most of them',
    lookAt: 'The table of versions: which one was replaced, and how long it is served.',
    contract: `${OK}/content/{mediaType}/x-sunset`,
    needs: { pages: lists(ANY_LIST) },
    judge: ({ pages }) =>
      each(pages, ({ probe, exchange }) =>
        each(['Deprecation', 'Sunset'], (name) => {
          const value = header(exchange.response, name);
          if (value === undefined && name === 'Sunset') return 'holds';
          // The service writes days without a leading zero and no RFC 9745 form: any date will do.
          const isDated = /^@\d+$/.test(value ?? '') || !Number.isNaN(Date.parse(value ?? ''));
          return isDated
            ? 'holds'
            : { expected: 'a date', received: show(value), at: `header ${name}`, probe };
        }),
      ),
  }),
  rule({
    id: 'HTTP-15',
    level: 'MUST',
    basis: 'standard',
    title: 'The server sends each reply to its end.',
    source: 'RFC 9112, 8: a message that ends before its Content-Length or its last chunk is incomplete',
    lookAt: 'What counts the length: characters are no bytes, and a body that is compressed has another one.',
    contract: OK,
    needs: { cuts: faults('cut', IN_ORDER) },
    judge: ({ cuts }) =>
      each(cuts, ([probe, { message, cut }]) => ({
        expected:
          cut?.promised === undefined ? 'a last chunk' : `${cut.promised} bytes, as Content-Length says`,
        received: `${cut?.received} bytes, twice. ${message}`,
        at: 'body',
        probe,
      })),
  }),
  rule({
    id: 'HTTP-16',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server serves a later version date with the newest version that is not after it.',
    source: 'OpenAPI v2, versions: a date selects the newest version that is not after it',
    lookAt: 'How the date of the media type is matched: exactly, or the newest version up to it.',
    contract: '{operation}/responses/406',
    needs: { later: admitted('later-version'), plain: leaningOn(lists(['plain'])) },
    impliedBy: ['HTTP-02', 'HTTP-06'],
    judge: ({ later }, { contract }) => {
      const probe = 'later-version';
      const { status, reason } = later.response;
      if (status !== 200) {
        return {
          expected: '200',
          received: `${status} ${reason}`.trim(),
          at: 'status',
          probe,
          hint: OF_CLIENTS,
        };
      }
      return mediaType(later.response) === contract.mediaType.toLowerCase()
        ? listViolation(probe, later)
        : {
            expected: contract.mediaType,
            received: show(header(later.response, 'Content-Type')),
            at: 'header Content-Type',
            probe,
            hint: OF_CLIENTS,
          };
    },
  }),
];

/** Replies that say the same in another way, or say more: a client reads what it knows, and leaves the rest. */
import { header } from '../../http/exchange.ts';
import { admitted, delivered, gzipped, type ListDocument, lists, withBody, withHeader } from '../replies.ts';
import type { Scenario } from '../scenario.ts';
import { SEVERAL_PAGES } from './listing.ts';

const given = { feature: 'the list', expects: 'list' } as const;

/** No document knows it; it is written like the constants of the API. */
const UNKNOWN = 'NEBULA';
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
/** Every third item is of the unknown kind. */
const EVERY = 3;

export const messages: readonly Scenario[] = [
  {
    ...given,
    name: 'unknown-fields',
    title: 'List and items have fields that no document knows.',
    judgedBy: 'CLIENT-54',
    alter: lists((list) => ({
      apiNotice: { level: 'info', ids: ['ffffffffffffffffffffffff'] },
      ...list,
      results: list.results.map((item) => ({
        createdAt: '2026-01-01T00:00:00Z',
        tags: [{ key: 'a', value: null }],
        ...item,
        parent: { id: 'ffffffffffffffffffffffff', _id: 'ffffffffffffffffffffffff' },
      })),
      nextCursor: null,
    })),
  },
  {
    ...given,
    name: 'unknown-constants',
    title: 'Items are of a kind that no document knows, as of a new cloud provider.',
    judgedBy: 'CLIENT-55',
    alter: lists((list) => ({
      ...list,
      results: list.results.map((item, index) => (index % EVERY === 1 ? ofUnknownKind(item) : item)),
    })),
  },
  {
    ...given,
    name: 'unknown-links',
    title: 'The links stand in another order, among relations that no document knows.',
    feature: 'several pages',
    judgedBy: 'CLIENT-56',
    items: SEVERAL_PAGES,
    alter: lists((list) => ({ ...list, links: moreLinks(list) })),
  },
  {
    ...given,
    name: 'json-spelling',
    title: 'The JSON has its names in another order, white space, and escapes in its strings.',
    judgedBy: 'CLIENT-57',
    alter: (reply, asked) => {
      const turned = lists(({ results, ...list }) => reversed({ ...list, results: results.map(reversed) }))(
        reply,
        asked,
      );
      return turned && withBody(turned, escaped(Buffer.from(turned.body).toString('utf8')));
    },
  },
  {
    ...given,
    name: 'gzip',
    title: 'The list is compressed where the client accepts gzip.',
    judgedBy: 'CLIENT-58',
    reachedBy: 'a client that accepts gzip',
    alter: (reply, { request, asks, nth }) =>
      asks === 'list' && nth > 0 && acceptsGzip(header(request, 'Accept-Encoding') ?? '')
        ? gzipped(reply)
        : undefined,
  },
  {
    ...given,
    name: 'chunks',
    title: 'The list comes in chunks.',
    judgedBy: 'CLIENT-59',
    alter: admitted((reply) => delivered(reply, { chunked: true })),
  },
  {
    ...given,
    name: 'slow-reply',
    title: 'The first list takes a second and a half to come.',
    judgedBy: 'CLIENT-60',
    alter: admitted((reply) => delivered(reply, { lastsMs: 1_500 }), 1),
  },
  {
    ...given,
    name: 'header-fields',
    title: 'The names of all header fields are in lower case, among fields that no document knows.',
    judgedBy: 'CLIENT-61',
    alter: (reply) => {
      const more = withHeader(
        withHeader(withHeader(reply, 'X-Trace', 'a=1, b="2; c"', ''), 'Via', '1.1 gateway'),
        'Set-Cookie',
        `session=${'x'.repeat(2_000)}; Path=/; HttpOnly`,
      );
      return { ...more, headers: more.headers.map(([name, value]) => [name.toLowerCase(), value]) };
    },
  },
  {
    ...given,
    name: 'deprecated-version',
    title: 'The replies say when the version was replaced and when it ends.',
    judgedBy: 'CLIENT-62',
    dated: true,
    alter: admitted((reply) =>
      withHeader(
        withHeader(reply, 'Deprecation', 'Mon, 5 Aug 2024 00:00:00 GMT'),
        'Sunset',
        'Sun, 1 Mar 2026 00:00:00 GMT',
      ),
    ),
  },
  {
    ...given,
    name: 'newest-version',
    title: 'The reply is of the newest version before the date that was asked for.',
    judgedBy: 'CLIENT-63',
    dated: true,
    reachedBy: 'a client that asks for a later version than 2023-01-01',
    alter: admitted((reply) => {
      const type = header(reply, 'Content-Type') ?? '';
      return withHeader(reply, 'Content-Type', type.replace(/\d{4}-\d\d-\d\d/, '2023-01-01'));
    }),
    reach: ({ request, asks, nth }) =>
      asks === 'list' && nth > 0 && !header(request, 'Accept')?.includes('2023-01-01'),
  },
];

function ofUnknownKind(item: Record<string, unknown>): object {
  const members = Object.entries(item).map(([name, value]) => [
    name,
    typeof value === 'string' && CONSTANT.test(value) ? UNKNOWN : value,
  ]);
  return { ...Object.fromEntries(members), nebulaRef: { zone: 7 } };
}

function moreLinks({ links = [] }: ListDocument): readonly object[] {
  return [
    { href: 'https://www.mongodb.com/docs/atlas/', rel: 'https://cloud.mongodb.com/help' },
    ...[...links].reverse(),
    { href: 'https://www.mongodb.com/docs/atlas/api/', rel: 'describedby', title: 'next' },
  ];
}

const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse());

/** RFC 9110, 12.5.3: a weight of 0 takes none. */
function acceptsGzip(codings: string): boolean {
  const weights = codings.split(',').flatMap((one) => {
    const [coding = '', weight = 'q=1'] = one.split(';').map((part) => part.trim().toLowerCase());
    return coding === 'gzip' ? [Number(weight.slice('q='.length))] : [];
  });
  return weights.some((weight) => weight > 0);
}

/** Every `e` of a string behind a backslash (RFC 8259, 7), and white space wherever JSON allows it. */
function escaped(json: string): string {
  const spaced = JSON.stringify(JSON.parse(json), null, '\t').replaceAll('":', '" :');
  return `\n${spaced.replace(/"(?:[^"\\]|\\.)*"?/g, (string) => string.replaceAll('e', '\\u0065'))}\r\n`;
}

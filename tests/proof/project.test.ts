/** What is taken from the contract about pages, also where it says little. */
import { expect, test } from 'vitest';
import { readList } from '../probes/list-reply.ts';
import { askedPage, compareReadings, pageSizes } from '../probes/project.ts';
import { stability } from '../probes/stability.ts';
import type { Run } from '../rules/rule.ts';
import { changedContract, contractOf } from './contracts.ts';

/** The list in a reply to a request with that query. */
function listOf(document: object, query = '') {
  const body = Buffer.from(JSON.stringify(document));
  const read = readList('plain', {
    asked: { query: [...new URLSearchParams(query)] },
    authentication: 'configured',
    request: { method: 'GET', url: `http://reference.test/list${query}`, headers: [] },
    timing: { startedAt: 0, waitMs: 0, receiveMs: 0 },
    earlier: [],
    response: { status: 200, reason: '', httpVersion: '1.1', headers: [], body },
  });
  if ('obstacle' in read) throw new Error(read.received);
  return read;
}

const bucketsOf = (ids: readonly string[]) => ({ results: ids.map((_id) => ({ _id })) });
const idsOnly = (...ids: readonly string[]) => listOf(bucketsOf(ids));
const runWith = (contract: Run['contract']): Run => ({
  contract,
  answers: new Map(),
  projectId: '',
  auth: 'none',
  baseUrl: '',
});

/** A reply: its probe, its document, and the query that it answers. */
type Page = readonly [probe: string, document: object, query: string];

/** A list of buckets with one letter each as their ids. */
const page = (probe: string, ids: string, query = ''): Page => [probe, bucketsOf([...ids]), query];

/** What the replies tell together, in the order of their coming. */
function stabilityOf(pages: readonly Page[]) {
  const answers = new Map(
    pages.map(([probe, document, query], startedAt) => {
      const { exchange } = listOf(document, query);
      return [probe, { exchange: { ...exchange, timing: { ...exchange.timing, startedAt } } }] as const;
    }),
  );
  return stability({ ...runWith(contractOf('v1.0')), answers });
}

test('page sizes are those of the contract', () => {
  expect(pageSizes(contractOf('v1.0'))).toEqual({ defaultSize: 100, largest: 500 });
});

test('a contract that names no largest size allows the usual one, and 100 is usual where it says nothing', () => {
  const without = (pattern: RegExp) =>
    pageSizes(changedContract('v1.0', (text) => text.replace(pattern, '')));
  expect(without(/ +maximum: 500\n/)).toEqual({ defaultSize: 100, largest: 100 });
  expect(without(/ +default: 100\n/)).toEqual({ defaultSize: 100, largest: 500 });
  expect(without(/ +maximum: 500\n +default: 100\n/)).toEqual({ defaultSize: 100, largest: 100 });
});

test('the page asked for is that of the query, else that of the contract', () => {
  const run = runWith(contractOf('v1.0'));
  expect(askedPage(listOf({ results: [] }, '?pageNum=3&itemsPerPage=7'), run)).toEqual({
    pageNum: 3,
    itemsPerPage: 7,
  });
  expect(askedPage(listOf({ results: [] }), run)).toEqual({ pageNum: 1, itemsPerPage: 100 });
});

test('a contract without paging is read with the first page of 100', () => {
  const contract = changedContract('v1.0', (text) =>
    text.replace(/ +- \$ref: "[^"]*parameters\/(?:pageNum|itemsPerPage)"\n/g, ''),
  );
  expect(pageSizes(contract)).toEqual({ defaultSize: 100, largest: 100 });
  expect(askedPage(listOf({ results: [] }), runWith(contract))).toEqual({ pageNum: 1, itemsPerPage: 100 });
});

const LARGEST = '?itemsPerPage=500';
const FIRST_PAGE = '?pageNum=1&itemsPerPage=2';

test.for([
  ['neither differs', 'ab', 'ab', 'steady'],
  ['a bucket has come to both', 'abc', 'abc', 'changed'],
  ['a bucket has come, and is gone again', 'abc', 'ab', 'unsteady'],
  ['a bucket has come after the last reply but one', 'ab', 'abc', 'changed'],
  ['the default page has another order', 'ba', 'abc', 'unsteady'],
  ['the largest page has another order', 'abc', 'ba', 'unsteady'],
] as const)('two pages read twice, where %s', ([, plain, largest, stability]) => {
  const pages = [
    page('plain', 'ab'),
    page('largest-page', 'ab', LARGEST),
    page('plain-again', plain),
    page('largest-page-again', largest, LARGEST),
  ];
  expect(stabilityOf(pages)).toBe(stability);
});

test.for([
  ['no other reply shows it as it was', [], 'unsettled'],
  ['another reply shows it as it was', [page('page-1', 'ab', FIRST_PAGE)], 'changed'],
  ['another reply shows neither', [page('page-1', 'xy', FIRST_PAGE)], 'unsettled'],
  [
    'another reply shows what was the same before',
    [page('page-2-by-next', 'b', '?pageNum=2&itemsPerPage=1')],
    'unsettled',
  ],
  [
    'a later reply shows it as it was, after one that showed it as it is',
    [page('page-1', 'cb', FIRST_PAGE), page('page-2-by-next', 'ab', FIRST_PAGE)],
    'unsteady',
  ],
  [
    'a later reply shows it as it is, after one that showed it as it was',
    [page('page-1', 'ab', FIRST_PAGE), page('page-2-by-next', 'cb', FIRST_PAGE)],
    'changed',
  ],
] as const)('a list of which one bucket is another later, where %s: %s', ([, others, stability]) => {
  expect(stabilityOf([page('plain', 'ab'), ...others, page('plain-again', 'cb')])).toBe(stability);
});

test('a count is evidence of a change as well', () => {
  const counted = (probe: string, totalCount: number) =>
    [probe, { results: [{ _id: 'a' }], totalCount }, ''] as const;
  const [before, after] = [counted('plain', 1), counted('plain-again', 2)];
  expect(stabilityOf([before, after])).toBe('unsettled');
  expect(stabilityOf([before, counted('enveloped', 1), after])).toBe('changed');
});

test.for([
  ['the same', ['a', 'b'], ['a', 'b'], 'steady'],
  ['one more', ['a', 'b'], ['a', 'c', 'b'], 'changed'],
  ['one less', ['a', 'b'], ['b'], 'changed'],
  ['one for another', ['a', 'b'], ['a', 'c'], 'changed'],
  ['another order', ['a', 'b'], ['b', 'a'], 'unsteady'],
  ['another order and one more', ['a', 'b'], ['b', 'c', 'a'], 'unsteady'],
  ['others altogether', ['a', 'b'], ['c', 'd'], 'unsteady'],
  ['the first bucket of a project', [], ['a'], 'changed'],
  ['the last bucket gone', ['a'], [], 'changed'],
] as const)('%s: %j, then %j, is %s', ([, first, second, stability]) => {
  expect(compareReadings(idsOnly(...first), idsOnly(...second), contractOf('v1.0').identity)).toBe(stability);
});

test('buckets without an id that differ are others altogether', () => {
  const named = (bucketName: string) => listOf({ results: [{ bucketName }] });
  expect(compareReadings(named('a'), named('b'), contractOf('v1.0').identity)).toBe('unsteady');
});

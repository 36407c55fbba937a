/** What is taken from the contract about pages, also where it says little. */
import { expect, test } from 'vitest';
import { type ListReply, readList } from '../probes/list-reply.ts';
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

const idsOnly = (...ids: readonly string[]) => listOf({ results: ids.map((_id) => ({ _id })) });
const runWith = (contract: Run['contract']): Run => ({
  contract,
  answers: new Map(),
  projectId: '',
  auth: 'none',
  baseUrl: '',
});

function stabilityOf(pages: readonly (readonly [probe: string, ListReply])[]) {
  const answers = new Map(pages.map(([probe, { exchange }]) => [probe, { exchange }] as const));
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

test.for([
  ['neither', '', 'steady'],
  ['the default page changed', 'plain', 'changed'],
  ['the largest page changed', 'largest-page', 'changed'],
] as const)('two pages read twice, %s: %s', ([, changed, stability]) => {
  const pages = ['plain', 'largest-page'].flatMap((probe) => [
    [probe, idsOnly('a', 'b')] as const,
    [`${probe}-again`, idsOnly('a', 'b', ...(probe === changed ? ['c'] : []))] as const,
  ]);
  expect(stabilityOf(pages)).toBe(stability);
});

test.for(['plain', 'largest-page'])('what is unsteady on %s outweighs a change elsewhere', (unsteady) => {
  const pages = ['plain', 'largest-page'].flatMap((probe) => [
    [probe, idsOnly('a', 'b')] as const,
    [`${probe}-again`, probe === unsteady ? idsOnly('b', 'a') : idsOnly('a', 'b', 'c')] as const,
  ]);
  expect(stabilityOf(pages)).toBe('unsteady');
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
  expect(compareReadings(idsOnly(...first), idsOnly(...second))).toBe(stability);
});

test('buckets without an id that differ are others altogether', () => {
  const named = (bucketName: string) => listOf({ results: [{ bucketName }] });
  expect(compareReadings(named('a'), named('b'))).toBe('unsteady');
});

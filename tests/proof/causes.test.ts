/** What is wrong is said once: causes, and scores that add up. */
import { describe, expect, test } from 'vitest';
import { type Behaviour, createReference, CONFORMING as keeps } from '../reference/reference.ts';
import type { Verdict } from '../rules/verdict.ts';
import { causesOf } from '../run/causes.ts';
import { explainedScoreText, fidelityOf } from '../run/fidelity.ts';
import { sentence } from '../run/judge.ts';
import { judgeReference } from './judge-in-memory.ts';

async function verdictsOf(buckets: number, plant: Partial<Behaviour>): Promise<readonly Verdict[]> {
  return (await judgeReference(createReference({ items: buckets }, plant))).verdicts;
}

/** The one example that a mock serves whatever is asked. */
const fixed = (): Partial<Behaviour> => {
  let first: string | undefined;
  return {
    write: (document) => {
      first ??= JSON.stringify(document);
      return first;
    },
  };
};
const without = (parameter: string): Partial<Behaviour> => ({
  list: (links, results, count, asked) =>
    keeps.list(links, results, count, { ...asked, ...(parameter === 'envelope' && { envelope: false }) }),
  write: (document, asked) =>
    keeps.write(document, { ...asked, ...(parameter === 'pretty' && { pretty: false }) }),
  pick: (buckets, asked) => {
    if (parameter === 'itemsPerPage') return buckets;
    return keeps.pick(buckets, { ...asked, ...(parameter === 'pageNum' && { pageNum: 1 }) });
  },
});
const PAGING = '`pageNum` and `itemsPerPage` have no effect.';

describe('a parameter that is ignored is one cause', () => {
  test.for([
    ['one fixed body, 1 bucket', 1, fixed(), ['`envelope`', '`pretty`', PAGING]],
    ['one fixed body, 3 buckets', 3, fixed(), ['`envelope`', '`pretty`', PAGING]],
    ['envelope', 103, without('envelope'), ['`envelope`']],
    ['pretty', 103, without('pretty'), ['`pretty`']],
    ['itemsPerPage', 3, without('itemsPerPage'), [PAGING]],
    ['pageNum', 7, without('pageNum'), ['`pageNum`']],
  ] as const)('%s', async ([, buckets, plant, said]) => {
    const causes = causesOf(await verdictsOf(buckets, plant));
    expect(causes.map(({ says }) => says)).toEqual(
      said.map((one) => (one.endsWith('.') ? one : `${one} has no effect.`)),
    );
  });

  test('and blocks the other rules that it breaks', async () => {
    const [cause] = causesOf(await verdictsOf(7, without('pageNum')));
    expect(cause?.rules).toEqual(['PAGE-07']);
    expect(cause?.blocks).toEqual(expect.arrayContaining(['PAGE-09', 'PAGE-13', 'PAGE-15']));
  });

  test('but not where something else is wrong', async () => {
    const verdicts = await verdictsOf(103, {
      links: (asked, count) =>
        keeps.links(asked, count).map((link) => ({ ...link, href: link.href.replace('pageNum=1', 'x=1') })),
    });
    expect(verdicts.filter(({ verdict }) => verdict === 'fail').length).toBeGreaterThan(0);
    expect(verdicts.flatMap(({ fact }) => fact ?? [])).toEqual([]);
  });

  test('nor where it has an effect on other requests', async () => {
    const verdicts = await verdictsOf(103, {
      page: (query) => {
        const page = keeps.page(query);
        return 'code' in page ? page : { ...page, itemsPerPage: Math.min(page.itemsPerPage, 100) };
      },
    });
    expect(verdicts.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toContain('PAGE-17');
    expect(verdicts.flatMap(({ fact }) => fact ?? [])).toEqual([]);
  });
});

const BUCKET = { bucketName: 'abc', cloudProvider: 'AWS', iamRoleId: 'a'.repeat(24) };

describe('data that change from one request to the next are said once', () => {
  const random = () => Array.from({ length: 24 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  let asked = '';
  test.for([
    ['whatever is asked', (): boolean => true],
    ['where anything is asked, while the plain list stays', (): boolean => asked !== ''],
  ] as const)('%s', async ([, changes]) => {
    const causes = causesOf(
      await verdictsOf(4, {
        page: (query) => {
          asked = query.toString();
          return keeps.page(query);
        },
        item: ({ value }) => ({ ...BUCKET, _id: changes() ? random() : value._id }),
      }),
    );
    const [cause] = causes;
    expect(causes).toHaveLength(1);
    expect(cause?.says).toBe('The data change from one request to the next.');
    expect(cause?.rules).toEqual(['PAGE-01']);
    expect(cause?.blocks.length).toBeGreaterThan(5);
  });
});

const verdict = (name: Verdict['verdict'], more: Partial<Verdict> = {}): Verdict => ({
  id: 'HTTP-01',
  topic: 'protocol',
  level: 'MUST',
  basis: 'text',
  title: '',
  verdict: name,
  message: 'No reason.',
  contract: '',
  pointer: '',
  source: '',
  probes: [],
  ...(name === 'blocked' && { blockedBy: 'AUTH-03' }),
  ...more,
});

test('what was not judged never reads as a failure', () => {
  const all = (['pass', 'blocked', 'blocked', 'not-applicable', 'waived'] as const).map((name) =>
    verdict(name),
  );
  expect(explainedScoreText(fidelityOf(all).all.MUST)).toBe(
    '1 of 1 judged passed, 4 not judged (2 blocked by AUTH-03, 1 not applicable, 1 waived)',
  );
});

test('what blocks rules without being a violated one says what most of them say, and what it is', () => {
  const said = ['page-1: no reply.', 'No reply.', 'No reply.'];
  const blocked = said.map((message) => verdict('blocked', { message, blockedBy: 'timeout' }));
  expect(causesOf([verdict('fail', { id: 'AUTH-02', message: 'Refused.' }), ...blocked])).toEqual([
    { says: 'Refused.', rules: ['AUTH-02'], blocks: [] },
    { says: 'No reply.', rules: [], blocks: ['HTTP-01', 'HTTP-01', 'HTTP-01'], blockedBy: 'timeout' },
  ]);
});

test.for([
  ['nothing listens', 'Nothing listens.'],
  ['no reply.', 'No reply.'],
  ['page-1: no reply', 'page-1: no reply.'],
  ['application/json has no charset', 'application/json has no charset.'],
  ['`pretty` has no effect', '`pretty` has no effect.'],
] as const)('%s: a sentence, in which names keep their spelling', ([clause, text]) => {
  expect(sentence(clause)).toBe(text);
});

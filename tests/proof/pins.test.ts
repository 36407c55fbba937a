/** How pinned texts are written and compared: a difference names the rules that judge otherwise. */
import { describe, expect, test } from 'vitest';
import { differenceOf, readBlocks, readResult } from './pins/difference.ts';
import { blocksOf, type Judgement } from './pins/verdict-blocks.ts';

describe('a difference', () => {
  const pinned = [
    'the reference server (v1.0, 2024-05-30)',
    '    holds: PAGE-01 to PAGE-04, PAGE-09',
    'next-missing (v1.0)',
    '    PAGE-07 links, in plain: expected a link with rel next, received absent.',
    '    also PAGE-10 links, in last-page',
    '    blocked by PAGE-07: PAGE-08, PAGE-09',
    '',
  ];
  const changedTo = (from: string, to: string) => {
    const now = pinned.map((line) => line.replace(from, to)).join('\n');
    return differenceOf(pinned.join('\n'), now, readBlocks);
  };

  test('is none between equal texts', () => {
    expect(changedTo('PAGE', 'PAGE')).toBeUndefined();
  });

  test('has the lines of both', () => {
    expect(changedTo('in plain', 'in pretty')).toMatchObject({
      gone: ['    PAGE-07 links, in plain: expected a link with rel next, received absent.'],
      come: ['    PAGE-07 links, in pretty: expected a link with rel next, received absent.'],
    });
  });

  test.for([
    ['its own words', 'in plain', 'in pretty', ['PAGE-07']],
    ['the words of one beside it', 'in last-page', 'in page-1', ['PAGE-10']],
    ['one of a range', 'PAGE-04', 'PAGE-03', ['PAGE-04']],
    ['one blocked no more', 'PAGE-08, ', '', ['PAGE-08']],
    ['another cause', 'blocked by PAGE-07', 'blocked by PAGE-01', ['PAGE-08', 'PAGE-09']],
    ['another verdict', 'holds', 'not applicable', ['PAGE-01', 'PAGE-02', 'PAGE-03', 'PAGE-04', 'PAGE-09']],
    ['a version less', ', 2024-05-30', '', []],
    ['another server', 'next-missing', 'next-lost', []],
  ] as const)('names the rules of which something else is said: %s', ([, from, to, rules]) => {
    expect(changedTo(from, to)?.rules).toEqual(rules);
  });

  test('of what stands below a rule is one of that rule', () => {
    const text = (probe: string) => `PAGE-01 MUST, text\n    asks for: ${probe}\nPAGE-02 MUST, text\n`;
    expect(differenceOf(text('plain'), text('pretty'), readBlocks)?.rules).toEqual(['PAGE-01']);
  });

  test('of a result names its rules, but for new ones', () => {
    const text = (verdict: string, ...more: readonly string[]) =>
      JSON.stringify({ rules: [{ id: 'PAGE-01', verdict }, ...more.map((id) => ({ id }))] });
    expect(differenceOf(text('pass'), text('warn', 'PAGE-02'), readResult)?.rules).toEqual(['PAGE-01']);
  });

  test('from nothing is all new', () => {
    expect(differenceOf('', pinned.join('\n'), readBlocks)).toMatchObject({ gone: [], rules: [] });
  });
});

describe('a range of rules', () => {
  const judgement = (version: string, ...ids: readonly string[]): Judgement => ({
    name: 'a server',
    version,
    verdicts: ids.map((id) => ({
      id: `PAGE-${Number(id)}` as const,
      topic: 'pagination',
      level: 'MUST',
      basis: 'text',
      title: '',
      verdict: 'pass',
      message: '',
      contract: '',
      pointer: '',
      source: '',
      probes: [],
    })),
  });

  test('has no number between that is not judged', () => {
    const ids = ['11', '12', '13', '15', '16', '17', '20', '14', '18', '19'];
    expect(blocksOf([judgement('v1.0', ...ids)], [])).toBe(
      'a server (v1.0)\n    holds: PAGE-11 to PAGE-13, PAGE-15 to PAGE-17, PAGE-20, PAGE-14, PAGE-18, PAGE-19\n',
    );
  });

  test('is another one where a version lacks a rule of it, so that the two share no block', () => {
    const [all, few] = [judgement('v1.0', '11', '12', '13', '14'), judgement('v2.0', '11', '12', '14')];
    expect(blocksOf([all, few], [])).toBe(
      [
        'a server (v1.0)',
        '    holds: PAGE-11 to PAGE-14',
        'a server (v2.0)',
        '    holds: PAGE-11, PAGE-12, PAGE-14',
        '',
      ].join('\n'),
    );
  });
});

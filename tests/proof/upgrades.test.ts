/** What a gate has to know before it moves to another version: which rules change, and which Node.js there has to be. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readRelease, releasedText, ruleChanges, withRuleChanges } from './pins/rule-changes.ts';

const textOf = (file: string) => readFileSync(file, 'utf8');

describe('rules that change', () => {
  const release = readRelease(
    [
      '1.2.0',
      'A-01 MUST One holds. | plain',
      'A-02 MUST Two | bars hold. | plain pretty',
      'B-01 SHOULD Three holds. | plain',
      '',
    ].join('\n'),
  );
  const rule = (id: string, level: string, title: string, ...probes: readonly string[]) => ({
    id,
    level,
    title,
    probes,
  });
  const SAME = [
    rule('A-01', 'MUST', 'One holds.', 'plain'),
    rule('A-02', 'MUST', 'Two | bars hold.', 'pretty', 'plain'),
    rule('B-01', 'SHOULD', 'Three holds.', 'plain'),
  ];
  const [first, second, third] = SAME;
  if (!first || !second || !third) throw new Error('no rules');

  test.each([
    ['none', SAME, '- No rule is new or judges more than in 1.2.0.'],
    ['a new one', [...SAME, rule('B-02', 'MUST', 'Four holds.', 'plain')], '- New rules: B-02.'],
    [
      'another level',
      [first, second, { ...third, level: 'MUST' }],
      '- Rules of another level or sentence: B-01.',
    ],
    [
      'another sentence',
      [first, second, { ...third, title: 'Four holds.' }],
      '- Rules of another level or sentence: B-01.',
    ],
    [
      'more replies',
      [{ ...first, probes: ['plain', 'pretty'] }, second, third],
      '- Rules that look at more replies: A-01.',
    ],
    [
      'fewer replies',
      [first, { ...second, probes: ['plain'] }, third],
      '- No rule is new or judges more than in 1.2.0.',
    ],
    ['one that is gone', [first, second], '- Rules that are gone: B-01.'],
  ])('%s', (_, rules, says) => {
    expect(ruleChanges(release, rules)).toBe(says);
  });

  test('a release counts from itself', () => {
    expect(ruleChanges(readRelease(releasedText()))).toMatch(/^- No rule is new or judges more than in \d/);
  });

  test('stand in the CHANGELOG, above the release that they are counted from', () => {
    const changelog = textOf('CHANGELOG.md');
    expect(withRuleChanges(changelog)).toBe(changelog);
    const { version } = readRelease(textOf('tests/proof/pins/released.txt'));
    const [newest] = [...changelog.matchAll(/^## (\d\S*)/gm)].map(([, number]) => number);
    expect(newest).toBe(version);
    expect(changelog).toContain(`counted from ${version}:`);
  });
});

test('the versions of Node.js are the same everywhere', () => {
  const manifest: { engines: { node: string } } = JSON.parse(textOf('package.json'));
  const majors = [...manifest.engines.node.matchAll(/(?:\^|>=)(\d+)/g)].map(([, major]) => major);
  const [, matrix = ''] = /^ +node: \[(.*)\]$/m.exec(textOf('.github/workflows/check.yml')) ?? [];
  expect(matrix.split(', ')).toEqual(majors);
  const named = `${majors.slice(0, -1).join(', ')} or ${majors.at(-1)}`;
  expect(textOf('README.md')).toContain(`Node ${named}.`);
  expect(textOf('CONTRIBUTING.md')).toContain(`Node ${named.replace(' or ', ' and ')}.`);
});

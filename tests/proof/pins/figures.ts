/** `tests/proof/figures.md`: how much the proof shows, in numbers. */
import { RULES } from '../../rules/index.ts';
import { SUBJECTS } from '../contracts.ts';
import { coverageOf } from '../coverage.ts';
import { DEFECTS } from '../defects/index.ts';
import { judgedDefects } from '../judged-defects.ts';
import { lastRun } from '../mutation/last-run.ts';
import { SURVIVORS } from '../mutation/survivors.ts';
import { allComparisons } from '../pairs/comparisons.ts';
import { allPairs, type Pair } from '../pairs/pairs.ts';
import { appliesTo, isShown, withReason } from '../pairs/shown.ts';
import { UNSHOWN } from '../pairs/unshown.ts';

export const FIGURES = 'tests/proof/figures.md';

const number = (value: number) => value.toLocaleString('en');

export async function figuresText(): Promise<string> {
  const coverage = await Promise.all(
    SUBJECTS.map(async (subject) => [subject.name, await coverageOf(subject)] as const),
  );
  const { mutants, killed, survivors } = lastRun();
  const listed = SURVIVORS.flatMap((one) => one.mutants).length;
  const pairs = await allPairs();
  const comparisons = (await allComparisons()).filter(({ isFound }) => isFound !== undefined);
  const rows = [
    ['rules', number(RULES.length)],
    ['planted defects', number(DEFECTS.length)],
    ['planted defects, in each version where they can be seen', number((await judgedDefects()).length)],
    [
      'rules and replies that they are about, in each version: the rule is seen to fail in that reply alone',
      `${number(pairs.filter(isShown).length)} of ${number(pairs.length)}`,
    ],
    [
      'differences, planted in each reply that a rule compares with another one, that the rule finds',
      `${number(comparisons.filter(({ isFound }) => isFound).length)} of ${number(comparisons.length)}`,
    ],
    ...coverage.map(([version, { statements, open }]) => [
      `statements of the contract of ${version} that are judged; the others have a reason`,
      `${statements.length - open.length} of ${statements.length}`,
    ]),
    ['mutants that the last full mutation run noticed', `${number(killed)} of ${number(mutants)}`],
    ['mutants that it did not notice', number(survivors)],
    ['mutants that are listed now, each with the reason why it cannot be noticed', number(listed)],
  ];
  return [
    '<!-- Written by `npm run pins -- --update`. -->',
    '',
    '# What the proof shows, in numbers',
    '',
    '| what | how many |',
    '|---|---:|',
    ...rows.map(([what, figure]) => `| ${what} | ${figure} |`),
    '',
    '## Replies in which a rule does not fail, or not alone',
    '',
    '| rule | replies | how many | because |',
    '|---|---|---:|---|',
    ...notShown(pairs),
    '',
  ].join('\n');
}

/** Every pair that is not shown, and every one in which another rule speaks first, with the reason. */
function notShown(pairs: readonly Pair[]): readonly string[] {
  const line = (rules: readonly string[], of: readonly Pair[], because: string) => {
    const probes = [...new Set(of.map(({ probe }) => probe))];
    return `| ${rules.join(', ')} | ${probes.join(', ')} | ${of.length} | ${because} |`;
  };
  const open = pairs.filter(withReason);
  const written = UNSHOWN.map((reason) => {
    const of = open.filter((pair) => appliesTo(reason, pair));
    return line(reason.rules, of, reason.because);
  });
  const first = new Map<string, Pair[]>();
  for (const pair of pairs.filter(isShown)) {
    const explained = pair.found.map(({ explainedBy }) => explainedBy[0]);
    if (explained.some((by) => by === undefined)) continue;
    const key = `${pair.rule} ${explained[0]}`;
    first.set(key, [...(first.get(key) ?? []), pair]);
  }
  const spoken = [...first].map(([key, of]) => {
    const [rule = '', by = ''] = key.split(' ');
    return line([rule], of, `it fails there, and ${by} speaks first: the verdict is blocked by it`);
  });
  return [...written, ...spoken];
}

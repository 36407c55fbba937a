/** `tests/proof/figures.md`: how much the proof shows, in numbers. */
import { API_VERSIONS } from '../../contract/contract.ts';
import { RULES } from '../../rules/index.ts';
import { coverageOf } from '../coverage.ts';
import { DEFECTS } from '../defects/index.ts';
import { judgedDefects } from '../judged-defects.ts';
import { lastRun } from '../mutation/last-run.ts';
import { SURVIVORS } from '../mutation/survivors.ts';

export const FIGURES = 'tests/proof/figures.md';

const number = (value: number) => value.toLocaleString('en');

export async function figuresText(): Promise<string> {
  const coverage = await Promise.all(
    API_VERSIONS.map(async (version) => [version, await coverageOf(version)] as const),
  );
  const { mutants, killed, survivors } = lastRun();
  const listed = SURVIVORS.flatMap((one) => one.mutants).length;
  const rows = [
    ['rules', number(RULES.length)],
    ['planted defects', number(DEFECTS.length)],
    ['planted defects, in each version where they can be seen', number((await judgedDefects()).length)],
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
  ].join('\n');
}

/** The sentences of all documents as one page: each with the rules that keep it, the freedom it leaves, or a reason. */
import type { RuleId } from '../../rules/verdict.ts';
import { DEFECTS } from '../defects/index.ts';
import { ENDPOINT_PAGE } from './endpoint-page.ts';
import { LEFT_OPEN } from './left-open.ts';
import { RECOMMENDATIONS, REQUIREMENTS } from './requirements.ts';
import type { Kept, Open, Unkept } from './sentence.ts';

export const LEDGER = 'tests/proof/sentences.md';

/** The rules that catch what breaks the sentence. */
export function rulesThatKeep({ brokenBy }: Kept): readonly RuleId[] {
  const rules = DEFECTS.filter(({ name }) => brokenBy.includes(name)).map(({ caughtBy }) => caughtBy);
  return [...new Set(rules)].sort();
}

const CHAPTERS: readonly (readonly [title: string, sentences: readonly (Kept | Unkept | Open)[]])[] = [
  ['The endpoint page', ENDPOINT_PAGE],
  ['What is required beyond it', REQUIREMENTS],
  ['What is recommended', RECOMMENDATIONS],
  ['What is left open: no server is failed for it', LEFT_OPEN],
];

export function ledgerPage(): string {
  const chapters = CHAPTERS.map(([title, sentences]) =>
    [
      `## ${title}`,
      '',
      '| what is said | where | kept by |',
      '|---|---|---|',
      ...sentences.map((one) => `| ${one.says} | ${one.source} | ${outcomeOf(one)} |`),
    ].join('\n'),
  );
  return `${['<!-- Written by `npm run pins -- --update`. -->', '# What the documents say', ...chapters].join('\n\n')}\n`;
}

function outcomeOf(one: Kept | Unkept | Open): string {
  if ('brokenBy' in one) return rulesThatKeep(one).join(', ');
  return 'servers' in one
    ? `${one.servers.length} right ${one.servers.length === 1 ? 'server' : 'servers'} tried`
    : `none: ${one.because}`;
}

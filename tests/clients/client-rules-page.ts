/** `spec/client-rules.md`: every client rule, what it stands on, and the scenarios that show it. */
import { BASES } from '../reporting/rules-page.ts';
import { sourcesOf } from '../rules/sources.ts';
import { CLIENT_RULES } from './rules/index.ts';
import type { ClientRule } from './rules/rule.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';

const OUTCOMES: Readonly<Record<Scenario['expects'], string>> = {
  list: 'lists',
  fail: 'fails loudly',
  either: 'lists, or fails loudly',
};

export function clientRulesPage(): string {
  return [
    '<!-- Written by `npm run pins -- --update`. The texts stand with the rules, in tests/clients/. -->',
    '',
    '# Client rules',
    '',
    `${CLIENT_RULES.length} sentences about a client, each judged by itself, in ${SCENARIOS.length} scenarios. A violated MUST fails a`,
    'client, a violated SHOULD warns. Rules about requests look at all that was sent; the others look at what the client',
    'made of the scenarios that they name. The documents are those of the [rules](rules.md#documents).',
    '',
    '- [Scenarios](#scenarios): what the server does, and what a right client makes of it',
    ...CLIENT_RULES.flatMap(entry),
    '',
    '## Scenarios',
    '',
    '| scenario | the server | a right client | needs | judged by |',
    '|---|---|---|---|---|',
    ...SCENARIOS.map(row),
    '',
  ].join('\n');
}

const anchorOf = (id: string) => id.toLowerCase();

function entry({ id, level, basis, title, source, lookAt, about }: ClientRule): readonly string[] {
  const own = SCENARIOS.filter(({ judgedBy }) => judgedBy === id).map(({ name }) => name);
  const judged =
    own.length > 0
      ? `Scenarios: ${own.join(', ')}.`
      : about === 'requests'
        ? 'Judged by what is sent in every scenario.'
        : 'Judged by what is printed, and how the command ends.';
  return [
    '',
    `<a id="${anchorOf(id)}"></a>`,
    '',
    `## ${id}: ${title}`,
    '',
    `${level}: ${BASES[basis]}. ${judged}`,
    '',
    ...sourcesOf(source).map(({ cited, says }) => `- ${cited}: ${says}`),
    `- Look at first: ${lookAt}`,
  ];
}

function row({ name, title, expects, feature, credentials, dated, judgedBy }: Scenario): string {
  const needs = [
    feature,
    ...(credentials === undefined ? [] : [credentials === 'keys' ? 'keys' : 'an account']),
    ...(dated ? ['a dated version'] : []),
  ].join(', ');
  return `| ${name} | ${title} | ${OUTCOMES[expects]} | ${needs} | [${judgedBy}](#${anchorOf(judgedBy)}) |`;
}

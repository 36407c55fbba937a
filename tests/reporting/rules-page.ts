/** `spec/rules.md`: every rule, what it stands on, and what to look at first when it is violated. */
import { type Contract, cite } from '../contract/contract.ts';
import { shippedContract } from '../contract/list-contract.ts';
import { isStated, RULES } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { SOURCES, sourcesOf } from '../rules/sources.ts';
import { TOPIC_ORDER, topicOf } from '../rules/topics.ts';
import type { Basis, RuleId, Topic } from '../rules/verdict.ts';
import type { Report } from '../run/result.ts';

const TOPICS: Readonly<Record<Topic, string>> = {
  auth: 'who is let in, and how everybody else is refused',
  envelope: '`envelope=true` repeats the HTTP status inside the body of the list',
  pretty: '`pretty=true` changes the white space of the body, and nothing else',
  pagination: 'the list cut into pages, and the links that lead from one to the next',
  fields: 'the list and every bucket against the schema of the contract',
  errors: 'what is refused for its project id or version, and how the error document tells it',
  protocol: 'status, media type, encoding and the fields around the body',
  clients: 'what a client sends, and what it makes of what it is answered',
};

export const BASES: Readonly<Record<Basis, string>> = {
  text: 'a document says so',
  example: 'an example shows it',
  standard: 'an RFC that the API leans on says so',
  observed: 'recorded replies of the service agree',
};

/** The place of a rule on the page: `page-07`. */
const anchorOf = (id: RuleId) => id.toLowerCase();

/** Where a rule is explained, `../spec/rules.md#page-07`; undefined where the page cannot be reached. */
export function explanationOf(id: RuleId, { rulesPage: page }: Report): string | undefined {
  return page === undefined ? undefined : `${page}#${anchorOf(id)}`;
}

/** What a link to an explanation is called: the page, from the suite's own directory. */
export const explanationName = (href: string) =>
  href
    .replace(/^(\.\.\/)*/, '')
    .split('#', 1)
    .join();

/** Throws ContractError when a contract cannot be used. */
export function rulesPage(): string {
  const contracts = shippedContract().versions.map((version) => shippedContract().of(version));
  const topics = TOPIC_ORDER.filter((topic) => RULES.some(({ id }) => topicOf(id) === topic));
  return [
    '<!-- Written by `npm run pins -- --update`. The texts stand with the rules, in tests/rules/. -->',
    '',
    '# Rules',
    '',
    `${RULES.length} sentences about a server, each judged by itself. A violated MUST fails a server, a violated SHOULD`,
    'warns. A rule applies to the versions of the API whose contract makes its statement.',
    '',
    ...topics.map((topic) => `- [${topic}](#${topic}): ${TOPICS[topic]}`),
    '- [documents](#documents): what the sources are',
    ...topics.flatMap((topic) => [
      '',
      `## ${topic}`,
      '',
      `Topic ${topic}: ${TOPICS[topic]}.`,
      ...RULES.filter(({ id }) => topicOf(id) === topic).flatMap((rule) => entry(rule, contracts)),
    ]),
    '',
    '## documents',
    '',
    ...Object.entries(SOURCES).map(([name, { title }]) => `- **${name}**: ${title}`),
    '',
  ].join('\n');
}

function entry(rule: Rule, contracts: readonly Contract[]): readonly string[] {
  const { id, level, basis, title, source, lookAt } = rule;
  const stating = contracts.filter((contract) => isStated(rule, contract));
  return [
    '',
    `<a id="${anchorOf(id)}"></a>`,
    '',
    `### ${id}: ${title}`,
    '',
    `${level}: ${BASES[basis]}. Versions: ${versionsText(stating)}.`,
    '',
    ...sourcesOf(source).map(({ cited, says }) => `- ${cited}: ${says}`),
    `- In the contract: ${placeOf(rule, stating)}`,
    `- Look at first: ${lookAt}`,
  ];
}

const versionsText = (contracts: readonly Contract[]) => contracts.map(({ version }) => version).join(', ');

/** Where the contract makes the statement: its pointer, or in words where that is another one in some version. */
function placeOf(rule: Rule, contracts: readonly Contract[]): string {
  const pointers = new Set(contracts.map((contract) => cite(contract.locate(rule.contract)).pointer));
  const [only] = pointers;
  if (pointers.size === 1) return `\`${only}\``;
  const [, variable = '', below] = /^\{(\w+)\}\/?(.*)$/.exec(rule.contract) ?? [];
  const object = variable === 'enveloped' ? 'enveloped list' : variable;
  return `${below ? `\`${below}\` of the ${object}` : `the ${object}`}, stated by each version for itself`;
}

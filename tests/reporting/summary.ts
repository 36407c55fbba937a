/** `summary.md` for a pull request, annotations for GitHub, and `badge.json` for shields.io. */

import { inertInLogs } from '../redaction/log-commands.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';
import { LEVELS, type OutcomeName, VERDICT_NAMES, type Verdict } from '../rules/verdict.ts';
import { explainedScoreText } from '../run/fidelity.ts';
import type { Report } from '../run/result.ts';
import type { Comparison } from './compare.ts';
import { inert } from './markdown.ts';
import { explanationOf } from './rules-page.ts';
import { sinceLine } from './since.ts';

const SENTENCES: Readonly<Record<OutcomeName, string>> = {
  conforms: 'The target conforms.',
  'does-not-conform': 'The target does not conform.',
  incomplete: 'Incomplete: some rules could not be judged.',
};

const failuresFirst = (verdicts: readonly Verdict[]) => [
  ...verdicts.filter(({ verdict }) => verdict === 'fail'),
  ...verdicts.filter(({ verdict }) => verdict === 'warn'),
];

export function summary(report: Report, since: Comparison | undefined): string {
  const { result } = report;
  const { target, suite, requests } = result;
  const rows = TOPIC_ORDER.flatMap((topic) => {
    const verdicts = result.rules.filter((one) => one.topic === topic);
    const counts = VERDICT_NAMES.map((name) => verdicts.filter(({ verdict }) => verdict === name).length);
    return verdicts.length === 0 ? [] : [`| ${topic} | ${counts.join(' | ')} |`];
  });
  const ruleOf = (id: string) => result.rules.find((one) => one.id === id);
  const wrong = result.causes.flatMap(({ rules: [first = '', ...also], blocks }) => {
    const rule = ruleOf(first);
    if (!rule) return [];
    const { id, verdict, title, message, contract, source } = rule;
    const more = [
      ...(also.length > 0 ? [`also ${also.join(', ')}`] : []),
      ...(blocks.length > 0 ? [`blocks ${blocks.length} rules`] : []),
    ].map((text) => `<br>${text}`);
    const explained = explanationOf(id, report);
    const linked = explained === undefined ? id : `[${id}](${explained})`;
    return `- **${verdict} ${linked}** ${inert(title)}<br>${inert(message)}${more.join('')}<br>${contract}; ${inert(source)}`;
  });
  const faults = result.causes
    .filter(({ rules }) => rules.length === 0)
    .map(({ says, blocks }) => `- ${inert(says)} ${blocks.length} rules are not judged.`);
  const scores = LEVELS.map((level) => `- ${level}: ${explainedScoreText(result.fidelity.all[level])}`);
  return [
    `## ${SENTENCES[result.outcome]}`,
    '',
    `${suite.name} ${suite.version}, ${inert(target.baseUrl)}, API ${target.apiVersion}, ${requests.sent} requests.`,
    '',
    ...scores,
    '',
    `| topic | ${VERDICT_NAMES.join(' | ')} |`,
    `|---|${VERDICT_NAMES.map(() => '---:|').join('')}`,
    ...rows,
    '',
    ...(since ? [inert(sinceLine(since)), ''] : []),
    ...(wrong.length > 0 ? ['### To mend', '', ...wrong, ''] : []),
    ...(faults.length > 0 ? ['### Not judged', '', ...faults, ''] : []),
  ].join('\n');
}

const MOST_ANNOTATIONS = 10;

/** Workflow commands of GitHub Actions, on the lines of the contract that are violated. */
export function annotations({ result }: Report): readonly string[] {
  const escaped = (text: string) =>
    inertInLogs(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return failuresFirst(result.rules)
    .slice(0, MOST_ANNOTATIONS)
    .map(({ id, verdict, contract, message }) => {
      const [file = '', line = '1'] = contract.split(':');
      const level = verdict === 'fail' ? 'error' : 'warning';
      return `::${level} file=${property(file)},line=${line},title=${id}::${escaped(message)}`;
    });
}

/** The endpoint format of shields.io. */
export function badge({ result }: Report): string {
  const looks: Readonly<Record<OutcomeName, readonly [string, string]>> = {
    conforms: ['conforms', 'brightgreen'],
    'does-not-conform': [`${result.summary.fail} failed`, 'red'],
    incomplete: ['incomplete', 'yellow'],
  };
  const [message, color] = looks[result.outcome];
  const label = `export buckets ${result.target.apiVersion}`;
  return `${JSON.stringify({ schemaVersion: 1, label, message, color }, null, 2)}\n`;
}

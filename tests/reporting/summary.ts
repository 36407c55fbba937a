/** `summary.md`: the run for a pull request and for the summary of a job. */

import { TOPIC_ORDER } from '../rules/topics.ts';
import { LEVELS, VERDICT_NAMES } from '../rules/verdict.ts';
import { explainedScoreText } from '../run/fidelity.ts';
import type { Report } from '../run/result.ts';
import type { Comparison } from './compare.ts';
import { counted } from './counted.ts';
import { type CardRow, type FailureCard, failureCards } from './failure-card.ts';
import { inert } from './markdown.ts';
import { outcomeWording } from './outcome-wording.ts';
import { explanationName } from './rules-page.ts';
import { sinceLine } from './since.ts';
import { subjectOf } from './subject.ts';

export function summary(report: Report, since: Comparison | undefined): string {
  const { suite, requests, fidelity } = report.result;
  const { name, apiVersion } = subjectOf(report.result);
  const { heading, notes } = outcomeWording(report);
  const cards = failureCards(report);
  const section = (title: string, of: 'fail' | 'warn' | 'waived' | undefined) => {
    const items = cards.filter(({ verdict }) => verdict?.verdict === of).map(item);
    return items.length === 0 ? [] : [`### ${title}`, '', ...items, ''];
  };
  return [
    `## ${inert(heading)}`,
    '',
    `${suite.name} ${suite.version}, ${inert(name)}, API ${apiVersion}, ${counted(requests.sent, 'request')}.`,
    '',
    ...notes.flatMap((note) => [inert(note), '']),
    ...section('Failures', 'fail'),
    ...section('Not judged', undefined),
    ...section('Warnings', 'warn'),
    ...section('Waived', 'waived'),
    ...(since ? [inert(sinceLine(since)), ''] : []),
    ...LEVELS.map((level) => `- ${level}: ${inert(explainedScoreText(fidelity.all[level]))}`),
    '',
    ...topicTable(report),
    '',
  ].join('\n');
}

function item({ verdict, title, rows }: FailureCard): string {
  const label = verdict ? `**${verdict.verdict} ${inert(verdict.id)}** ` : '';
  return `- ${label}${inert(title)}${rows.map(row).join('')}`;
}

function row({ name, text }: CardRow): string {
  // The link is our own.
  if (name === 'explained') return `<br>${name}: [${explanationName(text)}](${text})`;
  return `<br>${name}: ${name === 'request' ? `<code>${inert(text)}</code>` : inert(text)}`;
}

function topicTable({ result }: Report): readonly string[] {
  return [
    `| topic | ${VERDICT_NAMES.join(' | ')} |`,
    `|---|${VERDICT_NAMES.map(() => '---:|').join('')}`,
    ...TOPIC_ORDER.flatMap((topic) => {
      const verdicts = result.rules.filter((one) => one.topic === topic);
      const counts = VERDICT_NAMES.map((name) => verdicts.filter(({ verdict }) => verdict === name).length);
      return verdicts.length === 0 ? [] : [`| ${topic} | ${counts.join(' | ')} |`];
    }),
  ];
}

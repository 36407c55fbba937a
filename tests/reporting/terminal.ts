/** The run as a person reads it in a terminal: topics, then what is wrong, then the outcome. */
import { styleText } from 'node:util';
import { visibleLine } from '../redaction/control-characters.ts';
import { inertInLogs } from '../redaction/log-commands.ts';
import { LEVELS, type Topic, type Verdict, type VerdictName } from '../rules/verdict.ts';
import { explainedScoreText } from '../run/fidelity.ts';
import type { Report } from '../run/result.ts';
import type { Comparison } from './compare.ts';
import { counted } from './counted.ts';
import { type FailureCard, failureCards, ROW_NAMES } from './failure-card.ts';
import { outcomeWording, staleWaivers } from './outcome-wording.ts';
import { sinceLine } from './since.ts';
import { verdictCounts } from './verdict-counts.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
/** Styles text, or leaves it alone where colour is not wanted. */
export type Paint = (style: Style, text: string) => string;

export function paintFor(stream: { readonly isTTY?: boolean; hasColors?: () => boolean }): Paint {
  const wanted = stream.isTTY === true && stream.hasColors?.() === true;
  // styleText would ask process.stdout, which in a worker thread is no terminal.
  return (style, text) => (wanted ? styleText(style, text, { validateStream: false }) : text);
}

const STYLES: Readonly<Partial<Record<VerdictName, Style>>> = {
  pass: 'green',
  fail: 'red',
  warn: 'yellow',
  blocked: 'yellow',
};

/** `  pagination   21 pass · 1 fail` */
export function topicLine(topic: Topic, verdicts: readonly Verdict[], paint: Paint): string {
  return `  ${topic.padEnd(12)}${counts(verdicts, paint)}`;
}

function counts(verdicts: readonly Verdict[], paint: Paint): string {
  return verdictCounts(verdicts.map(({ verdict }) => verdict))
    .map(([name, count]) => styled(name, `${count} ${name}`, paint))
    .join(' · ');
}

function styled(verdict: VerdictName, text: string, paint: Paint): string {
  const style = STYLES[verdict];
  return style ? paint(style, text) : text;
}

/** Everything that stands below the topics: one card per cause, then the outcome. */
export function closing(
  report: Report,
  since: Comparison | undefined,
  files: readonly string[],
  paint: Paint,
): string {
  const lines = [
    ...failureCards(report).map((one) => card(one, paint)),
    ...outcomeLines(report, paint),
    ...(since ? [sinceLine(since)] : []),
    `Report: ${visibleLine(files.find((file) => file.endsWith('.html')) ?? files[0] ?? '')}`,
  ];
  return inertInLogs(lines.join('\n'));
}

const NAME_WIDTH = Math.max(...ROW_NAMES.map((name) => name.length));

function card({ verdict, title, rows }: FailureCard, paint: Paint): string {
  const name = verdict?.verdict ?? 'blocked';
  const label = verdict ? `${name.toUpperCase()}  ${verdict.id}` : 'NOT JUDGED';
  const body = rows.map((row) => `      ${paint('dim', row.name.padEnd(NAME_WIDTH))} ${row.text}\n`);
  return `${styled(name, paint('bold', label), paint)}  ${title}\n${body.join('')}`;
}

function outcomeLines(report: Report, paint: Paint): readonly string[] {
  const { rules, requests, durationMs, fidelity } = report.result;
  const { word, tone, obstacle, notes } = outcomeWording(report);
  const stale = staleWaivers(report.result).length;
  const facts = [
    counts(rules, paint),
    ...(stale > 0 ? [paint('red', counted(stale, 'stale waiver'))] : []),
    counted(requests.sent, 'request'),
    `${(durationMs / 1000).toFixed(1)} s`,
  ];
  return [
    ...(obstacle === undefined ? [] : [styled(tone, `${obstacle}.`, paint)]),
    `${styled(tone, paint('bold', word), paint)}  ${facts.filter(Boolean).join(' · ')}`,
    ...notes,
    ...LEVELS.map((level) => `${level.padEnd(6)}  ${explainedScoreText(fidelity.all[level])}`),
  ];
}

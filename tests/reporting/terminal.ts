/** The run as a person reads it in a terminal: topics, then what is wrong, then the outcome. */
import { styleText } from 'node:util';
import { visibleLine } from '../redaction/control-characters.ts';
import { inertInLogs } from '../redaction/log-commands.ts';
import {
  LEVELS,
  type OutcomeName,
  type Topic,
  VERDICT_NAMES,
  type Verdict,
  type VerdictName,
} from '../rules/verdict.ts';
import type { Cause } from '../run/causes.ts';
import { explainedScoreText } from '../run/fidelity.ts';
import { sentence } from '../run/judge.ts';
import type { Report, Result } from '../run/result.ts';
import type { Comparison } from './compare.ts';
import { curlLine } from './curl.ts';
import { listed } from './join-ids.ts';
import { sinceLine } from './since.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
/** Styles text, or leaves it alone where colour is not wanted. */
export type Paint = (style: Style, text: string) => string;

export function paintFor(stream: { readonly isTTY?: boolean; hasColors?: () => boolean }): Paint {
  const wanted = stream.isTTY === true && stream.hasColors?.() === true;
  return (style, text) => (wanted ? styleText(style, text) : text);
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
  return VERDICT_NAMES.flatMap((name) => {
    const count = verdicts.filter(({ verdict }) => verdict === name).length;
    const style = STYLES[name];
    const text = `${count} ${name}`;
    return count === 0 ? [] : [style ? paint(style, text) : text];
  }).join(' · ');
}

/** Everything that stands below the topics: one card per cause, the faults, the outcome. */
export function closing(
  report: Report,
  since: Comparison | undefined,
  files: readonly string[],
  paint: Paint,
): string {
  const { result } = report;
  const nowhere = unreachable(result);
  const causes = result.causes.map((cause) =>
    cause.rules.length > 0
      ? card(cause, report, paint)
      : `NOT JUDGED  ${listed(cause.blocks)}\n      ${cause.says}\n`,
  );
  const lines = [
    ...(nowhere === undefined ? causes : [`${nowhere}\n`]),
    ...outcomeLines(result, paint),
    ...(since ? [sinceLine(since)] : []),
    `Report: ${visibleLine(files.find((file) => file.endsWith('.html')) ?? files[0] ?? '')}`,
  ];
  return inertInLogs(lines.join('\n'));
}

function card({ rules: [first, ...others], blocks }: Cause, report: Report, paint: Paint): string {
  const verdict = report.result.rules.find(({ id }) => id === first);
  if (!verdict) throw new RangeError(`a cause names ${first}, which was not judged`);
  const shown = report.evidence.find(({ probe }) => probe === verdict.probe);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['fact', verdict.fact && sentence(verdict.fact)],
    ['expected', verdict.expected],
    ['received', verdict.received],
    ['where', `${verdict.at ?? 'the reply'}, in the reply to "${verdict.probe ?? verdict.probes[0] ?? ''}"`],
    ['level', `${verdict.level}, from ${verdict.basis}`],
    ['contract', verdict.contract],
    ['source', verdict.source],
    ['hint', verdict.hint],
    ['request', shown && curlLine(shown)],
    ['also', others.length === 0 ? undefined : `${listed(others)}, for the same cause`],
    ['blocks', blocks.length === 0 ? undefined : listed(blocks)],
  ];
  const failed = verdict.verdict === 'fail';
  const head = paint(failed ? 'red' : 'yellow', paint('bold', `${failed ? 'FAIL' : 'WARN'}  ${verdict.id}`));
  const body = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`      ${paint('dim', name.padEnd(9))} ${value}`],
  );
  return `${head}  ${verdict.title}\n${body.join('\n')}\n`;
}

/** One sentence for a target that answered nothing at all. */
function unreachable({ rules, target }: Result): string | undefined {
  const [first] = rules;
  const same = rules.every(
    ({ verdict, blockedBy }) =>
      verdict === 'not-applicable' ||
      (verdict === 'blocked' && blockedBy === rules.find((one) => one.blockedBy)?.blockedBy),
  );
  const cause = rules.find(({ verdict }) => verdict === 'blocked');
  if (!first || !same || !cause || /^[A-Z]+-\d+$/.test(cause.blockedBy ?? '')) return undefined;
  return `No rule could be judged: ${lowerFirst(cause.message.replace(/^[A-Za-z-]+: /, ''))} Target: ${target.baseUrl}`;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

const WORDS: Readonly<Record<OutcomeName, readonly [string, Style]>> = {
  conforms: ['CONFORMS', 'green'],
  'does-not-conform': ['DOES NOT CONFORM', 'red'],
  incomplete: ['INCOMPLETE', 'yellow'],
};

function outcomeLines({ outcome, rules, requests, durationMs, fidelity }: Result, paint: Paint): string[] {
  const [word, style] = WORDS[outcome];
  const facts = [counts(rules, paint), `${requests.sent} requests`, `${(durationMs / 1000).toFixed(1)} s`];
  return [
    `${paint(style, paint('bold', word))}  ${facts.join(' · ')}`,
    ...LEVELS.map((level) => `${level.padEnd(6)}  ${explainedScoreText(fidelity.all[level])}`),
  ];
}

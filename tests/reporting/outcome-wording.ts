/** The outcome of a run in words: the one place from which every report takes its heading. */
import { type FaultKind, header } from '../http/exchange.ts';
import type { OutcomeName, Verdict, VerdictName } from '../rules/verdict.ts';
import type { Cause } from '../run/causes.ts';
import { FIRST_ACCEPTED } from '../run/evidence.ts';
import { sentence } from '../run/judge.ts';
import { isFailure, isOpen } from '../run/outcome.ts';
import type { Evidence, EvidenceAttempt, Report, Result, Selection } from '../run/result.ts';
import type { JudgedWaiver } from '../run/waivers.ts';
import { counted } from './counted.ts';
import { idRuns, joinIds } from './join-ids.ts';
import { subjectOf } from './subject.ts';
import { versionEndNote } from './version-end.ts';

export interface OutcomeWording {
  /** What happened, as a clause with a capital letter and no full stop. */
  readonly heading: string;
  /** What kept the list from being judged at all, where something did: then it is the heading. */
  readonly obstacle: string | undefined;
  /** For a line in capitals: `CONFORMS`. */
  readonly word: string;
  /** What a reader has to know beside the heading, each a sentence. */
  readonly notes: readonly string[];
  /** The verdict in whose colour and with whose sign it is shown. */
  readonly tone: VerdictName;
  /** For shields.io; undefined where nothing fit for a badge was judged. */
  readonly badge: { readonly message: string; readonly color: string } | undefined;
}

const WORDS: Readonly<Record<OutcomeName, readonly [word: string, tone: VerdictName]>> = {
  conforms: ['CONFORMS', 'pass'],
  'does-not-conform': ['DOES NOT CONFORM', 'fail'],
  incomplete: ['INCOMPLETE', 'blocked'],
  error: ['ERROR IN THE SUITE', 'blocked'],
};

/** For a line in capitals: `CONFORMS`. */
export const outcomeWord = ({ outcome }: Pick<Result, 'outcome'>) => WORDS[outcome][0];

export function outcomeWording(report: Report): OutcomeWording {
  const { result } = report;
  const [usual, tone] = WORDS[result.outcome];
  const word = isStaleAlone(result) ? 'STALE WAIVER' : usual;
  const obstacle = obstacleOf(report);
  return {
    heading: obstacle ?? plainHeading(result),
    obstacle,
    word: qualified(word, result),
    notes: notes(report),
    tone,
    badge: badge(result),
  };
}

export function staleWaivers({ waivers = [] }: Result): readonly JudgedWaiver[] {
  return waivers.filter(({ stale }) => stale);
}

/** Whether nothing is held against the target or client but that a waiver of it is not needed. */
function isStaleAlone({ outcome, rules, strict }: Result): boolean {
  return outcome === 'does-not-conform' && !rules.some((verdict) => isFailure(verdict, strict));
}

/** `1 waiver is stale` */
function staleText(result: Result): string {
  const { length } = staleWaivers(result);
  return `${counted(length, 'waiver')} ${length === 1 ? 'is' : 'are'} stale`;
}

function qualified(word: string, result: Result): string {
  const { selection } = result;
  const parts = [
    ...(selection ? [selectionText(selection)] : []),
    ...(subjectOf(result).isReference ? ['the reference server, no target is set'] : []),
  ];
  return parts.length === 0 ? word : `${word} (${parts.join('; ')})`;
}

/** `17 of 100 rules judged` */
export function selectionText({ rules, of }: Selection): string {
  return `${rules} of ${of} rules judged`;
}

function plainHeading(result: Result): string {
  const { outcome, summary, selection, strict, rules } = result;
  const part = selection && selectionText(selection);
  const { noun, isReference } = subjectOf(result);
  switch (outcome) {
    case 'conforms': {
      const waived = summary.waived > 0 ? `, ${counted(summary.waived, 'rule')} waived` : '';
      return `${noun} conforms${waived}${isReference ? ': no target is set' : ''}`;
    }
    case 'does-not-conform': {
      if (isStaleAlone(result)) return `${staleText(result)}, and no rule failed${part ? `, ${part}` : ''}`;
      const wrong = [
        ...(summary.fail > 0 ? [counted(summary.fail, 'failure')] : []),
        ...(strict && summary.warn > 0 ? [`${counted(summary.warn, 'warning')}, strict`] : []),
        ...(staleWaivers(result).length > 0 ? [staleText(result)] : []),
        ...(summary.waived > 0 ? [`${counted(summary.waived, 'rule')} waived`] : []),
      ];
      return `${noun} does not conform: ${wrong.join(', ')}${part ? `, ${part}` : ''}`;
    }
    case 'incomplete': {
      const open = rules.filter((verdict) => isOpen(verdict, strict)).length;
      if (part && open === 0) return `${part}, none failed`;
      return `Incomplete: ${counted(open, 'required rule')} could not be judged${part ? `, ${part}` : ''}`;
    }
    case 'error':
      return `The suite itself failed: nothing is said about ${lowerFirst(noun)}`;
  }
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function obstacleOf(report: Report): string | undefined {
  const { result } = report;
  if (result.client || result.outcome === 'error' || result.outcome === 'conforms') return undefined;
  if (isStaleAlone(result)) return undefined;
  if (result.setup) return result.setup.summary;
  return faultOf(report)?.heading ?? refusalHeading(report);
}

/** What stands between the run and the list. */
const FAULTS: Readonly<Record<FaultKind | 'gateway', string>> = {
  connection: 'The target was not reached',
  cut: 'The target ends a reply before its end',
  timeout: 'The target did not answer in time',
  'too-large': 'The target sends more than the suite reads',
  'too-many-values': 'The target sends more than the suite reads',
  'not-http': 'What answers at the target is not HTTP',
  'rate-limited': 'The target asks to wait longer than the run can',
  deadline: "The run's time was up before the list was read",
  budget: "The run's requests were used up before the list was read",
  token: 'The token endpoint gave no access token',
  credentials: 'The target asks for credentials, and none are sent',
  gateway: 'A gateway answers in place of the target',
};

/** Where nothing is held against the target, and one fault kept the list from being read. */
function faultOf({
  result,
  evidence,
}: Report): { readonly heading: string; readonly cause: Cause } | undefined {
  if (result.outcome !== 'incomplete' || firstAccepted(evidence)?.response?.status === 200) return undefined;
  const faults = result.causes.flatMap((cause) => {
    const [, heading] = Object.entries(FAULTS).find(([kind]) => kind === cause.blockedBy) ?? [];
    return heading === undefined ? [] : [{ heading, cause }];
  });
  return faults.length === 1 ? faults[0] : undefined;
}

/** `No rule could be judged: nothing listens at 127.0.0.1:1.` */
function faultNote({ says, blocks }: Cause, { rules }: Result): string {
  const isAll = rules.every(({ verdict }) => verdict === 'blocked' || verdict === 'not-applicable');
  const who = isAll ? 'No rule' : counted(blocks.length, 'rule');
  return `${who} could${isAll ? '' : ' not'} be judged: ${says.charAt(0).toLowerCase()}${says.slice(1)}`;
}

/** The first request that was to be accepted, with the reply that was judged; a reply that only asks to wait is none. */
function firstAccepted(evidence: readonly Evidence[]): EvidenceAttempt | undefined {
  const { attempts = [], missing } = evidence.find(({ probe }) => probe === FIRST_ACCEPTED) ?? {};
  return missing === undefined ? attempts.at(-1) : undefined;
}

/** Where the first request that was to be accepted was not, the one thing that its reader has to know. */
function refusalHeading({ result, evidence }: Report): string | undefined {
  const last = firstAccepted(evidence);
  const status = last?.response?.status;
  if (!last || status === undefined || status === 200) return undefined;
  const { noun } = subjectOf(result);
  const sent = result.target?.auth === 'header' || header(last.request, 'Authorization') !== undefined;
  if (status === 401) return sent ? `${noun} refuses the configured credentials` : undefined;
  if (status === 404) return `${noun} answers the list with 404: no such project or path`;
  return `${noun} answers the list with ${status} ${last.response?.reason ?? ''}`.trim();
}

function notes(report: Report): readonly string[] {
  const { result } = report;
  const fault = faultOf(report);
  const { strict, rules, selection, setup, errors = [], notStated = [] } = result;
  const { noun, isReference } = subjectOf(result);
  const end = versionEndNote(result);
  const counts = (which: (verdict: Verdict, strict: boolean) => boolean) =>
    strict ? rules.filter((one) => which(one, true) && !which(one, false)).map(({ id }) => id) : [];
  const [warned, notApplicable] = [counts(isFailure), counts(isOpen)];
  return [
    ...errors.map(
      ({ rule, message }) =>
        `${sentence(`rule ${rule} crashed: ${message}`)} This is a bug in the suite and says nothing about ${lowerFirst(noun)}; please report it.`,
    ),
    ...(setup ? [`${setup.advice} The target is not at fault.`] : []),
    ...(fault ? [faultNote(fault.cause, result)] : []),
    ...(isReference ? ['No target is set: this is the built-in reference server.'] : []),
    ...(selection
      ? [
          `Only ${selectionText(selection)}, chosen by ${JSON.stringify(selection.filter)}: a part is not the whole.`,
        ]
      : []),
    ...staleWaivers(result).map(staleNote),
    ...(strict && warned.length + notApplicable.length === 0
      ? ['Judged strictly, which makes no difference here.']
      : []),
    ...(warned.length > 0 ? [`Strict: a warning counts as a failure: ${joinIds(warned)}.`] : []),
    ...(notApplicable.length > 0
      ? [`Strict: a MUST that was not applicable counts as not judged: ${joinIds(notApplicable)}.`]
      : []),
    ...(end === undefined ? [] : [end]),
    ...(notStated.length > 0 ? [`Not stated by this contract: ${idRuns(notStated)}.`] : []),
  ];
}

/** `waivers.yaml:3: the waiver of PAGE-24 is stale …` */
export function staleNote({ place, rule }: JudgedWaiver): string {
  return `${place}: the waiver of ${rule} is stale, for nothing of what it accepts was found; remove it.`;
}

function badge(result: Result): OutcomeWording['badge'] {
  const { outcome, summary, selection } = result;
  if (selection) return undefined;
  const looks: Readonly<Record<OutcomeName, readonly [string, string]>> = {
    conforms:
      summary.waived > 0 ? [`conforms, ${summary.waived} waived`, 'green'] : ['conforms', 'brightgreen'],
    'does-not-conform': [failedText(result), 'red'],
    incomplete: ['incomplete', 'yellow'],
    error: ['error in the suite', 'lightgrey'],
  };
  const [message, color] = looks[outcome];
  if (!subjectOf(result).isReference) return { message, color };
  return outcome === 'conforms'
    ? { message: 'reference server', color: 'lightgrey' }
    : { message: `reference server: ${message}`, color };
}

function failedText(result: Result): string {
  const { summary } = result;
  if (isStaleAlone(result)) return staleText(result);
  return summary.fail > 0 ? `${summary.fail} failed` : `${counted(summary.warn, 'warning')}, strict`;
}

/** What is said of one cause, row by row: the one list that terminal, page, summary and JUnit render. */
import type { Basis } from '../rules/verdict.ts';
import { evidenceOfFault } from '../run/evidence.ts';
import { sentence } from '../run/judge.ts';
import type { Evidence, Report, ReportedCause, ReportedVerdict } from '../run/result.ts';
import { serverWordsText } from '../run/server-words.ts';
import { waiversText } from '../run/waivers.ts';
import { curlLine } from './curl.ts';
import { joinIds } from './join-ids.ts';
import { explanationOf } from './rules-page.ts';

/** A row's text is plain; it may hold what a target sent, so each report escapes it in its own way. */
export interface CardRow {
  readonly name: RowName;
  readonly text: string;
  /** The ids that `text` shortens. */
  readonly rules?: readonly string[];
}

/** In the order of the card: what the server said, what is wrong, what to do, where it is stated. */
export const ROW_NAMES = [
  'waived',
  'server said',
  'fact',
  'expected',
  'received',
  'where',
  'scenario',
  'output',
  'hint',
  'request',
  'contract',
  'source',
  'explained',
  'level',
  'also',
  'blocks',
] as const;
type RowName = (typeof ROW_NAMES)[number];

export interface FailureCard {
  /** The first violated rule that states the cause; undefined where it is a fault. */
  readonly verdict: ReportedVerdict | undefined;
  /** The rule's sentence, or why there is no reply to judge. */
  readonly title: string;
  readonly rows: readonly CardRow[];
  /** The exchange that shows it. */
  readonly evidence: Evidence | undefined;
}

/** One card per cause, in the order of the causes; then one per waived rule, with what is waived with it. */
export function failureCards(report: Report): readonly FailureCard[] {
  const { causes, rules } = report.result;
  const waived = rules.filter(({ verdict }) => verdict === 'waived');
  return [
    ...causes.map((cause) => failureCard(cause, report)),
    ...waived
      .filter(({ blockedBy }) => blockedBy === undefined)
      .map((verdict) => {
        const blocked = waived.filter(({ blockedBy }) => blockedBy === verdict.id).map(({ id }) => id);
        return verdictCard(verdict, rows({ blocks: idsOf(blocked) }), report);
      }),
  ];
}

function verdictCard(verdict: ReportedVerdict, more: readonly CardRow[], report: Report): FailureCard {
  return {
    verdict,
    title: verdict.title,
    rows: [...verdictRows(verdict, report), ...more],
    evidence: evidenceOf(verdict, report),
  };
}

function failureCard(cause: ReportedCause, report: Report): FailureCard {
  const [first, ...others] = cause.rules;
  const groups = rows({ also: idsOf(others, ', for the same cause'), blocks: idsOf(cause.blocks) });
  if (first === undefined) {
    const evidence = evidenceOfFault(cause.blockedBy ?? '', report.evidence);
    const own = rows({
      'server said': cause.said && serverWordsText(cause.said),
      request: requestLine(evidence, report),
    });
    return { verdict: undefined, title: cause.says, rows: [...own, ...groups], evidence };
  }
  const verdict = report.result.rules.find(({ id }) => id === first);
  if (!verdict) throw new RangeError(`a cause names ${first}, which was not judged`);
  return verdictCard(verdict, groups, report);
}

/** What is said of a verdict itself, whatever its cause blocks. */
export function verdictRows(verdict: ReportedVerdict, report: Report): readonly CardRow[] {
  const { fact, expected, received, at, probe, hint, contract, source, level, basis } = verdict;
  const evidence = evidenceOf(verdict, report);
  const said = verdict.said ?? obstacleOf(verdict, report)?.said;
  return rows({
    waived: waiversOf(verdict),
    'server said': said && serverWordsText(said),
    fact: fact && sentence(fact),
    expected,
    received,
    where: at && placeOf(at, probe, report),
    scenario: report.result.client && evidence && `${evidence.probe}: ${evidence.asks}`,
    output: evidence?.output,
    hint,
    request: requestLine(evidence, report),
    contract,
    source,
    explained: explanationOf(verdict.id, report),
    level: `${level}, ${BASES[basis]}`,
  });
}

/** A rule may be violated where its waivers accept it, and in other places. */
function waiversOf({ verdict, waivers }: ReportedVerdict): string | undefined {
  if (!waivers || verdict === 'blocked') return undefined;
  return `${verdict === 'waived' ? '' : 'In other places. '}${waiversText(waivers)}`;
}

const placeOf = (at: string, probe: string | undefined, { result }: Report) =>
  result.client ? at : `${at}, in the reply to "${probe}"`;

/** The line that asks a target again; a client asks by itself. */
function requestLine(evidence: Evidence | undefined, { result: { target } }: Report): string | undefined {
  return evidence && target && curlLine(evidence, target.auth);
}

/** What blocks the verdict, where that is no violated rule. */
function obstacleOf({ blockedBy }: ReportedVerdict, { result }: Report): ReportedCause | undefined {
  return blockedBy === undefined ? undefined : result.causes.find((cause) => cause.blockedBy === blockedBy);
}

const BASES: Readonly<Record<Basis, string>> = {
  text: 'since the documentation says so',
  example: 'since an example shows it',
  standard: 'since a standard requires it',
  observed: 'since recorded replies agree on it',
};

const evidenceOf = ({ probe }: ReportedVerdict, { evidence }: Report) =>
  evidence.find((one) => one.probe === probe);

type RowContent = string | Omit<CardRow, 'name'> | undefined;

function rows(contents: Readonly<Partial<Record<RowName, RowContent>>>): readonly CardRow[] {
  return ROW_NAMES.flatMap((name) => {
    const content = contents[name];
    if (content === undefined) return [];
    return [{ name, ...(typeof content === 'string' ? { text: content } : content) }];
  });
}

function idsOf(rules: readonly string[], more = ''): RowContent {
  return rules.length === 0 ? undefined : { text: `${joinIds(rules)}${more}`, rules };
}

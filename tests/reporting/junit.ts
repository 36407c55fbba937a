/**
 * `junit.xml`: one suite per topic, for CI systems. Whoever reads nothing but its failures and errors comes
 * to the outcome of the exit code: a failure means that the target does not conform, or that a waiver is stale, an
 * error alone that something was not judged; where the suite itself crashed, there are only errors, one of type `crash`.
 * Vitest's own writer loses why a rule was skipped.
 */
import { XMLBuilder } from 'fast-xml-parser';
import { inertInLogs } from '../redaction/log-commands.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';
import { isFailure, isOpen } from '../run/outcome.ts';
import type { Report, ReportedVerdict, Result } from '../run/result.ts';
import { type JudgedWaiver, waiversText } from '../run/waivers.ts';
import { verdictRows } from './failure-card.ts';
import { outcomeWording, selectionText, staleNote, staleWaivers } from './outcome-wording.ts';
import { subjectOf } from './subject.ts';

/** Most texts are ids, names and numbers, and have nothing in them that is not as it seems. */
const PLAIN = /^[\w ./-]*$/;

/** Everything that XML 1.0 cannot hold shows as U+FFFD; what CI systems read as a command is none. */
function xmlText(text: string): string {
  if (PLAIN.test(text)) return text;
  return Buffer.from(inertInLogs(text), 'utf8')
    .toString('utf8')
    .replaceAll(/[\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu, '\ufffd');
}

/** What a test case says beyond having passed. */
interface Finding {
  readonly kind: 'failure' | 'error' | 'skipped' | 'system-out';
  /** `fail`, `blocked`, `selection`: what makes it one. */
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly finding: Finding | undefined;
}

interface Suite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly TestCase[];
}

export function junit(report: Report): string {
  const { result } = report;
  const suites = [...runSuite(report), ...topicSuites(report)];
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    // Else the value "true" is left out, which is no XML.
    suppressBooleanAttributes: false,
  });
  const document: unknown = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      ...attribute('name', result.suite.name),
      ...totals(suites.flatMap(({ cases }) => cases)),
      ...attribute('time', (result.durationMs / 1000).toFixed(3)),
      testsuite: suites.map((suite) => suiteElement(suite, result)),
    },
  });
  return String(document);
}

/** The run as a whole, which the common JUnit schema leaves no other place for than each suite. */
function runProperties(report: Report): Readonly<Record<string, string>> {
  const { outcome, strict, selection, notStated = [] } = report.result;
  return {
    'run.outcome': outcome,
    'run.heading': outcomeWording(report).heading,
    'run.strict': String(strict),
    ...(subjectOf(report.result).isReference && { 'run.reference': 'true' }),
    ...(selection && { 'run.selection': selectionText(selection) }),
    ...(notStated.length > 0 && { 'run.not-stated': notStated.join(' ') }),
  };
}

/** What no verdict says: a selection, a crash of the suite, waivers that nothing needs. */
function runSuite(report: Report): readonly Suite[] {
  const { selection, errors = [], outcome } = report.result;
  const { heading, notes } = outcomeWording(report);
  const text = [`${heading}.`, ...notes].join('\n');
  const error = (name: string, type: string, message: string) => ({
    classname: 'run',
    name,
    finding: { kind: 'error', type, message, text } as const,
  });
  const stale = (waiver: JudgedWaiver): TestCase => ({
    classname: 'run',
    name: `The waiver of ${waiver.rule} is needed (${waiver.place})`,
    finding: {
      kind: outcome === 'error' ? 'error' : 'failure',
      type: 'stale-waiver',
      message: staleNote(waiver),
      text: [staleNote(waiver), waiversText([waiver])].join('\n'),
    },
  });
  const cases = [
    ...staleWaivers(report.result).map(stale),
    ...(selection ? [error('All rules are judged', 'selection', selectionText(selection))] : []),
    ...errors.map(({ rule, message }) => error(`${rule} is judged without a crash`, 'crash', message)),
  ];
  return cases.length === 0 ? [] : [{ name: 'run', properties: runProperties(report), cases }];
}

function topicSuites(report: Report): readonly Suite[] {
  const ofRun = runProperties(report);
  return TOPIC_ORDER.flatMap((topic) => {
    const verdicts = report.result.rules.filter((verdict) => verdict.topic === topic);
    if (verdicts.length === 0) return [];
    const cases = verdicts.map((verdict) => ({
      classname: topic,
      name: `${verdict.id} ${verdict.title}`,
      finding: findingOf(verdict, report),
    }));
    return { name: topic, properties: { ...ofRun, ...ruleProperties(verdicts) }, cases };
  });
}

function findingOf(verdict: ReportedVerdict, report: Report): Finding | undefined {
  const { verdict: type, message } = verdict;
  const kind = kindOf(verdict, report.result);
  if (kind === undefined) return undefined;
  const rows = verdictRows(verdict, report).map(({ name, text }) => `${name}: ${text}`);
  return { kind, type, message, text: [message, ...rows].join('\n') };
}

/** Where the suite crashed, nothing is said about the target: what it found is an error, not a failure. */
function kindOf(verdict: ReportedVerdict, { strict, outcome }: Result): Finding['kind'] | undefined {
  if (verdict.verdict === 'pass') return undefined;
  if (isFailure(verdict, strict)) return outcome === 'error' ? 'error' : 'failure';
  if (isOpen(verdict, strict)) return 'error';
  return verdict.verdict === 'warn' ? 'system-out' : 'skipped';
}

/** The common JUnit schema has properties on suites alone: each is named after its rule. */
function ruleProperties(verdicts: readonly ReportedVerdict[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    verdicts.flatMap(({ id, verdict, level, basis, contract }) =>
      Object.entries({ verdict, level, basis, contract }).map(([name, value]) => [`${id}.${name}`, value]),
    ),
  );
}

const attribute = (name: string, value: string | number) => ({ [`@${name}`]: xmlText(String(value)) });

const count = (cases: readonly TestCase[], kind: Finding['kind']) =>
  cases.filter(({ finding }) => finding?.kind === kind).length;

const totals = (cases: readonly TestCase[]) => ({
  ...attribute('tests', cases.length),
  ...attribute('failures', count(cases, 'failure')),
  ...attribute('errors', count(cases, 'error')),
});

function suiteElement({ name, properties, cases }: Suite, result: Result) {
  return {
    ...attribute('name', name),
    ...totals(cases),
    ...attribute('skipped', count(cases, 'skipped')),
    ...attribute('time', 0),
    ...attribute('timestamp', result.startedAt.replace(/\.\d+Z$/, '')),
    ...attribute('hostname', subjectOf(result).hostname),
    properties: {
      property: Object.entries(properties).map(([key, value]) => ({
        ...attribute('name', key),
        ...attribute('value', value),
      })),
    },
    testcase: cases.map(caseElement),
  };
}

function caseElement({ classname, name, finding }: TestCase) {
  const common = {
    ...attribute('classname', classname),
    ...attribute('name', name),
    ...attribute('time', 0),
  };
  if (!finding) return common;
  const { kind, type, message, text } = finding;
  switch (kind) {
    case 'skipped':
      return { ...common, skipped: attribute('message', `${type}: ${message}`) };
    case 'system-out':
      return { ...common, 'system-out': xmlText(`${type}: ${text}`) };
    default:
      return {
        ...common,
        [kind]: { ...attribute('message', message), ...attribute('type', type), '#text': xmlText(text) },
      };
  }
}

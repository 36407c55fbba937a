/** Workflow commands of GitHub Actions: annotations on the lines of the contract, and one of the whole run. */

import { inertInLogs } from '../redaction/log-commands.ts';
import { isFailure } from '../run/outcome.ts';
import type { Report, ReportedVerdict } from '../run/result.ts';
import { type ServerWords, serverWordsText } from '../run/server-words.ts';
import type { JudgedWaiver } from '../run/waivers.ts';
import { contractPlace } from './contract-place.ts';
import { outcomeWording, staleNote, staleWaivers } from './outcome-wording.ts';

/** GitHub shows ten of a step. */
const MOST = 10;

export function annotations(report: Report): readonly string[] {
  const { rules, strict } = report.result;
  const waived = rules.filter(({ verdict, blockedBy }) => verdict === 'waived' && blockedBy === undefined);
  const violated = [
    ...rules.filter(({ verdict }) => verdict === 'fail'),
    ...rules.filter(({ verdict }) => verdict === 'warn'),
  ];
  return [
    ...[
      ...staleWaivers(report.result).map(ofStaleWaiver),
      ...violated.map((verdict) => annotation(verdict, strict)),
    ].slice(0, MOST - 1),
    ...waived.slice(0, MOST - 1).map((verdict) => annotation(verdict, strict)),
    ofRun(report),
  ];
}

function annotation(verdict: ReportedVerdict, strict: boolean): string {
  const { id, contract, message, said, hint } = verdict;
  const { file, line } = contractPlace(contract);
  const text = [message, ...serverSaid(said), ...(hint === undefined ? [] : [hint])];
  const level = verdict.verdict === 'waived' ? 'notice' : isFailure(verdict, strict) ? 'error' : 'warning';
  return command(level, { file, line: String(line), title: id }, text.join(' '));
}

function ofStaleWaiver(waiver: JudgedWaiver): string {
  const { file, line } = contractPlace(waiver.place);
  return command('error', { file, line: String(line), title: waiver.rule }, staleNote(waiver));
}

function serverSaid(said: ServerWords | undefined): readonly string[] {
  return said ? [`The server said ${serverWordsText(said)}.`] : [];
}

function ofRun(report: Report): string {
  const { outcome, causes } = report.result;
  const { heading, obstacle, notes } = outcomeWording(report);
  const faults = causes
    .filter(({ rules }) => rules.length === 0)
    // Heading and notes say already what kept the list from being judged at all.
    .flatMap(({ says, said }) => [...(obstacle === undefined ? [says] : []), ...serverSaid(said)]);
  const text = [`${heading}.`, ...notes, ...faults].join(' ');
  return command(outcome === 'conforms' ? 'notice' : 'error', { title: heading }, text);
}

/** A property's value needs more escapes than a message (actions/toolkit, command.ts). */
function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const data = (text: string) =>
    inertInLogs(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${name} ${pairs.join(',')}::${data(message)}`;
}

/** `badge.json`: the outcome in the endpoint format of shields.io. */
import type { Report } from '../run/result.ts';
import { outcomeWording } from './outcome-wording.ts';
import { subjectOf } from './subject.ts';

/** Undefined for a selected run: a part of the rules is nothing for a badge. */
export function badge(report: Report): string | undefined {
  const shown = outcomeWording(report).badge;
  const { client, list } = report.result;
  const label = `${list} ${client ? 'client ' : ''}${subjectOf(report.result).apiVersion}`;
  return shown && `${JSON.stringify({ schemaVersion: 1, label, ...shown }, null, 2)}\n`;
}

/** `badge.json`: the outcome in the endpoint format of shields.io. */
import type { Report } from '../run/result.ts';
import { outcomeWording } from './outcome-wording.ts';

/** Undefined for a selected run: a part of the rules is nothing for a badge. */
export function badge(report: Report): string | undefined {
  const shown = outcomeWording(report).badge;
  const label = `export buckets ${report.result.target.apiVersion}`;
  return shown && `${JSON.stringify({ schemaVersion: 1, label, ...shown }, null, 2)}\n`;
}

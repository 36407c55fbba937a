/** The files of a run, by name, each from the report alone. */
import type { REPORT_FILES } from '../run/report-files.js';
import type { Report } from '../run/result.ts';
import { badge } from './badge.ts';
import type { Comparison } from './compare.ts';
import { har } from './har.ts';
import { junit } from './junit.ts';
import { page } from './page.tsx';
import { summary } from './summary.ts';

export const RESULT = 'conformance.json';

/** Undefined: this run has no such file. */
type Writer = (report: Report, since: Comparison | undefined) => string | undefined;

const WRITERS: Readonly<Record<(typeof REPORT_FILES)[number], Writer>> = {
  [RESULT]: ({ result }) => `${JSON.stringify(result, null, 2)}\n`,
  'index.html': page,
  'junit.xml': junit,
  'exchanges.har': har,
  'summary.md': summary,
  'badge.json': badge,
};

/** `since`: what changed since the run before, when there was one. */
export function reportsOf(report: Report, since?: Comparison): Readonly<Record<string, string>> {
  const written = Object.entries(WRITERS).map(([name, write]) => [name, write(report, since)] as const);
  return Object.fromEntries(written.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));
}

/** A file of waivers for what fails now, without what only a person can know. */
import { stringify } from 'yaml';
import { withoutIndexes } from '../rules/place.ts';
import { isFailure } from '../run/outcome.ts';
import type { ReportedVerdict, TargetResult } from '../run/result.ts';

const HEAD = `# Known violations that are accepted for a while. Fill in for each: why it is accepted, where it is tracked, and
# the last day, at most 180 days ahead. Until then no run begins.
`;

/** Undefined where nothing fails. */
export function initialWaivers({ target, rules, strict }: TargetResult): string | undefined {
  const failing = rules.filter((verdict) => isFailure(verdict, strict));
  if (failing.length === 0) return undefined;
  return [HEAD, ...failing.map((verdict) => waiver(verdict, target))].join('\n');
}

function waiver(
  { id, title, at, expected, received }: ReportedVerdict,
  target: TargetResult['target'],
): string {
  const scope = {
    version: target.apiVersion,
    ...(!target.reference && { target: new URL(target.baseUrl).origin }),
  };
  const blanks = ['because', 'issue', 'expires'].map((name) => `  ${name}: ""\n`).join('');
  const own = stringify(scope).replace(/^(?=.)/gm, '  ');
  const place = at === undefined ? '' : `  # at: ${withoutIndexes(at)}\n`;
  const seen = expected === undefined ? '' : `# Expected ${expected}, received ${received}.\n`;
  return `# ${title}\n${seen}- rule: ${stringify(id).trimEnd()}\n${blanks}${own}${place}`;
}

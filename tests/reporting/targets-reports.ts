/** What is written of many targets that were judged together. */
import { member } from '../json/json.ts';
import { worstOf } from '../run/outcome.ts';
import { SUITE } from '../run/suite.ts';
import { inert } from './markdown.ts';
import { type JudgedTarget, outcomeOfTarget, targetsText } from './targets.ts';
import { targetsPage } from './targets-page.tsx';

export const TARGETS = { json: 'targets.json', page: 'targets.html' } as const;

/** The files of all, by name. */
export function targetsReports(
  targets: readonly JudgedTarget[],
  startedAt: Date,
): Readonly<Record<string, string>> {
  return {
    [TARGETS.json]: `${JSON.stringify(data(targets, startedAt), null, 2)}\n`,
    [TARGETS.page]: targetsPage(targets),
  };
}

function data(targets: readonly JudgedTarget[], startedAt: Date) {
  return {
    schemaVersion: 1,
    suite: SUITE,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    exitCode: worstOf(targets.map(({ exitCode }) => exitCode)),
    targets: targets.map((one) => {
      const { name, exitCode } = one;
      if ('error' in one) return { name, exitCode, error: one.error };
      const { target, outcome, selection, summary, requests } = one.result;
      const report = `${name}/conformance.json`;
      return { name, exitCode, outcome, target, ...(selection && { selection }), summary, requests, report };
    }),
  };
}

/** The names in what an earlier run wrote; none where it is no such file. */
export function targetNames(text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const targets = member(value, 'targets');
  return (Array.isArray(targets) ? targets : []).flatMap((one) => {
    const name = member(one, 'name');
    return typeof name === 'string' && /^[a-z0-9.-]+$/.test(name) && /[^.]/.test(name) ? [name] : [];
  });
}

/** A table for the summary of a job. */
export function targetsSummary(targets: readonly JudgedTarget[]): string {
  const rows = targets.map((target) => {
    const [word, says] = outcomeOfTarget(target);
    return `| ${inert(target.name)} | ${word} | ${inert(says)} |`;
  });
  return [
    `## ${targetsText(targets)}`,
    '',
    '| target | outcome | rules |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** A comparison for machines. */
import type { Comparison, RulePair } from './compare.ts';
import type { ResultFile } from './result-file.ts';

export function comparisonJson({ first, second, changes, equal, worse }: Comparison): string {
  const data = {
    schemaVersion: 1,
    first: about(first),
    second: about(second),
    worse: worse.map(({ id }) => id),
    changes: changes.flatMap(({ change, rules }) => rules.map((pair) => ({ change, ...verdicts(pair) }))),
    equal: equal.map(({ id }) => id),
  };
  return JSON.stringify(data, null, 2);
}

function about({ name, target, projectId, apiVersion, startedAt, outcome }: ResultFile) {
  return { file: name, target, projectId, apiVersion, startedAt, outcome };
}

function verdicts({ id, level, title, first, second }: RulePair) {
  return { id, level, title, first: first?.verdict ?? 'absent', second: second?.verdict ?? 'absent' };
}

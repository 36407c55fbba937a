/** Every statement of the contracts is judged, or there is a reason: a wrong reply for each schema keyword. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cite, type Statement } from '../contract/contract.ts';
import { createReference } from '../reference/reference.ts';
import type { Verdict } from '../rules/verdict.ts';
import { SUBJECTS } from './contracts.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { judgeReference } from './judge-in-memory.ts';
import { publishCoverage } from './publish.tsx';
import { type Derived, GROUND_ITEMS } from './schema-defects.ts';
import { UNCOVERED } from './uncovered.ts';

interface Judged {
  readonly derived: Derived;
  readonly verdicts: readonly Verdict[];
}

const published: string[] = ['# Statements of the contracts', ''];
const judged = new Map<string, readonly Judged[]>();
const coverages = new Map<string, Coverage>();
const openStatements = (name: string) => coverages.get(name)?.open ?? [];

const lineOf = ({ file, line }: Statement) => `${file}:${line}`;

beforeAll(async () => {
  for (const subject of SUBJECTS) {
    const { name, list, contract } = subject;
    const coverage = await coverageOf(subject);
    coverages.set(name, coverage);
    const found: Judged[] = [];
    for (const derived of coverage.derived) {
      const reference = createReference({ contract: list, items: GROUND_ITEMS }, derived.plant);
      const { verdicts } = await judgeReference(reference, { contract });
      found.push({
        derived,
        verdicts: verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn'),
      });
    }
    judged.set(name, found);
  }
});

afterAll(() => {
  publishCoverage(published);
});

describe.each(SUBJECTS.map(({ name }) => name))('%s', (version) => {
  test('each derived defect is caught, by a rule that cites the line', () => {
    const missed = (judged.get(version) ?? []).filter(
      ({ derived, verdicts }) => !verdicts.some(({ contract }) => contract === lineOf(derived.statement)),
    );
    const lines = missed.map(({ derived: { statement, what }, verdicts }) => {
      const said = verdicts.map(({ id, contract }) => `${id} ${contract}`).join(', ');
      return `${lineOf(statement)} ${statement.pointer}: ${what}; caught: ${said}`;
    });
    expect(lines).toEqual([]);
  });

  test('each statement is judged, or has a reason', () => {
    const open = openStatements(version);
    const gaps = open.filter(({ pointer }) => !UNCOVERED.some(([pattern]) => pattern.test(pointer)));
    expect(gaps.map((one) => `${lineOf(one)} ${one.pointer}`)).toEqual([]);
    const made = coverages.get(version)?.statements.length ?? 0;
    published.push(
      `## ${version}: ${made - open.length} of ${made} statements judged, ${open.length} with a reason`,
      '',
      ...open.map((one) => {
        const reason = UNCOVERED.find(([pattern]) => pattern.test(one.pointer))?.[1] ?? 'no reason';
        return `- \`${cite(one).pointer}\`: ${reason}`;
      }),
      '',
    );
  });
});

test('each reason is needed', () => {
  const pointers = SUBJECTS.flatMap(({ name }) => openStatements(name).map(({ pointer }) => pointer));
  const needless = UNCOVERED.filter(([pattern]) => !pointers.some((pointer) => pattern.test(pointer)));
  expect(needless.map(([pattern]) => String(pattern))).toEqual([]);
});

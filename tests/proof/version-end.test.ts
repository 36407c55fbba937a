/** That a version comes to its end is told in every run of it, from the contract and from the server. */
import { describe, expect, test } from 'vitest';
import { createReference } from '../reference/reference.ts';
import { outcomeWording } from '../reporting/outcome-wording.ts';
import { rulesOf } from '../rules/index.ts';
import { runConformance } from '../run/conformance.ts';
import { readSettings } from '../run/settings.ts';
import { type VersionEnd, versionEndOf } from '../run/version-end.ts';
import { contractOf } from './contracts.ts';
import { onReply, status, withHeader } from './defects/defect.ts';
import { judgeReference } from './judge-in-memory.ts';
import { PATIENT_SETTINGS } from './patience.ts';
import { runHere } from './run-cli.ts';

const RUN = { ATLAS_API_VERSION: '2023-01-01' };

test('a run says so, and its verdicts do not change', async () => {
  const { code, output, files, result } = await runHere(RUN);
  expect(code).toBe(0);
  expect(result).toMatchObject({ versionEnd: { contract: '2027-07-01', server: '2027-07-01' } });
  const note = /2023-01-01 (?:ends|ended) on 2027-07-01, (?:today|in \d+ days?|\d+ days? ago)\./;
  expect(output).toMatch(note);
  for (const name of ['index.html', 'summary.md']) expect(files[name], name).toMatch(note);
});

test('a version without an end has no such sentence', async () => {
  const { output, result } = await runHere();
  expect(result).not.toHaveProperty('versionEnd');
  expect(output).not.toMatch(/ends on/);
});

describe('what the server says', () => {
  test.each<readonly [sunset: string, said: string | undefined]>([
    ['Fri, 31 Dec 2027 23:59:59 GMT', '2027-12-31'],
    ['Thu, 1 Jul 2027 00:00:00 GMT', '2027-07-01'],
    ['soon', undefined],
    ['', undefined],
    ['Thu, 1 Jan 99999 00:00:00 GMT', undefined],
  ])('%s', async (sunset, said) => {
    const reference = createReference(
      {},
      onReply(status(200), (response) => withHeader(response, 'Sunset', sunset))(),
    );
    const { run } = await judgeReference(reference, { version: '2024-05-30' });
    expect(versionEndOf(run)).toEqual(said && { server: said });
  });
});

describe('the sentence', () => {
  const contract = contractOf('2023-01-01');
  const report = runConformance(readSettings(PATIENT_SETTINGS), contract, rulesOf(contract));

  test.each<readonly [end: VersionEnd, note: string]>([
    [{ contract: '2027-07-01' }, '2023-01-01 ends on 2027-07-01, in 218 days.'],
    [{ contract: '2027-07-01', server: '2027-07-01' }, '2023-01-01 ends on 2027-07-01, in 218 days.'],
    [{ contract: '2026-11-26' }, '2023-01-01 ends on 2026-11-26, in 1 day.'],
    [{ contract: '2026-11-25' }, '2023-01-01 ends on 2026-11-25, today.'],
    [{ contract: '2026-11-24' }, '2023-01-01 ended on 2026-11-24, 1 day ago.'],
    [
      { contract: '2027-07-01', server: '2026-12-31' },
      "2023-01-01 ends on 2027-07-01, in 218 days, by the contract; by the server's Sunset on 2026-12-31, in 36 days.",
    ],
    [
      { server: '2026-12-31' },
      "2023-01-01 ends on 2026-12-31, in 36 days, says the server's Sunset, and the contract says nothing of it.",
    ],
  ])('%j', async (versionEnd, note) => {
    const result = { ...(await report).result, versionEnd, startedAt: '2026-11-25T23:59:59.000Z' };
    expect(outcomeWording({ ...(await report), result }).notes).toContain(note);
  });
});

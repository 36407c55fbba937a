/** Waivers of what a client does: by scenario and place, with what they alone block, and in its reports. */
import { describe, expect, test } from 'vitest';
import { clientReport } from '../clients/client-report.ts';
import { judgeClient } from '../clients/judge.ts';
import { exitCodeOf } from '../run/outcome.ts';
import type { Waiver } from '../run/waivers.ts';
import { artefacts, plainText } from './artefacts.ts';
import { FAULTS } from './clients/faults.ts';
import { observe } from './clients/violated-by.ts';

const waiver = (rule: string, more: Partial<Waiver> = {}): Waiver => ({
  rule,
  because: 'The next release mends it.',
  issue: 'https://tickets.example/SDK-7',
  expires: '2027-03-31',
  place: 'waivers.yaml:1',
  ...more,
});

async function faulty(name: string, scenarios: readonly string[]) {
  const fault = FAULTS.find((one) => one.name === name);
  if (!fault) throw new RangeError(`there is no fault ${name}`);
  const { observations, contract } = await observe({ ...fault, scenarios });
  const judged = (waivers: readonly Waiver[]) => judgeClient(observations, contract, { waivers });
  return {
    verdicts: (...waivers: readonly Waiver[]) =>
      Object.fromEntries(judged(waivers).verdicts.map((verdict) => [verdict.id, verdict])),
    report: (...waivers: readonly Waiver[]) =>
      clientReport({
        command: ['list'],
        auth: 'keys',
        contract,
        strict: false,
        startedAt: Date.now(),
        observations,
        judgement: judged(waivers),
        secrets: [],
        directory: 'reports',
        waivers,
      }),
  };
}

describe('a client that reads one page alone', async () => {
  const client = await faulty('first-page', ['baseline', 'several-pages', 'last-page-full', 'count-absent']);
  const [first, second] = ['several-pages', 'last-page-full'].map((scenario) =>
    waiver('CLIENT-03', { scenario, place: `waivers.yaml:${scenario.length}` }),
  );

  test('fails, and blocks what follows from it', () => {
    expect(client.verdicts()).toMatchObject({
      'CLIENT-03': { verdict: 'fail', probe: 'several-pages' },
      'CLIENT-02': { verdict: 'blocked', blockedBy: 'CLIENT-03' },
    });
  });

  test('still fails in the scenario that no waiver names', () => {
    const { 'CLIENT-03': verdict, 'CLIENT-02': blocked } = client.verdicts(...(first ? [first] : []));
    expect(verdict).toMatchObject({ verdict: 'fail', probe: 'last-page-full', probes: ['last-page-full'] });
    expect(verdict?.waivers).toHaveLength(1);
    expect(blocked).toMatchObject({ verdict: 'blocked' });
  });

  test.for([
    ['in each scenario', [first, second].flatMap((one) => one ?? [])],
    ['in all', [waiver('CLIENT-03')]],
    ['at its place', [waiver('CLIENT-03', { at: 'request line' })]],
  ] as const)('is waived %s, with what it alone blocks', ([, waivers]) => {
    const { 'CLIENT-03': verdict, 'CLIENT-02': blocked } = client.verdicts(...waivers);
    expect(verdict).toMatchObject({ verdict: 'waived', waivers: waivers.map(({ place }) => ({ place })) });
    expect(blocked).toMatchObject({ verdict: 'waived', blockedBy: 'CLIENT-03' });
    expect(blocked?.message).toMatch(/^Waived with CLIENT-03, which alone blocks it\. /);
  });

  test('fails where the waiver names another place, and the waiver is stale', () => {
    const report = client.report(waiver('CLIENT-03', { at: 'standard output' }));
    expect(exitCodeOf(report.result)).toBe(1);
    expect(report.result.waivers).toMatchObject([{ stale: true }]);
  });

  test('conforms with the waiver, which its reports show', () => {
    const report = client.report(waiver('CLIENT-03'));
    expect(exitCodeOf(report.result)).toBe(0);
    expect(report.result).toMatchObject({ outcome: 'conforms', waivers: [{ stale: false }] });
    const texts = Object.entries(artefacts(report)).filter(([name]) => !/badge|har/.test(name));
    for (const [name, text] of texts)
      expect(plainText(text), name).toMatch(/2027-03-31[\s\S]*SDK-7|SDK-7[\s\S]*2027-03-31/);
  });
});

test('a client that fails the first scenario is waived by the one cause of all', async () => {
  const client = await faulty('no-request', ['baseline', 'several-pages']);
  const report = client.report(waiver('CLIENT-01'));
  expect(report.result.rules.filter(({ verdict }) => verdict !== 'waived')).toEqual([]);
  expect(exitCodeOf(report.result)).toBe(0);
  expect(exitCodeOf(client.report().result)).toBe(1);
});

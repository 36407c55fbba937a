/** Every defect is caught by the rule that it names, and every rule catches something: the whole matrix. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiVersion } from '../contract/contract.ts';
import { httpTransport } from '../http/transport.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { RULES } from '../rules/index.ts';
import { LEVELS, type Verdict } from '../rules/verdict.ts';
import { causesOf } from '../run/causes.ts';
import { fidelityOf } from '../run/fidelity.ts';
import { API_VERSIONS } from './contracts.ts';
import type { Defect } from './defects/defect.ts';
import { DEFECTS } from './defects/index.ts';
import { judgeReference, versionsOf, violated } from './judge-in-memory.ts';
import { judgedDefects } from './judged-defects.ts';
import { PATIENT } from './patience.ts';
import { differenceOfPin, PINS } from './pins/pins.ts';
import { publishMatrix } from './publish.tsx';
import { SHADOWED } from './shadowed.ts';

/** Every verdict, by defect and version. */
const matrix = new Map<string, readonly Verdict[]>();
const cells = DEFECTS.flatMap((defect) => versionsOf(defect).map((version) => ({ defect, version })));
const titleOf = ({ defect, version }: (typeof cells)[number]) =>
  `${defect.name} (${version}) is caught by ${defect.caughtBy}`;
const keyOf = ({ name }: Defect, version: ApiVersion) => `${name} (${version})`;
const verdictsOn = ({ defect, version }: (typeof cells)[number]) => matrix.get(keyOf(defect, version)) ?? [];

beforeAll(async () => {
  for (const { defect, version, verdicts } of await judgedDefects()) {
    matrix.set(keyOf(defect, version), verdicts);
  }
});

afterAll(() => {
  publishMatrix(
    cells.map((cell) => ({
      defect: cell.defect.name,
      does: cell.defect.does,
      version: cell.version,
      caughtBy: cell.defect.caughtBy,
      violated: violated(verdictsOn(cell)),
    })),
  );
});

/** Requests to a well-behaved target, handshakes counted. */
const limitOf = (version: ApiVersion) => (version === 'v1.0' ? 30 : 36);

describe('the reference server', () => {
  test.for(API_VERSIONS)('%s violates nothing', async (version) => {
    const { verdicts, sent } = await judgeReference(createReference(), { version });
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
    expect(sent).toBeLessThanOrEqual(limitOf(version));
  });

  test.for([0, 1, 3, 100, 500, 501, 100_000])(
    '%i buckets: nothing violated, within the budget',
    async (buckets) => {
      for (const version of API_VERSIONS) {
        const { verdicts, sent } = await judgeReference(createReference({ items: buckets }), { version });
        expect(violated(verdicts)).toEqual([]);
        expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
        expect(sent).toBeLessThanOrEqual(limitOf(version));
      }
    },
  );
});

describe('defects', () => {
  test.for(cells.map((cell) => [titleOf(cell), cell] as const))('%s', ([, cell]) => {
    const { name, does, caughtBy } = cell.defect;
    expect(violated(verdictsOn(cell)), `${name}: the server ${does}`).toContain(caughtBy);
  });

  test('have names of their own', () => {
    const names = DEFECTS.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('name only rules that exist', () => {
    const ids = RULES.map(({ id }): string => id);
    const homeless = DEFECTS.filter(({ caughtBy }) => !ids.includes(caughtBy));
    const lines = homeless.map(
      ({ name, caughtBy }) =>
        `add a rule({ id: '${caughtBy}', … }) to tests/rules that catches ${name}, or name another rule`,
    );
    expect(lines).toEqual([]);
  });
});

describe('whatever is planted', () => {
  test('causes name each rule that is violated or blocked once', () => {
    for (const [key, verdicts] of matrix) {
      const open = verdicts.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
      const told = causesOf(verdicts).flatMap(({ rules, blocks }) => [...rules, ...blocks]);
      expect(told.sort(), key).toEqual(open.map(({ id }) => id).sort());
    }
  });

  test('no rule is blocked by one that holds', () => {
    for (const [key, verdicts] of matrix) {
      const holds = verdicts.flatMap(({ id, verdict }) => (verdict === 'pass' ? [id] : []));
      const blamed = verdicts.filter(({ blockedBy }) => holds.some((id) => id === blockedBy));
      expect(blamed.map(({ id, blockedBy }) => `${key}: ${id} is blocked by ${blockedBy}`)).toEqual([]);
    }
  });

  test('scores add up', () => {
    for (const [key, verdicts] of matrix) {
      const { all, topics } = fidelityOf(verdicts);
      for (const level of LEVELS) {
        const { judged, held, failed, notJudged, why } = all[level];
        expect(held + failed, key).toBe(judged);
        expect(why.flatMap(({ rules }) => rules)).toHaveLength(notJudged);
        const parts = Object.values(topics).map((scores) => scores[level]);
        expect(parts.reduce((sum, one) => sum + one.judged + one.notJudged, 0)).toBe(judged + notJudged);
        expect(judged + notJudged).toBe(verdicts.filter((one) => one.level === level).length);
      }
    }
  });
});

describe('rules', () => {
  test('are seen to fail in a reply that they ask for', () => {
    const strange = cells.flatMap((cell) => {
      const { probe } = verdictsOn(cell).find(({ id }) => id === cell.defect.caughtBy) ?? {};
      const rule = RULES.find(({ id }) => id === cell.defect.caughtBy);
      return probe === undefined || rule?.probes.some((name) => name === probe)
        ? []
        : [`${rule?.id}: ${probe}`];
    });
    expect(strange).toEqual([]);
  });

  test('each has a defect that it catches', () => {
    const without = RULES.filter(({ id }) => !DEFECTS.some(({ caughtBy }) => caughtBy === id));
    const lines = without.map(
      ({ id, title }) => `add a defect with caughtBy: '${id}' to tests/proof/defects: ${title}`,
    );
    expect(lines).toEqual([]);
  });

  test('each has a defect that only it catches, or a reason', () => {
    const alone = new Set([...matrix.values()].map(violated).flatMap((ids) => (ids.length === 1 ? ids : [])));
    const shadowed = RULES.filter(({ id }) => !alone.has(id) && SHADOWED[id] === undefined);
    expect(
      shadowed.map(
        ({ id }) => `add a defect that only ${id} catches, or a reason to tests/proof/shadowed.ts`,
      ),
    ).toEqual([]);
    const needless = Object.keys(SHADOWED).filter((id) => [...alone].some((one) => one === id));
    expect(
      needless.map((id) => `remove ${id} from tests/proof/shadowed.ts: a defect is caught by it alone`),
    ).toEqual([]);
  });
});

/** Here, since most of them are what the defects above bring down. */
describe('`npm run pins` has nothing to say of', () => {
  test.for(PINS.map((pin) => [pin.file, pin] as const))('%s', async ([, pin]) => {
    expect(await differenceOfPin(pin), 'npm run pins says what this means').toBeUndefined();
  });
});

describe('over HTTP', () => {
  const wired = cells.filter(
    ({ defect, version }) =>
      /^(AUTH|HTTP)-/.test(defect.caughtBy) && version === 'v1.0' && !defect.https && !defect.inMemoryAlone,
  );
  test.for(wired.map((cell) => [titleOf(cell), cell] as const))('%s', async ([, { defect, version }]) => {
    const reference = createReference(defect.options, defect.plant());
    const { baseUrl, close } = await serve(reference);
    const transport = httpTransport({ ...PATIENT, bodyCapBytes: 1_000_000 });
    try {
      const { verdicts } = await judgeReference(reference, { version, baseUrl, transport: transport.send });
      expect(violated(verdicts)).toContain(defect.caughtBy);
    } finally {
      transport.close();
      await close();
    }
  });
});

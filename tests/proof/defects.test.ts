/** Every defect is caught by the rule that it names, and every rule catches something: the whole matrix. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_VERSIONS, type ApiVersion } from '../engine/contract.ts';
import { isStated } from '../engine/judge.ts';
import { httpTransport } from '../engine/transport.ts';
import type { RuleId, Verdict } from '../engine/verdict.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { RULES } from '../rules/index.ts';
import { DEFECTS } from './defects/index.ts';
import type { Defect } from './defects/plant.ts';
import { changedContract, contractOf, judgeReference, violated } from './judge-target.ts';
import { publishMatrix } from './publish.tsx';
import { SHADOWED } from './shadowed.ts';

/** Where the defect can be seen: its own versions, among those whose contract states the rule. */
function versionsOf(defect: Defect): readonly ApiVersion[] {
  const rule = RULES.find(({ id }) => id === defect.caughtBy);
  return API_VERSIONS.filter(
    (version) => (defect.versions?.includes(version) ?? true) && rule && isStated(rule, contractOf(version)),
  );
}

async function judgeDefect(defect: Defect, version: ApiVersion): Promise<readonly Verdict[]> {
  const reference = createReference(defect.options, defect.plant());
  const { verdicts } = await judgeReference(reference, {
    contract: defect.contract ? changedContract(version, defect.contract) : contractOf(version),
    ...(defect.https && { baseUrl: 'https://reference.test' }),
  });
  return verdicts;
}

/** Defects by rule and version; a cell holds the rules that are violated. */
const matrix = new Map<string, readonly RuleId[]>();
const failures = new Map<string, Verdict>();
const cells = DEFECTS.flatMap((defect) => versionsOf(defect).map((version) => ({ defect, version })));
const titleOf = ({ defect, version }: (typeof cells)[number]) =>
  `${defect.name} (${version}) is caught by ${defect.caughtBy}`;
const keyOf = ({ name }: Defect, version: ApiVersion) => `${name} (${version})`;

beforeAll(async () => {
  for (const { defect, version } of cells) {
    const verdicts = await judgeDefect(defect, version);
    matrix.set(keyOf(defect, version), violated(verdicts));
    const named = verdicts.find(({ id }) => id === defect.caughtBy);
    if (named) failures.set(keyOf(defect, version), named);
  }
}, 120_000);

afterAll(() => {
  publishMatrix(
    cells.map(({ defect, version }) => ({
      defect: defect.name,
      does: defect.does,
      version,
      caughtBy: defect.caughtBy,
      violated: matrix.get(keyOf(defect, version)) ?? [],
    })),
  );
});

describe('the reference server', () => {
  test.for(API_VERSIONS)('%s violates nothing', async (version) => {
    const { verdicts, sent } = await judgeReference(createReference(), { version });
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
    expect(sent).toBeLessThanOrEqual(30);
  });

  test.for([0, 1, 3, 100, 500, 501, 100_000])(
    '%i buckets: nothing violated, 30 requests',
    async (buckets) => {
      for (const version of API_VERSIONS) {
        const { verdicts, sent } = await judgeReference(createReference({ buckets }), { version });
        expect(violated(verdicts)).toEqual([]);
        expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
        expect(sent).toBeLessThanOrEqual(30);
      }
    },
  );
});

describe('defects', () => {
  test.for(cells.map((cell) => [titleOf(cell), cell] as const))('%s', ([, { defect, version }]) => {
    expect(matrix.get(keyOf(defect, version)), `${defect.name}: the server ${defect.does}`).toContain(
      defect.caughtBy,
    );
  });

  test('have names of their own', () => {
    const names = DEFECTS.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('name only rules that exist', () => {
    const ids = RULES.map(({ id }): string => id);
    expect(DEFECTS.filter(({ caughtBy }) => !ids.includes(caughtBy)).map(({ name }) => name)).toEqual([]);
  });

  test('show what a failure says', async () => {
    const lines = [...failures].map(([key, { id, at, expected, received, contract }]) => {
      return `${key}\n    ${id} ${at}: expected ${expected}, received ${received}. ${contract}`;
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('failures.txt');
  });
});

describe('rules', () => {
  test('each has a defect that it catches', () => {
    const without = RULES.filter(({ id }) => !DEFECTS.some(({ caughtBy }) => caughtBy === id));
    const lines = without.map(
      ({ id, title }) => `add a defect with caughtBy: '${id}' to tests/proof/defects: ${title}`,
    );
    expect(lines).toEqual([]);
  });

  test('each has a defect that only it catches, or a reason', () => {
    const alone = new Set([...matrix.values()].flatMap((ids) => (ids.length === 1 ? ids : [])));
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

describe('over HTTP', () => {
  const wired = cells.filter(
    ({ defect, version }) => /^(AUTH|HTTP)-/.test(defect.caughtBy) && version === 'v1.0' && !defect.https,
  );
  test.for(wired.map((cell) => [titleOf(cell), cell] as const))('%s', async ([, { defect, version }]) => {
    const reference = createReference(defect.options, defect.plant());
    const { baseUrl, close } = await serve(reference);
    const transport = httpTransport({ timeoutMs: 5000, bodyCapBytes: 1_000_000 });
    try {
      const { verdicts } = await judgeReference(reference, { version, baseUrl, transport: transport.send });
      expect(violated(verdicts)).toContain(defect.caughtBy);
    } finally {
      transport.close();
      await close();
    }
  });
});

/** Every rule is seen to fail in each reply that it is about: its defects planted in one recorded reply at a time. */
import { beforeAll, expect, test } from 'vitest';
import { RULES, rulesOf } from '../rules/index.ts';
import { judge } from '../run/judge.ts';
import { API_VERSIONS } from './contracts.ts';
import { violated } from './judge-in-memory.ts';
import { allPairs, type Pair } from './pairs/pairs.ts';
import { plantingOf } from './pairs/plantings.ts';
import { rightRuns } from './pairs/right-runs.ts';
import { appliesTo, unexplained, withReason } from './pairs/shown.ts';
import { UNSHOWN } from './pairs/unshown.ts';

let pairs: readonly Pair[] = [];
beforeAll(async () => {
  pairs = await allPairs();
});

const textOf = ({ rule, probe, version }: Pair) => `${rule} in the reply of ${probe} (${version})`;

test.for(API_VERSIONS)('the recorded runs of %s are right', async (version) => {
  for (const { server, run } of await rightRuns(version)) {
    const verdicts = judge(rulesOf(run.contract), run);
    expect(violated(verdicts), server).toEqual([]);
    expect(
      verdicts.filter(({ verdict }) => verdict === 'blocked'),
      server,
    ).toEqual([]);
  }
});

test('each rule has defects to plant', () => {
  const without = RULES.filter(({ id }) => plantingOf(id).defects.length === 0);
  expect(
    without.map(({ id }) => `say in tests/proof/pairs/plantings.ts how ${id} is broken in a reply`),
  ).toEqual([]);
});

test('each rule finds each of its defects in each reply that it judges or is about, or there is a reason', () => {
  const open = pairs.flatMap((pair) => unexplained(pair).map((defect) => `${textOf(pair)}: ${defect}`));
  expect(open).toEqual([]);
});

test('each reason is needed, for each rule and each reply that it names', () => {
  const needless = UNSHOWN.flatMap((one) =>
    one.rules.flatMap((rule) =>
      (one.probes ?? [undefined]).flatMap((probe) => {
        const needed = pairs.some(
          (pair) =>
            pair.rule === rule &&
            probe === (one.probes && pair.probe) &&
            withReason(pair) &&
            appliesTo(one, pair),
        );
        return needed ? [] : [`${rule} in ${probe ?? 'every reply'}: ${one.because}`];
      }),
    ),
  );
  expect(needless).toEqual([]);
});

test('each reply that a rule judges comes up in some version', () => {
  const known = new Set(pairs.map(({ rule, probe }) => `${rule} ${probe}`));
  const never = RULES.flatMap(({ id, judges }) => judges.map((probe) => `${id} ${probe}`));
  expect(never.filter((one) => !known.has(one))).toEqual([]);
});

test('what is found is named in that reply, by its place, and in no other', () => {
  const vague = pairs.flatMap((pair) =>
    pair.found.flatMap(({ defect, at, elsewhere }) =>
      at === '' || elsewhere.length > 0 ? [`${textOf(pair)}: ${defect}; also ${elsewhere.join(', ')}`] : [],
    ),
  );
  expect(vague).toEqual([]);
});

test('a rule that only leans on a reply fails without it as well, or is not judged', () => {
  const hidden = pairs.flatMap((pair) =>
    pair.found.flatMap(({ defect, hiddenWithout }) =>
      hiddenWithout
        .filter((other) => RULES.find(({ id }) => id === pair.rule)?.leansOn.includes(other))
        .map((other) => `${textOf(pair)}: "${defect}" is not found without ${other}`),
    ),
  );
  expect(hidden).toEqual([]);
});

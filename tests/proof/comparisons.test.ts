/** No comparison is too short: each is broken in each way in which it could be. */
import { beforeAll, expect, test } from 'vitest';
import { isMissing } from '../probes/answers.ts';
import { type ProbeName, probeNamed, probesWith, tellsCauses } from '../probes/schedule.ts';
import { RULES, rulesOf } from '../rules/index.ts';
import {
  type Aspect,
  allComparisons,
  COMPARED,
  type Compared,
  comparingRules,
  editsOf,
  isFound,
  UNNOTICED,
} from './pairs/comparisons.ts';
import { allPairs } from './pairs/pairs.ts';
import { plant, violationsOf } from './pairs/planted-run.ts';
import { type RightRun, rightRuns } from './pairs/right-runs.ts';

let comparisons: readonly Compared[] = [];
beforeAll(async () => {
  comparisons = await allComparisons();
});

test('every rule that compares replies says what it compares of them', () => {
  const comparing = RULES.filter(({ comparesWith }) => comparesWith.length > 0).map(({ id }) => id);
  // PAGE-13 judges each of the pages that it compares; PRETTY-05 is not judged where the plain list is another one.
  expect(Object.keys(COMPARED).sort()).toEqual([...comparing, 'PAGE-13', 'PRETTY-05'].sort());
});

test('it finds each difference of that kind', () => {
  const missed = comparisons.filter((one) => one.isFound === false);
  expect(
    missed.map(({ rule, probe, version, way, edit }) => `${rule}, ${probe} (${version}): ${way}: ${edit}`),
  ).toEqual([]);
});

test('each reply that it compares is changed in some way', () => {
  const all = new Map(comparisons.map(({ rule, probe }) => [`${rule} ${probe}`, false]));
  for (const { rule, probe, isFound } of comparisons) if (isFound) all.set(`${rule} ${probe}`, true);
  expect([...all].filter(([, changed]) => !changed).map(([pair]) => pair)).toEqual([]);
});

/** What holds of one version's replies holds of all: the comparisons are the same. */
const VERSION = 'v1.0';
const PAGE_ASPECTS: readonly Aspect[] = ['order', 'length', 'content', 'count', 'links', 'query'];
const PAGES = probesWith((probe) => probe.expects === 'list' && !tellsCauses(probe));

test('whatever is wrong with the data of a page, some rule notices, or there is a reason', async () => {
  const servers = await rightRuns(VERSION);
  const rules = servers[0] ? rulesOf(servers[0].run.contract) : [];
  const open = new Map<string, boolean>();
  const unnoticed: string[] = [];
  for (const probe of PAGES) {
    for (const [way, edit] of PAGE_ASPECTS.flatMap(editsOf)) {
      if (isFound(rules, servers, probe, edit) !== false) continue;
      open.set(`${probe} ${way}`, true);
      const isExplained = UNNOTICED.some(({ probes, ways }) => probes.includes(probe) && ways.includes(way));
      if (!isExplained) unnoticed.push(`${probe}: ${way}: ${edit}`);
    }
  }
  expect(unnoticed).toEqual([]);
  const needless = UNNOTICED.flatMap(({ probes, ways }) =>
    ways.filter((way) => !probes.some((probe) => open.has(`${probe} ${way}`))),
  );
  expect(needless).toEqual([]);
});

test('what a rule compares others with decides on its verdict', async () => {
  const needed = new Set<string>();
  for (const { rule, found } of await allPairs()) {
    for (const { hiddenWithout } of found) for (const probe of hiddenWithout) needed.add(`${rule} ${probe}`);
  }
  const servers = await rightRuns(VERSION);
  const edits = PAGE_ASPECTS.flatMap(editsOf).map(([, edit]) => edit);
  for (const rule of comparingRules(servers)) {
    for (const probe of rule.comparesWith) {
      const decides = edits.some((edit) =>
        servers.some(({ run }) => {
          const planted = plant(run, probe, edit);
          return planted !== undefined && violationsOf(rule, planted).length > 0;
        }),
      );
      if (decides) needed.add(`${rule.id} ${probe}`);
    }
  }
  const idle = RULES.flatMap(({ id, comparesWith }) => comparesWith.map((probe) => `${id} ${probe}`));
  expect(idle.filter((one) => !needed.has(one))).toEqual([]);
});

/** Whether the probe is asked on some server once that reply differs. */
function isAsked(probe: ProbeName, servers: readonly RightRun[], changed: ProbeName, edit: string) {
  const planted = servers.flatMap(({ run }) => plant(run, changed, edit) ?? []);
  return planted.length === 0 || planted.some((run) => !isMissing(probeNamed(probe).request(run)));
}

test.for([
  ['plain-again', 'flags-false', ['order', 'length', 'content', 'count']],
  ['flags-false-again', 'flags-false', ['order', 'length', 'content', 'count']],
  ['largest-page-again', 'page-1', ['order', 'length', 'content']],
  ['largest-page-again', 'page-2-by-next', ['order', 'length', 'content']],
  ['largest-page-again', 'last-page', ['order', 'length', 'content']],
  ['largest-page-again', 'no-count', ['order', 'length', 'content']],
  ['largest-page-again', 'enveloped-pretty-page', ['order', 'length', 'content']],
] as const)('%s is asked when %s differs in %j', async ([probe, changed, aspects]) => {
  const servers = await rightRuns(VERSION);
  const again = servers.map(({ server, run }) => {
    const plain = run.answers.get('plain');
    return {
      server,
      run: { ...run, answers: new Map(run.answers).set('plain-again', plain ?? { notApplicable: '' }) },
    };
  });
  const missed = aspects.flatMap(editsOf).filter(([, edit]) => !isAsked(probe, again, changed, edit));
  expect(missed).toEqual([]);
  expect(
    again.filter(({ run }) => !isMissing(probeNamed(probe).request(run))).map(({ server }) => server),
  ).toEqual([]);
});

/**
 * Rules that compare one reply with another, and each way in which a comparison can be too short: how the
 * reply then differs and is taken for the same.
 */
import type { ApiVersion } from '../../contract/contract.ts';
import { type ProbeName, probesWith } from '../../probes/schedule.ts';
import { rulesOf } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleId } from '../../rules/verdict.ts';
import { API_VERSIONS } from '../contracts.ts';
import { plant, violationsOf } from './planted-run.ts';
import { type RightRun, rightRuns } from './right-runs.ts';

const OTHER = JSON.stringify({
  _id: 'e'.repeat(24),
  bucketName: 'another',
  cloudProvider: 'AWS',
  iamRoleId: 'f'.repeat(24),
});

/** By what is compared; each way with edits in the words of `edit-reply.ts`. */
const WAYS = {
  order: {
    'the same set in another order': ['results turned', 'last two buckets turned'],
  },
  length: {
    'the last one missing': ['last bucket lost'],
    'the first one missing': ['first bucket lost'],
    'one more': [`one bucket more, ${OTHER}`],
    none: ['results is []'],
    'twice as many': ['results doubled'],
  },
  content: {
    'ids only': [
      'first bucket: bucketName is "another-name"',
      'middle bucket: bucketName is "another-name"',
      'last bucket: bucketName is "another-name"',
    ],
    'known fields only': ['first bucket: more is 1', 'last bucket: more is 1'],
    'the first only': ['last bucket: _id is "eeeeeeeeeeeeeeeeeeeeeeee"'],
    'the last only': ['first bucket: _id is "eeeeeeeeeeeeeeeeeeeeeeee"'],
    'first and last only': ['middle bucket: _id is "eeeeeeeeeeeeeeeeeeeeeeee"'],
    'equal neighbours only': ['last bucket as the first'],
  },
  count: {
    'the count left out': ['totalCount is 9', 'totalCount is 1', 'totalCount is absent'],
  },
  links: {
    'links left out': ['next link lost', 'self link lost', 'links is []'],
    'one link more': ['one link more, previous with pageNum=1', 'one link more, next with pageNum=9'],
    'the path left out': ['href "/groups/5" becomes "/groups/6"'],
  },
  query: {
    'the query of links left out': [
      ...['self with pageNum=9', 'self with itemsPerPage=9', 'next with pageNum=9'],
      ...['next with itemsPerPage=9', 'links with paging alone'],
    ],
  },
  members: {
    'known members only': ['more is 1'],
  },
  ids: {
    'the first only': ['the last _id of plain in detail', 'the middle _id of plain in detail'],
    'the last only': ['the first _id of plain in detail'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export type Aspect = keyof typeof WAYS;

const BUCKETS: readonly Aspect[] = ['order', 'length', 'content'];
const DATA: readonly Aspect[] = [...BUCKETS, 'count', 'links', 'members'];

/** Replies that a rule judges, and holds against no other one. */
const JUDGED_ALONE: Readonly<Partial<Record<RuleId, readonly ProbeName[]>>> = {
  'ENV-07': ['flags-past-the-end'],
  'PAGE-13': probesWith(({ name }) => name !== 'last-page'),
};

/** What each rule that compares replies compares of them. */
export const COMPARED: Readonly<Partial<Record<RuleId, readonly Aspect[]>>> = {
  'AUTH-16': ['ids'],
  'ENV-04': DATA,
  'ENV-06': DATA,
  'ENV-07': BUCKETS,
  'PRETTY-03': DATA,
  'PAGE-01': ['order'],
  'PAGE-06': ['length'],
  'PAGE-09': BUCKETS,
  'PAGE-12': BUCKETS,
  'PAGE-13': BUCKETS,
  'PAGE-17': ['length'],
  'PAGE-18': BUCKETS,
  'PAGE-20': ['count'],
  'PAGE-27': BUCKETS,
  'PRETTY-05': DATA,
  'ERR-06': ['ids'],
};

export interface Compared {
  readonly rule: RuleId;
  readonly version: ApiVersion;
  readonly probe: ProbeName;
  readonly way: string;
  readonly edit: string;
  /** Undefined: the edit changes the reply of no right server. */
  readonly isFound: boolean | undefined;
}

/** Every rule that compares, each of the replies that it judges, and each way. */
export async function allComparisons(): Promise<readonly Compared[]> {
  const found = await Promise.all(
    API_VERSIONS.map(async (version) => {
      const servers = await rightRuns(version);
      return comparingRules(servers).flatMap((rule) =>
        comparedBy(rule).flatMap((probe) =>
          (COMPARED[rule.id] ?? []).flatMap((aspect) =>
            editsOf(aspect).map(([way, edit]) => ({
              rule: rule.id,
              version,
              probe,
              way,
              edit,
              isFound: isFound([rule], servers, probe, edit),
            })),
          ),
        ),
      );
    }),
  );
  return found.flat();
}

/** The rules that hold a reply against another one. */
export function comparingRules(servers: readonly RightRun[]): readonly Rule[] {
  const [first] = servers;
  return first ? rulesOf(first.run.contract).filter(({ id }) => COMPARED[id] !== undefined) : [];
}

/** The replies that a rule holds against others. */
function comparedBy({ id, judges }: Rule): readonly ProbeName[] {
  return judges.filter((probe) => JUDGED_ALONE[id]?.includes(probe) !== true);
}

export function editsOf(aspect: Aspect): readonly (readonly [way: string, edit: string])[] {
  return Object.entries<readonly string[]>(WAYS[aspect]).flatMap(([way, edits]) =>
    edits.map((edit) => [way, edit] as const),
  );
}

/** Whether one of the rules names the reply on some server, where the edit changes it on any. */
export function isFound(
  rules: readonly Rule[],
  servers: readonly RightRun[],
  probe: ProbeName,
  edit: string,
): boolean | undefined {
  const planted = servers.flatMap(({ run }) => plant(run, probe, edit) ?? []);
  if (planted.length === 0) return undefined;
  return planted.some((run) =>
    rules.some((rule) => rule.probes.includes(probe) && violationsOf(rule, run).length > 0),
  );
}

/** Ways of a page that no rule notices, with the reason. */
export const UNNOTICED: readonly {
  readonly probes: readonly ProbeName[];
  readonly ways: readonly string[];
  /** A clause, without a full stop. */
  readonly because: string;
}[] = [
  {
    probes: ['no-count'],
    ways: ['the count left out', 'links left out'],
    because: 'no document says what a list that is not counted tells of its length',
  },
  {
    probes: ['page-2-by-next'],
    ways: ['one link more'],
    because: 'a second link to the page before says nothing wrong',
  },
  {
    probes: ['largest-last-page'],
    ways: ['none'],
    because: 'an empty page is that of a count that claims a few more than there are',
  },
  {
    probes: probesWith(({ repeats }) => repeats !== undefined),
    ways: [
      ...Object.keys(WAYS.length).filter((way) => way !== 'twice as many'),
      ...Object.keys(WAYS.content).filter((way) => way !== 'equal neighbours only'),
      ...['the count left out', 'links left out'],
    ],
    because: 'somebody may have changed the project between the two readings',
  },
];

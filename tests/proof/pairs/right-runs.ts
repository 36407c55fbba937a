/** Recorded runs of right servers: the ground on which one reply at a time is made wrong. */
import type { ApiVersion, Contract } from '../../contract/contract.ts';
import type { Answer, Run } from '../../probes/answers.ts';
import { PROBES, type ProbeName } from '../../probes/schedule.ts';
import { type Behaviour, CONFORMING as keeps } from '../../reference/reference.ts';
import { changedContract } from '../contracts.ts';
import { judgeReference } from '../judge-in-memory.ts';
import { type PageSizes, smallPage, smallServer, withPageSizes } from '../small-lists.ts';

const SIZES: PageSizes = { usual: 4, largest: 7 };
const BUCKETS = 6;

const isOdd = (query: URLSearchParams) =>
  query.get('pageNum') === '0' || /^(0|8|abc)$/.test(query.get('itemsPerPage') ?? '');
const isPastTheEnd = (query: URLSearchParams) =>
  (Number(query.get('pageNum') ?? 1) - 1) * Number(query.get('itemsPerPage') ?? SIZES.usual) >= BUCKETS;

/** Answers pages that no document speaks of in that way. */
const oddly =
  (answer: ReturnType<Behaviour['page']>): Behaviour['page'] =>
  (query) =>
    isOdd(query) || isPastTheEnd(query) ? answer : smallPage(keeps.page(query), query, SIZES);

interface RightServer {
  readonly buckets: number;
  readonly page?: Behaviour['page'];
  /** Reached over https. */
  readonly https?: true;
  /** Every reading that is made again where data are unsteady is made again, and brings the same. */
  readonly readAgain?: true;
  /** What is asked to tell two causes apart is asked, and is right. */
  readonly tried?: true;
}

/** Between them they answer every probe, with the list wherever that is right. */
const SERVERS: Readonly<Record<string, RightServer>> = {
  'a list that one reply holds': { buckets: BUCKETS },
  'a list that the default page holds': { buckets: 3 },
  'a list that no reply holds': { buckets: 16, https: true },
  'odd pages answered with the first': {
    buckets: BUCKETS,
    https: true,
    page: oddly({ pageNum: 1, itemsPerPage: SIZES.usual }),
  },
  'odd pages refused': {
    buckets: BUCKETS,
    page: oddly({ status: 400, code: 'INVALID_QUERY_PARAMETER', detail: 'No such page.', parameters: [] }),
  },
  'a list read again': { buckets: BUCKETS, https: true, readAgain: true },
  'a list asked for with one parameter at a time': { buckets: BUCKETS, tried: true },
};

export interface RightRun {
  readonly server: string;
  readonly run: Run;
}

const contracts = new Map<ApiVersion, Contract>();
const recorded = new Map<ApiVersion, Promise<readonly RightRun[]>>();

/** The runs of a version, recorded once. */
export function rightRuns(version: ApiVersion): Promise<readonly RightRun[]> {
  const runs =
    recorded.get(version) ??
    Promise.all(Object.entries(SERVERS).map(([name, server]) => record(name, server, version)));
  recorded.set(version, runs);
  return runs;
}

/** What no contract of ours states yet, so that the rules on every other statement have one to judge. */
function withMostMembers(text: string): string {
  return text.replace(
    /(\n {4}Bucket(?:List\w*|20240530)?:\n(?:.*\n)*? {6}type: object\n)/g,
    '$1      maxProperties: 16\n',
  );
}

async function record(
  name: string,
  { buckets, page, https, readAgain, tried }: RightServer,
  version: ApiVersion,
): Promise<RightRun> {
  const contract =
    contracts.get(version) ?? changedContract(version, (text) => withMostMembers(withPageSizes(text, SIZES)));
  contracts.set(version, contract);
  const { run } = await judgeReference(smallServer(SIZES, { items: buckets }, page ? [{ page }] : []), {
    contract,
    ...(https && { baseUrl: 'https://reference.test' }),
  });
  return {
    server: name,
    run: {
      ...run,
      answers: new Map([
        ...run.answers,
        ...(readAgain ? readAgainIn(run) : []),
        ...(tried ? triedIn(run) : []),
      ]),
    },
  };
}

type Answered = readonly (readonly [ProbeName, Answer])[];

function readAgainIn({ answers }: Run): Answered {
  return PROBES.flatMap(({ name, repeats = '' }) => {
    const first = answers.get(repeats);
    return first ? [[name, first] as const] : [];
  });
}

/** Replies to two parameters, as those to one of them: they are the same. */
function triedIn({ answers }: Run): Answered {
  const without = (probe: ProbeName, parameter: string): Answer => {
    const answer = answers.get(probe) ?? { notApplicable: 'not asked' };
    if (!('exchange' in answer)) return answer;
    const { asked } = answer.exchange;
    const query = (asked.query ?? []).filter(([name]) => name !== parameter);
    return { exchange: { ...answer.exchange, asked: { ...asked, query } } };
  };
  return [
    ['page-by-number', without('no-count', 'includeCount')],
    ['envelope-false', without('flags-false', 'pretty')],
  ];
}

/**
 * What rules ask for. Each need knows its probes, and which rule's failure stands in the way when the
 * probe's reply is not what the need requires: so one cause is one failure, and the rest is blocked by it.
 */

import { withArticle } from '../contract/article.ts';
import { challengeIn } from '../http/digest.ts';
import type { Fault, FaultKind } from '../http/exchange.ts';
import {
  exchangeOf,
  isMissing,
  type NotApplicable,
  type Obstacle,
  type ProbeExchange,
  type Run,
  type Unavailable,
} from '../probes/answers.ts';
import { blockOf, gatewayBlock, unaskedBlock } from '../probes/blocks.ts';
import { linksOf } from '../probes/links.ts';
import { type Link, type ListReply, listOf as readListOf } from '../probes/list-reply.ts';
import { type BucketsRead, bucketsRead } from '../probes/project.ts';
import {
  PROBES,
  type Probe,
  type ProbeName,
  probeNamed,
  probesWith,
  tellsCauses,
} from '../probes/schedule.ts';
import { type Stability, stability } from '../probes/stability.ts';
import type { Blocked, Found, Need } from './rule.ts';
import type { RuleId } from './verdict.ts';

/** What is the server's own doing. */
type JudgedObstacle = 'cut' | Exclude<Obstacle, FaultKind | 'setup' | 'gateway'>;

/** The rule that fails when the server does this; for a list, when the probe has no gate of its own. */
const RULE_OF: Readonly<Record<JudgedObstacle, RuleId>> = {
  'answered-unasked': 'AUTH-01',
  'credentials-refused': 'AUTH-02',
  'no-challenge': 'AUTH-03',
  'foreign-link': 'PAGE-03',
  cut: 'HTTP-15',
  'not-200': 'HTTP-01',
  'not-json': 'HTTP-04',
  'not-the-list': 'FIELD-01',
};

/** Names what stands in the way by the rule that judges it. */
function blocked(run: Run, { obstacle, probe, why }: Unavailable): Blocked {
  const gate = probe === undefined ? undefined : probeNamed(probe).gate;
  const judged = isJudged(obstacle) ? RULE_OF[obstacle] : obstacle;
  return { blockedBy: gate ?? (obstacle === 'no-challenge' && wasChallenged(run) ? 'AUTH-14' : judged), why };
}

/** Whether the first request was challenged to use Digest: then a later one without a challenge is AUTH-14's. */
function wasChallenged({ answers }: Run): boolean {
  const opening = answers.get('no-credentials');
  return (
    opening !== undefined && 'exchange' in opening && challengeIn(opening.exchange.response) !== undefined
  );
}

function isJudged(obstacle: Obstacle): obstacle is JudgedObstacle {
  return Object.hasOwn(RULE_OF, obstacle);
}

const missing = (run: Run, reason: Unavailable | NotApplicable): Blocked | NotApplicable =>
  'obstacle' in reason ? blocked(run, reason) : reason;

/** Probes that are judged by whatever is true of their kind. */
const judged = (is: (probe: Probe) => boolean): readonly ProbeName[] =>
  probesWith((probe) => !tellsCauses(probe) && is(probe));

/** Probes whose reply is to be the list, the simplest first: what is wrong everywhere is shown there. */
export const LISTS: readonly ProbeName[] = ([undefined, 'small', 'largest'] as const).flatMap((size) =>
  judged(({ expects, paging }) => expects === 'list' && paging === size),
);

/** Probes for a page that no document speaks of: beyond the end, or of a number or size out of bounds. */
export const ODD_PAGES: readonly ProbeName[] = probesWith(
  ({ paging, expects }) => paging !== undefined && expects === 'either',
);

/** Every probe that may bring a list: what holds for each list holds for an odd page too. */
export const ANY_LIST: readonly ProbeName[] = [...LISTS, ...ODD_PAGES];

/** Probes that come with the configured credentials. */
export const ACCEPTED: readonly ProbeName[] = judged(({ authentication }) => authentication === 'configured');

/** Probes that are to be refused for their credentials. */
export const REFUSED: readonly ProbeName[] = probesWith(
  ({ authentication }) => authentication !== 'configured',
);

/** Probes that are refused for what they ask, not for who asks. */
export const REFUSED_FOR_PROJECT: readonly ProbeName[] = probesWith(
  ({ refusedFor }) => refusedFor === 'project',
);
export const REFUSED_FOR_VERSION: readonly ProbeName[] = probesWith(
  ({ refusedFor }) => refusedFor === 'version',
);

/** Every probe; those that are refused for their credentials first, since their reply is the shortest proof. */
export const ALL: readonly ProbeName[] = [...REFUSED, ...ACCEPTED];

/** The probe's reply, whatever it is. */
export function reply(probe: ProbeName): Need<ProbeExchange> {
  return { judges: [probe], resolve: (run) => answerOf(run, probe) };
}

function answerOf(run: Run, probe: ProbeName): Found<ProbeExchange> {
  const found = exchangeOf(run, probe);
  if (isMissing(found)) return missing(run, found);
  const isConfigured = probeNamed(probe).authentication === 'configured';
  const block = gatewayBlock(run, found) ?? (isConfigured ? unaskedBlock(run, probe, found) : undefined);
  return block ? blocked(run, block) : { value: found };
}

/** The reply that carries the Digest challenge; a service account does not meet it. */
export function challenged(probe: ProbeName): Need<ProbeExchange> {
  return {
    judges: [probe],
    resolve: (run) =>
      run.auth === 'service-account'
        ? { notApplicable: 'a service account uses no digest; run with API keys to judge it' }
        : answerOf(run, probe),
  };
}

/** The reply to a request with the configured credentials, once they have opened the door. */
export function admitted(probe: ProbeName): Need<ProbeExchange> {
  return { judges: [probe], resolve: (run) => admittedReply(run, probe) };
}

function admittedReply(run: Run, probe: ProbeName): Found<ProbeExchange> {
  const found = answerOf(run, probe);
  const block = 'value' in found ? blockOf(run, probe, found.value) : undefined;
  return block ? blocked(run, block) : found;
}

/** A reply, and the probe that brought it. */
export type ReplyOf = readonly [probe: ProbeName, exchange: ProbeExchange];

/** What the need brings, if the probe was sent: for rules that can do without a page that the list has not. */
export function ifSent<T>({ resolve, ...parts }: Need<T>): Need<T | undefined> {
  return {
    ...parts,
    resolve: (run) => {
      const found = resolve(run);
      return 'notApplicable' in found ? { value: undefined } : found;
    },
  };
}

/** The faults of that kind, each with its probe; missing when nothing was answered either. */
export function faults(kind: FaultKind, probes: readonly ProbeName[]): Need<readonly FaultOf[]> {
  return {
    judges: probes,
    resolve: (run) => {
      const value = probes.flatMap((probe) => {
        const answer = run.answers.get(probe);
        return answer && 'failure' in answer && answer.failure.fault.kind === kind
          ? [[probe, answer.failure.fault] as const]
          : [];
      });
      const all = value.length > 0 ? { value: [] } : repliesOf(run, probes);
      return 'value' in all ? { value } : all;
    },
  };
}

export type FaultOf = readonly [probe: ProbeName, fault: Fault];

/** Every reply among the probes; missing when none of them was answered. */
export function replies(probes: readonly ProbeName[]): Need<readonly ReplyOf[]> {
  return { judges: probes, resolve: (run) => repliesOf(run, probes) };
}

function repliesOf(run: Run, probes: readonly ProbeName[]): Found<readonly ReplyOf[]> {
  const found = probes.map((probe) => [probe, answerOf(run, probe)] as const);
  const value = found.flatMap(([probe, one]) => ('value' in one ? [[probe, one.value] as const] : []));
  if (value.length > 0) return { value };
  const reasons = found.flatMap(([, one]) => ('value' in one ? [] : [one]));
  return reasons.find((one) => 'blockedBy' in one) ?? reasons[0] ?? { notApplicable: 'no probe asks for it' };
}

/** The replies with such a status; `none` when there is no such reply, so that no rule passes with nothing to judge. */
export function repliesWith(
  probes: readonly ProbeName[],
  isWanted: (status: number) => boolean,
  none: Blocked | NotApplicable,
): Need<readonly ReplyOf[]> {
  return {
    judges: probes,
    resolve: (run) => {
      const all = repliesOf(run, probes);
      if (!('value' in all)) return all;
      const value = all.value.filter(([, { response }]) => isWanted(response.status));
      return value.length > 0 ? { value } : none;
    },
  };
}

/**
 * The positive control of a refusal: holds when the request that differs from it in one thing was let
 * in. A server that lets nobody in has not shown that it refuses for the right reason.
 */
export function controlOf(refused: ProbeName): Need<'holds' | Blocked | NotApplicable> {
  const { control } = probeNamed(refused);
  if (control === undefined) throw new RangeError(`The probe "${refused}" has no control.`);
  return {
    leansOn: [control],
    resolve: (run) => {
      const found = admittedReply(run, control);
      if (!('value' in found)) return { value: hidden(run, control, found) ?? found };
      // Any reply but a 401 shows that the credentials were let in, whether it is the list or not.
      const isList = probeNamed(control).expects === 'list' && found.value.response.status !== 200;
      const list = isList ? listOf(run, control) : undefined;
      return { value: list && !('value' in list) ? list : 'holds' };
    },
  };
}

/** A service may hide which projects exist behind the refusal that strangers get (Atlas docs, authentication). */
function hidden(run: Run, probe: ProbeName, found: Blocked | NotApplicable): NotApplicable | undefined {
  const isRefused = 'blockedBy' in found && found.blockedBy === RULE_OF['credentials-refused'];
  return isRefused && probeNamed(probe).expects !== 'list' && 'value' in admittedReply(run, 'plain')
    ? {
        notApplicable: `${probe}: the right credentials are refused as well, so that nothing tells them apart`,
      }
    : undefined;
}

/** The list of buckets that the probe's reply holds. */
export function list(probe: ProbeName): Need<ListReply> {
  return { judges: [probe], resolve: (run) => listOf(run, probe) };
}

/** The list in the probe's reply, if there is one: for rules that need it only where it exists. */
export function listIfAny(probe: ProbeName): Need<ListReply | undefined> {
  return {
    judges: [probe],
    resolve: (run) => {
      const found = listOf(run, probe);
      return { value: 'value' in found ? found.value : undefined };
    },
  };
}

/** Every reply that is a list, the plain one first; missing when the plain one is not. */
export function lists(probes: readonly ProbeName[] = LISTS): Need<readonly ListReply[]> {
  return { judges: probes, leansOn: ['plain'], resolve: (run) => listsOf(run, probes) };
}

function listsOf(run: Run, probes: readonly ProbeName[]): Found<readonly ListReply[]> {
  const plain = listOf(run, 'plain');
  if (!('value' in plain)) return plain;
  return {
    value: probes.flatMap((probe) => {
      const found = listOf(run, probe);
      return 'value' in found ? [found.value] : [];
    }),
  };
}

/** A link, and the list that it stands in. */
export interface LinkOfPage extends Link {
  readonly page: ListReply;
}

/** Every link with one of the relations; missing when no list has one. */
export function links(
  rels: readonly string[],
  probes: readonly ProbeName[] = LISTS,
): Need<readonly LinkOfPage[]> {
  return {
    judges: probes,
    leansOn: ['plain'],
    resolve: (run) => {
      const pages = listsOf(run, probes);
      if (!('value' in pages)) return pages;
      const value = pages.value.flatMap((page) => linksOf(page, ...rels).map((link) => ({ ...link, page })));
      return value.length > 0
        ? { value }
        : { notApplicable: `no page has a link with rel ${rels.join(' or ')}` };
    },
  };
}

/** The buckets that a run has read, and whether they stayed the same meanwhile. */
export interface BucketsSeen extends BucketsRead {
  readonly stability: Stability;
}

/** The replies of which one holds the list at its longest. */
const LONGEST: readonly ProbeName[] = ['largest-page', 'plain'];

/** Where the list ends, and each request that is made twice. */
const END_AND_READ_TWICE: readonly ProbeName[] = [
  'largest-last-page',
  ...PROBES.flatMap(({ name, repeats }) => (repeats === undefined ? [] : [repeats, name])),
];

/** All that the run has read of the project's buckets. */
export function bucketsSeen(): Need<BucketsSeen> {
  return { comparesWith: LONGEST, leansOn: END_AND_READ_TWICE, resolve: bucketsSeenBy };
}

function bucketsSeenBy(run: Run): Found<BucketsSeen> {
  const plain = listOf(run, 'plain');
  return 'value' in plain
    ? { value: { ...bucketsRead(run, plain.value), stability: stability(run) } }
    : plain;
}

/** Where one reply alone differs from all later ones, nothing says whether the project or the server did that. */
export const UNSETTLED: Blocked = {
  blockedBy: 'single-reply',
  why: 'a single reply holds other items than every later one: somebody changed them at that moment, or the server answers the first request otherwise; run again',
};

/** All that the run has read of the project's buckets; missing while the list changes under the run. */
export function unchangedBuckets(): Need<BucketsSeen> {
  return {
    comparesWith: LONGEST,
    leansOn: END_AND_READ_TWICE,
    resolve: (run) => {
      const found = bucketsSeenBy(run);
      if (!('value' in found)) return found;
      switch (found.value.stability) {
        case 'steady':
          return found;
        case 'changed':
          return {
            notApplicable: `the ${run.contract.holder} changed while it was read; run again while nobody adds ${withArticle(run.contract.noun.one)}`,
          };
        case 'unsettled':
          return UNSETTLED;
        case 'unsteady':
          return { blockedBy: 'PAGE-01', why: 'the data change from one request to the next' };
      }
    },
  };
}

/** The list in a probe's reply, or the rule whose failure explains why there is none. */
function listOf(run: Run, probe: ProbeName): Found<ListReply> {
  const found = readListOf(run, probe);
  if ('value' in found) return found;
  const { expects } = probeNamed(probe);
  if ('obstacle' in found && found.probe !== undefined && expects === 'either') {
    const answer = exchangeOf(run, probe);
    const status = isMissing(answer) ? '' : ` ${answer.response.status}`;
    return { notApplicable: `${probe}: the server answers${status}; no document forbids that` };
  }
  return missing(run, found);
}

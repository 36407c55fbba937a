/**
 * The whole conversation: every request that a run may send, as data. `npm run plan` prints it.
 *
 * A probe that is to be refused names its control: an accepted probe from which it differs in one thing.
 */

import { listOf } from '../rules/needs.ts';
import type { Run } from '../rules/rule.ts';
import type { Blocked, NotApplicable } from './answers.ts';
import { linksOf, target } from './links.ts';
import type { ListReply } from './list-reply.ts';
import { isContradicted, knownCount, pageSizes, sameData, seenCount, smallPage } from './project.ts';

/** How a probe proves who it is. All but `accepted` are to be refused. */
export type Proof =
  | 'accepted'
  | 'none'
  | 'basic'
  | 'made-up-token'
  | 'wrong-private-key'
  | 'unknown-public-key'
  | 'altered-response'
  | 'unissued-nonce'
  | 'other-uri';

/** What a probe asks for; what it leaves out is as in the plain request. */
export interface Asked {
  readonly projectId?: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Instead of the media type that the contract documents. */
  readonly accept?: string;
}

export interface Probe {
  readonly name: string;
  /** For people: what this request asks. */
  readonly asks: string;
  readonly proof: Proof;
  readonly control?: string;
  /** A probe whose reply this request is made from, besides the plain one. */
  readonly after?: string;
  readonly request: (run: Run) => Asked | Blocked | NotApplicable;
}

/** A project id of the right form that no project has. */
export const UNKNOWN_PROJECT = '000000000000000000000000';
export const MALFORMED_PROJECT = 'not-a-project-id';

const asked = (query: Asked['query'] = [], rest: Omit<Asked, 'query'> = {}) => ({ ...rest, query }) as const;

/** A request that depends on how many buckets have been seen: all of them, or at least so many. */
function withSeen(
  then: (seen: number, run: Run, plain: ListReply) => Asked | NotApplicable,
): Probe['request'] {
  return (run) => {
    const plain = listOf(run, 'plain');
    return 'value' in plain ? then(seenCount(run, plain.value), run, plain.value) : plain;
  };
}

/** A request at the end of the list, which can be found only when it is known how long the list is. */
function withCount(then: (count: number, size: number, run: Run) => Asked | NotApplicable): Probe['request'] {
  return withSeen((seen, run, plain) => {
    const count = knownCount(run, plain);
    return count === undefined
      ? { notApplicable: 'the list does not say how many buckets there are' }
      : then(count, smallPage(seen), run);
  });
}

/** The same request for every target, once the plain list has been read. */
function withList(query: Asked['query']): Probe['request'] {
  return (run) => {
    const plain = listOf(run, 'plain');
    return 'value' in plain ? asked(query) : plain;
  };
}

const page = (pageNum: number, itemsPerPage: number): Asked =>
  asked([
    ['pageNum', String(pageNum)],
    ['itemsPerPage', String(itemsPerPage)],
  ]);

/** A request that the contract's version documents an answer for, else nothing to ask. */
function ifDocumented(status: string, request: Asked): Probe['request'] {
  return ({ contract }) =>
    contract.response(status)
      ? request
      : { notApplicable: `the contract of ${contract.version} documents no ${status}` };
}

const OPENING: readonly Probe[] = [
  {
    name: 'no-credentials',
    asks: 'the list, without credentials',
    proof: 'none',
    control: 'plain',
    request: () => asked(),
  },
  { name: 'plain', asks: 'the list', proof: 'accepted', request: () => asked() },
];

const PAGES: readonly Probe[] = [
  {
    name: 'largest-page',
    asks: 'the largest page that the contract allows',
    proof: 'accepted',
    request: withSeen((seen, { contract }, plain) => {
      const { usual, largest } = pageSizes(contract);
      return seen < usual && linksOf(plain, 'next').length === 0
        ? { notApplicable: `the default page holds the whole project; needs ${usual} buckets or more` }
        : asked([['itemsPerPage', String(largest)]]);
    }),
  },
  {
    name: 'page-1',
    asks: 'the first small page',
    proof: 'accepted',
    request: withSeen((seen) => page(1, smallPage(seen))),
  },
  {
    name: 'page-2-by-next',
    after: 'page-1',
    asks: 'the page that the first small page names as `next`',
    proof: 'accepted',
    request: (run) => {
      const first = listOf(run, 'page-1');
      if (!('value' in first)) return first;
      const [next] = linksOf(first.value, 'next');
      if (!next) return { notApplicable: 'the first small page has no `next`; needs two buckets or more' };
      const url = target(next);
      if (!url) return { blockedBy: 'PAGE-03', why: 'the `next` of page-1 is not an absolute URL' };
      return asked([...url.searchParams]);
    },
  },
  {
    name: 'last-page',
    asks: 'the last small page, by number',
    proof: 'accepted',
    request: withCount((count, size) =>
      count <= size
        ? { notApplicable: 'the first page is the last; needs two buckets or more' }
        : page(Math.ceil(count / size), size),
    ),
  },
  {
    name: 'past-the-end',
    asks: 'the page after the last',
    proof: 'accepted',
    request: withCount((count, size) => page(Math.max(1, Math.ceil(count / size)) + 1, size)),
  },
  {
    name: 'largest-last-page',
    asks: 'the last of the largest pages, by number',
    proof: 'accepted',
    request: withCount((count, _size, { contract }) => {
      const { largest } = pageSizes(contract);
      return count <= largest
        ? { notApplicable: `one page of ${largest} holds the whole project` }
        : page(Math.ceil(count / largest), largest);
    }),
  },
];

/** Every flag at once: a server that looks at one of them before the credentials is seen. */
const ALL_FLAGS: Asked['query'] = [
  ['envelope', 'true'],
  ['pretty', 'true'],
  ['pageNum', '1'],
  ['itemsPerPage', '1'],
];

const ENVELOPES: readonly Probe[] = [
  {
    name: 'no-credentials-enveloped',
    asks: 'the first page of one, in an envelope and prettyprinted, without credentials',
    proof: 'none',
    control: 'enveloped-pretty-page',
    request: () => asked(ALL_FLAGS),
  },
  {
    name: 'enveloped',
    asks: 'the list in an envelope',
    proof: 'accepted',
    request: withList([['envelope', 'true']]),
  },
  {
    name: 'enveloped-pretty-page',
    asks: 'the first page of one, in an envelope and prettyprinted',
    proof: 'accepted',
    request: withList(ALL_FLAGS),
  },
  {
    name: 'unknown-project-enveloped',
    asks: 'the list of a project that does not exist, in an envelope',
    proof: 'accepted',
    request: () => asked([['envelope', 'true']], { projectId: UNKNOWN_PROJECT }),
  },
  {
    name: 'no-count',
    asks: 'the list with includeCount=false',
    proof: 'accepted',
    request: withList([['includeCount', 'false']]),
  },
  {
    name: 'zero-page',
    asks: 'page 0 with 0 items',
    proof: 'accepted',
    request: withSeen((seen, run, plain) => {
      // Versions have two probes more and large projects one: together they would exceed the budget.
      const many = (knownCount(run, plain) ?? seen) > pageSizes(run.contract).largest;
      return many && run.contract.response('406')
        ? { notApplicable: 'left out to stay within 30 requests; judge a smaller project as well' }
        : page(0, 0);
    }),
  },
];

const KEYS: readonly Probe[] = [
  {
    name: 'basic',
    asks: 'the list with Basic credentials that are made up',
    proof: 'basic',
    control: 'plain',
    request: () => asked(),
  },
  {
    name: 'made-up-token',
    asks: 'the list with an access token that is made up',
    proof: 'made-up-token',
    control: 'plain',
    request: () => asked(),
  },
  {
    name: 'wrong-private-key',
    asks: 'the list with a digest made from another private key',
    proof: 'wrong-private-key',
    control: 'plain',
    request: () => asked(),
  },
  {
    name: 'altered-response',
    asks: 'the list with a digest response of which one character is changed',
    proof: 'altered-response',
    control: 'plain',
    request: () => asked(),
  },
  {
    name: 'unknown-public-key',
    asks: 'the list with a digest for a public key that does not exist',
    proof: 'unknown-public-key',
    control: 'plain',
    request: () => asked(),
  },
  {
    name: 'pretty',
    asks: 'the list prettyprinted',
    proof: 'accepted',
    request: withList([['pretty', 'true']]),
  },
  {
    name: 'over-maximum',
    asks: 'one item more on a page than the contract allows',
    proof: 'accepted',
    request: ({ contract }) => asked([['itemsPerPage', String(pageSizes(contract).largest + 1)]]),
  },
];

const REFUSALS: readonly Probe[] = [
  {
    name: 'no-credentials-unknown-project',
    asks: 'the list of a project that does not exist, without credentials',
    proof: 'none',
    control: 'unknown-project',
    request: () => asked([], { projectId: UNKNOWN_PROJECT }),
  },
  {
    name: 'other-uri',
    asks: 'the list with a digest made for another uri',
    proof: 'other-uri',
    control: 'plain',
    request: () => asked(),
  },
  {
    name: 'unissued-nonce',
    asks: 'the list with a digest over a nonce that the server never issued',
    proof: 'unissued-nonce',
    control: 'plain',
    request: () => asked(),
  },
  {
    name: 'unknown-project',
    asks: 'the list of a project that does not exist',
    proof: 'accepted',
    control: 'plain',
    request: () => asked([], { projectId: UNKNOWN_PROJECT }),
  },
  {
    name: 'malformed-project',
    asks: 'the list of a project whose id has the wrong form',
    proof: 'accepted',
    control: 'plain',
    request: () => asked([], { projectId: MALFORMED_PROJECT }),
  },
  {
    name: 'text-page-size',
    asks: 'a page size that is not a number',
    proof: 'accepted',
    request: () => asked([['itemsPerPage', 'abc']]),
  },
  {
    name: 'unknown-version',
    asks: 'the list in a version of the API that never was',
    proof: 'accepted',
    control: 'plain',
    request: ifDocumented('406', { accept: 'application/vnd.atlas.2001-01-01+json' }),
  },
  {
    name: 'no-version',
    asks: 'the list without naming a version of the API',
    proof: 'accepted',
    control: 'plain',
    request: ifDocumented('406', { accept: 'application/json' }),
  },
];

const FLAGS_FALSE: Asked['query'] = [
  ['pretty', 'false'],
  ['envelope', 'false'],
];

const CLOSING: readonly Probe[] = [
  {
    name: 'flags-false',
    asks: 'the list with pretty=false and envelope=false',
    proof: 'accepted',
    request: withList(FLAGS_FALSE),
  },
  {
    name: 'plain-again',
    after: 'flags-false',
    asks: 'the list once more, only if the last reply holds other data than the first',
    proof: 'accepted',
    request: (run) => {
      const first = listOf(run, 'plain');
      if (!('value' in first)) return first;
      const last = listOf(run, 'flags-false');
      return 'value' in last && sameData(first.value, last.value)
        ? { notApplicable: 'the first and the last reply hold the same data' }
        : asked();
    },
  },
  {
    name: 'flags-false-again',
    after: 'plain-again',
    asks: 'pretty=false and envelope=false once more, only if neither plain list holds their data',
    proof: 'accepted',
    request: (run) => {
      const [again, flags] = [listOf(run, 'plain-again'), listOf(run, 'flags-false')];
      return 'value' in again && 'value' in flags && !sameData(again.value, flags.value)
        ? asked(FLAGS_FALSE)
        : { notApplicable: 'the list is the same with the flags and without' };
    },
  },
  {
    name: 'largest-page-again',
    after: 'largest-page',
    asks: 'the largest page once more, only if a small page holds other buckets',
    proof: 'accepted',
    request: (run) => {
      const largest = listOf(run, 'largest-page');
      if (!('value' in largest)) return largest;
      return isContradicted(run, largest.value)
        ? asked([['itemsPerPage', String(pageSizes(run.contract).largest)]])
        : { notApplicable: 'the small pages hold what the largest page holds' };
    },
  },
  {
    name: 'no-credentials-again',
    asks: 'the list once more without credentials, after every accepted request',
    proof: 'none',
    control: 'plain',
    request: () => asked(),
  },
];

/**
 * The order of sending: the opening, then the lanes side by side, then the closing. The first lane goes on
 * with the nonce of the opening; each other one starts with a request that is to be refused, so that its
 * 401 brings the nonce for the accepted ones after it. Last of all stands the request that a server which
 * remembers its clients, after whatever number of accepted requests, lets in.
 */
export const SCHEDULE = {
  opening: OPENING,
  lanes: [PAGES, ENVELOPES, KEYS, REFUSALS],
  closing: CLOSING,
} as const;

export const PROBES: readonly Probe[] = [OPENING, ...SCHEDULE.lanes, CLOSING].flat();

/** Probes that are to be refused for their credentials. */
export const REFUSED_PROBES: readonly string[] = PROBES.filter((probe) => probe.proof !== 'accepted').map(
  (probe) => probe.name,
);

/** The accepted probe from which a refused one differs in one thing. Throws RangeError when it has none. */
export function controlOf(name: string): string {
  const control = PROBES.find((probe) => probe.name === name)?.control;
  if (control === undefined) throw new RangeError(`The probe "${name}" has no control.`);
  return control;
}

/**
 * The whole conversation: every request that a run may send, as data. `npm run plan` prints it.
 *
 * A probe that is to be refused names its control: an accepted probe from which it differs in one thing.
 */
import { afterTheOnlyNonce } from './nonces.ts';
import type { ProbeForm } from './probe.ts';
import {
  always,
  firstSmallPage,
  flagAgain,
  flagsAgain,
  ifDocumented,
  largestPage,
  largestPageAgain,
  lastLargestPage,
  lastSmallPage,
  laterPage,
  laterVersion,
  nextOfFirstSmallPage,
  nowhere,
  numberedPage,
  numberedPageAgain,
  oneFlag,
  overLargestPage,
  pastTheEnd,
  plainAgain,
  unlessLarge,
  withList,
  zeroPage,
} from './requests.ts';

const OPENING = [
  {
    name: 'no-credentials',
    asks: 'the list, without credentials',
    authentication: 'none',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'plain',
    asks: 'the list',
    authentication: 'configured',
    quotesAlgorithm: true,
    expects: 'list',
    request: always(),
  },
] as const satisfies readonly ProbeForm[];

/** Every flag at once: a server that looks at one of them before the credentials is seen. */
const ENVELOPED_AND_PRETTY = [
  ['envelope', 'true'],
  ['pretty', 'true'],
] as const;

const LISTS = [
  {
    name: 'largest-page',
    asks: 'the largest page that the contract allows',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-17',
    paging: 'largest',
    request: largestPage,
  },
  {
    name: 'largest-last-page',
    asks: 'the last of the largest pages, by number',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-13',
    paging: 'largest',
    request: lastLargestPage,
  },
  {
    name: 'page-1',
    asks: 'the first small page',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-05',
    paging: 'small',
    request: firstSmallPage,
  },
  {
    name: 'page-2-by-next',
    asks: 'the page that the first small page names as `next`',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-09',
    after: 'page-1',
    paging: 'small',
    request: nextOfFirstSmallPage,
  },
  {
    name: 'last-page',
    asks: 'the last small page, by number',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-13',
    paging: 'small',
    request: lastSmallPage,
  },
  {
    name: 'enveloped',
    asks: 'the list in an envelope',
    authentication: 'configured',
    expects: 'list',
    gate: 'ENV-01',
    comparedBy: ['ENV-04'],
    request: withList([['envelope', 'true']]),
  },
  {
    name: 'pretty',
    asks: 'the list prettyprinted',
    authentication: 'configured',
    expects: 'list',
    gate: 'PRETTY-01',
    comparedBy: ['PRETTY-03'],
    request: withList([['pretty', 'true']]),
  },
  {
    name: 'no-count',
    asks: 'a page by its number alone, with includeCount=false',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-18',
    comparedBy: ['PAGE-18', 'PAGE-27'],
    request: numberedPage([['includeCount', 'false']]),
  },
  {
    name: 'past-the-end',
    asks: 'the page after the last',
    authentication: 'configured',
    expects: 'either',
    paging: 'small',
    request: pastTheEnd(),
  },
  {
    name: 'flags-past-the-end',
    asks: 'the page after the last, in an envelope, prettyprinted and not counted',
    authentication: 'configured',
    expects: 'either',
    paging: 'small',
    comparedBy: ['ENV-07', 'ENV-04', 'PRETTY-03'],
    request: pastTheEnd([...ENVELOPED_AND_PRETTY, ['includeCount', 'false']]),
  },
  {
    name: 'over-maximum',
    asks: 'one item more on a page than the contract allows',
    authentication: 'configured',
    expects: 'either',
    paging: 'out-of-bounds',
    request: overLargestPage,
  },
  {
    name: 'text-page-size',
    asks: 'a page size that is not a number',
    authentication: 'configured',
    expects: 'either',
    paging: 'out-of-bounds',
    request: always({ query: [['itemsPerPage', 'abc']] }),
  },
] as const satisfies readonly ProbeForm[];

const ENVELOPES = [
  {
    name: 'no-credentials-enveloped',
    asks: 'a later page, in an envelope and prettyprinted, without credentials',
    authentication: 'none',
    expects: 'refusal',
    control: 'enveloped-pretty-page',
    request: laterPage(ENVELOPED_AND_PRETTY),
  },
  {
    name: 'unknown-project-enveloped',
    asks: 'a list that does not exist, in an envelope',
    authentication: 'configured',
    expects: 'refusal',
    request: unlessLarge(nowhere('unknown', { query: [['envelope', 'true']] })),
  },
  {
    name: 'enveloped-pretty-page',
    asks: 'a later page, in an envelope and prettyprinted',
    authentication: 'configured',
    expects: 'list',
    gate: 'ENV-07',
    paging: 'small',
    comparedBy: ['ENV-07', 'ENV-04', 'PRETTY-03'],
    request: laterPage(ENVELOPED_AND_PRETTY),
  },
  {
    name: 'zero-page',
    asks: 'page 0 with 0 items',
    authentication: 'configured',
    expects: 'either',
    paging: 'out-of-bounds',
    request: zeroPage,
  },
] as const satisfies readonly ProbeForm[];

const KEYS = [
  {
    name: 'basic',
    asks: 'the list with Basic credentials that are made up',
    authentication: 'basic',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'made-up-token',
    asks: 'the list with an access token that is made up',
    authentication: 'made-up-token',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'wrong-private-key',
    asks: 'the list with a digest made from another private key',
    authentication: 'wrong-private-key',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'altered-first-digit',
    asks: 'the list with a digest response of which the first digit is changed',
    authentication: 'altered-first-digit',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'altered-last-digit',
    asks: 'the list with a digest response of which the last digit is changed',
    authentication: 'altered-last-digit',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'unknown-public-key',
    asks: 'the list with a digest for a public key that does not exist',
    authentication: 'unknown-public-key',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'malformed-project',
    asks: 'the list for an id or a name of the wrong form',
    authentication: 'configured',
    expects: 'refusal',
    refusedFor: 'project',
    control: 'plain',
    request: nowhere('malformed'),
  },
  {
    name: 'later-version',
    asks: 'the list in a version one day later than its own',
    authentication: 'configured',
    expects: 'either',
    request: laterVersion,
  },
] as const satisfies readonly ProbeForm[];

const REFUSALS = [
  {
    name: 'no-credentials-unknown-project',
    asks: 'a list that does not exist, without credentials',
    authentication: 'none',
    expects: 'refusal',
    control: 'unknown-project',
    request: nowhere('unknown'),
  },
  {
    name: 'other-uri',
    asks: 'the list with a digest made for another uri',
    authentication: 'other-uri',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'other-method',
    asks: 'the list with a digest made for another method',
    authentication: 'other-method',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'unissued-nonce',
    asks: 'the list with a digest over a nonce that the server never issued',
    authentication: 'unissued-nonce',
    expects: 'refusal',
    control: 'plain',
    request: always(),
  },
  {
    name: 'unknown-project',
    asks: 'a list that does not exist',
    authentication: 'configured',
    expects: 'refusal',
    refusedFor: 'project',
    control: 'plain',
    request: nowhere('unknown'),
  },
  {
    name: 'unknown-version',
    asks: 'the list in a version of the API that never was',
    authentication: 'configured',
    expects: 'refusal',
    refusedFor: 'version',
    control: 'plain',
    request: ifDocumented('406', { accept: 'application/vnd.atlas.2001-01-01+json' }),
  },
  {
    name: 'no-version',
    asks: 'the list without naming a version of the API',
    authentication: 'configured',
    expects: 'refusal',
    refusedFor: 'version',
    control: 'plain',
    request: ifDocumented('406', { accept: 'application/json' }),
  },
] as const satisfies readonly ProbeForm[];

const FLAGS_FALSE = [
  ['pretty', 'false'],
  ['envelope', 'false'],
] as const;

const CLOSING = [
  {
    name: 'flags-false',
    asks: 'the list with pretty=false and envelope=false',
    authentication: 'configured',
    expects: 'list',
    gate: 'ENV-06',
    comparedBy: ['ENV-06'],
    request: withList(FLAGS_FALSE),
  },
  {
    name: 'plain-again',
    asks: 'the list once more, only if the last reply holds other data than the first',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-01',
    repeats: 'plain',
    after: 'flags-false',
    extra: true,
    request: plainAgain,
  },
  {
    name: 'flags-false-again',
    asks: 'pretty=false and envelope=false once more, only if neither plain list holds their data',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-01',
    repeats: 'flags-false',
    after: 'plain-again',
    extra: true,
    request: flagsAgain(FLAGS_FALSE),
  },
  {
    name: 'envelope-false',
    asks: 'the list with envelope=false alone, only if both flags together bring another one',
    authentication: 'configured',
    expects: 'list',
    gate: 'ENV-06',
    after: 'plain-again',
    extra: true,
    request: oneFlag([['envelope', 'false']]),
  },
  {
    name: 'largest-page-again',
    asks: 'the largest page once more, only if another page holds other buckets',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-01',
    repeats: 'largest-page',
    extra: true,
    request: largestPageAgain([
      'no-count',
      ...[...LISTS, ...ENVELOPES]
        .filter((probe: ProbeForm) => probe.paging === 'small')
        .map(({ name }) => name),
    ]),
  },
  {
    name: 'enveloped-again',
    asks: 'the list in an envelope once more, only if it holds other buckets than without',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-01',
    repeats: 'enveloped',
    extra: true,
    comparedBy: ['ENV-04'],
    request: flagAgain('enveloped'),
  },
  {
    name: 'pretty-again',
    asks: 'the list prettyprinted once more, only if it holds other buckets than without',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-01',
    repeats: 'pretty',
    extra: true,
    comparedBy: ['PRETTY-03'],
    request: flagAgain('pretty'),
  },
  {
    name: 'page-by-number',
    asks: 'a page by its number alone, only if the one without a count holds other buckets',
    authentication: 'configured',
    expects: 'list',
    gate: 'PAGE-27',
    after: 'no-count',
    extra: true,
    comparedBy: ['PAGE-18', 'PAGE-27'],
    request: numberedPageAgain,
  },
  {
    name: 'no-credentials-again',
    asks: 'the list once more without credentials, after every accepted request',
    authentication: 'none',
    expects: 'refusal',
    control: 'plain',
    notBefore: afterTheOnlyNonce,
    request: always(),
  },
] as const satisfies readonly ProbeForm[];

const ALL = [...OPENING, ...LISTS, ...ENVELOPES, ...KEYS, ...REFUSALS, ...CLOSING] as const;

export type ProbeName = (typeof ALL)[number]['name'];

/** A probe whose control and whatever else it names are probes. */
export interface Probe extends ProbeForm<ProbeName> {
  readonly control?: ProbeName;
  readonly repeats?: ProbeName;
  readonly after?: ProbeName;
}

/**
 * The order of sending: the opening, then the lanes side by side, then the closing. The first lane goes on
 * with the nonce of the opening, and uses it ten times and more; each other one starts with requests that are
 * to be refused, so that their 401s bring a nonce for the accepted ones after them. A project that may be
 * hidden behind a 401 comes first of these: what refuses a new nonce refuses the request. Last of all stands the request that a server which
 * remembers its clients, after whatever number of accepted requests, lets in.
 */
export const SCHEDULE: {
  readonly opening: readonly Probe[];
  readonly lanes: readonly (readonly Probe[])[];
  readonly closing: readonly Probe[];
} = {
  opening: OPENING,
  lanes: [LISTS, ENVELOPES, KEYS, REFUSALS],
  closing: CLOSING,
};

export const PROBES: readonly Probe[] = ALL;

/** The names of the probes of which that is true, in the order of the schedule. */
export function probesWith(is: (probe: Probe) => boolean): readonly ProbeName[] {
  return PROBES.filter(is).map(({ name }) => name);
}

/** Whether it only tells which of two causes a failure has: only the rules that ask for that judge its reply. */
export function tellsCauses({ extra, repeats }: Probe): boolean {
  return extra === true && repeats === undefined;
}

/** Throws RangeError when there is no such probe. */
export function probeNamed(name: string): Probe {
  const probe = PROBES.find((one) => one.name === name);
  if (!probe) throw new RangeError(`There is no probe "${name}".`);
  return probe;
}

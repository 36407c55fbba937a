/** Replies in which a rule does not find its defects, or not each of them, with the reason. */
import type { ApiVersion } from '../../contract/contract.ts';
import { type ProbeName, probesWith, tellsCauses } from '../../probes/schedule.ts';
import type { RuleId } from '../../rules/verdict.ts';

export interface Unshown {
  readonly rules: readonly RuleId[];
  /** All of them when absent. */
  readonly probes?: readonly ProbeName[];
  readonly versions?: readonly ApiVersion[];
  /** Defects of which that holds; absent: all of the rule's. */
  readonly defects?: RegExp;
  /** A clause, without a full stop. */
  readonly because: string;
}

const READ_AGAIN = probesWith(({ repeats }) => repeats !== undefined);
const ENVELOPED: readonly ProbeName[] = [
  'enveloped',
  'enveloped-again',
  'enveloped-pretty-page',
  'flags-past-the-end',
];
const REFUSED = probesWith(({ authentication }) => authentication !== 'configured');

export const UNSHOWN: readonly Unshown[] = [
  {
    rules: ['AUTH-05'],
    because: 'a nonce is one for all when every challenge has it, not one reply alone',
  },
  {
    rules: ['AUTH-25'],
    probes: ['no-credentials', 'no-credentials-enveloped'],
    because: 'two challenges decide together, and the later one of them is named',
  },
  {
    rules: ['AUTH-14'],
    probes: ['made-up-token'],
    defects: /Basic/,
    because: 'who lets access tokens in may answer a wrong one with a challenge of another scheme',
  },
  {
    rules: ['AUTH-15', 'AUTH-17', 'AUTH-18', 'ERR-04', 'ERR-05', 'HTTP-06'],
    probes: ['no-credentials-enveloped', 'made-up-token'],
    because:
      'no document tells what a refusal looks like under envelope, nor how a wrong access token is refused',
  },
  {
    rules: ['HTTP-06'],
    probes: REFUSED.filter((probe) => probe !== 'no-credentials-enveloped' && probe !== 'made-up-token'),
    because: 'AUTH-18 judges the label of a 401, and only recommends it',
  },
  {
    rules: ['ENV-05'],
    probes: [...ENVELOPED, 'flags-false', 'flags-false-again'],
    because: 'the request names envelope: ENV-02, ENV-06 and ENV-07 judge what follows',
  },
  {
    rules: ['PRETTY-04'],
    probes: [
      ...(['pretty', 'pretty-again', 'enveloped-pretty-page', 'flags-past-the-end'] as const),
      ...(['flags-false', 'flags-false-again'] as const),
    ],
    because: 'the request names pretty: PRETTY-02, PRETTY-05 and ENV-07 judge what follows',
  },
  {
    rules: ['PAGE-07'],
    probes: ['enveloped', 'pretty'],
    because: 'ENV-04 and PRETTY-03 compare its links with those of the plain reply',
  },
  {
    rules: ['PAGE-07'],
    probes: ['no-count'],
    because: 'no document says whether a list that is not counted has a next link',
  },
  {
    rules: ['PAGE-07', 'PAGE-13'],
    probes: READ_AGAIN,
    because: 'what is read again shows whether the data are steady, and this rule only judges data that are',
  },
  {
    rules: ['PAGE-11'],
    probes: ['page-2-by-next', 'last-page', 'largest-last-page', 'enveloped-pretty-page'],
    because: 'it is not the first page',
  },
  {
    rules: ['PAGE-13'],
    defects: /^(?!totalCount)/,
    because: 'the last pages alone are held against the list: of all others the count is what it judges',
  },
  {
    rules: ['PAGE-13', 'PAGE-26'],
    probes: ['no-count'],
    because: 'no document says what a list that is not counted tells of its length',
  },
  {
    rules: ['PAGE-26'],
    probes: ['plain', 'enveloped', 'pretty'],
    because:
      'the plain page is what others are held against; ENV-04 and PRETTY-03 compare the count under a flag',
  },
  {
    rules: ['ENV-07'],
    probes: ['flags-past-the-end'],
    defects: /^(?!status is|compact)/,
    because: 'no document says what a page past the end holds, with the flags or without',
  },
  {
    rules: ['PAGE-24'],
    probes: [
      ...(['largest-page', 'page-1', 'page-2-by-next', 'last-page', 'largest-last-page'] as const),
      ...(['plain-again', 'largest-page-again'] as const),
    ],
    because: 'the request has no parameter but those of paging',
  },
  {
    rules: ['ERR-03', 'ERR-04', 'ERR-05', 'ERR-09', 'ERR-10', 'HTTP-07'],
    probes: ['unknown-project-enveloped'],
    because: 'no document tells what an error looks like under envelope; ENV-08 says what is recommended',
  },
  {
    rules: ['ERR-04', 'ERR-05'],
    probes: ENVELOPED,
    because: 'no document tells what an error looks like under envelope; ENV-01 and ENV-07 want the list',
  },
  {
    rules: ['ERR-04', 'ERR-05'],
    probes: probesWith(tellsCauses),
    because: 'it only tells two causes apart: PAGE-27, ENV-06 and PRETTY-05 want the list',
  },
  {
    rules: ['PAGE-22', 'HTTP-07'],
    probes: ['flags-past-the-end'],
    because: 'no document tells what an error looks like under envelope',
  },
  {
    rules: ['ERR-04'],
    probes: REFUSED,
    defects: /500/,
    because: 'who is refused with another status than 401 is what topic AUTH judges',
  },
  {
    rules: ['ERR-03', 'ERR-10'],
    probes: ['no-credentials-unknown-project'],
    because: 'AUTH-15 and AUTH-17 judge the document of a 401',
  },
  {
    rules: ['HTTP-11'],
    versions: ['v1.0'],
    because: 'application/json has no charset (RFC 8259, 11)',
  },
];

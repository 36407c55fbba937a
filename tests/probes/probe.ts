/** The form of a probe: one named request, and all that is to be said about it. */
import type { NotApplicable, RequestSpec, Run, Unavailable } from './answers.ts';
import type { AuthenticationName } from './authentication.ts';

/** What a reply may be: the list, a refusal, or either, where no document says which. */
type Expected = 'list' | 'refusal' | 'either';

/** What a probe asks of paging: a small page, a page of the largest size, or one out of all bounds. */
type Paging = 'small' | 'largest' | 'out-of-bounds';

export interface ProbeForm<Name extends string = string> {
  readonly name: Name;
  /** For people: what this request asks. */
  readonly asks: string;
  readonly authentication: AuthenticationName;
  readonly expects: Expected;
  /** What is wrong in what the request asks for, where an error document is promised. */
  readonly refusedFor?: 'project' | 'version';
  /** The rule that fails when the reply is to be the list and is not: all others are then blocked by it. */
  readonly gate?: string;
  /** Rules that compare the reply with the plain one: what is wrong in the data of this reply alone is what they find. */
  readonly comparedBy?: readonly string[];
  /** The accepted probe from which one that is to be refused differs in one thing. */
  readonly control?: string;
  /** The probe whose request this one makes again. */
  readonly repeats?: string;
  /** Sent only where a reply before is not what it is to be: no well-behaved server gets it. */
  readonly extra?: true;
  /** Whether the algorithm stands in quotes at first: who cannot read that is asked once more, as RFC 7616 has it. */
  readonly quotesAlgorithm?: true;
  /** The time, in milliseconds since the epoch, before which it is not sent. */
  readonly notBefore?: (run: Run) => number | undefined;
  /** The probe whose reply this request is made from, besides the plain one. */
  readonly after?: string;
  readonly paging?: Paging;
  readonly request: (run: Run) => RequestSpec | Unavailable | NotApplicable;
}

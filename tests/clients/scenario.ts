/** The form of a scenario: the reference server with one behaviour changed, and what a right client makes of it. */
import type { WireRequest } from '../http/exchange.ts';
import type { RuleId } from '../rules/verdict.ts';
import type { Admission, Reply } from './recording.ts';

export type ClientRuleId = RuleId & `CLIENT-${number}`;

/** What a reply is an answer to. */
export interface Asked {
  readonly request: WireRequest;
  readonly url: URL;
  readonly asks: 'list' | 'token' | 'revocation' | 'else';
  readonly admission: Admission;
  /** Which admitted GET for the list this is, from 1; which request for a token; else 0. */
  readonly nth: number;
  /** Which of the issued access tokens it carries, from 1; 0 for none. */
  readonly token: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** `http://127.0.0.1:49152` */
  readonly ownOrigin: string;
  /** Another origin, of another host and port, that records what it is sent and challenges it. */
  readonly otherOrigin: string;
}

/** What stands in a Digest challenge of the server's own. */
interface ChallengeParts {
  readonly nonce: string;
  readonly stale: boolean;
}

export interface DigestForm {
  readonly realm: string;
  readonly opaque?: string;
  /** In lower case. */
  readonly algorithms: readonly string[];
  readonly qops: readonly string[];
  /** The WWW-Authenticate lines. */
  readonly lines: (parts: ChallengeParts) => readonly string[];
}

/**
 * How long a nonce can be used: for many requests; for one; for many, but the first that is used again is
 * called stale; for many, but the first that comes over another connection is called stale.
 */
export type NonceUse = 'many' | 'once' | 'stale-once' | 'connection-once';

export interface Scenario {
  /** Unique, in lower case, with hyphens. */
  readonly name: string;
  /** What the server does, one sentence. */
  readonly title: string;
  /** What a client needs for it, as a noun phrase. */
  readonly feature: string;
  /** What a right client makes of it: the whole list, a loud failure, or either. */
  readonly expects: 'list' | 'fail' | 'either';
  /** The rule that judges what the client made of it. */
  readonly judgedBy: ClientRuleId;
  /**
   * The scenario from which it differs in one thing: where that fails already, nothing is said here. Absent:
   * the plain one of that size and with those credentials.
   */
  readonly control?: string;
  /** The credentials that it is about; absent: of either kind. */
  readonly credentials?: 'keys' | 'account';
  /** Only where versions are dated. */
  readonly dated?: true;
  /** How many items the project has; absent: a few, on one page. */
  readonly items?: number;
  readonly digest?: DigestForm;
  readonly nonceUse?: NonceUse;
  /** The other origin serves the list to anyone, instead of asking for credentials. */
  readonly otherIsOpen?: true;
  /** What the client is told that the server knows nothing of. */
  readonly wrong?: 'private-key' | 'client-secret' | 'project';
  /** The reply instead, or undefined to leave it: a pure function. */
  readonly alter?: (reply: Reply, asked: Asked) => Reply | undefined;
  /** Whether a request meets what the scenario is about; absent: where the server does otherwise than usual. */
  readonly reach?: (asked: Asked) => boolean;
  /** What the server refuses with: the status, and the code of its error document if it has one. */
  readonly refusal?: { readonly status: number; readonly errorCode?: string };
  /** Who meets it, as a noun phrase; absent: everybody. */
  readonly reachedBy?: string;
}

/** What a client sent in one scenario, in order, with what it was answered: plain records, judged by the rules. */
import type { HeaderLine, WireResponse } from '../http/exchange.ts';

/** How a reply travels, where that is not the usual way. */
export interface Delivery {
  /** In chunks (RFC 9112, 7.1) instead of with a Content-Length. */
  readonly chunked?: boolean;
  /** In pieces that take so long in all. */
  readonly lastsMs?: number;
  /** The connection breaks in the middle of the body. */
  readonly cut?: boolean;
  /** The connection is closed after the reply. */
  readonly close?: boolean;
}

export interface Reply extends WireResponse {
  readonly delivery?: Delivery;
}

/** A reply as it is kept: the beginning of its body, which is enough to show it. */
interface RecordedReply extends Reply {
  readonly bodyBytes: number;
}

/** A Digest challenge that was sent. */
export interface IssuedChallenge {
  readonly nonce: string;
  readonly realm: string;
  readonly opaque: string | undefined;
  /** In lower case; more than one where one nonce stands in several challenges. */
  readonly algorithms: readonly string[];
  readonly qops: readonly string[];
  /** Whether a challenge with this nonce names its algorithm, instead of leaving MD5 to be understood. */
  readonly namesAlgorithm: boolean;
}

/** One member of an Authorization field for Digest. */
export interface DigestMember {
  readonly value: string;
  readonly quoted: boolean;
}

/** What an Authorization field holds. */
export type Credential =
  | { readonly scheme: 'none' }
  | {
      readonly scheme: 'digest';
      /** By name in lower case; the first of doubled ones. */
      readonly members: Readonly<Record<string, DigestMember | undefined>>;
      /** The challenge that the nonce came with; undefined when no challenge had it. */
      readonly challenge: IssuedChallenge | undefined;
      /** Whether `response` is what RFC 7616 computes from the other members and the right key. */
      readonly right: boolean;
      /** What the client seems to have done instead, as a clause, where that can be told. */
      readonly mistake?: string;
    }
  | {
      readonly scheme: 'bearer';
      readonly token: string;
      /** Which of the tokens it is that the server has issued, from 1; 0 for none of them. */
      readonly issued: number;
    }
  | { readonly scheme: 'basic'; readonly decoded: string }
  | { readonly scheme: 'other'; readonly name: string };

/** How a request fared: let in, refused, refused only because its nonce is stale, or not signed at all. */
export type Admission = 'admitted' | 'refused' | 'stale' | 'unsigned';

/** Whom a request went to: the server that the client was told, or the other one that a reply named. */
export type Origin = 'own' | 'other';

export interface RecordedRequest {
  readonly origin: Origin;
  /** Counts the connections of the scenario, from 1. */
  readonly connection: number;
  /** When the scenario began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds since the scenario began. */
  readonly receivedAt: number;
  readonly method: string;
  /** As it stands on the request line. */
  readonly target: string;
  /** The same, absolute. */
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
  readonly asks: 'list' | 'token' | 'revocation' | 'else';
  readonly credential: Credential;
  /** Of a request for a token: whether it got one. */
  readonly admission: Admission;
  /** Undefined when the client left before it was answered. */
  readonly reply: RecordedReply | undefined;
  /** When the last byte of the reply was handed over, in milliseconds since the scenario began. */
  readonly answeredAt: number | undefined;
  /** Whether the scenario made this reply another one than the reference server's. */
  readonly altered: boolean;
  /** The items of the list that it was answered with; undefined when it was no list. */
  readonly served: readonly string[] | undefined;
}

/** How a command ended and what it printed. */
export interface CommandOutcome {
  /** Undefined when a signal ended it. */
  readonly exit: number | undefined;
  readonly signal?: string;
  /** Why it was ended, where it did not end by itself. */
  readonly stopped?: 'time' | 'deadline' | 'output';
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

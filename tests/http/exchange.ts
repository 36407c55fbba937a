/**
 * The vocabulary of what goes over the wire: what a probe sent, what came back, or why nothing did.
 * Everything here is a plain record, so that a live target, a planted defect and a stored recording
 * are judged by the same rules.
 */

/** One header line as it stood on the wire: name in its own spelling, value without the line end. */
export type HeaderLine = readonly [name: string, value: string];

export interface WireRequest {
  /** The suite itself sends GET, and POST for the access token of a service account. */
  readonly method: string;
  /** Absolute URL on the target's origin. */
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  /** Only the token request has one. */
  readonly body?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderLine[];
  /** After content decoding; at most the body cap. What could be decoded, when not all could. */
  readonly body: Uint8Array;
  /** Why the body is not what its Content-Encoding says. */
  readonly undecodable?: string;
}

/** Times in milliseconds. */
export interface Timing {
  /** Since the epoch. */
  readonly startedAt: number;
  /** From sending to the response's first header byte. */
  readonly waitMs: number;
  /** From there to the end of the body. */
  readonly receiveMs: number;
}

export type FaultKind =
  | 'connection' // refused, reset, unknown host, TLS
  | 'cut' // twice in a row the reply ended at the same byte, before its end
  | 'timeout' // no complete reply within the per-request limit
  | 'too-large' // body, or the bodies of the run, over the cap
  | 'too-many-values' // the same of the values that they hold
  | 'not-http' // bytes that are not an HTTP reply, or a body that cannot be decoded
  | 'rate-limited' // 429 or 503 until the deadline
  | 'deadline' // the whole run's time is up
  | 'budget' // the run's request budget is used up
  | 'token' // the token endpoint gave no access token
  | 'credentials'; // the target asks for credentials that the settings leave out

/** Why a request has no reply. `message` is one sentence for a person, free of secrets. */
export interface Fault {
  readonly kind: FaultKind;
  readonly message: string;
  /** Of a reply that ended early. */
  readonly cut?: CutBody;
}

export interface CutBody {
  /** Bytes of the body that came. */
  readonly received: number;
  /** What Content-Length says; undefined for a body in chunks. */
  readonly promised: number | undefined;
}

/** One request with its reply, or with the fault that stands in for it. */
export interface Attempt {
  readonly request: WireRequest;
  readonly timing: Timing;
  /** Whether the connection had carried another request before. */
  readonly reusedConnection?: boolean;
  readonly response?: WireResponse;
  readonly fault?: Fault;
}

/** An attempt that was answered. */
interface AnsweredAttempt extends Attempt {
  readonly response: WireResponse;
}

/**
 * What one probe sent and got. `earlier` holds, in order, the attempts before the one that counts:
 * the 401 of a digest handshake, a stale nonce, a 429 waited for, a connection fault.
 */
export interface Exchange extends AnsweredAttempt {
  readonly earlier: readonly Attempt[];
}

/** A probe that was sent and not answered. */
export interface Failure {
  readonly fault: Fault;
  readonly attempts: readonly Attempt[];
}

/**
 * Sends one request and resolves with the whole reply, within `limitMs` milliseconds if given. Never
 * follows a redirect.
 * Rejects with `TransportError` alone.
 */
export type Transport = (request: WireRequest, limitMs?: number) => Promise<TimedResponse>;

export interface TimedResponse {
  readonly response: WireResponse;
  /** Whether the connection had carried another request before. */
  readonly reusedConnection?: boolean;
  readonly timing: Timing;
}

/** The one error a `Transport` rejects with. */
export class TransportError extends Error {
  readonly fault: Fault;
  readonly timing: Timing;
  constructor(fault: Fault, timing: Timing) {
    super(fault.message);
    this.name = 'TransportError';
    this.fault = fault;
    this.timing = timing;
  }
}

/** All values of a header field, in wire order. Field names are case-insensitive (RFC 9110, 5.1). */
export function headerValues(message: { headers: readonly HeaderLine[] }, name: string): string[] {
  const wanted = name.toLowerCase();
  return message.headers.filter(([n]) => n.toLowerCase() === wanted).map(([, value]) => value);
}

/** What a gateway answers for the server behind it (RFC 9110, 15.6.3 to 15.6.5): most often for a moment. */
export function isGatewayStatus(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** The media type of the body without parameters, in lower case (RFC 9110, 8.3.1); undefined when unlabelled. */
export function mediaType(message: { headers: readonly HeaderLine[] }): string | undefined {
  return header(message, 'Content-Type')?.split(';')[0]?.trim().toLowerCase();
}

/** The field's lines joined with a comma (RFC 9110, 5.2), or undefined when the field is absent. */
export function header(message: { headers: readonly HeaderLine[] }, name: string): string | undefined {
  const values = headerValues(message, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/**
 * The one allow list between the wire and everything that is written or printed. What is not named
 * here is masked.
 */
import type { Attempt, Exchange, HeaderLine } from '../http/exchange.ts';
import { cut, decodeVisibly, trimmed, visible, visibleLine } from './control-characters.ts';
import { learnedFrom, redactCredentials } from './credentials.ts';
import { MASKED, secretFilter } from './secrets.ts';
import { redactUrl } from './url.ts';

/** Characters of a body that evidence keeps. */
export const BODY_LIMIT = 4096;
const TEXT_LIMIT = 500;
const HEADER_VALUE_LIMIT = 1000;
const HEADER_LIMIT = 100;

/** Fields whose value may be shown; RFC 9110 unless said otherwise. */
const SHOWN_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'accept-ranges',
  'age',
  'allow',
  'cache-control',
  'connection',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'date',
  'deprecation', // RFC 9745
  'etag',
  'expires',
  'host',
  'keep-alive',
  'last-modified',
  'pragma',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'referrer-policy',
  'retry-after',
  'server',
  'strict-transport-security', // RFC 6797
  'sunset', // RFC 8594
  'transfer-encoding',
  'user-agent',
  'vary',
  'via',
  'x-content-type-options',
  'x-envoy-upstream-service-time',
  'x-frame-options',
  'x-java-method',
  'x-mongodb-service-version',
  'x-permitted-cross-domain-policies',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
]);
const URL_HEADERS = new Set(['location', 'content-location', 'referer']);
/** RFC 9110, 11; RFC 7616, 3.3 to 3.5. */
const CREDENTIAL_HEADERS = new Set([
  'authorization',
  'www-authenticate',
  'authentication-info',
  'proxy-authenticate',
  'proxy-authorization',
]);

/** An attempt as the reports show it: nothing in it is a secret, bodies are trimmed text. */
export interface EvidenceAttempt extends Pick<Attempt, 'timing' | 'fault'> {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
  };
  readonly response?: {
    readonly status: number;
    readonly reason: string;
    readonly httpVersion: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
    /** Bytes of the whole body, before trimming. */
    readonly bodyBytes: number;
    readonly trimmed: boolean;
  };
}

export interface Redactor {
  /**
   * Remembers what handshakes carried (nonce, cnonce, response, opaque, tokens), so that a target
   * that echoes them elsewhere does not bring them into a report. Call it before texts are redacted.
   */
  readonly learn: (attempts: readonly Attempt[]) => void;
  /** A message, on one line, at most `max` characters (500). */
  readonly redactText: (text: string, max?: number) => string;
  readonly redactUrl: (url: string) => string;
  readonly attempt: (attempt: Attempt) => EvidenceAttempt;
  /** All attempts of an exchange in wire order; the last one counts. */
  readonly exchange: (exchange: Exchange) => readonly EvidenceAttempt[];
}

/** `secrets`: keys, client secret, access tokens, HA1 (RFC 7616, 3.4.2): whatever must never be seen. */
export function makeRedactor(secrets: readonly string[]): Redactor {
  const learned = new Set<string>();
  let filter = secretFilter(secrets);

  function learn(attempts: readonly Attempt[]): void {
    const before = learned.size;
    for (const value of attempts.flatMap(learnedFrom)) learned.add(value);
    if (learned.size > before) filter = secretFilter(secrets, [...learned]);
  }

  /** Masks before it trims: a secret across the cut is whole when it is looked for. */
  function masked(text: string, max: number): string {
    return filter.mask(text.length > max ? cut(text, max + filter.reach) : text);
  }

  function redactText(text: string, max = TEXT_LIMIT): string {
    const whole = visibleLine(masked(text, max));
    if (text.length <= max) return trimmed(whole, max);
    return `${cut(whole, max)}… (${text.length} characters)`;
  }

  function url(text: string): string {
    return redactText(redactUrl(text), HEADER_VALUE_LIMIT);
  }

  function value(name: string, text: string): string {
    const field = name.toLowerCase();
    if (CREDENTIAL_HEADERS.has(field)) {
      return redactText(redactCredentials(text, url), HEADER_VALUE_LIMIT);
    }
    if (URL_HEADERS.has(field)) return url(text);
    return SHOWN_HEADERS.has(field) ? redactText(text, HEADER_VALUE_LIMIT) : MASKED;
  }

  function headers(lines: readonly HeaderLine[]): HeaderLine[] {
    return lines.slice(0, HEADER_LIMIT).map(([name, text]) => [redactText(name, 100), value(name, text)]);
  }

  function body(bytes: Uint8Array): { body: string; bodyBytes: number; trimmed: boolean } {
    // A character takes at most four bytes, and every byte shown alone takes four characters.
    const enough = bytes.subarray(0, 4 * (BODY_LIMIT + filter.reach));
    const text = visible(masked(decodeVisibly(enough), BODY_LIMIT));
    const trimmedHere = text.length > BODY_LIMIT || enough.length < bytes.length;
    return { body: cut(text, BODY_LIMIT), bodyBytes: bytes.length, trimmed: trimmedHere };
  }

  function attempt(from: Attempt): EvidenceAttempt {
    learn([from]);
    const { request, response, fault, timing } = from;
    return {
      request: {
        method: request.method,
        url: url(request.url),
        headers: headers(request.headers),
      },
      timing,
      ...(fault && { fault: { kind: fault.kind, message: redactText(fault.message) } }),
      ...(response && {
        response: {
          status: response.status,
          reason: redactText(response.reason, 100),
          httpVersion: redactText(response.httpVersion, 20),
          headers: headers(response.headers),
          // The one POST asks for an access token; nothing of its reply is fit to be shown.
          ...(request.method === 'POST'
            ? { body: MASKED, bodyBytes: response.body.length, trimmed: false }
            : body(response.body)),
        },
      }),
    };
  }

  return {
    learn,
    redactText,
    redactUrl: url,
    attempt,
    exchange: ({ earlier, ...last }) => {
      learn([...earlier, last]);
      return [...earlier, last].map(attempt);
    },
  };
}

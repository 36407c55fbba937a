/** Shows what may be shown of a run: by the rows of places.ts, and with no secret in it. */
import { LONGEST_TOKEN } from '../http/access-token.ts';
import { ALGORITHMS, hashedA1 } from '../http/digest.ts';
import { type Attempt, type HeaderLine, headerValues, type WireResponse } from '../http/exchange.ts';
import { isObject, member, readJson } from '../json/json.ts';
import { cut, decodeVisibly, trimmed, visible, visibleLine } from './control-characters.ts';
import { cookieSpans } from './cookies.ts';
import { credentialSpans, type DigestParameters, digestParameters } from './credentials.ts';
import { type Kind, Marks, type Span, united } from './marks.ts';
import { placeOf } from './places.ts';
import { type Effort, REACH, type Secret, SecretFinder } from './secrets.ts';
import { urlSpans, withinUrl } from './url.ts';

/** Characters of a body that evidence keeps. */
export const BODY_LIMIT = 4096;
const TEXT_LIMIT = 500;
const HEADER_VALUE_LIMIT = 1000;
const HEADER_LIMIT = 100;
const MEMBER_LIMIT = 100;

/** Shorter values are no nonces, and masking them would blank ordinary words. */
const SHORTEST_PASSING = 8;
/**
 * Characters of nonces and the like that are looked for elsewhere, in one run; where they belong, all of them are
 * masked. A run that meets no hostile server needs a few thousand.
 */
const MOST_PASSING = 131_072;

/** An attempt as reports show it: bodies are text, cut; nothing in it is a secret. */
export interface EvidenceAttempt extends Pick<Attempt, 'timing' | 'fault'> {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly HeaderLine[];
  };
  readonly response?: {
    readonly status: number;
    readonly reason: string;
    readonly httpVersion: string;
    readonly headers: readonly HeaderLine[];
    readonly body: string;
    /** Bytes of the whole body, before trimming. */
    readonly bodyBytes: number;
    readonly trimmed: boolean;
  };
}

export interface RedactorOptions {
  /** Whatever must never be seen; the first of each kind is called by its kind alone. */
  readonly secrets: readonly Secret[];
  /** What digests are made with. */
  readonly privateKey?: string | undefined;
  /** Query parameters whose values may be shown. */
  readonly shownParameters?: Iterable<string>;
}

export interface Redactor {
  /**
   * Remembers what handshakes carried (response, cnonce, nonce, opaque, tokens) and what can be computed from it
   * (the hash of user, realm and private key), so that a target that sends them back does not bring them into a
   * report. Call it before anything is shown.
   */
  readonly learn: (attempts: readonly Attempt[]) => void;
  /** A message, on one line, at most `max` characters (500). It is masked before it is cut. */
  readonly redactText: (text: string, max?: number) => string;
  /** The same with its line feeds. */
  readonly redactLines: (text: string, max: number) => string;
  readonly redactUrl: (url: string) => string;
  readonly redactAttempt: (attempt: Attempt) => EvidenceAttempt;
}

export function makeRedactor({ secrets, privateKey, shownParameters = [] }: RedactorOptions): Redactor {
  const marks = new Marks();
  const known = new Map<string, readonly [secret: Secret, effort: Effort]>();
  const parameters = new Set(shownParameters);
  let room = MOST_PASSING;
  let finder: SecretFinder | undefined;

  function add(kind: Kind, value: string | undefined, effort: Effort): void {
    if (value === undefined || value === '' || known.has(value)) return;
    known.set(value, [{ kind, value }, effort]);
    finder = undefined;
  }

  /** A value of the server's that passed by. */
  function pass(kind: Kind, value: string | undefined): void {
    if (value === undefined || value.length < SHORTEST_PASSING || value.length > room) return;
    if (!known.has(value)) room -= value.length;
    add(kind, value, 'plain');
  }

  for (const { kind, value } of secrets) {
    if (value !== '') marks.name(kind, value);
    add(kind, value, 'torn');
  }

  function learn(attempts: readonly Attempt[]): void {
    for (const { request } of attempts) {
      for (const params of digestParameters(headerValues(request, 'Authorization'))) learnSent(params);
    }
    for (const { request, response } of attempts) {
      if (!response) continue;
      const fields = ['Authentication-Info', 'Proxy-Authentication-Info'].flatMap((name) =>
        headerValues(response, name).map((value) => `Digest ${value}`),
      );
      for (const params of digestParameters([...headerValues(response, 'WWW-Authenticate'), ...fields])) {
        pass('nonce', params.nonce);
        pass('nonce', params.nextnonce);
        pass('opaque', params.opaque);
        pass('response', params.rspauth);
      }
      if (request.method === 'POST') learnTokens(readJson(response.body).value);
    }
  }

  /** What was sent comes before what came, so that no server uses up the room for it. */
  function learnSent({
    realm,
    username,
    nonce,
    cnonce,
    response,
    opaque,
    algorithm = '',
  }: DigestParameters): void {
    // Of a size and number that no server decides on.
    add('response', response, 'spelled');
    add('cnonce', cnonce, 'spelled');
    pass('nonce', nonce);
    pass('opaque', opaque);
    if (privateKey === undefined || realm === undefined || username === undefined) return;
    const session = nonce === undefined || cnonce === undefined ? undefined : { nonce, cnonce };
    for (const name of ALGORITHMS) {
      const a1 = { algorithm: name, username, realm, password: privateKey };
      add('ha1', hashedA1(a1), 'spelled');
      if (session && /-sess$/i.test(algorithm)) add('ha1', hashedA1({ ...a1, session }), 'spelled');
    }
  }

  function learnTokens(reply: unknown): void {
    const token = member(reply, 'access_token');
    // A longer one is not used.
    if (typeof token === 'string' && token.length <= LONGEST_TOKEN) {
      marks.name('access-token', token);
      add('access-token', token, 'torn');
    }
    for (const other of ['refresh_token', 'id_token'].map((name) => member(reply, name))) {
      if (typeof other === 'string') pass('access-token', other);
    }
  }

  function find(text: string) {
    finder ??= new SecretFinder(known.values());
    return finder.find(text);
  }

  /** The text up to `max`, a word in place of each span; then every character that acts as an escape. */
  function render(
    text: string,
    spans: readonly Span[],
    max: number,
    shown: (text: string) => string,
  ): string {
    let rendered = '';
    let at = 0;
    for (const { start, end, kind } of united(spans)) {
      if (start >= max) break;
      rendered += shown(text.slice(at, start)) + marks.word(kind, text.slice(start, end));
      at = end;
    }
    return at < max ? rendered + shown(text.slice(at, max)) : rendered;
  }

  function masked(
    text: string,
    max: number,
    spansOf: (text: string) => readonly Span[] = find,
    shown = visibleLine,
  ): string {
    const window = text.slice(0, max + REACH);
    const rendered = render(window, spansOf(window), Math.min(max, window.length), shown);
    if (text.length <= max) return trimmed(rendered, max);
    return `${cut(rendered, max)}… (${text.length} characters)`;
  }

  const redactText = (text: string, max = TEXT_LIMIT) => masked(text, max);
  const redactLines = (text: string, max: number) => masked(text, max, find, visible);

  const spansOfUrl = (text: string) => [...urlSpans(text, parameters), ...withinUrl(text, find(text))];

  function redactUrl(text: string): string {
    return masked(text, HEADER_VALUE_LIMIT, spansOfUrl);
  }

  function value(name: string, text: string): string {
    const { treatment, kind = 'masked' } = placeOf('header field', name);
    switch (treatment) {
      case 'shown':
        return redactText(text, HEADER_VALUE_LIMIT);
      case 'url':
        return redactUrl(text);
      case 'credentials':
        return masked(text, HEADER_VALUE_LIMIT, (window) => [
          ...credentialSpans(window, (url) => urlSpans(url, parameters)),
          ...find(window),
        ]);
      case 'cookies':
        return masked(text, HEADER_VALUE_LIMIT, (window) => [
          ...cookieSpans(window, name.toLowerCase() === 'set-cookie'),
          ...find(window),
        ]);
      default:
        return text === '' ? '' : marks.word(kind, text);
    }
  }

  function headers(lines: readonly HeaderLine[]): readonly HeaderLine[] {
    return lines.slice(0, HEADER_LIMIT).map(([name, text]) => [redactText(name, 100), value(name, text)]);
  }

  function body(bytes: Uint8Array): { readonly body: string; readonly trimmed: boolean } {
    // A character takes at most four bytes.
    const enough = bytes.subarray(0, 4 * (BODY_LIMIT + REACH));
    const text = decodeVisibly(enough);
    const window = text.slice(0, BODY_LIMIT + REACH);
    const rendered = render(window, find(window), Math.min(BODY_LIMIT, window.length), visible);
    const whole =
      text.length <= BODY_LIMIT && rendered.length <= BODY_LIMIT && enough.length === bytes.length;
    return { body: cut(rendered, BODY_LIMIT), trimmed: !whole };
  }

  /** Member by member; of a reply that is no object nothing where it may hold a token. */
  function tokenReply({ status, body: bytes }: WireResponse): {
    readonly body: string;
    readonly trimmed: boolean;
  } {
    const { text, value: reply } = readJson(bytes);
    if (!isObject(reply)) {
      return status < 300 && text !== '' ? { body: marks.word('masked', text), trimmed: false } : body(bytes);
    }
    const members = Object.entries(reply).slice(0, MEMBER_LIMIT);
    const shown = JSON.stringify(
      Object.fromEntries(members.map(([name, one]) => [redactText(name, 100), tokenMember(name, one)])),
    );
    const whole = shown.length <= BODY_LIMIT && members.length === Object.keys(reply).length;
    return { body: cut(shown, BODY_LIMIT), trimmed: !whole };
  }

  function tokenMember(name: string, given: unknown): unknown {
    const { treatment, kind = 'masked' } = placeOf('member of a token reply', name);
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    if (treatment === 'masked') return marks.word(kind, text);
    const shown = treatment === 'url' ? redactUrl(text) : redactText(text);
    return shown === text ? given : shown;
  }

  function redactAttempt({ request, response, fault, timing }: Attempt): EvidenceAttempt {
    return {
      request: {
        method: request.method,
        url: redactUrl(request.url),
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
          // The one POST asks for an access token.
          ...(request.method === 'POST' ? tokenReply(response) : body(response.body)),
          bodyBytes: response.body.length,
        },
      }),
    };
  }

  return { learn, redactText, redactLines, redactUrl, redactAttempt };
}

/**
 * Sends requests so that a conforming server is judged by its answers, not by the weather: waits where
 * the server asks to wait, repeats what a broken connection swallowed, answers a fresh challenge when a
 * nonce is used up. Everything that went over the wire is kept.
 */
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { challengeIn, type DigestChallenge, nonceCount, parseChallenges } from './digest.ts';
import { ChallengeClient, type Keys } from './digest-client.ts';
import {
  type Attempt,
  type Exchange,
  type Failure,
  type Fault,
  header,
  headerValues,
  isGatewayStatus,
  type Transport,
  TransportError,
  type WireRequest,
  type WireResponse,
} from './exchange.ts';

/** How an accepted request proves who it is. */
export type Credentials =
  | ({ readonly kind: 'digest' } & Keys)
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'none' };

export interface SenderLimits {
  /** Requests that a run means to send; what a server provokes on top may treble it. */
  readonly budget: number;
  /** Of the whole run. */
  readonly deadlineMs: number;
  /** What of it is not for asking. */
  readonly reservedMs?: number;
  readonly maxConcurrent: number;
}

/** A server that asks to wait is asked again this many times. */
const MOST_WAITS = 3;
/** A gateway that answers for its server is asked again this many times. */
const MOST_GATEWAY_RETRIES = 2;
/** What a reply without a usable Retry-After is waited for. */
const DEFAULT_WAIT_MS = 1000;
/** Requests without credentials that may bring the challenge to answer. */
const MOST_HANDSHAKES = 2;

export class Sender {
  readonly #transport: Transport;
  readonly #limits: SenderLimits;
  readonly #clock: Clock;
  readonly #deadline: number;
  readonly #slots: Semaphore;
  #sent = 0;
  #meant = 0;
  #serial = false;
  /** Whether a request has been sent since then with no other one under way. */
  #alone = false;
  /** The newest challenge that the server has issued to anyone, and whether it has been answered. */
  #newest: { readonly challenge: DigestChallenge; answered: boolean } | undefined;
  /** By nonce, how many requests it has signed that were let in: `nc` counts them, whichever lane sends. */
  readonly #uses = new Map<string, number>();
  readonly #issued = new Set<string>();

  constructor(transport: Transport, limits: SenderLimits, clock: Clock = SYSTEM_CLOCK) {
    this.#transport = transport;
    this.#limits = limits;
    this.#clock = clock;
    this.#deadline = clock.now() + limits.deadlineMs - (limits.reservedMs ?? 0);
    this.#slots = new Semaphore(limits.maxConcurrent);
  }

  /** Requests that have gone over the wire, handshakes counted. */
  get sent(): number {
    return this.#sent;
  }

  /** A chain of requests, one after the other, with a nonce of its own. */
  lane(): Lane {
    return new Lane(this);
  }

  /** Runs `work` when a slot is free; alone from the moment on that the server turned out to need it. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.#slots.take();
    try {
      if (this.#serial && !this.#alone && this.#slots.onlyOneTaken) {
        // Replies may have overtaken each other until now: which challenge is the newest is not known.
        this.#alone = true;
        this.#newest = undefined;
      }
      return await work();
    } finally {
      this.#slots.give();
    }
  }

  /** From now on one request at a time: another client's challenge makes this server forget the last. */
  serialize(): void {
    this.#serial = true;
    this.#slots.narrow();
  }

  get serial(): boolean {
    return this.#serial;
  }

  /** Whether no challenge has been issued to anyone since this one. */
  isNewest({ nonce }: DigestChallenge): boolean {
    return this.#newest?.challenge.nonce === nonce;
  }

  /** The newest challenge, if nothing has answered it yet; it counts as answered from then on. */
  takeNewest(): DigestChallenge | undefined {
    if (!this.#newest || this.#newest.answered) return undefined;
    this.#newest.answered = true;
    return this.#newest.challenge;
  }

  /** What `nc` is to say when the nonce signs one request more. */
  nextCount(nonce: string): number {
    return (this.#uses.get(nonce) ?? 0) + 1;
  }

  /** The nonce has signed a request with this count, and was not refused. */
  countUse(nonce: string, count: number): void {
    this.#uses.set(nonce, count);
  }

  /** Counts a request that the plan asks for; a fault when the budget is used up. */
  reserve(): Fault | undefined {
    this.#meant += 1;
    return this.#meant > this.#limits.budget ? this.#spent() : undefined;
  }

  #spent(): Fault {
    return { kind: 'budget', message: `the budget of ${this.#limits.budget} requests is used up` };
  }

  /** One request over the wire, whatever comes back. Never rejects. */
  async wire(request: WireRequest): Promise<Attempt> {
    const left = this.#deadline - this.#clock.now();
    const none = { startedAt: this.#clock.now(), waitMs: 0, receiveMs: 0 };
    if (left <= 0) return { request, timing: none, fault: this.#late() };
    if (this.#sent >= this.#limits.budget * 3) return { request, timing: none, fault: this.#spent() };
    this.#sent += 1;
    try {
      const { response, timing, reusedConnection = false } = await this.#transport(request, left);
      const challenge = response.status === 401 ? challengeIn(response) : undefined;
      if (challenge) this.#meet(challenge);
      return { request, timing, response, reusedConnection };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      const late = error.fault.kind === 'timeout' && this.#deadline - this.#clock.now() <= 0;
      return { request, timing: error.timing, fault: late ? this.#late() : error.fault };
    }
  }

  #meet(challenge: DigestChallenge): void {
    // Lanes that share a nonce share its count: in turn, so that no greater one overtakes a smaller one.
    if (this.#issued.has(challenge.nonce)) this.#slots.narrow();
    this.#issued.add(challenge.nonce);
    this.#newest = { challenge, answered: false };
  }

  #late(): Fault {
    return { kind: 'deadline', message: `the run's time of ${this.#limits.deadlineMs} ms is up` };
  }

  /** Waits as the reply asks. False: it asks for more time than the run has. */
  wait(response: WireResponse): Promise<boolean> {
    return this.pauseUntil(this.#clock.now() + waitMs(response, this.#clock.now()));
  }

  /** Waits until that time, in milliseconds since the epoch. False: the run ends before. */
  async pauseUntil(time: number): Promise<boolean> {
    if (time >= this.#deadline) return false;
    const left = time - this.#clock.now();
    if (left > 0) await this.#clock.sleep(left);
    return true;
  }
}

/** How an accepted request is asked for. */
export interface Asking {
  /** Whether the first attempt writes the algorithm in quotes, as MongoDB's Go library does. */
  readonly quotesAlgorithm?: boolean;
  /** Whether the server may refuse it for what it asks. */
  readonly mayBeRefused?: boolean;
}

/** How one attempt is signed: with the lane's nonce and its next count, where nothing is said. */
interface Signature {
  readonly quotesAlgorithm?: boolean;
  readonly client?: ChallengeClient | undefined;
  readonly count?: number;
}

export class Lane {
  readonly #sender: Sender;
  #client: ChallengeClient | undefined;
  /** A challenge of this lane that nothing has answered yet. */
  #unused: DigestChallenge | undefined;
  /** How the lane's last request was signed. */
  #last: { readonly client?: ChallengeClient; readonly count?: number; readonly isFirst?: boolean } = {};

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** Sends the request as it is. */
  send(request: WireRequest): Promise<Exchange | Failure> {
    return this.#planned((attempts) => this.#withRetries(attempts, () => this.#wire(request)));
  }

  /** Sends the request with credentials that are to be accepted. */
  sendAccepted(
    request: WireRequest,
    credentials: Credentials,
    how: Asking = {},
  ): Promise<Exchange | Failure> {
    switch (credentials.kind) {
      case 'none':
        return this.send(request);
      case 'header': {
        const { name, value } = credentials;
        return this.send({ ...request, headers: [...request.headers, [name, value]] });
      }
      case 'digest':
        return this.#sendSigned(request, credentials, how);
    }
  }

  /**
   * Answers a challenge that nothing has answered yet with a value of the caller's making. Resolves with
   * the reply to the unsigned request instead when that brings no challenge.
   */
  async sendAnswering(
    request: WireRequest,
    answer: (challenge: DigestChallenge, count: number) => string,
  ): Promise<Exchange | Failure | { readonly noChallenge: Exchange }> {
    let challenged = true;
    const sent = await this.#planned((attempts) =>
      this.#withRetries(attempts, async () => {
        let challenge = this.#take();
        challenged = true;
        for (let handshakes = 1; !challenge; handshakes += 1) {
          const unsigned = await this.#wire(request);
          const own = unsigned.response?.status === 401 ? challengeIn(unsigned.response) : undefined;
          challenged = own !== undefined;
          if (!own) return unsigned;
          attempts.push(unsigned);
          // None is left where another lane has answered a newer one meanwhile: once more, in turn by then.
          challenge = this.#take() ?? (handshakes === MOST_HANDSHAKES ? own : undefined);
        }
        return this.#wire(authorized(request, answer(challenge, this.#sender.nextCount(challenge.nonce))));
      }),
    );
    return 'response' in sent && !challenged ? { noChallenge: sent } : sent;
  }

  #sendSigned(
    request: WireRequest,
    keys: Keys,
    { quotesAlgorithm = false, mayBeRefused = false }: Asking,
  ): Promise<Exchange | Failure> {
    return this.#planned(async (attempts) => {
      const sign = (how: Signature = {}, inTurn = false) =>
        this.#withRetries(attempts, () => this.#signed(request, keys, attempts, how), inTurn);
      let attempt = await sign({ quotesAlgorithm });
      if (quotesAlgorithm && isSigned(attempt) && isRefusal(attempt)) {
        attempts.push(attempt);
        attempt = await sign();
      }
      const { client, count = 0 } = this.#last;
      if (isSigned(attempt) && hasLetter(count) && isUnexplained(attempt, mayBeRefused)) {
        // Who reads the count as a decimal number takes the next one without letters for one.
        attempts.push(attempt);
        attempt = await sign({ client, count: (count | 15) + 1 });
      }
      const { response } = attempt;
      if (response?.status !== 401 || !isSigned(attempt) || !challengeIn(response)) return attempt;
      // Who refuses the answer to a challenge that it has just sent refuses the request.
      if (mayBeRefused && this.#last.isFirst && !saysStale(response)) return attempt;
      // A nonce may be used up, or forgotten because another lane was challenged since: once more, alone,
      // with a challenge that nothing has answered and none has followed.
      this.#sender.serialize();
      attempts.push(attempt);
      return this.#sender.inTurn(() => sign({}, true));
    });
  }

  /** Signs with the lane's nonce, or with one that an unsigned request brings. */
  async #signed(
    request: WireRequest,
    keys: Keys,
    attempts: Attempt[],
    { quotesAlgorithm = false, client: given, count: wanted }: Signature,
  ): Promise<Attempt> {
    let client = given ?? this.#readyClient(keys);
    if (!client) {
      const unsigned = await this.#wire(request);
      if (unsigned.response?.status !== 401) return unsigned;
      client = this.#readyClient(keys);
      if (!client) return unsigned;
      attempts.push(unsigned);
    }
    const { challenge } = client;
    const count = wanted ?? this.#sender.nextCount(challenge.nonce);
    let sent: Attempt | undefined;
    await client.sign({ ...request, count, quotesAlgorithm }, async (authorization) => {
      this.#last = { client, count, isFirst: this.#last.client !== client };
      sent = await this.#wire(authorized(request, authorization));
      return sent.response?.status ?? 0;
    });
    if (!sent) throw new TypeError('digest-fetch sent nothing');
    // A nonce that was refused signs nothing more, nor one of a server that forgets them, whatever it answers.
    // What came to no end may have been counted.
    const isRefused = sent.response?.status === 401;
    const isSpent = this.#sender.serial && sent.response !== undefined && asksToWait(request, sent.response);
    this.#client = isRefused || isSpent ? undefined : client;
    if (!isRefused) this.#sender.countUse(challenge.nonce, count);
    return sent;
  }

  /** The client of the challenge to answer next, if there is one. */
  #readyClient(keys: Keys): ChallengeClient | undefined {
    const superseded = this.#client && this.#sender.serial && !this.#sender.isNewest(this.#client.challenge);
    if (superseded) this.#client = undefined;
    const challenge = this.#take();
    if (challenge) this.#client = new ChallengeClient(keys, challenge);
    return this.#client;
  }

  /** An unanswered challenge: the lane's own, or, one request at a time, the newest of all. */
  #take(): DigestChallenge | undefined {
    const own = this.#unused;
    this.#unused = undefined;
    if (this.#sender.serial) return this.#sender.takeNewest();
    if (own && this.#sender.isNewest(own)) this.#sender.takeNewest();
    return own;
  }

  async #wire(request: WireRequest): Promise<Attempt> {
    const attempt = await this.#sender.wire(request);
    const { response } = attempt;
    if (response?.status === 401) this.#unused = challengeIn(response) ?? this.#unused;
    return attempt;
  }

  /** Repeats a send while the server asks to wait, for a gateway's moment, and once when the connection broke. */
  async #withRetries(attempts: Attempt[], once: () => Promise<Attempt>, inTurn = false): Promise<Attempt> {
    const turn = inTurn ? once : () => this.#sender.inTurn(once);
    let broken: Attempt | undefined;
    for (let waits = 0; ; ) {
      const attempt = await turn();
      const { response, fault } = attempt;
      if (fault?.kind === 'connection' && !broken && attempt.request.method === 'GET') {
        broken = attempt;
        attempts.push(attempt);
        continue;
      }
      if (fault && broken && isSameCut(broken, attempt))
        return { ...attempt, fault: { ...fault, kind: 'cut' } };
      if (!response || !asksToWait(attempt.request, response)) return attempt;
      const { status } = response;
      // What a gateway keeps saying to one request is the answer to it.
      if (isGatewayStatus(status) && waits >= MOST_GATEWAY_RETRIES) return attempt;
      if (waits >= MOST_WAITS || !(await this.#sender.wait(response))) {
        attempts.push(attempt);
        return { ...attempt, fault: { kind: 'rate-limited', message: limited(status, waits, response) } };
      }
      waits += 1;
      attempts.push(attempt);
    }
  }

  async #planned(work: (attempts: Attempt[]) => Promise<Attempt>): Promise<Exchange | Failure> {
    const spent = this.#sender.reserve();
    if (spent) return { fault: spent, attempts: [] };
    const earlier: Attempt[] = [];
    const { fault, response, request, timing, reusedConnection = false } = await work(earlier);
    if (fault) {
      const attempts = fault.kind === 'rate-limited' ? earlier : [...earlier, { request, timing, fault }];
      return { fault, attempts };
    }
    if (!response) throw new TypeError('an attempt has neither a reply nor a fault');
    return { request, timing, response, reusedConnection, earlier };
  }
}

/** The request with this Authorization value. */
export function authorized(request: WireRequest, value: string): WireRequest {
  return { ...request, headers: [...request.headers, ['Authorization', value]] };
}

function isSigned({ request }: Attempt): boolean {
  return header(request, 'Authorization') !== undefined;
}

/** Whether `nc` is no decimal number, such as 0000000a. */
const hasLetter = (count: number) => /[a-f]/.test(nonceCount(count));

/** A refusal for which neither a nonce that is used up nor what was asked for is a reason. */
function isUnexplained(attempt: Attempt, mayBeRefused: boolean): boolean {
  const { response } = attempt;
  return response?.status === 401 ? !saysStale(response) : !mayBeRefused && isRefusal(attempt);
}

/** For the credentials: 401, or 400 where they cannot be read. */
function isRefusal({ response }: Attempt): boolean {
  return response?.status === 401 || response?.status === 400;
}

/** A reply that ends at the same byte twice is cut by the server, not by the way. */
function isSameCut(one: Attempt, other: Attempt): boolean {
  const [first, second] = [one.fault?.cut, other.fault?.cut];
  return (
    first !== undefined &&
    second !== undefined &&
    first.received === second.received &&
    first.promised === second.promised
  );
}

function saysStale(response: WireResponse): boolean {
  return parseChallenges(headerValues(response, 'WWW-Authenticate')).some(
    ({ params }) => params.stale?.toLowerCase() === 'true',
  );
}

/** 429 (RFC 6585, 4) and 503 (RFC 9110, 15.6.4); behind 502 and 504 a POST may have had its effect (9.2.2). */
function asksToWait({ method }: WireRequest, { status }: WireResponse): boolean {
  return status === 429 || status === 503 || (isGatewayStatus(status) && method !== 'POST');
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3). */
function waitMs(response: WireResponse, now: number): number {
  const value = header(response, 'Retry-After')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = /[A-Za-z]/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? DEFAULT_WAIT_MS : Math.max(0, date - now);
}

function limited(status: number, waits: number, response: WireResponse): string {
  const asked = header(response, 'Retry-After');
  return waits >= MOST_WAITS
    ? `the server still answers ${status} after ${waits} waits`
    : `the server answers ${status} and asks to wait longer than the run lasts (Retry-After: ${asked ?? ''})`;
}

/** At most so many at a time; `narrow` makes it one, for good. */
class Semaphore {
  #free: number;
  readonly #size: number;
  #narrow = false;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
    this.#size = size;
  }

  async take(): Promise<void> {
    while (this.#narrow ? this.#free < this.#size : this.#free === 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#free -= 1;
  }

  get onlyOneTaken(): boolean {
    return this.#free === this.#size - 1;
  }

  give(): void {
    this.#free += 1;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  narrow(): void {
    this.#narrow = true;
  }
}

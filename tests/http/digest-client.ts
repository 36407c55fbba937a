/**
 * digest-fetch behind one typed adapter: one client per challenge, used serially.
 *
 * What digest-fetch 3.1.1 needs help with, and where the help is: it counts `nc` over all nonces and in
 * decimal digits (here the count of the nonce comes with the request, and is written in hexadecimal), signs
 * with the constructor's algorithm alone (here the challenge's), reads only the first fields of a WWW-Authenticate value and strips white space and
 * stops at commas in quotes (`parseAuth`), does not escape quotes (`addAuth`), writes into the
 * caller's headers (here they are its own), hides the first 401 and follows redirects (`getClient`).
 */
import { DigestClient } from 'digest-fetch';
import { member } from '../json/json.ts';
import { type DigestChallenge, digestField, nonceCount } from './digest.ts';

export interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What is signed, and how. */
export interface Signing {
  readonly method: string;
  /** Normalised. */
  readonly url: string;
  /** How many requests the nonce has signed, this one included. */
  readonly count: number;
  readonly quotesAlgorithm?: boolean;
}

/** Delivers a request with this Authorization value and resolves with its status. */
export type Deliver = (authorization: string) => Promise<number>;

export class ChallengeClient extends DigestClient {
  readonly challenge: DigestChallenge;
  readonly #username: string;
  #deliver: Deliver | undefined;
  #quotesAlgorithm = false;

  constructor({ publicKey, privateKey }: Keys, challenge: DigestChallenge) {
    const algorithm = `${challenge.algorithm}${challenge.session ? '-sess' : ''}`;
    super(publicKey, privateKey, { algorithm });
    this.challenge = challenge;
    this.#username = publicKey;
    Object.assign(this.digest, {
      scheme: 'Digest',
      realm: challenge.realm,
      nonce: challenge.nonce,
      opaque: null,
      qop: challenge.qop ? 'auth' : null,
      cnonce: this.makeNonce(),
    });
    this.hasAuth = true;
  }

  /** Sends one signed request; `deliver` is called once. */
  async sign({ method, url, count, quotesAlgorithm = false }: Signing, deliver: Deliver): Promise<void> {
    this.#deliver = deliver;
    this.#quotesAlgorithm = quotesAlgorithm;
    this.hasAuth = true;
    // digest-fetch pads what it finds here.
    Object.assign(this.digest, { nc: nonceCount(count) });
    await this.fetch(url, { method, headers: {} });
  }

  override async getClient() {
    return async (_url: unknown, init: unknown) => {
      const value: unknown = member(member(init, 'headers'), 'Authorization');
      if (typeof value !== 'string' || !this.#deliver) throw new TypeError('digest-fetch signed nothing');
      return { status: await this.#deliver(value), headers: new Headers() };
    };
  }

  /** A new challenge gets a new client: this one has nothing to read, and digest-fetch then stops. */
  override parseAuth(): void {
    this.hasAuth = false;
  }

  override addAuth(url: string, options: object): object {
    const signed: unknown = super.addAuth(url, { ...options, headers: {} });
    const text = String(member(member(signed, 'headers'), 'Authorization'));
    const found = (name: string) =>
      new RegExp(`[ ,]${name}="?([^",]*)`).exec(text.slice(text.lastIndexOf('algorithm=') - 1))?.[1] ?? '';
    const { pathname, search } = new URL(url);
    const Authorization = digestField({
      challenge: this.challenge,
      username: this.#username,
      nonce: this.challenge.nonce,
      uri: `${pathname}${search}`,
      response: found('response'),
      nc: found('nc'),
      cnonce: found('cnonce'),
      quotesAlgorithm: this.#quotesAlgorithm,
    });
    return { ...options, headers: { Authorization } };
  }
}

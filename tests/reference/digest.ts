/** The server's side of HTTP Digest (RFC 7616), written apart from the client that it is to judge. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How a request fared: let in, refused, or refused only because its nonce is too old. */
export type Admission = 'admitted' | 'refused' | 'stale';

export interface DigestOptions {
  readonly realm: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** How long a nonce can be used. */
  readonly nonceLifetimeMs: number;
}

interface Issued {
  readonly at: number;
  /** The highest count that a request has used. */
  nc: number;
}

/** Nonces kept in memory at most; the oldest go first. */
const MOST_NONCES = 10_000;

/** Hashes by the name that a request gives; without a name it is MD5. */
const HASHES: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256' };

export class DigestGate {
  readonly #options: DigestOptions;
  readonly #issued = new Map<string, Issued>();

  constructor(options: DigestOptions) {
    this.#options = options;
  }

  /** A nonce that no challenge had before, in the form of the service's own. */
  issue(nonce = randomBytes(24).toString('base64')): string {
    this.#issued.set(nonce, { at: Date.now(), nc: 0 });
    if (this.#issued.size > MOST_NONCES) {
      const [oldest] = this.#issued.keys();
      if (oldest !== undefined) this.#issued.delete(oldest);
    }
    return nonce;
  }

  /** Judges an Authorization value for the request line's method and target. */
  admit(authorization: string | undefined, method: string, target: string): Admission {
    const given = membersOf(authorization);
    if (!given) return 'refused';
    const { realm, publicKey, privateKey, nonceLifetimeMs } = this.#options;
    const issued = this.#issued.get(given.nonce ?? '');
    if (!issued) return 'refused';
    if (given.username !== publicKey || given.realm !== realm || given.uri !== target) return 'refused';
    const hash = hashOf(given.algorithm);
    if (!hash || given.qop !== 'auth') return 'refused';
    if (!/^[0-9a-f]{8}$/i.test(given.nc ?? '') || !given.cnonce) return 'refused';
    const secret = hash(`${publicKey}:${realm}:${privateKey}`);
    // RFC 7616, 3.4.2: the session variant binds the key to the nonces of both sides.
    const a1 = isSession(given.algorithm) ? hash(`${secret}:${given.nonce}:${given.cnonce}`) : secret;
    const a2 = hash(`${method}:${target}`);
    const expected = hash(`${a1}:${given.nonce}:${given.nc}:${given.cnonce}:auth:${a2}`);
    if (!sameText(expected, given.response ?? '')) return 'refused';
    const nc = Number.parseInt(given.nc ?? '', 16);
    if (nc <= issued.nc || Date.now() - issued.at > nonceLifetimeMs) return 'stale';
    issued.nc = nc;
    return 'admitted';
  }
}

const SESSION = /-sess$/i;
const isSession = (algorithm = '') => SESSION.test(algorithm);

/** The hash of an algorithm that the server offers. */
function hashOf(algorithm = 'MD5'): ((text: string) => string) | undefined {
  const name = HASHES[algorithm.replace(SESSION, '').toLowerCase()];
  return name === undefined ? undefined : (text) => createHash(name).update(text).digest('hex');
}

/** The members of a Digest field; undefined when it is of another scheme or cannot be read. */
function membersOf(value: string | undefined): Record<string, string> | undefined {
  const [, rest] = /^digest\s(.*)$/is.exec(value ?? '') ?? [];
  if (rest === undefined) return undefined;
  const members: Record<string, string> = {};
  // A name without a value, and quotes that nothing closes, are taken as well: so nothing is looked at twice.
  for (const [, name = '', quoted, end, bare] of rest.matchAll(
    /([\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)("?)|([^\s,"]+)))?/g,
  )) {
    if (bare === undefined && end !== '"') continue;
    if (Object.hasOwn(members, name.toLowerCase())) return undefined;
    members[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '';
  }
  return members;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b.toLowerCase())];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * The server's side of authentication. It lets in whatever proves that the client has the key, however
 * oddly it is written: the rules judge how it is written.
 */
import { createHash, randomBytes } from 'node:crypto';
import { header, type WireRequest } from '../http/exchange.ts';
import type { Admission, Credential, DigestMember, IssuedChallenge } from './recording.ts';
import type { DigestForm, NonceUse } from './scenario.ts';

export interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

interface Issued extends IssuedChallenge {
  readonly connection: number;
  uses: number;
}

export class Authenticator {
  readonly #keys: Keys;
  readonly #form: DigestForm;
  readonly #nonceUse: NonceUse;
  readonly #issued = new Map<string, Issued>();
  readonly #tokens: string[] = [];
  #staleSaid = false;

  constructor(keys: Keys, form: DigestForm, nonceUse: NonceUse) {
    this.#keys = keys;
    this.#form = form;
    this.#nonceUse = nonceUse;
  }

  /** Lets a token in from now on. */
  learnToken(token: string): void {
    this.#tokens.push(token);
  }

  /** The WWW-Authenticate lines of a challenge on a connection. */
  challenge(connection: number, stale: boolean): readonly string[] {
    const nonce = randomBytes(24).toString('base64');
    const lines = this.#form.lines({ nonce, stale });
    const { realm, opaque, algorithms, qops } = this.#form;
    const namesAlgorithm = lines.some((line) => /algorithm/i.test(line));
    this.#issued.set(nonce, { nonce, realm, opaque, algorithms, qops, namesAlgorithm, connection, uses: 0 });
    return lines;
  }

  admit(request: WireRequest, method: string, connection: number): [Admission, Credential] {
    const credential = this.#read(header(request, 'Authorization'), method);
    switch (credential.scheme) {
      case 'digest':
        return [this.#judgeDigest(credential, connection), credential];
      case 'bearer':
        return [credential.issued > 0 ? 'admitted' : 'refused', credential];
      case 'none':
        return ['unsigned', credential];
      default:
        return ['refused', credential];
    }
  }

  #judgeDigest({ challenge, right }: Credential & { scheme: 'digest' }, connection: number): Admission {
    const issued = this.#issued.get(challenge?.nonce ?? '');
    if (!issued || !right) return 'refused';
    issued.uses += 1;
    if (this.#isStale(issued, connection)) {
      this.#staleSaid = true;
      return 'stale';
    }
    return 'admitted';
  }

  #isStale(issued: Issued, connection: number): boolean {
    switch (this.#nonceUse) {
      case 'many':
        return false;
      case 'once':
        return issued.uses > 1;
      case 'stale-once':
        return !this.#staleSaid && issued.uses > 1;
      case 'connection-once':
        return !this.#staleSaid && issued.connection !== connection;
    }
  }

  #read(value: string | undefined, method: string): Credential {
    const [, scheme = '', rest = ''] = /^(\S+)(.*)$/s.exec(value?.trim() ?? '') ?? [];
    switch (scheme.toLowerCase()) {
      case '':
        return { scheme: 'none' };
      case 'bearer':
        return { scheme: 'bearer', token: rest.trim(), issued: this.#tokens.indexOf(rest.trim()) + 1 };
      case 'basic':
        return { scheme: 'basic', decoded: Buffer.from(rest, 'base64').toString('utf8') };
      case 'digest':
        return this.#readDigest(rest, method);
      default:
        return { scheme: 'other', name: scheme };
    }
  }

  #readDigest(text: string, method: string): Credential {
    const members = digestMembers(text);
    const challenge = this.#issued.get(members.nonce?.value ?? '');
    const given = (name: string) => members[name]?.value ?? '';
    const proof: Proof = {
      ...this.#keys,
      method,
      realm: given('realm'),
      nonce: given('nonce'),
      uri: given('uri'),
      nc: given('nc'),
      cnonce: given('cnonce'),
      qop: members.qop?.value.toLowerCase(),
      algorithm: (members.algorithm?.value ?? 'MD5').toLowerCase(),
    };
    const response = given('response').toLowerCase();
    const right =
      given('username') === this.#keys.publicKey &&
      given('realm') === this.#form.realm &&
      responseOf(proof) === response;
    if (right) return { scheme: 'digest', members, challenge, right };
    const mistake = MISTAKES.find(
      ([, change]) => responseOf({ ...proof, ...change(proof) }) === response,
    )?.[0];
    return { scheme: 'digest', members, challenge, right, ...(mistake !== undefined && { mistake }) };
  }
}

/** More than any honest field has. */
const MOST_MEMBERS = 40;

function digestMembers(text: string): Record<string, DigestMember | undefined> {
  const members: Record<string, DigestMember | undefined> = Object.create(null);
  let count = 0;
  // A name without a value, and quotes that nothing closes, are taken as well: so nothing is looked at twice.
  for (const [, name = '', quoted, end, bare] of text.matchAll(
    /([!#$%&'*+.^_`|~\w-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)("?)|([^\s,]*)))?/g,
  )) {
    if (bare === undefined && end !== '"') continue;
    count += 1;
    if (count > MOST_MEMBERS) break;
    members[name.toLowerCase()] ??=
      quoted === undefined
        ? { value: bare ?? '', quoted: false }
        : { value: quoted.replace(/\\(.)/g, '$1'), quoted: true };
  }
  return members;
}

interface Proof extends Keys {
  readonly method: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly nc: string;
  readonly cnonce: string;
  /** Undefined: the formula of RFC 2069, which RFC 7616 has no more. */
  readonly qop: string | undefined;
  /** In lower case. */
  readonly algorithm: string;
}

const HASHES: Readonly<Record<string, string>> = {
  md5: 'md5',
  'sha-256': 'sha256',
  'sha-512-256': 'sha512-256',
};
const SESSION = /-sess$/;

/** RFC 7616, 3.4.1 to 3.4.3; undefined for an algorithm that nobody knows. */
function responseOf(proof: Proof): string | undefined {
  const { publicKey, privateKey, method, realm, nonce, uri, nc, cnonce, qop, algorithm } = proof;
  const name = HASHES[algorithm.replace(SESSION, '')];
  if (name === undefined) return undefined;
  const hash = (text: string) => createHash(name).update(text).digest('hex');
  const secret = hash(`${publicKey}:${realm}:${privateKey}`);
  const a1 = SESSION.test(algorithm) ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = hash(qop === 'auth-int' ? `${method}:${uri}:${hash('')}` : `${method}:${uri}`);
  return hash(qop === undefined ? `${a1}:${nonce}:${a2}` : `${a1}:${nonce}:${nc}:${cnonce}:${qop}:${a2}`);
}

/** What clients do instead, as a clause about the digest. */
const MISTAKES: readonly (readonly [string, (proof: Proof) => Partial<Proof>])[] = [
  ['it is made of the uri without its query', ({ uri }) => ({ uri: uri.split('?', 1).join() })],
  ['it is made without qop, nc and cnonce', () => ({ qop: undefined })],
  ['it is made with MD5, whatever algorithm is named', () => ({ algorithm: 'md5' })],
  ['it is made with SHA-256, whatever algorithm is named', () => ({ algorithm: 'sha-256' })],
  ['it is made as for auth, where auth-int is named', () => ({ qop: 'auth' })],
  ['it is made of an nc without its zeros', ({ nc }) => ({ nc: nc.replace(/^0+/, '') })],
  ['it is made of an nc that is padded otherwise', ({ nc }) => ({ nc: nc.padStart(8, '0') })],
  ['it is made of the method GET', () => ({ method: 'GET' })],
  ['it is made of the public key alone', () => ({ privateKey: '' })],
];

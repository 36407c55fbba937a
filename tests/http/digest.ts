/** HTTP Digest (RFC 7616): reading challenges, and the arithmetic of the field that answers one. */
import { createHash, randomBytes } from 'node:crypto';
import { type HeaderLine, headerValues } from './exchange.ts';

/** One challenge of a WWW-Authenticate field (RFC 9110, 11.3). */
export interface Challenge {
  readonly scheme: string;
  /** Names in lower case, values unquoted. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** The names whose values stand in quotes. */
  readonly quoted: ReadonlySet<string>;
}

export const ALGORITHMS = ['MD5', 'SHA-256', 'SHA-512-256'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** Of realm, nonce and opaque, in characters. An answer carries all three, and has to fit into what servers take. */
export const LONGEST_PARAMETER = 4096;

/** A Digest challenge that this client can answer. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** Whether the server offers `qop=auth`; without it the formula of RFC 2069 applies. */
  readonly qop: boolean;
  readonly algorithm: Algorithm;
  /** The `-sess` variant of the algorithm. */
  readonly session: boolean;
  /** The algorithm as the challenge spells it; undefined when it leaves it out (MD5). */
  readonly algorithmText: string | undefined;
}

const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
const SPACES = /[ \t]+/y;
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*[ \t]*(?:,|$)/y;
const PARAMETER = /([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/y;
const BREAK = /[\s,]*/y;

/** All challenges of all WWW-Authenticate lines, in order. */
export function parseChallenges(lines: readonly string[]): readonly Challenge[] {
  return lines.flatMap(parseLine);
}

function parseLine(line: string): Challenge[] {
  const found: { scheme: string; params: Record<string, string | undefined>; quoted: Set<string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (!match) return undefined;
    at = pattern.lastIndex;
    return match;
  };
  while (at < line.length) {
    take(BREAK);
    const current = found.at(-1);
    const parameter = current && take(PARAMETER);
    if (parameter) {
      const [, given = '', quoted, bare] = parameter;
      const name = given.toLowerCase();
      // A name that is given twice keeps its first value, as header parsers do.
      if (current.params[name] === undefined && quoted !== undefined) current.quoted.add(name);
      current.params[name] ??= quoted?.replace(/\\(.)/g, '$1') ?? bare;
      continue;
    }
    const scheme = take(TOKEN);
    if (!scheme) {
      at += 1;
      continue;
    }
    // Without a prototype, `constructor` is a name like any other.
    found.push({ scheme: scheme[0], params: Object.create(null), quoted: new Set() });
    // A scheme may carry one token68 instead of parameters, such as Negotiate does.
    if (take(SPACES)) take(TOKEN68);
  }
  return found;
}

/** The parameter that is longer than an answer to the challenge can carry. */
export function oversizedParameter({ params }: Challenge): 'realm' | 'nonce' | 'opaque' | undefined {
  return (['realm', 'nonce', 'opaque'] as const).find(
    (name) => (params[name]?.length ?? 0) > LONGEST_PARAMETER,
  );
}

/** The first Digest challenge that can be answered, since they stand in the server's order (RFC 7616, 3.7). */
export function chooseDigest(challenges: readonly Challenge[]): DigestChallenge | undefined {
  for (const challenge of challenges) {
    const { scheme, params } = challenge;
    if (scheme.toLowerCase() !== 'digest' || !params.nonce || params.realm === undefined) continue;
    if (oversizedParameter(challenge) !== undefined) continue;
    const name = (params.algorithm ?? 'MD5').toLowerCase();
    const session = name.endsWith('-sess');
    const base = session ? name.slice(0, -'-sess'.length) : name;
    const algorithm = ALGORITHMS.find((one) => one.toLowerCase() === base);
    const qops = params.qop
      ?.toLowerCase()
      .split(',')
      .map((one) => one.trim());
    if (!algorithm || (qops && !qops.includes('auth'))) continue;
    return {
      realm: params.realm,
      nonce: params.nonce,
      opaque: params.opaque,
      qop: qops !== undefined,
      algorithm,
      session,
      algorithmText: params.algorithm,
    };
  }
  return undefined;
}

/** The challenge of a reply that can be answered. */
export function challengeIn(response: { headers: readonly HeaderLine[] }): DigestChallenge | undefined {
  const { headers } = response;
  if (!read.has(headers))
    read.set(headers, chooseDigest(parseChallenges(headerValues(response, 'WWW-Authenticate'))));
  return read.get(headers);
}

/** By the lines of a response: many rules look at the same one. */
const read = new WeakMap<readonly HeaderLine[], DigestChallenge | undefined>();

/** The members of an Authorization field for Digest. */
export interface DigestFields {
  readonly challenge: DigestChallenge;
  readonly username: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  /** Eight hexadecimal digits. */
  readonly nc: string;
  readonly cnonce: string;
  /** Whether the algorithm stands in quotes, and is named even where the challenge leaves it out. */
  readonly quotesAlgorithm?: boolean;
}

/** The Authorization field's value (RFC 7616, 3.4): quoted and bare members as the standard says. */
export function digestField(fields: DigestFields): string {
  const { challenge, username, nonce, uri, response, nc, cnonce } = fields;
  const members = [
    `username=${quoted(username)}`,
    `realm=${quoted(challenge.realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    ...algorithmMember(fields),
    `response="${response}"`,
    ...(challenge.opaque === undefined ? [] : [`opaque=${quoted(challenge.opaque)}`]),
    ...(challenge.qop ? ['qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`] : []),
    ...(challenge.session && !challenge.qop ? [`cnonce="${cnonce}"`] : []),
  ];
  return `Digest ${members.join(', ')}`;
}

function algorithmMember({ challenge, quotesAlgorithm = false }: DigestFields): readonly string[] {
  const { algorithmText } = challenge;
  if (quotesAlgorithm) return [`algorithm=${quoted(algorithmText ?? 'MD5')}`];
  return algorithmText === undefined ? [] : [`algorithm=${algorithmText}`];
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** What a digest is made from (RFC 7616, 3.4). */
export interface DigestInput {
  readonly challenge: DigestChallenge;
  readonly username: string;
  readonly password: string;
  readonly nonce: string;
  readonly method: string;
  /** Path and query that the digest claims. */
  readonly uri: string;
  /** How many requests the nonce has signed, this one included. */
  readonly count: number;
  /** What is done to the response before it is written. */
  readonly alter?: (response: string) => string;
}

/** The Authorization field's value. */
export function signDigest(input: DigestInput): string {
  const { challenge, username, password, nonce, method, uri, alter = (response) => response } = input;
  const nc = nonceCount(input.count);
  const cnonce = randomBytes(16).toString('hex');
  const { algorithm, realm } = challenge;
  const hash = (text: string) => hashOf(algorithm, text);
  const session = challenge.session ? { nonce, cnonce } : undefined;
  const a1 = hashedA1({ algorithm, username, realm, password, session });
  const a2 = hash(`${method}:${uri}`);
  const response = challenge.qop
    ? hash(`${a1}:${nonce}:${nc}:${cnonce}:auth:${a2}`)
    : hash(`${a1}:${nonce}:${a2}`);
  return digestField({ challenge, username, nonce, uri, response: alter(response), nc, cnonce });
}

export interface A1 {
  readonly algorithm: Algorithm;
  readonly username: string;
  readonly realm: string;
  readonly password: string;
  /** For the `-sess` variant. */
  readonly session?: { readonly nonce: string; readonly cnonce: string } | undefined;
}

/** H(A1) of RFC 7616, 3.4.2: as good as the password wherever the realm is the same. */
export function hashedA1({ algorithm, username, realm, password, session }: A1): string {
  const secret = hashOf(algorithm, `${username}:${realm}:${password}`);
  return session ? hashOf(algorithm, `${secret}:${session.nonce}:${session.cnonce}`) : secret;
}

/** `nc`: eight hexadecimal digits (RFC 7616, 3.4). */
export function nonceCount(count: number): string {
  return count.toString(16).padStart(8, '0');
}

function hashOf(algorithm: Algorithm, text: string): string {
  const name = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }[algorithm];
  return createHash(name).update(text).digest('hex');
}

/**
 * The ways in which a probe says who it is. All but `configured` are to be refused: each is wrong in one thing,
 * and all that is to be known about it stands in its entry.
 */
import { randomBytes } from 'node:crypto';
import type { DigestInput } from '../http/digest.ts';

/** Made up, and of no use anywhere: what stands in for real credentials. */
export const MADE_UP = {
  publicKey: 'conformance-nobody',
  privateKey: 'conformance-no-key',
  token: 'conformance-no-token',
} as const;

/** The keys as they stand between double quotes in a shell: variables in place of secrets. */
export interface CurlKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Authentication {
  /** For people. */
  readonly title: string;
  /** The one thing in which its requests differ from right ones. */
  readonly differsIn?: string;
  /** A fixed value of the Authorization field. */
  readonly authorization?: string;
  /** What is changed in a digest that would be let in. */
  readonly digest?: (right: DigestInput) => DigestInput;
  /** What curl is told. */
  readonly curl: (keys: CurlKeys) => string;
  /** What curl cannot do. */
  readonly note?: string;
}

const curlDigest = ({ publicKey, privateKey }: CurlKeys) => `--digest --user "${publicKey}:${privateKey}"`;

export const AUTHENTICATIONS = {
  configured: { title: 'right credentials', curl: curlDigest },
  none: { title: 'no credentials', differsIn: 'no credentials', curl: () => '' },
  basic: {
    title: 'Basic, made up',
    differsIn: 'scheme',
    authorization: `Basic ${Buffer.from(`${MADE_UP.publicKey}:${MADE_UP.privateKey}`).toString('base64')}`,
    curl: () => `--basic --user "${MADE_UP.publicKey}:${MADE_UP.privateKey}"`,
  },
  'made-up-token': {
    title: 'access token, made up',
    differsIn: 'scheme',
    authorization: `Bearer ${MADE_UP.token}`,
    curl: () => `--oauth2-bearer ${MADE_UP.token}`,
  },
  'wrong-private-key': {
    title: 'wrong private key',
    differsIn: 'response',
    digest: (right) => ({ ...right, password: MADE_UP.privateKey }),
    curl: (right) => curlDigest({ ...right, privateKey: MADE_UP.privateKey }),
  },
  'unknown-public-key': {
    title: 'unknown public key',
    differsIn: 'username',
    digest: (right) => ({ ...right, username: MADE_UP.publicKey }),
    curl: (right) => curlDigest({ ...right, publicKey: MADE_UP.publicKey }),
  },
  // Who compares a part of the response alone leaves out its end or its start.
  'altered-first-digit': {
    title: 'first digit altered',
    differsIn: 'one digit of the response',
    digest: (right) => ({ ...right, alter: (response) => withOtherDigit(response, 0) }),
    curl: curlDigest,
    note: 'the suite changes the first digit of the response, which curl cannot',
  },
  'altered-last-digit': {
    title: 'last digit altered',
    differsIn: 'one digit of the response',
    digest: (right) => ({ ...right, alter: (response) => withOtherDigit(response, response.length - 1) }),
    curl: curlDigest,
    note: 'the suite changes the last digit of the response, which curl cannot',
  },
  'unissued-nonce': {
    title: 'nonce made up',
    differsIn: 'nonce',
    digest: (right) => ({ ...right, nonce: unissued(right.nonce) }),
    curl: curlDigest,
    note: 'the suite signs a nonce that the server never issued, which curl cannot',
  },
  'other-uri': {
    title: 'digest of another uri',
    differsIn: 'uri',
    // The same path with another query is another resource (RFC 7616, 3.4.6).
    digest: (right) => ({ ...right, uri: `${right.uri}${right.uri.includes('?') ? '&' : '?'}pageNum=2` }),
    curl: curlDigest,
    note: 'the suite signs another uri than it requests, which curl cannot',
  },
  'other-method': {
    title: 'digest of another method',
    differsIn: 'method of the digest',
    digest: (right) => ({ ...right, method: 'POST' }),
    curl: curlDigest,
    note: 'the suite signs POST and sends GET, which curl cannot',
  },
} as const satisfies Readonly<Record<string, Authentication>>;

export type AuthenticationName = keyof typeof AUTHENTICATIONS;

/** The entry of a name, all its members at hand. */
export function authenticationOf(name: AuthenticationName): Authentication {
  return AUTHENTICATIONS[name];
}

/** One hexadecimal digit changed. */
function withOtherDigit(response: string, at: number): string {
  return `${response.slice(0, at)}${response[at] === '0' ? '1' : '0'}${response.slice(at + 1)}`;
}

const ALPHABETS = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];

/** Of the same length and alphabet, so that nothing but the server's memory tells it from an issued one. */
function unissued(nonce: string): string {
  const characters = [...nonce];
  const random = randomBytes(characters.length);
  return characters
    .map((char, index) => {
      const alphabet = ALPHABETS.find((one) => one.includes(char));
      return alphabet === undefined ? char : (alphabet[(random[index] ?? 0) % alphabet.length] ?? char);
    })
    .join('');
}

/**
 * What keeps MongoDB's own clients from reading a Digest challenge that RFC 7616 allows. Each line was read in
 * the source of the library that parses it (mongodb-forks/digest, digest.go, 2026-07), and tried against it.
 */
import { type Challenge, parseChallenges } from '../http/digest.ts';

/** Whoever has the library in its go.mod. */
export const GO_CLIENTS = "MongoDB's Go SDK, Terraform provider, Kubernetes operator and Atlas CLI";

interface Field {
  /** The first WWW-Authenticate field: the library reads no other. */
  readonly text: string;
  /** The same with empty quoted strings. */
  readonly bare: string;
  readonly challenges: readonly Challenge[];
  /** The parameters of the first challenge. */
  readonly params: Challenge['params'];
}

interface Difference {
  /** What is true of the challenge, as the end of a sentence; undefined where it is as recorded. */
  readonly says: (field: Field) => string | undefined;
  readonly locksOut: string;
}

const PARAMETERS: readonly string[] = ['realm', 'domain', 'nonce', 'opaque', 'stale', 'algorithm', 'qop'];
const ALGORITHMS: readonly string[] = ['MD5', 'SHA-256'];

/** What nothing closes goes on to the end. */
const QUOTED = /"(?:[^"\\]|\\.)*"?/g;

const when = (is: boolean, says: string) => (is ? says : undefined);

const DIFFERENCES: readonly Difference[] = [
  {
    says: ({ challenges: [first] }) =>
      when(
        first?.scheme.toLowerCase() !== 'digest',
        `a challenge for ${first?.scheme ?? 'nothing'} stands before Digest`,
      ),
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ text, challenges: [first] }) =>
      when(!text.startsWith('Digest '), `the scheme is written ${first?.scheme ?? ''}, not Digest`),
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ challenges: [, second] }) =>
      when(second !== undefined, `a challenge for ${second?.scheme ?? ''} follows in the same field`),
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ bare }) => when(/\s=|=\s/.test(bare), 'white space stands around an equals sign'),
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ bare }) =>
      when(/,(?! [^\s,])|\s,/.test(bare), 'its parameters are not set apart by a comma and one blank'),
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ text }) =>
      when(
        [...text.matchAll(QUOTED)].some(([value]) => value.includes(', ') || value.includes('\\')),
        'a value holds a comma with a blank, or a backslash',
      ),
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ bare, params }) => {
      const unknown = Object.keys(params).find((name) => !PARAMETERS.includes(name));
      const spelt = [...bare.matchAll(/[\w-]+=?/g)].find(
        ([name]) => name.endsWith('=') && name !== name.toLowerCase(),
      )?.[0];
      const name = unknown ?? spelt?.slice(0, -1);
      return name === undefined ? undefined : `it has the parameter ${name}`;
    },
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ params: { qop } }) =>
      when(qop !== undefined && qop !== 'auth', `its qop is "${qop}", not "auth" alone`),
    locksOut: GO_CLIENTS,
  },
  {
    says: ({ params: { algorithm = 'MD5' } }) =>
      when(!ALGORITHMS.includes(algorithm), `its algorithm is ${algorithm}, not ${ALGORITHMS.join(' or ')}`),
    locksOut: GO_CLIENTS,
  },
];

/** In what the fields of a refusal differ from what MongoDB's own clients read, and whom that locks out. */
export function lockingDifference(
  fields: readonly string[],
): { readonly says: string; readonly locksOut: string } | undefined {
  const text = (fields[0] ?? '').trim();
  const challenges = parseChallenges([text]);
  const params = challenges[0]?.params ?? {};
  const field = { text, bare: text.replace(QUOTED, '""'), challenges, params };
  for (const { says, locksOut } of DIFFERENCES) {
    const found = says(field);
    if (found !== undefined) return { says: found, locksOut };
  }
  return undefined;
}

/** How a client answers Digest challenges (RFC 7616). */
import { show } from '../../json/json.ts';
import type { Observation } from '../observation.ts';
import { outcomeRule } from './outcomes.ts';
import {
  digestOf,
  eachRequest,
  grouped,
  NO_DIGEST,
  pathOf,
  type Sent,
  type SentDigest,
  sentIn,
  violation,
} from './requests.ts';
import type { ClientFinding, ClientRule, ClientViolation } from './rule.ts';

const CHALLENGE = '{operation}/responses/401/headers/WWW-Authenticate';
const SECURITY = '{operation}/security';

/** A digest whose nonce the server has issued. */
const known = (sent: Sent) => {
  const digest = digestOf(sent);
  return digest?.challenge ? { ...digest, challenge: digest.challenge } : undefined;
};

const field = (name: string) => `header Authorization, ${name}`;
const given = ({ members }: SentDigest, name: string) => members[name]?.value;
const shown = (digest: SentDigest, name: string) => show(given(digest, name));

/** Whether a digest names what is asked for. */
function hasOwnUri(sent: Sent): boolean {
  const digest = digestOf(sent);
  return digest === undefined || pathOf(given(digest, 'uri') ?? '') === pathOf(sent.request.target);
}

const COUNT = /^[0-9a-f]{8}$/i;

const countOf = (sent: Sent): number | undefined => {
  const digest = known(sent);
  const nc = digest && given(digest, 'nc');
  return nc !== undefined && COUNT.test(nc) ? Number.parseInt(nc, 16) : undefined;
};

/** The counts that were used with each nonce of a scenario, with the requests that carried them. */
function countsByNonce(observation: Observation): ReadonlyMap<string, readonly (readonly [number, Sent])[]> {
  return grouped(
    observation,
    (sent) => (countOf(sent) === undefined ? undefined : known(sent)?.challenge.nonce),
    (sent) => [countOf(sent) ?? 0, sent] as const,
  );
}

/** Judges the counts of each nonce. */
function eachNonce(
  observations: readonly Observation[],
  check: (counts: readonly (readonly [number, Sent])[]) => ClientViolation | undefined,
): ClientFinding {
  const all = observations.flatMap((observation) => [...countsByNonce(observation).values()]);
  if (all.length === 0) return { notApplicable: NO_DIGEST };
  return all.flatMap((counts) => check(counts) ?? []);
}

/** What is asked for, of a request whose credentials were refused. */
function refusedKey({ request }: Sent): string | undefined {
  const { credential, origin, reply, method, target, asks, admission } = request;
  const isRefused =
    origin === 'own' &&
    asks !== 'token' &&
    reply?.status === 401 &&
    admission !== 'stale' &&
    credential.scheme !== 'none';
  return isRefused ? `${method} ${target}` : undefined;
}

const hex = (count: number) => count.toString(16).padStart(8, '0');

/** Counted in decimal digits: no count has a letter, though those around the letters were used. */
function isDecimal(counts: readonly number[]): boolean {
  const used = new Set(counts);
  return used.has(9) && used.has(16) && [10, 11, 12, 13, 14, 15].every((count) => !used.has(count));
}

export const digest: readonly ClientRule[] = [
  {
    id: 'CLIENT-14',
    level: 'MUST',
    basis: 'text',
    title: 'The client answers a Digest challenge with a digest.',
    source:
      'Endpoint page, introduction: the API authenticates with HTTP Digest; RFC 7616, 3.4: a challenge is answered by the same request with a digest',
    lookAt: 'Whether the keys are handed to a Digest client, or to one for Basic.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) => {
      const keyed = observations.filter(
        ({ credentials, requests }) =>
          credentials === 'keys' && requests.some(({ asks }) => asks !== 'token'),
      );
      if (keyed.length === 0) return { notApplicable: 'no client with keys was challenged' };
      const [first] = keyed;
      if (!first || sentIn(keyed).some((sent) => digestOf(sent) !== undefined)) return [];
      return [
        {
          scenario: first.scenario.name,
          expected: 'a request with a digest after the 401',
          received: `${first.requests.length} without one`,
          at: 'header Authorization',
          fact: 'the client answers no Digest challenge',
        },
      ];
    },
  },
  {
    id: 'CLIENT-15',
    level: 'MUST',
    basis: 'standard',
    title: 'The client computes the response of its digest from the members that it sends.',
    source:
      'RFC 7616, 3.4.1: the response is a hash over key, nonce, its count, client nonce, qop, method and uri',
    lookAt: 'The hint, where there is one; else each member of the field against what was hashed.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations.filter(({ scenario }) => scenario.wrong !== 'private-key'),
        known,
        (digest, { observation: { told } }) =>
          digest.right ||
          given(digest, 'realm') !== digest.challenge.realm ||
          given(digest, 'username') !== told.publicKey
            ? undefined
            : {
                expected: 'the hash of the members',
                received: 'another value',
                at: field('response'),
                ...(digest.mistake !== undefined && { hint: `It fits another digest: ${digest.mistake}.` }),
              },
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-16',
    level: 'MUST',
    basis: 'standard',
    title: 'The client names in its digest the uri that it asks for, with its query.',
    source:
      'RFC 7616, 3.4 and 3.4.6: the uri is that of the request, and a server refuses one that names another resource',
    lookAt:
      'Whether the query is cut off, and whether a redirect is followed with the digest of the request before.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        digestOf,
        (digest, sent) =>
          hasOwnUri(sent)
            ? undefined
            : { expected: pathOf(sent.request.target), received: shown(digest, 'uri'), at: field('uri') },
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-17',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client writes the uri of its digest as it stands on the request line.',
    source:
      'RFC 7616, 3.4.6: servers compare the uri with the request line; RFC 9112, 3.2.1: there a client that asks a server itself writes path and query',
    lookAt: 'Whether the digest is made of the whole URL.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        digestOf,
        (digest, { request: { target } }) => {
          const uri = given(digest, 'uri') ?? '';
          return uri !== target && pathOf(uri) === pathOf(target)
            ? { expected: target, received: show(uri), at: field('uri') }
            : undefined;
        },
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-18',
    level: 'MUST',
    basis: 'standard',
    title: 'The client writes nc as eight hexadecimal digits.',
    source: 'RFC 7616, 3.4: nc is a hexadecimal count, in eight digits',
    lookAt: 'How the count becomes text: padded, and in base 16.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) => {
      const form = eachRequest(
        observations,
        digestOf,
        (digest) => {
          const nc = given(digest, 'nc');
          return nc === undefined || COUNT.test(nc)
            ? undefined
            : { expected: 'eight hexadecimal digits', received: show(nc), at: field('nc') };
        },
        NO_DIGEST,
      );
      if ('notApplicable' in form || form.length > 0) return form;
      return eachNonce(observations, (counts) => {
        const sixteenth = counts.find(([count]) => count === 16);
        return sixteenth && isDecimal(counts.map(([count]) => count))
          ? violation(sixteenth[1], {
              expected: '0000000a as the tenth count',
              received: '00000010',
              at: field('nc'),
              fact: 'the client counts in decimal digits',
            })
          : undefined;
      });
    },
  },
  {
    id: 'CLIENT-19',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client writes nc in lower case.',
    source: 'RFC 7616, 3.4: the digits of nc are those of lower case',
    lookAt: 'The case of the format that writes the count.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        digestOf,
        (digest) =>
          /[A-F]/.test(given(digest, 'nc') ?? '')
            ? { expected: 'lower case', received: shown(digest, 'nc'), at: field('nc') }
            : undefined,
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-20',
    level: 'MUST',
    basis: 'standard',
    title: 'The client counts from 1 with each nonce.',
    source: 'RFC 7616, 3.4: the first request with a nonce has nc=00000001',
    lookAt: 'Where the counter lives: it belongs to the nonce, not to the client.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachNonce(observations, (counts) => {
        const lowest = Math.min(...counts.map(([count]) => count));
        const [first] = counts;
        return lowest === 1 || !first
          ? undefined
          : violation(first[1], {
              expected: '00000001 among the counts of the nonce',
              received: `${hex(lowest)} as the lowest`,
              at: field('nc'),
            });
      }),
  },
  {
    id: 'CLIENT-21',
    level: 'MUST',
    basis: 'standard',
    title: 'The client uses no count twice with the same nonce.',
    source: 'RFC 7616, 3.4: a count that comes again tells the server that a request is replayed',
    lookAt: 'Whether the counter is raised for each request, also where requests run side by side.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachNonce(observations, (counts) => {
        const seen = new Set<number>();
        for (const [count, sent] of counts) {
          if (seen.has(count)) {
            const twice = violation(sent, {
              expected: 'a count that no request with the nonce has had',
              received: hex(count),
              at: field('nc'),
            });
            // Sent again as it was, to where a redirect leads: what is wrong is all of it.
            return hasOwnUri(sent) ? twice : { ...twice, causedBy: 'CLIENT-16' };
          }
          seen.add(count);
        }
        return undefined;
      }),
  },
  {
    id: 'CLIENT-22',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client makes its cnonce anew.',
    source: 'RFC 7616, 3.4 and 5.10: the client nonce keeps a server from choosing the text that is hashed',
    lookAt: 'Whether the client nonce is drawn anew, by a generator that is not seeded with the time.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) => {
      const seen = new Map<string, Sent>();
      let any = false;
      for (const sent of sentIn(observations)) {
        const digest = known(sent);
        const cnonce = digest && given(digest, 'cnonce');
        if (!digest || !cnonce) continue;
        any = true;
        const before = seen.get(cnonce);
        const nonceBefore = before && known(before)?.challenge.nonce;
        if (nonceBefore !== undefined && nonceBefore !== digest.challenge.nonce) {
          return [
            violation(sent, {
              expected: 'a value that no request with another nonce has had',
              received: 'the same value again',
              at: field('cnonce'),
            }),
          ];
        }
        seen.set(cnonce, sent);
      }
      return any ? [] : { notApplicable: 'no request carried a cnonce' };
    },
  },
  {
    id: 'CLIENT-23',
    level: 'MUST',
    basis: 'standard',
    title: 'The client sends qop, nc and cnonce with its digest.',
    source: 'RFC 7616, 3.4: clients that keep the standard send qop, nc and cnonce',
    lookAt: 'Whether the client knows the formula of RFC 2069 alone.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        digestOf,
        (digest) => {
          const missing = ['qop', 'nc', 'cnonce'].find((name) => !given(digest, name));
          return missing === undefined
            ? undefined
            : { expected: `a ${missing}`, received: shown(digest, missing), at: field(missing) };
        },
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-24',
    level: 'MUST',
    basis: 'standard',
    title: 'The client uses an algorithm and a qop that the challenge offers.',
    source:
      'RFC 7616, 3.4: the algorithm is that of the challenge, and the qop one of those that the server has named',
    lookAt: 'Whether algorithm and qop are read from the challenge, or written as they always are.',
    contract: CHALLENGE,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        known,
        (digest) => {
          const { algorithms, qops } = digest.challenge;
          const algorithm = given(digest, 'algorithm') ?? 'MD5';
          if (!algorithms.includes(algorithm.toLowerCase()))
            return { expected: algorithms.join(' or '), received: algorithm, at: field('algorithm') };
          const qop = given(digest, 'qop');
          return !qop || qops.includes(qop.toLowerCase())
            ? undefined
            : { expected: qops.join(' or '), received: show(qop), at: field('qop') };
        },
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-25',
    level: 'MUST',
    basis: 'standard',
    title: 'The client returns the opaque value of the challenge.',
    source: 'RFC 7616, 3.3: opaque is for the client to return unchanged',
    lookAt: 'Whether opaque is read from the challenge and written into the digest.',
    contract: CHALLENGE,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        (sent) => {
          const digest = known(sent);
          return digest?.challenge.opaque === undefined ? undefined : digest;
        },
        (digest) =>
          given(digest, 'opaque') === digest.challenge.opaque
            ? undefined
            : {
                expected: show(digest.challenge.opaque),
                received: shown(digest, 'opaque'),
                at: field('opaque'),
              },
        'no challenge with an opaque value was answered',
      ),
  },
  {
    id: 'CLIENT-26',
    level: 'MUST',
    basis: 'standard',
    title: 'The client repeats realm and nonce as the challenge gives them, with its public key as username.',
    source:
      'RFC 7616, 3.4: realm and nonce are those of the challenge; Endpoint page, introduction: the public key is the user name',
    lookAt:
      'How quoted strings of the challenge are read: to their closing quote, whatever stands between, and of the Digest challenge alone.',
    contract: CHALLENGE,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        digestOf,
        (digest, { observation: { told } }) => {
          const { challenge } = digest;
          if (!challenge)
            return { expected: 'a nonce of the server', received: 'another one', at: field('nonce') };
          if (given(digest, 'realm') !== challenge.realm)
            return { expected: show(challenge.realm), received: shown(digest, 'realm'), at: field('realm') };
          return given(digest, 'username') === told.publicKey
            ? undefined
            : { expected: 'the public key', received: 'another name', at: field('username') };
        },
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-27',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client writes algorithm, qop and nc without quotes.',
    source:
      'RFC 7616, 3.4: these three are never quoted strings, for the sake of servers that take nothing else',
    lookAt: 'How members are written into the field: by one format for all of them.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        digestOf,
        ({ members }) => {
          const quoted = ['algorithm', 'qop', 'nc'].find((name) => members[name]?.quoted);
          return quoted === undefined
            ? undefined
            : {
                expected: 'a value without quotes',
                received: `${quoted}="${members[quoted]?.value}"`,
                at: field(quoted),
              };
        },
        NO_DIGEST,
      ),
  },
  {
    id: 'CLIENT-28',
    level: 'MUST',
    basis: 'standard',
    title: 'The client writes username, realm, nonce, uri, response, cnonce and opaque in quotes.',
    source: 'RFC 7616, 3.4: these are always quoted strings, for the sake of servers that take nothing else',
    lookAt: 'How members are written into the field: by one format for all of them.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        digestOf,
        ({ members }) => {
          const bare = ['username', 'realm', 'nonce', 'uri', 'response', 'cnonce', 'opaque'].find(
            (name) => members[name]?.quoted === false,
          );
          return bare === undefined
            ? undefined
            : { expected: 'a value in quotes', received: 'a value without quotes', at: field(bare) };
        },
        NO_DIGEST,
      ),
  },
  outcomeRule({
    id: 'CLIENT-29',
    level: 'MUST',
    basis: 'standard',
    title: 'The client answers stale=true with a digest of the new nonce.',
    source:
      'RFC 7616, 3.3: a stale nonce says nothing against the keys, and a new one comes with the refusal; Atlas docs, authentication: a nonce lasts a short time',
    lookAt:
      'Whether stale is read at all, in any case of letters, and whether a second 401 ends the client whatever it says.',
    contract: CHALLENGE,
  }),
  outcomeRule({
    id: 'CLIENT-30',
    level: 'MUST',
    basis: 'standard',
    title: 'The client takes up a new nonce as often as it is given one.',
    source:
      'RFC 7616, 3.3 and 3.6: the server decides how long a nonce lasts, and each challenge begins a new session',
    lookAt:
      'Whether the client answers stale=true once and then no more, or only for a nonce that it has used before.',
    contract: CHALLENGE,
  }),
  outcomeRule({
    id: 'CLIENT-31',
    level: 'MUST',
    basis: 'standard',
    title: 'The client finds auth among several values of qop.',
    source: 'RFC 7616, 3.3: qop is a list of what the server supports',
    lookAt: 'Whether qop is compared with auth instead of being parted at its commas.',
    contract: CHALLENGE,
  }),
  outcomeRule({
    id: 'CLIENT-32',
    level: 'MUST',
    basis: 'standard',
    title: 'The client chooses one of several Digest challenges that it can answer.',
    source:
      'RFC 7616, 3.7: a server may offer several algorithms, and the client takes the first that it knows',
    lookAt:
      'Whether a challenge in an unknown algorithm ends the client, instead of leading to the next one.',
    contract: CHALLENGE,
  }),
  outcomeRule({
    id: 'CLIENT-33',
    level: 'MUST',
    basis: 'standard',
    title: 'The client finds the Digest challenge among those of other schemes.',
    source: 'RFC 9110, 11.6.1: a field may hold several challenges, and a reply several fields',
    lookAt: 'Whether all WWW-Authenticate fields are read, and parted into challenges before one is chosen.',
    contract: CHALLENGE,
  }),
  outcomeRule({
    id: 'CLIENT-34',
    level: 'MUST',
    basis: 'standard',
    title: 'The client answers a challenge that has parameters beyond the usual ones.',
    source:
      'RFC 7616, 3.3: charset, userhash and opaque may stand in a challenge, and what is unknown is left aside',
    lookAt: 'Whether an unknown parameter makes the whole challenge unreadable.',
    contract: CHALLENGE,
  }),
  outcomeRule({
    id: 'CLIENT-35',
    level: 'MUST',
    basis: 'standard',
    title: 'The client reads a realm with commas, equals signs and blanks.',
    source:
      'RFC 9110, 5.6.4 and 11.5: a realm is a quoted string, and what stands between its quotes parts nothing',
    lookAt: 'Whether the challenge is parted at commas before its quotes are looked at.',
    contract: CHALLENGE,
  }),
  outcomeRule({
    id: 'CLIENT-36',
    level: 'MUST',
    basis: 'standard',
    title: 'The client answers a challenge that has no body and closes its connection.',
    source:
      'RFC 9110, 15.5.2: a 401 needs no more than its challenge; RFC 9112, 9.6: a server may close a connection after any reply; Recorded replies, 87 bodies: the service has sent 401 without one',
    lookAt:
      'Whether the client reads the body of a 401, or sends the next request over a connection that was closed.',
    contract: CHALLENGE,
  }),
  {
    id: 'CLIENT-37',
    level: 'MUST',
    basis: 'standard',
    title: 'The client gives up when its credentials are refused.',
    source:
      'RFC 7616, 3.3: without stale=true a refusal says that the credentials are wrong; RFC 9110, 15.5.2: others are needed then, not the same again',
    lookAt: 'What counts the attempts, and whether a general retry is wrapped around authentication.',
    contract: '{operation}/responses/401',
    about: 'requests',
    judge: (observations) => {
      const found = observations.flatMap((observation) =>
        [...grouped(observation, refusedKey, (sent) => sent).values()].flatMap(
          (attempts): ClientViolation[] => {
            const surplus = attempts[MOST_ATTEMPTS];
            return surplus
              ? [
                  violation(surplus, {
                    expected: `at most ${MOST_ATTEMPTS} requests with refused credentials`,
                    received: `${attempts.length} of the same`,
                    at: 'header Authorization',
                  }),
                ]
              : [];
          },
        ),
      );
      const isRefused = sentIn(observations).some((sent) => refusedKey(sent) !== undefined);
      return isRefused ? found : { notApplicable: 'no credentials were refused' };
    },
  },
];

/** One, and one more with the nonce that came with the refusal. */
const MOST_ATTEMPTS = 2;

/** Defects of topic AUTH. */
import { createHash } from 'node:crypto';
import { header, type WireRequest } from '../../http/exchange.ts';
import { CONFORMING } from '../../reference/reference.ts';
import { VIRTUAL_CLOCK } from '../virtual-clock.ts';
import {
  asks,
  type Defect,
  errorDocument,
  onReply,
  signed,
  status,
  textOf,
  unknownProject,
  unsigned,
  withBody,
  withHeader,
  withStatus,
} from './defect.ts';

const DIGEST = 'Endpoint page, introduction: the API authenticates with HTTP Digest';
const RFC = 'RFC 7616, 3.3 and 3.4';
const keeps = CONFORMING;
const refusalOf = status(401);

const member = (value: string | undefined, name: string) =>
  new RegExp(`\\b${name}="?([^",]*)`).exec(value ?? '')?.[1] ?? '';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** The response that a digest with these members would have, whatever else is wrong with it. */
function responseFor(
  value: string,
  username: string,
  privateKey: string,
  uri = member(value, 'uri'),
  method = 'GET',
): string {
  const a1 = md5(`${username}:MMS Public API:${privateKey}`);
  const [nonce, nc, cnonce] = ['nonce', 'nc', 'cnonce'].map((name) => member(value, name));
  return md5(`${a1}:${nonce}:${nc}:${cnonce}:auth:${md5(`${method}:${uri}`)}`);
}

const PRIVATE_KEY = 'a-key-of-the-proof';
const options = { privateKey: PRIVATE_KEY };

/** Lets in, beside the right requests, those that the test picks. */
function alsoLetsIn(pick: (authorization: string | undefined, url: string) => boolean): Defect['plant'] {
  return () => ({
    admit: (request, gate, bearer) =>
      pick(header(request, 'Authorization'), request.url) ? 'admitted' : keeps.admit(request, gate, bearer),
  });
}

function challengesWith(line: (nonce: string) => string): Defect['plant'] {
  return () => ({ challenges: (nonce) => [line(nonce)] });
}

const RECORDED =
  'Digest realm="MMS Public API", domain="", nonce="NONCE-HERE", algorithm=MD5, qop="auth", stale=false';

/** One defect per line: a challenge that is written so, with a nonce at its place. */
function challengesLike(
  shared: Pick<Defect, 'caughtBy' | 'contradicts' | 'options'>,
  lines: readonly (readonly [name: string, line: string])[],
): readonly Defect[] {
  return lines.map(([name, line]) => ({
    ...shared,
    name: `challenge-with-${name}`,
    does: `challenges with ${line}`,
    plant: challengesWith((nonce) => line.replace('NONCE-HERE', nonce)),
  }));
}

const nonceOfSecond = (now: number) =>
  Buffer.from(`second ${Math.floor(now / 1000)} of time`).toString('base64');

export const auth: readonly Defect[] = [
  {
    name: 'open-door',
    does: 'lets everybody in',
    caughtBy: 'AUTH-01',
    contradicts: DIGEST,
    plant: alsoLetsIn(() => true),
  },
  {
    name: 'open-without-field',
    does: 'lets in whoever sends no Authorization field',
    caughtBy: 'AUTH-01',
    contradicts: DIGEST,
    plant: alsoLetsIn((value) => value === undefined),
  },
  ...(
    [
      [403, 'Forbidden'],
      [404, 'Not Found'],
      [500, 'Internal Server Error'],
      [400, 'Bad Request'],
    ] as const
  ).map(
    ([code, reason]): Defect => ({
      name: `refuses-with-${code}`,
      does: `refuses a request without credentials with ${code}`,
      caughtBy: 'AUTH-01',
      contradicts: 'OpenAPI v1, response 401',
      plant: onReply(
        (request) => unsigned(request),
        (response) => withStatus(response, code, reason),
      ),
    }),
  ),
  {
    name: 'refuses-with-a-redirect',
    does: 'sends a request without credentials to a login page',
    caughtBy: 'AUTH-01',
    contradicts: 'OpenAPI v1, response 401',
    plant: onReply(unsigned, (response) =>
      withHeader(withStatus(response, 302, 'Found'), 'Location', 'https://account.example/login'),
    ),
  },
  {
    name: 'closed-door',
    does: 'refuses the right keys',
    caughtBy: 'AUTH-02',
    contradicts: DIGEST,
    plant: () => ({ admit: () => 'refused' }),
  },
  {
    name: 'basic-challenge',
    does: 'asks for Basic credentials',
    caughtBy: 'AUTH-03',
    contradicts: DIGEST,
    plant: challengesWith(() => 'Basic realm="MMS Public API"'),
  },
  {
    name: 'no-challenge',
    does: 'sends no WWW-Authenticate field',
    caughtBy: 'AUTH-03',
    contradicts: 'RFC 9110, 15.5.2',
    plant: () => ({ challenges: () => [] }),
  },
  {
    name: 'challenge-of-an-unknown-algorithm',
    does: 'asks for digests of an algorithm that no standard names',
    caughtBy: 'AUTH-02',
    contradicts: 'RFC 7616, 3.3',
    plant: challengesWith(
      (nonce) => `Digest realm="MMS Public API", nonce="${nonce}", qop="auth", algorithm=MD4`,
    ),
  },
  {
    name: 'challenge-without-realm',
    does: 'names no realm',
    caughtBy: 'AUTH-04',
    contradicts: RFC,
    plant: challengesWith((nonce) => `Digest nonce="${nonce}", algorithm=MD5, qop="auth"`),
  },
  {
    name: 'challenge-without-nonce',
    does: 'sends no nonce',
    caughtBy: 'AUTH-04',
    contradicts: RFC,
    plant: challengesWith(() => 'Digest realm="MMS Public API", algorithm=MD5, qop="auth"'),
  },
  {
    name: 'challenge-without-qop',
    does: 'offers no qop',
    caughtBy: 'AUTH-04',
    contradicts: RFC,
    plant: challengesWith((nonce) => `Digest realm="MMS Public API", nonce="${nonce}", algorithm=MD5`),
  },
  {
    name: 'challenge-with-auth-int-alone',
    does: 'offers qop auth-int and not auth',
    caughtBy: 'AUTH-04',
    contradicts: RFC,
    plant: challengesWith((nonce) => `Digest realm="MMS Public API", nonce="${nonce}", qop="auth-int"`),
  },
  {
    name: 'one-nonce-for-all',
    does: 'issues one nonce in all its challenges',
    caughtBy: 'AUTH-05',
    contradicts: RFC,
    plant: () => {
      let only: string | undefined;
      let count = 0;
      return {
        nonce: (gate) => {
          only ??= gate.issue();
          return only;
        },
        // Without looking at the count, since all clients share the nonce.
        admit: (request) => {
          const value = header(request, 'Authorization') ?? '';
          count += 1;
          const { pathname, search } = new URL(request.url);
          const right = responseFor(value, 'reference', PRIVATE_KEY) === member(value, 'response');
          const known = member(value, 'nonce') === only && member(value, 'uri') === `${pathname}${search}`;
          return count > 1 && right && known && member(value, 'username') === 'reference'
            ? 'admitted'
            : 'refused';
        },
      };
    },
    options,
  },
  {
    name: 'any-private-key',
    does: 'does not look at the digest response',
    caughtBy: 'AUTH-06',
    contradicts: RFC,
    plant: alsoLetsIn((value) => member(value, 'username') === 'reference'),
  },
  {
    name: 'wrong-key-is-forbidden',
    does: 'answers a wrong private key with 403',
    caughtBy: 'AUTH-06',
    contradicts: 'OpenAPI v1, response 401',
    plant: onReply(
      (request, response) => signed(request) && response.status === 401 && response.reason === 'Unauthorized',
      (response) => withStatus(response, 403, 'Forbidden'),
    ),
  },
  {
    name: 'any-public-key',
    does: 'knows one private key and takes it for every public key',
    caughtBy: 'AUTH-07',
    contradicts: DIGEST,
    options,
    plant: alsoLetsIn(
      (value) =>
        value !== undefined &&
        member(value, 'username') === 'conformance-nobody' &&
        responseFor(value, member(value, 'username'), PRIVATE_KEY) === member(value, 'response'),
    ),
  },
  {
    name: 'half-a-response',
    does: 'compares only the first half of the digest response',
    caughtBy: 'AUTH-08',
    contradicts: RFC,
    options,
    plant: alsoLetsIn((value, url) => {
      if (value === undefined || member(value, 'username') !== 'reference') return false;
      const { pathname, search } = new URL(url);
      const half = (text: string) => text.slice(0, 16);
      return (
        member(value, 'uri') === `${pathname}${search}` &&
        half(responseFor(value, 'reference', PRIVATE_KEY)) === half(member(value, 'response')) &&
        responseFor(value, 'reference', PRIVATE_KEY) !== member(value, 'response')
      );
    }),
  },
  ...(
    [
      ['the-first-20-digits', 'compares only the first 20 digits of the digest response', [0, 20]],
      ['the-last-20-digits', 'compares only the last 20 digits of the digest response', [-20]],
      ['all-but-the-last-digit', 'leaves the last digit of the digest response out', [0, 31]],
    ] as const
  ).map(
    ([name, does, [from, to]]): Defect => ({
      name,
      does,
      caughtBy: 'AUTH-08',
      contradicts: RFC,
      options,
      plant: alsoLetsIn((value, url) => {
        if (value === undefined || member(value, 'username') !== 'reference') return false;
        const { pathname, search } = new URL(url);
        const [right, given] = [responseFor(value, 'reference', PRIVATE_KEY), member(value, 'response')];
        const isAlike = right.slice(from, to) === given.slice(from, to);
        return member(value, 'uri') === `${pathname}${search}` && isAlike && right !== given;
      }),
    }),
  ),
  {
    name: 'any-method',
    does: 'takes a digest that was made for another method',
    caughtBy: 'AUTH-23',
    contradicts: 'RFC 7616, 3.4.3',
    options,
    plant: alsoLetsIn((value) => {
      if (value === undefined || member(value, 'username') !== 'reference') return false;
      const given = member(value, 'response');
      return ['POST', 'PUT', 'DELETE'].some(
        (method) => responseFor(value, 'reference', PRIVATE_KEY, member(value, 'uri'), method) === given,
      );
    }),
  },
  ...(
    [
      ['decimal-count', 'reads nc as a decimal number, and refuses it as used', false],
      ['digits-alone-count', 'takes nc only where it has no letters, and answers 400 else', true],
    ] as const
  ).map(
    ([name, does, isMalformed]): Defect => ({
      name,
      does,
      caughtBy: 'AUTH-24',
      contradicts: 'RFC 7616, 3.4: nc',
      plant: () => {
        const counts = new Map<string, number>();
        let refused = false;
        return {
          admit: (request, gate, bearer) => {
            const value = header(request, 'Authorization');
            const admission = keeps.admit(request, gate, bearer);
            refused = false;
            if (admission !== 'admitted' || value === undefined) return admission;
            const [nonce, nc] = [member(value, 'nonce'), member(value, 'nc')];
            const count = Number.parseInt(nc, 10);
            refused = isMalformed ? /[a-f]/.test(nc) : count <= (counts.get(nonce) ?? 0);
            if (refused) return 'refused';
            counts.set(nonce, count);
            return 'admitted';
          },
          finish: (response) =>
            isMalformed && refused && response.status === 401
              ? withHeader(
                  errorDocument({ error: 400 })(withStatus(response, 400, 'Bad Request')),
                  'WWW-Authenticate',
                )
              : response,
        };
      },
    }),
  ),
  {
    name: 'a-nonce-a-second',
    does: 'makes its nonces of the time in seconds, so that some challenges share one',
    caughtBy: 'AUTH-25',
    contradicts: 'RFC 7616, 3.3',
    plant: () => ({ nonce: (gate) => gate.issue(nonceOfSecond(VIRTUAL_CLOCK.now())) }),
    inMemoryAlone: true,
  },
  ...challengesLike({ caughtBy: 'AUTH-26', contradicts: 'Recorded replies: WWW-Authenticate' }, [
    ['charset', `${RECORDED}, charset=UTF-8`],
    ['userhash', `${RECORDED}, userhash=false`],
    ['auth-int-too', RECORDED.replace('qop="auth"', 'qop="auth,auth-int"')],
    ['lower-case-scheme', RECORDED.replace('Digest', 'digest')],
    ['commas-without-blanks', RECORDED.replaceAll(', ', ',')],
    ['blanks-around-equals-signs', RECORDED.replaceAll('=', ' = ')],
    ['upper-case-parameters', RECORDED.replace('nonce=', 'NONCE=')],
    ['basic-before-digest', `Basic realm="MMS Public API", ${RECORDED}`],
    ['bearer-behind-digest', `${RECORDED}, Bearer realm="tokens"`],
    ['lower-case-algorithm', RECORDED.replace('MD5', 'md5')],
    ['session-algorithm', RECORDED.replace('MD5', 'MD5-sess')],
  ]),
  {
    name: 'challenge-with-basic-in-a-field-before',
    does: 'offers Basic in a field before that of Digest',
    caughtBy: 'AUTH-26',
    contradicts: 'Recorded replies: WWW-Authenticate',
    plant: () => ({
      challenges: (nonce) => ['Basic realm="MMS Public API"', RECORDED.replace('NONCE-HERE', nonce)],
    }),
  },
  {
    name: 'challenge-with-a-comma-in-its-realm',
    does: 'calls its realm "MMS, Public API"',
    caughtBy: 'AUTH-26',
    contradicts: 'Recorded replies: WWW-Authenticate',
    options: { realm: 'MMS, Public API' },
    plant: () => ({}),
  },
  ...([401, 400] as const).map(
    (code): Defect => ({
      name: `quoted-algorithm-is-${code}`,
      does: `answers ${code} to a digest that writes its algorithm in quotes`,
      caughtBy: 'AUTH-27',
      contradicts: 'Recorded replies',
      plant: () => {
        const isQuoted = (request: WireRequest) => /algorithm="/.test(header(request, 'Authorization') ?? '');
        return {
          admit: (request, gate, bearer) =>
            isQuoted(request) ? 'refused' : keeps.admit(request, gate, bearer),
          finish: (response, request) =>
            code === 400 && isQuoted(request)
              ? withHeader(
                  errorDocument({ error: 400 })(withStatus(response, 400, 'Bad Request')),
                  'WWW-Authenticate',
                )
              : response,
        };
      },
    }),
  ),
  ...challengesLike({ caughtBy: 'AUTH-28', contradicts: 'RFC 7616, 3.3', options: { realm: 'MMS' } }, [
    ['bare-realm', RECORDED.replace('"MMS Public API"', 'MMS')],
  ]),
  ...challengesLike({ caughtBy: 'AUTH-28', contradicts: 'RFC 7616, 3.3' }, [
    ['bare-qop', RECORDED.replace('qop="auth"', 'qop=auth')],
    ['quoted-stale', RECORDED.replace('stale=false', 'stale="false"')],
    ['quoted-algorithm', RECORDED.replace('algorithm=MD5', 'algorithm="MD5"')],
  ]),
  {
    name: 'any-nonce',
    does: 'takes a nonce that it never issued',
    caughtBy: 'AUTH-09',
    contradicts: RFC,
    options,
    plant: () => {
      const issued = new Set<string>();
      return {
        nonce: (gate) => {
          const nonce = keeps.nonce(gate);
          issued.add(nonce);
          return nonce;
        },
        admit: (request, gate, bearer) => {
          const value = header(request, 'Authorization') ?? '';
          const { pathname, search } = new URL(request.url);
          const right =
            member(value, 'uri') === `${pathname}${search}` &&
            member(value, 'username') === 'reference' &&
            responseFor(value, 'reference', PRIVATE_KEY) === member(value, 'response');
          return right && !issued.has(member(value, 'nonce'))
            ? 'admitted'
            : keeps.admit(request, gate, bearer);
        },
      };
    },
  },
  {
    name: 'any-uri',
    does: 'does not compare the uri of the digest with the request line',
    caughtBy: 'AUTH-10',
    contradicts: 'RFC 7616, 3.4.6',
    options,
    plant: alsoLetsIn((value, url) => {
      if (value === undefined || member(value, 'username') !== 'reference') return false;
      const { pathname, search } = new URL(url);
      return (
        member(value, 'uri') !== `${pathname}${search}` &&
        responseFor(value, 'reference', PRIVATE_KEY) === member(value, 'response')
      );
    }),
  },
  {
    name: 'path-of-the-uri',
    does: 'compares the path of the digest uri and not its query',
    caughtBy: 'AUTH-10',
    contradicts: 'RFC 7616, 3.4.6',
    options,
    plant: alsoLetsIn((value, url) => {
      if (value === undefined || member(value, 'username') !== 'reference') return false;
      const uri = member(value, 'uri');
      return (
        uri !== new URL(url).pathname + new URL(url).search &&
        uri.split('?')[0] === new URL(url).pathname &&
        responseFor(value, 'reference', PRIVATE_KEY) === member(value, 'response')
      );
    }),
  },
  {
    name: 'any-basic',
    does: 'lets Basic credentials in',
    caughtBy: 'AUTH-11',
    contradicts: DIGEST,
    plant: alsoLetsIn((value) => value?.startsWith('Basic ') === true),
  },
  {
    name: 'open-in-an-envelope',
    does: 'lets in whoever asks for an envelope',
    caughtBy: 'AUTH-12',
    contradicts: DIGEST,
    plant: alsoLetsIn((value, url) => value === undefined && url.includes('envelope=true')),
  },
  {
    name: 'open-when-pretty',
    does: 'lets in whoever asks for prettyprint',
    caughtBy: 'AUTH-12',
    contradicts: DIGEST,
    plant: alsoLetsIn((value, url) => value === undefined && url.includes('pretty=true')),
  },
  {
    name: 'refusal-in-an-envelope',
    does: 'answers 200 with status 401 in the body when an envelope is asked for',
    caughtBy: 'AUTH-12',
    contradicts: 'OpenAPI v1, response 401',
    plant: onReply(
      (request) => unsigned(request) && asks('envelope', 'true')(request),
      (response) => withBody(withStatus(response, 200, 'OK'), '{"status":401,"content":{"error":401}}'),
    ),
  },
  {
    name: 'remembers-the-client',
    does: 'lets a client in without credentials once it has shown some',
    caughtBy: 'AUTH-13',
    contradicts: 'RFC 9110, 11.4',
    plant: () => {
      let known = false;
      return {
        admit: (request, gate, bearer) => {
          const admission = keeps.admit(request, gate, bearer);
          const plain = !request.url.includes('?') && !request.url.includes('/000000000000000000000000/');
          if (known && plain && unsigned(request)) return 'admitted';
          known ||= admission === 'admitted';
          return admission;
        },
      };
    },
  },
  {
    name: 'remembers-a-regular-client',
    does: 'lets a client in without credentials once it has shown some eight times',
    caughtBy: 'AUTH-13',
    contradicts: 'RFC 9110, 11.4',
    plant: () => {
      let visits = 0;
      return {
        admit: (request, gate, bearer) => {
          const admission = keeps.admit(request, gate, bearer);
          if (visits >= 8 && !request.url.includes('?') && unsigned(request) && !unknownProject(request))
            return 'admitted';
          if (admission === 'admitted') visits += 1;
          return admission;
        },
      };
    },
  },
  {
    name: 'challenges-once',
    does: 'sends no challenge when it refuses wrong credentials',
    caughtBy: 'AUTH-14',
    contradicts: 'RFC 9110, 15.5.2',
    plant: onReply(
      (request, response) => response.status === 401 && signed(request),
      (response) => withHeader(response, 'WWW-Authenticate'),
    ),
  },
  {
    name: 'refusal-without-a-body',
    does: 'refuses without a body',
    caughtBy: 'AUTH-15',
    contradicts: 'OpenAPI v1, response 401: ApiError',
    plant: onReply(refusalOf, (response) => withBody(response, '')),
  },
  {
    name: 'refusal-as-a-page',
    does: 'refuses with an HTML page',
    caughtBy: 'AUTH-15',
    contradicts: 'OpenAPI v1, response 401: ApiError',
    plant: onReply(refusalOf, (response) =>
      withBody(response, '<html><body>Unauthorized</body></html>', 'text/html'),
    ),
  },
  {
    name: 'refusal-as-text',
    does: 'refuses with a word',
    caughtBy: 'AUTH-15',
    contradicts: 'OpenAPI v1, response 401: ApiError',
    plant: onReply(refusalOf, (response) => withBody(response, '"Unauthorized"')),
  },
  {
    name: 'refusal-error-as-text',
    does: 'writes the error of a refusal as a string',
    caughtBy: 'AUTH-15',
    contradicts: 'OpenAPI v1, schema ApiError: error',
    plant: onReply(refusalOf, errorDocument({ error: '401' })),
  },
  {
    name: 'refusal-with-another-error',
    does: 'writes error 403 into a refusal with 401',
    caughtBy: 'AUTH-15',
    contradicts: 'OpenAPI v1, schema ApiError: error',
    plant: onReply(refusalOf, errorDocument({ error: 403 })),
  },
  {
    name: 'refusal-without-an-error',
    does: 'leaves error out of its refusals',
    caughtBy: 'AUTH-15',
    contradicts: 'OpenAPI v1, schema ApiError: error',
    plant: onReply(refusalOf, errorDocument({ error: undefined })),
  },
  {
    name: 'refusal-with-the-data',
    does: 'adds the buckets to its refusals',
    caughtBy: 'AUTH-16',
    contradicts: DIGEST,
    plant: onReply(refusalOf, errorDocument({ results: [{ _id: '5f0c2a7b9e4d3c1b2a190807' }] })),
  },
  {
    name: 'refusal-with-another-reason',
    does: 'gives a refusal the reason "No"',
    caughtBy: 'AUTH-17',
    contradicts: 'Recorded replies: 401',
    plant: onReply(refusalOf, errorDocument({ reason: 'No' })),
  },
  {
    name: 'refusal-without-a-detail',
    does: 'gives a refusal no detail',
    caughtBy: 'AUTH-17',
    contradicts: 'Recorded replies: 401',
    plant: onReply(refusalOf, errorDocument({ detail: undefined })),
  },
  {
    name: 'refusal-as-text-plain',
    does: 'labels a refusal text/plain',
    caughtBy: 'AUTH-18',
    contradicts: 'Recorded replies: 401',
    plant: onReply(refusalOf, (response) => withHeader(response, 'Content-Type', 'text/plain')),
  },
  {
    name: 'another-realm',
    does: 'calls its realm "Mock"',
    caughtBy: 'AUTH-19',
    contradicts: 'Recorded replies: WWW-Authenticate',
    options: { realm: 'Mock' },
    plant: () => ({}),
  },
  {
    name: 'project-before-credentials',
    does: 'answers 404 for an unknown project without asking for credentials',
    caughtBy: 'AUTH-20',
    contradicts: 'Recorded replies: 401 first, then 404',
    plant: onReply(
      (request) => unsigned(request) && unknownProject(request),
      (response) =>
        withBody(
          withHeader(withStatus(response, 404, 'Not Found'), 'WWW-Authenticate'),
          '{"detail":"","error":404,"errorCode":"GROUP_NOT_FOUND","parameters":[],"reason":"Not Found"}',
        ),
    ),
  },
  {
    name: 'used-up-without-stale',
    does: 'takes each nonce once and does not say stale',
    caughtBy: 'AUTH-21',
    contradicts: 'RFC 7616, 3.3: stale',
    plant: () => {
      const used = new Set<string>();
      return {
        challenges: (nonce, _stale, realm) => keeps.challenges(nonce, false, realm),
        admit: (request, gate, bearer) => {
          const nonce = member(header(request, 'Authorization'), 'nonce');
          if (used.has(nonce)) return 'refused';
          const admission = keeps.admit(request, gate, bearer);
          if (admission === 'admitted') used.add(nonce);
          return admission;
        },
      };
    },
  },
  {
    name: 'any-token',
    does: 'lets in any access token',
    caughtBy: 'AUTH-22',
    contradicts: 'RFC 6750, 3.1',
    plant: alsoLetsIn((value) => value?.startsWith('Bearer ') === true),
  },
  {
    name: 'refusal-in-pieces',
    does: 'writes the buckets as text into a refusal',
    caughtBy: 'AUTH-16',
    contradicts: DIGEST,
    plant: () => {
      let seen = '';
      return {
        finish: (response) => {
          if (response.status === 200) seen ||= textOf(response);
          return response.status === 401 && seen !== ''
            ? errorDocument({ detail: seen.slice(0, 4000) })(response)
            : response;
        },
      };
    },
  },
  {
    name: 'challenges-wrong-keys-to-use-basic',
    does: 'offers Basic alone when it refuses a digest',
    caughtBy: 'AUTH-14',
    contradicts: 'RFC 9110, 15.5.2',
    plant: onReply(
      (request, response) => response.status === 401 && signed(request),
      (response) => withHeader(response, 'WWW-Authenticate', 'Basic realm="MMS Public API"'),
    ),
  },
  {
    name: 'later-challenges-without-realm',
    does: 'leaves the realm out of the challenge to a digest that it refuses',
    caughtBy: 'AUTH-04',
    contradicts: 'RFC 7616, 3.3',
    plant: onReply(
      (request, response) => response.status === 401 && signed(request),
      (response) =>
        withHeader(
          response,
          'WWW-Authenticate',
          (header(response, 'WWW-Authenticate') ?? '').replace('realm="MMS Public API", ', ''),
        ),
    ),
  },
];

/** Where a client's secrets may go, and how it gets its access tokens. */
import { header } from '../../http/exchange.ts';
import { show } from '../../json/json.ts';
import type { Observation } from '../observation.ts';
import type { RecordedRequest } from '../recording.ts';
import { outcomeRule } from './outcomes.ts';
import { eachRequest, type Sent, sentIn, violation } from './requests.ts';
import type { ClientRule, ClientViolation } from './rule.ts';

const SECURITY = '{operation}/security';

const own = ({ request }: Sent) => (request.origin === 'own' ? request : undefined);
const tokenRequest = ({ request }: Sent) =>
  request.origin === 'own' && request.asks === 'token' ? request : undefined;
const NO_TOKEN_REQUEST = 'no access token was asked for';

/** What must be seen nowhere but where it belongs; tokens are learnt from the requests that carry them. */
function secretsOf({ told, requests }: Observation): readonly string[] {
  const tokens = requests.flatMap(({ credential }) =>
    credential.scheme === 'bearer' && credential.issued > 0 ? [credential.token] : [],
  );
  return [told.privateKey, told.clientSecret, ...tokens];
}

/** The request as it is read, its Basic credentials too. */
function contentOf({ headers, body, credential }: RecordedRequest): string {
  const decoded = credential.scheme === 'basic' ? credential.decoded : '';
  return [...headers.map(([, value]) => value), body, decoded].join('\n');
}

const isLost = ({ reply }: RecordedRequest) => reply === undefined || reply.delivery?.cut === true;

export const credentials: readonly ClientRule[] = [
  {
    id: 'CLIENT-38',
    level: 'MUST',
    basis: 'standard',
    title: 'The client never sends its private key.',
    source:
      'RFC 7616, 1: Digest exists so that the password stays where it is; Endpoint page, introduction: the API asks for nothing else',
    lookAt: 'Whether Basic is tried first, or sent along to whoever does not ask.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations.filter(({ credentials }) => credentials === 'keys'),
        ({ request }) => request,
        (request, { observation: { told } }) =>
          contentOf(request).includes(told.privateKey)
            ? {
                expected: 'nothing but digests of the private key',
                received:
                  request.credential.scheme === 'basic' ? 'the key, as Basic credentials' : 'the key itself',
                at: 'header Authorization',
              }
            : undefined,
        'no client with keys sent anything',
      ),
  },
  {
    id: 'CLIENT-39',
    level: 'MUST',
    basis: 'standard',
    title: 'The client writes no secret into a URL.',
    source:
      'RFC 9110, 17.9: URLs end up in logs and with others; RFC 6749, 2.3.1: a client secret has no place in them; RFC 6750, 5.3: nor has a token',
    lookAt: 'Which part of the client writes keys, secrets or tokens into a URL.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        ({ request }) => request,
        ({ target }, { observation }) =>
          secretsOf(observation).some((secret) => decoded(target).includes(secret))
            ? { expected: 'a URL without secrets', received: 'a secret in it', at: 'request line' }
            : undefined,
        'no request was sent',
      ),
  },
  {
    id: 'CLIENT-40',
    level: 'MUST',
    basis: 'text',
    title: 'The client asks for an access token as it is documented.',
    source:
      'Atlas docs, service accounts: a POST with client id and secret as Basic credentials; RFC 6749, 4.4.2: and the form grant_type=client_credentials',
    lookAt: 'The request for the token, beside the one that the documents show.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        tokenRequest,
        (request, { observation: { told } }) => {
          const { credential, body, method } = request;
          if (method !== 'POST') return { expected: 'POST', received: method, at: 'request line' };
          const basic = credential.scheme === 'basic' ? credential.decoded : undefined;
          if (basic === undefined || !isPair(basic, told.clientId, told.clientSecret)) {
            return {
              expected: 'Basic credentials of client id and secret',
              received: basic === undefined ? credential.scheme : 'other Basic credentials',
              at: 'header Authorization',
            };
          }
          const type = header(request, 'Content-Type')?.split(';')[0]?.trim().toLowerCase();
          if (type !== 'application/x-www-form-urlencoded')
            return {
              expected: 'application/x-www-form-urlencoded',
              received: show(type),
              at: 'header Content-Type',
            };
          const grant = new URLSearchParams(body).get('grant_type');
          return grant === 'client_credentials'
            ? undefined
            : {
                expected: 'grant_type=client_credentials',
                received: show(grant ?? undefined),
                at: 'content',
              };
        },
        NO_TOKEN_REQUEST,
      ),
  },
  {
    id: 'CLIENT-41',
    level: 'MUST',
    basis: 'standard',
    title: 'The client sends its access token as Bearer credentials.',
    source:
      'RFC 6750, 2.1: the token stands in Authorization, after Bearer; Atlas docs, service accounts: as the server has given it',
    lookAt: 'The Authorization field of what is sent.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) => {
      const accounts = observations.filter(({ credentials }) => credentials === 'account');
      const sent = sentIn(accounts);
      const granted = sent.find((one) => tokenRequest(one)?.admission === 'admitted');
      if (granted && !sent.some(({ request: { credential } }) => credential.scheme === 'bearer')) {
        return [
          violation(granted, {
            expected: 'requests with Bearer and the token that was granted',
            received: 'none',
            at: 'header Authorization',
          }),
        ];
      }
      return eachRequest(
        accounts,
        (one) =>
          own(one)?.asks === 'list' && one.request.credential.scheme !== 'none' ? one.request : undefined,
        ({ credential }) =>
          credential.scheme === 'bearer' && credential.issued > 0
            ? undefined
            : {
                expected: 'Bearer and a token of the server',
                received: credential.scheme === 'bearer' ? 'another token' : credential.scheme,
                at: 'header Authorization',
              },
        'no access token was used',
      );
    },
  },
  {
    id: 'CLIENT-42',
    level: 'MUST',
    basis: 'text',
    title: 'The client uses an access token for as long as it lasts.',
    source:
      'Atlas docs, service accounts: a token lasts an hour; OpenAPI v2, access tokens: few are given a minute',
    lookAt: 'Whether the token is kept between requests.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) => {
      // A token that lasts a second may well be renewed before its first use.
      const lasting = observations.filter(({ scenario }) => scenario.name !== 'token-expires');
      const found = lasting.flatMap((observation): ClientViolation[] => {
        const sent = sentIn([observation]);
        const granted = sent.filter((one) => tokenRequest(one)?.admission === 'admitted');
        // A client that reads pages side by side may renew once for each that was refused.
        const refused = sent.filter(
          ({ request: { credential, reply } }) => credential.scheme === 'bearer' && reply?.status === 401,
        );
        const lost = granted.filter(({ request }) => isLost(request)).length;
        const needed = 1 + refused.length + lost;
        const surplus = granted[needed];
        return surplus
          ? [
              violation(surplus, {
                expected: `${needed} ${needed === 1 ? 'token' : 'tokens'}`,
                received: `${granted.length} tokens`,
                at: 'request line',
              }),
            ]
          : [];
      });
      return sentIn(lasting).some(tokenRequest) ? found : { notApplicable: NO_TOKEN_REQUEST };
    },
  },
  outcomeRule({
    id: 'CLIENT-43',
    level: 'MUST',
    basis: 'text',
    title: 'The client gets a new access token when its own has come to its end.',
    source:
      'Atlas docs, service accounts: a token ends, and a new one is got as the first was; RFC 6750, 3.1: one that is expired or revoked is refused as invalid_token',
    lookAt: 'Whether 401 invalid_token leads to a new token and the same request again.',
    contract: SECURITY,
  }),
  {
    id: 'CLIENT-44',
    level: 'MUST',
    basis: 'standard',
    title: 'The client repeats a request for a token only where that can help.',
    source:
      'RFC 9110, 9.2.2: a POST is not repeated by itself, for it is not idempotent; RFC 6585, 4: after 429 it may be, when the time has come',
    lookAt: 'Whether a general retry is wrapped around the request for the token.',
    contract: SECURITY,
    about: 'requests',
    judge: (observations) => {
      const found = observations.flatMap((observation): ClientViolation[] => {
        let repeats = 0;
        let before: RecordedRequest | undefined;
        for (const sent of sentIn([observation])) {
          const request = tokenRequest(sent);
          if (!request) continue;
          const failed = before && before.admission !== 'admitted';
          const helps = before && (isLost(before) || [429, 503].includes(before.reply?.status ?? 0));
          repeats = failed || (before && isLost(before)) ? repeats + 1 : 0;
          if (repeats > 0 && (!helps || repeats > 1)) {
            return [
              violation(sent, {
                expected: helps ? 'one repetition' : 'no repetition',
                received: `repetition ${repeats} after ${before?.reply?.status ?? 'no reply'}`,
                at: 'request line',
              }),
            ];
          }
          before = request;
        }
        return [];
      });
      return sentIn(observations).some(tokenRequest) ? found : { notApplicable: NO_TOKEN_REQUEST };
    },
  },
];

/** RFC 6749, 2.3.1 encodes id and secret as form values; the documents of Atlas leave them as they are. */
const isPair = (basic: string, id: string, secret: string) =>
  basic === `${id}:${secret}` || decoded(basic) === `${id}:${secret}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

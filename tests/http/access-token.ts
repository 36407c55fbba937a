/** The access token of a service account: OAuth 2.0 client credentials (RFC 6749, 4.4), once a run. */
import {
  allowInsecureRequests,
  type ClientAuth,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
  ResponseBodyError,
} from 'oauth4webapi';
import { member, readJson } from '../json/json.ts';
import type { Attempt, Exchange, Failure, Fault } from './exchange.ts';
import type { Lane } from './sender.ts';

export interface ServiceAccount {
  readonly clientId: string;
  readonly clientSecret: string;
}

const ENDPOINT = 'The token endpoint POST /api/oauth/token';

/** In characters. A header field of more is what servers refuse. */
export const LONGEST_TOKEN = 16_384;

/** The token, or why there is none; with the attempts either way. Never throws. */
export type TokenAnswer = ({ readonly token: string } | { readonly fault: Fault }) & {
  readonly attempts: readonly Attempt[];
};

/** Asks `POST {baseUrl}/api/oauth/token`, where Atlas documents it. */
export async function fetchAccessToken(
  lane: Lane,
  baseUrl: string,
  account: ServiceAccount,
): Promise<TokenAnswer> {
  const server = { issuer: baseUrl, token_endpoint: `${baseUrl}/api/oauth/token` };
  const client = { client_id: account.clientId };
  let sent: Exchange | Failure | undefined;
  const options = {
    // Whether plain http is allowed was settled with the settings.
    [allowInsecureRequests]: true,
    [customFetch]: async (url: string, init: { headers: Record<string, string>; body?: unknown }) => {
      const answer = await lane.send({
        method: 'POST',
        url,
        headers: Object.entries(init.headers),
        body: String(init.body ?? ''),
      });
      sent = answer;
      if (!('response' in answer)) throw new Error(answer.fault.message);
      const { status, headers, body } = answer.response;
      return new Response(Buffer.from(body), {
        status,
        headers: headers.map(([name, value]) => [name, value]),
      });
    },
  } as const;
  const attempts = () =>
    sent === undefined ? [] : 'response' in sent ? [...sent.earlier, sent] : sent.attempts;
  try {
    const reply = await clientCredentialsGrantRequest(
      server,
      client,
      basic(account),
      new URLSearchParams(),
      options,
    );
    const { access_token: token } = await processClientCredentialsResponse(server, client, reply);
    const unfit = unfitFor(token);
    if (unfit !== undefined) return { fault: { kind: 'token', message: unfit }, attempts: attempts() };
    return { token, attempts: attempts() };
  } catch (error) {
    return { fault: { kind: 'token', message: explain(error, sent) }, attempts: attempts() };
  }
}

/**
 * Id and secret as RFC 6749, 2.3.1 encodes them. The library's own encoding escapes `_` and `-` too, which
 * every Atlas id has, and Atlas documents the plain `id:secret` of curl.
 */
function basic({ clientId, clientSecret }: ServiceAccount): ClientAuth {
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return (_server, _client, _body, headers) => {
    headers.set('Authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
  };
}

/** Why no header field can carry the token; undefined when one can. */
function unfitFor(token: string): string | undefined {
  if (token.length > LONGEST_TOKEN) {
    return `${ENDPOINT} gave an access token of ${token.length} characters; at most ${LONGEST_TOKEN} fit into a request.`;
  }
  // RFC 6749, A.12.
  return /^[\x20-\x7e]+$/.test(token)
    ? undefined
    : `${ENDPOINT} gave an access token with characters that no header field can carry; RFC 6749, A.12 allows printable ASCII alone.`;
}

function explain(error: unknown, sent: Exchange | Failure | undefined): string {
  if (sent && !('response' in sent)) return `${ENDPOINT} gave no answer: ${sent.fault.message}`;
  const status = sent?.response.status;
  if (error instanceof ResponseBodyError) {
    const advice = status === 401 ? '; check MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET' : '';
    return `${ENDPOINT} answered ${status} ${error.error}${advice}.`;
  }
  const code = sent ? member(readJson(sent.response.body).value, 'errorCode') : undefined;
  return `${ENDPOINT} answered ${status ?? 'nothing'}${typeof code === 'string' ? ` ${code}` : ''} and gave no access token.`;
}

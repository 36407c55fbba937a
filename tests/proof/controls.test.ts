/**
 * Right for the right reason: a request that is to be refused differs from one that is let in, its control,
 * in one thing. What it differs in is computed from what was sent, credentials included.
 */
import { createHash } from 'node:crypto';
import { METHODS } from 'node:http';
import { expect, test } from 'vitest';
import { parseChallenges } from '../http/digest.ts';
import { header, headerValues, type WireRequest } from '../http/exchange.ts';
import { authenticationOf } from '../probes/authentication.ts';
import { PROBES, type Probe } from '../probes/schedule.ts';
import { createReference } from '../reference/reference.ts';
import type { Run } from '../rules/rule.ts';
import { attemptsOf } from '../run/evidence.ts';
import { judgeReference } from './judge-in-memory.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

interface Known {
  readonly publicKey: string;
  readonly privateKey: string;
  /** Realms by the nonces that the server has issued with them. */
  readonly issued: ReadonlyMap<string, string>;
}

/** In what the credentials differ from right ones (RFC 7616, 3.4.1). */
function faultsOfCredentials(
  request: WireRequest,
  { publicKey, privateKey, issued }: Known,
): readonly string[] {
  const value = header(request, 'Authorization');
  if (value === undefined) return ['no credentials'];
  const [digest] = parseChallenges([value]);
  if (digest?.scheme !== 'Digest') return ['scheme'];
  const { username = '', realm = '', nonce = '', nc, cnonce, qop, uri, response = '' } = digest.params;
  const { pathname, search } = new URL(request.url);
  const a1 = md5(`${username}:${realm}:${privateKey}`);
  const responseTo = (method: string) =>
    md5(`${a1}:${nonce}:${nc}:${cnonce}:${qop}:${md5(`${method}:${uri}`)}`);
  const different = [...responseTo(request.method)].filter((digit, at) => digit !== response[at]).length;
  const wrong = METHODS.some((one) => responseTo(one) === response) ? 'method of the digest' : 'response';
  return [
    ...(username === publicKey ? [] : ['username']),
    ...(issued.has(nonce) ? [] : ['nonce']),
    ...([...issued.values()].includes(realm) ? [] : ['realm']),
    ...(uri === `${pathname}${search}` ? [] : ['uri']),
    ...(qop === 'auth' ? [] : ['qop']),
    ...(different === 0 ? [] : [different === 1 ? 'one digit of the response' : wrong]),
  ];
}

/** In what the request differs from its control, besides credentials. */
function faultsOfRequest(request: WireRequest, control: WireRequest): readonly string[] {
  const [url, other] = [new URL(request.url), new URL(control.url)];
  const lines = ({ headers }: WireRequest) =>
    new Map(headers.filter(([name]) => name !== 'Authorization').map(([...line]) => line));
  const [own, others] = [lines(request), lines(control)];
  return [
    ...(request.method === control.method ? [] : ['method']),
    ...(url.origin === other.origin ? [] : ['origin']),
    ...(url.pathname === other.pathname ? [] : ['path']),
    ...(url.search === other.search ? [] : ['query']),
    ...[...new Set([...own.keys(), ...others.keys()])].filter((name) => own.get(name) !== others.get(name)),
  ];
}

const requestOf = ({ answers }: Run, probe: string): WireRequest | undefined => {
  const answer = answers.get(probe);
  return answer && 'exchange' in answer ? answer.exchange.request : undefined;
};

/** What a probe is to be refused for: its credentials, else what it asks for. */
function oneThing({ authentication, refusedFor }: Probe): string | undefined {
  const { differsIn } = authenticationOf(authentication);
  return differsIn ?? (refusedFor && { project: 'path', version: 'Accept' }[refusedFor]);
}

test('a refused request differs from its control in one thing', async () => {
  const reference = createReference();
  const { run } = await judgeReference(reference, { version: '2024-05-30' });
  const challenges = [...run.answers.values()]
    .flatMap(attemptsOf)
    .flatMap(({ response }) => (response ? headerValues(response, 'WWW-Authenticate') : []))
    .flatMap((line) => parseChallenges([line]));
  const issued = new Map(challenges.map(({ params: { nonce = '', realm = '' } }) => [nonce, realm]));
  const known = { ...reference.options, issued };

  const found = PROBES.flatMap(({ name, control }) => {
    const [request, accepted] = [requestOf(run, name), requestOf(run, control ?? '')];
    if (control === undefined || !request || !accepted) return [];
    expect(faultsOfCredentials(accepted, known), `${control}, the control of ${name}`).toEqual([]);
    return [[name, [...faultsOfRequest(request, accepted), ...faultsOfCredentials(request, known)]] as const];
  });
  const wanted = PROBES.flatMap((probe) => {
    const thing = oneThing(probe);
    return thing === undefined ? [] : [[probe.name, [thing]] as const];
  });
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
});

test('a probe has a control exactly when it is to be refused for one thing', () => {
  const odd = PROBES.filter((probe) => (oneThing(probe) === undefined) !== (probe.control === undefined));
  expect(odd.map(({ name }) => name)).toEqual([]);
});

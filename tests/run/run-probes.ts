/** Holds the conversation: sends the probes that the rules ask for, in the order that probes.ts gives. */

import { authorization, type Tampering } from '../http/digest.ts';
import type { Exchange, Failure, WireRequest } from '../http/exchange.ts';
import { authorized, type Credentials, type Lane, type Sender } from '../http/sender.ts';
import { type Answer, type Blocked, exchangeOf, isMissing, type NotApplicable } from '../probes/answers.ts';
import { authenticationBlock } from '../probes/authentication-block.ts';
import { type Asked, PROBES, type Probe, type Proof, SCHEDULE } from '../probes/schedule.ts';
import type { Run } from '../rules/rule.ts';

/** Made up, and of no use anywhere: what rejection probes show instead of real credentials. */
const MADE_UP = {
  publicKey: 'conformance-nobody',
  privateKey: 'conformance-no-key',
  token: 'conformance-no-token',
};

export interface Conversation {
  /** Its answers are ignored. */
  readonly run: Run;
  readonly sender: Sender;
  readonly credentials: Credentials;
  readonly userAgent: string;
}

/** Called before each probe is sent: how many are done, of how many, and which one is next. */
export type Progress = (done: number, of: number, probe: Probe) => void;

/** Asks the wanted probes, and those they build on, and resolves with the run and its answers. */
export async function runProbes(
  conversation: Conversation,
  wanted: Iterable<string>,
  onProgress: Progress = () => {},
): Promise<Run> {
  const { run, sender } = conversation;
  const names = withPrerequisites(wanted);
  const answers = new Map<string, Answer>();
  const live: Run = { ...run, answers };

  const ask = async (lane: Lane, probes: readonly Probe[]): Promise<void> => {
    for (const probe of probes.filter(({ name }) => names.has(name))) {
      onProgress(answers.size, names.size, probe);
      const asked = abortReason(live) ?? notApplicableProbe(probe, live) ?? probe.request(live);
      answers.set(probe.name, isMissing(asked) ? asked : await send(lane, probe, asked, conversation));
    }
  };
  const first = sender.lane();
  await ask(first, SCHEDULE.opening);
  await Promise.all(SCHEDULE.lanes.map((probes, index) => ask(index === 0 ? first : sender.lane(), probes)));
  await ask(first, SCHEDULE.closing);
  return live;
}

/** The wanted probes with their controls, the probes they follow, and the opening. */
function withPrerequisites(wanted: Iterable<string>): ReadonlySet<string> {
  const names = new Set([...SCHEDULE.opening.map(({ name }) => name), ...wanted]);
  for (const name of names) {
    const probe = PROBES.find((one) => one.name === name);
    for (const basis of [probe?.control, probe?.after]) if (basis !== undefined) names.add(basis);
  }
  return names;
}

/** Why nothing more is asked: the target does not answer, or does not let the credentials in. */
function abortReason(run: Run): Blocked | undefined {
  const { answers } = run;
  const opening = answers.get('no-credentials');
  if (opening && 'failure' in opening) {
    const { kind, message } = opening.failure.fault;
    return { blockedBy: kind, why: message };
  }
  if (!answers.has('plain')) return undefined;
  const plain = exchangeOf(answers, 'plain');
  if (isMissing(plain)) return undefined;
  const shut = authenticationBlock(run, 'plain', plain);
  return shut && { ...shut, why: `not asked, since ${shut.why}` };
}

const DIGEST_PROOFS: readonly Proof[] = [
  'wrong-private-key',
  'unknown-public-key',
  'altered-response',
  'unissued-nonce',
  'other-uri',
];

/** Why a probe makes no sense with the way this run proves who it is. */
function notApplicableProbe({ proof }: Probe, { auth, contract }: Run): NotApplicable | undefined {
  if (auth === 'service-account' && DIGEST_PROOFS.includes(proof)) {
    return { notApplicable: 'a service account uses no digest; run with API keys to judge it' };
  }
  if (proof === 'made-up-token' && !contract.takesAccessTokens) {
    return { notApplicable: `the contract of ${contract.version} knows no access tokens` };
  }
  return undefined;
}

async function send(lane: Lane, { proof }: Probe, asked: Asked, conversation: Conversation): Promise<Answer> {
  const request = wireRequest(asked, conversation);
  switch (proof) {
    case 'accepted':
      return answerOf(await lane.sendAccepted(request, conversation.credentials));
    case 'none':
      return answerOf(await lane.send(request));
    case 'basic': {
      const token = Buffer.from(`${MADE_UP.publicKey}:${MADE_UP.privateKey}`).toString('base64');
      return answerOf(await lane.send(authorized(request, `Basic ${token}`)));
    }
    case 'made-up-token':
      return answerOf(await lane.send(authorized(request, `Bearer ${MADE_UP.token}`)));
    default:
      return sendTampered(lane, request, proof, conversation);
  }
}

/** A request whose digest is right but for one thing. */
async function sendTampered(
  lane: Lane,
  request: WireRequest,
  proof: Tampering,
  { credentials }: Conversation,
): Promise<Answer> {
  const keys = credentials.kind === 'digest' ? credentials : MADE_UP;
  const { pathname, search } = new URL(request.url);
  const sent = await lane.sendAnswering(request, (challenge) =>
    authorization({
      challenge,
      username: proof === 'unknown-public-key' ? MADE_UP.publicKey : keys.publicKey,
      password: proof === 'wrong-private-key' ? MADE_UP.privateKey : keys.privateKey,
      method: request.method,
      uri: `${pathname}${search}`,
      tamper: proof,
    }),
  );
  if (!('noChallenge' in sent)) return answerOf(sent);
  const { status } = sent.noChallenge.response;
  return {
    blockedBy: status === 401 ? 'AUTH-03' : 'AUTH-01',
    why: `no Digest challenge to answer: a request without credentials got ${status}`,
  };
}

function answerOf(sent: Exchange | Failure): Answer {
  return 'response' in sent ? { exchange: sent } : { failure: sent };
}

function wireRequest(asked: Asked, { run, userAgent }: Conversation): WireRequest {
  const { contract, baseUrl, projectId } = run;
  const query = new URLSearchParams((asked.query ?? []).map(([name, value]) => [name, value])).toString();
  const path = contract.pathFor(asked.projectId ?? projectId);
  return {
    method: 'GET',
    url: `${baseUrl}${path}${query === '' ? '' : `?${query}`}`,
    headers: [
      ['Accept', asked.accept ?? contract.mediaType],
      ['Accept-Encoding', 'gzip'],
      ['User-Agent', userAgent],
    ],
  };
}

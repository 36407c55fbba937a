/** Runs the probes: sends what the rules ask for, in the order of the schedule, and keeps the answers. */
import { signDigest } from '../http/digest.ts';
import type { Exchange, Failure, WireRequest } from '../http/exchange.ts';
import { authorized, type Credentials, type Lane, type Sender } from '../http/sender.ts';
import {
  type Answer,
  exchangeOf,
  isMissing,
  type NotApplicable,
  pathValuesOf,
  type RequestSpec,
  type Run,
  type Unavailable,
} from '../probes/answers.ts';
import { authenticationOf, MADE_UP } from '../probes/authentication.ts';
import { blockOf, configuredStatuses, setupAnswerIn } from '../probes/blocks.ts';
import { requestOf } from '../probes/requests.ts';
import { type Probe, type ProbeName, probeNamed, SCHEDULE } from '../probes/schedule.ts';

/** What probes are sent with. */
export interface Connection {
  /** Its answers are ignored. */
  readonly run: Run;
  readonly sender: Sender;
  readonly credentials: Credentials;
  readonly userAgent: string;
}

/** Called before each probe is sent: how many are done, of how many, and which one is next. */
export type Progress = (done: number, of: number, probe: Probe) => void;

/** Sends the wanted probes, and those they build on, and resolves with the run and its answers. */
export async function runProbes(
  connection: Connection,
  wanted: Iterable<ProbeName>,
  onProgress: Progress = () => {},
): Promise<Run> {
  const { run, sender } = connection;
  const names = withPrerequisites(wanted);
  const answers = new Map<string, Answer>();
  const live: Run = { ...run, answers };

  const ask = async (lane: Lane, probes: readonly Probe[]): Promise<void> => {
    for (const probe of probes.filter(({ name }) => names.has(name))) {
      onProgress(answers.size, names.size, probe);
      const asked = abortReason(live) ?? notApplicableProbe(probe, live) ?? requestOf(probe, live);
      const time = isMissing(asked) ? undefined : probe.notBefore?.(live);
      if (time !== undefined) await sender.pauseUntil(time);
      answers.set(probe.name, isMissing(asked) ? asked : await sendFor(live, lane, probe, asked, connection));
    }
  };
  const first = sender.lane();
  await ask(first, SCHEDULE.opening);
  await Promise.all(SCHEDULE.lanes.map((probes, index) => ask(index === 0 ? first : sender.lane(), probes)));
  await ask(first, SCHEDULE.closing);
  return live;
}

/** The wanted probes with their controls, the probes they follow or repeat, and the opening. */
function withPrerequisites(wanted: Iterable<ProbeName>): ReadonlySet<ProbeName> {
  const names = new Set([...SCHEDULE.opening.map(({ name }) => name), ...wanted]);
  for (const name of names) {
    const { control, after, repeats } = probeNamed(name);
    for (const other of [control, after, repeats]) if (other !== undefined) names.add(other);
  }
  return names;
}

/** Why nothing more is asked: the target does not answer, or does not let the credentials in. */
function abortReason(run: Run): Unavailable | undefined {
  const { answers } = run;
  const opening = answers.get('no-credentials');
  if (opening && 'failure' in opening) {
    const { kind, message } = opening.failure.fault;
    return { obstacle: kind, why: message };
  }
  if (!answers.has('plain')) return undefined;
  const plain = exchangeOf(run, 'plain');
  if (isMissing(plain)) return undefined;
  const block = blockOf(run, 'plain', plain);
  // One request that gets past the gateway shows that what it answers to the others is the server's own.
  if (block?.obstacle === 'gateway' && configuredStatuses(run).length < ENOUGH_FOR_A_GATEWAY)
    return undefined;
  if (!block || block.obstacle === 'setup' || block.obstacle === 'gateway') return block;
  return { ...block, why: `not asked, since ${block.why}` };
}

/** Requests with credentials that a gateway answers before nothing more is asked. */
const ENOUGH_FOR_A_GATEWAY = 3;

/** Sends the probe; the plain list twice where the server blames its user's set-up, to hear it say so again. */
async function sendFor(
  run: Run,
  lane: Lane,
  probe: Probe,
  asked: RequestSpec,
  connection: Connection,
): Promise<Answer> {
  const first = await send(lane, probe, asked, connection);
  if (probe.name !== 'plain' || !('exchange' in first)) return first;
  if (!setupAnswerIn(run.contract, first.exchange.response)) return first;
  const second = await send(lane, probe, asked, connection);
  if (!('exchange' in second)) return first;
  const { earlier, ...last } = first.exchange;
  return { exchange: { ...second.exchange, earlier: [...earlier, last, ...second.exchange.earlier] } };
}

/** Why a probe makes no sense with the credentials of this run. */
function notApplicableProbe({ authentication }: Probe, { auth }: Run): NotApplicable | undefined {
  return auth === 'service-account' && authenticationOf(authentication).digest
    ? { notApplicable: 'a service account uses no digest; run with API keys to judge it' }
    : undefined;
}

async function send(lane: Lane, probe: Probe, asked: RequestSpec, connection: Connection): Promise<Answer> {
  const request = wireRequest(asked, connection);
  const answer = (sent: Exchange | Failure): Answer =>
    'response' in sent
      ? { exchange: { ...sent, asked, authentication: probe.authentication } }
      : { failure: sent };
  if (probe.authentication === 'configured') {
    const { quotesAlgorithm = false, expects } = probe;
    const how = { quotesAlgorithm, mayBeRefused: expects !== 'list' };
    return answer(await lane.sendAccepted(request, connection.credentials, how));
  }
  const { authorization, digest } = authenticationOf(probe.authentication);
  if (!digest) {
    return answer(
      await lane.send(authorization === undefined ? request : authorized(request, authorization)),
    );
  }
  const { publicKey, privateKey } =
    connection.credentials.kind === 'digest' ? connection.credentials : MADE_UP;
  const { pathname, search } = new URL(request.url);
  const sent = await lane.sendAnswering(request, (challenge, count) =>
    signDigest(
      digest({
        challenge,
        username: publicKey,
        password: privateKey,
        nonce: challenge.nonce,
        method: request.method,
        uri: `${pathname}${search}`,
        count,
      }),
    ),
  );
  if (!('noChallenge' in sent)) return answer(sent);
  const { status } = sent.noChallenge.response;
  return {
    obstacle: status === 401 ? 'no-challenge' : 'answered-unasked',
    why: `no Digest challenge to answer: a request without credentials got ${status}`,
  };
}

function wireRequest(asked: RequestSpec, { run, userAgent }: Connection): WireRequest {
  const { contract, baseUrl } = run;
  const query = new URLSearchParams(
    [...contract.requiredQuery, ...(asked.query ?? [])].map(([name, value]) => [name, value]),
  ).toString();
  const path = contract.pathFor(pathValuesOf(run, asked));
  const { target = `${path}${query === '' ? '' : `?${query}`}` } = asked;
  return {
    method: 'GET',
    url: new URL(`${baseUrl}${target}`).href,
    headers: [
      ['Accept', asked.accept ?? contract.mediaType],
      ['Accept-Encoding', 'gzip'],
      ['User-Agent', userAgent],
    ],
  };
}

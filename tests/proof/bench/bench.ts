/**
 * `npm run bench`: judging alone, and a whole run over loopback beside a baseline that makes the same exchanges
 * with bare `fetch`, `JSON.parse` and compiled ajv. The servers are processes of their own, and what is judged is
 * new each time. Absolute times are this machine's; the ratio, taken in turn in one process, says more.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import type { WireRequest } from '../../http/exchange.ts';
import { httpTransport } from '../../http/transport.ts';
import { createReference } from '../../reference/reference.ts';
import { rulesOf } from '../../rules/index.ts';
import type { Run } from '../../rules/rule.ts';
import { runConformance } from '../../run/conformance.ts';
import { attemptsOf } from '../../run/evidence.ts';
import { judge } from '../../run/judge.ts';
import { readSettings } from '../../run/settings.ts';
import { contractOf } from '../contracts.ts';
import { judgeReference } from '../judge-in-memory.ts';
import type { ColdTimes } from './cold.ts';
import { keyOf, type Order } from './server.ts';

const ROUNDS = 7;
const ROUND_MS = 500;
/** As many as the suite has under way. */
const AT_A_TIME = 4;

const children: ChildProcess[] = [];

/** Starts a module of this folder in a process of its own. */
function start(name: string, env: NodeJS.ProcessEnv = process.env): ChildProcess {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    env,
  });
  children.push(child);
  return child;
}

/** Starts a server, and resolves with its base URL. */
async function serverFor(order: Order): Promise<string> {
  const child = start('server.ts');
  child.send(order);
  const [baseUrl] = await once(child, 'message');
  return String(baseUrl);
}

const contract = contractOf('v1.0');
const rules = rulesOf(contract);
const reference = createReference();
const baseUrl = await serverFor({});
const { projectId, publicKey, privateKey } = reference.options;
const target = {
  MONGODB_ATLAS_BASE_URL: baseUrl,
  MONGODB_ATLAS_PROJECT_ID: projectId,
  MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
  MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
};
const settings = readSettings(target);

const transport = httpTransport({ timeoutMs: 10_000, bodyCapBytes: 5_000_000 });
const { run } = await judgeReference(reference, { transport: transport.send, baseUrl });
transport.close();
const exchanges = [...run.answers.values()]
  .flatMap(attemptsOf)
  .flatMap(({ request, response }) => (response ? [{ request, response }] : []));
const replay = await serverFor({
  replies: new Map(exchanges.map(({ request, response }) => [keyOf(request), response])),
});

async function bareExchange({ url, headers }: WireRequest): Promise<void> {
  const { pathname, search } = new URL(url);
  const reply = await fetch(`${replay}${pathname}${search}`, { headers: headers.map(([...line]) => line) });
  contract.check(reply.status === 200 ? '{list}' : '{error}', JSON.parse(await reply.text()));
}

async function bareRun(): Promise<void> {
  const left = exchanges.map(({ request }) => request);
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) await bareExchange(next);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}

/** A copy of which nothing has been read yet: readings are kept by the identity of what was read. */
const unread = (): Run => ({ ...run, answers: structuredClone(run.answers) });

/** Median times in milliseconds, by name. */
async function round(): Promise<Readonly<Record<string, number>>> {
  let next = unread();
  const bench = new Bench({ time: ROUND_MS, warmupTime: 100 })
    .add('judging', () => void judge(rules, next), {
      beforeEach: () => {
        next = unread();
      },
    })
    .add('suite', async () => void (await runConformance(settings, contract, rules)))
    .add('bare', bareRun);
  await bench.run();
  return Object.fromEntries(
    bench.tasks.map(({ name, result }) => {
      if (result.state !== 'completed') throw new Error(`the benchmark "${name}" ended as ${result.state}`);
      return [name, result.latency.p50];
    }),
  );
}

function isTimes(message: unknown): message is ColdTimes {
  return typeof message === 'object' && message !== null && 'run' in message;
}

async function coldRun(): Promise<ColdTimes> {
  const [times] = await once(start('cold.ts', { ...process.env, ...target }), 'message');
  if (!isTimes(times)) throw new TypeError('a cold run says no times');
  return times;
}

const warm: Readonly<Record<string, number>>[] = [];
const cold: ColdTimes[] = [];
for (let i = 0; i < ROUNDS; i += 1) {
  if (process.stderr.isTTY) process.stderr.write(`round ${i + 1} of ${ROUNDS}\r`);
  warm.push(await round());
  cold.push(await coldRun());
}
for (const child of children) child.kill();

const sorted = <T>(all: readonly T[], of: (one: T) => number) => all.map(of).sort((a, b) => a - b);
const median = <T>(all: readonly T[], of: (one: T) => number) => sorted(all, of)[ROUNDS >> 1] ?? Number.NaN;
const ratio = ({ suite = Number.NaN, bare = Number.NaN }) => suite / bare;
const [least] = sorted(warm, ratio);
const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(10);
const warmMs = (name: string) => ms(median(warm, (one) => one[name] ?? Number.NaN));
const coldMs = (name: keyof ColdTimes) => ms(median(cold, (one) => one[name]));
const perSecond = Math.round((rules.length * 1000) / median(warm, ({ judging = Number.NaN }) => judging));
console.log(`Medians of ${ROUNDS} rounds, version v1.0, ${exchanges.length} requests, ${rules.length} rules; servers in processes of their own.

Warm: in a process that has done the same before
  judging exchanges that nobody has read yet       ${warmMs('judging')}, ${perSecond.toLocaleString('en')} judgements a second
  a run: requests, verdicts, causes, redaction     ${warmMs('suite')}
  bare fetch, JSON.parse and ajv, same exchanges   ${warmMs('bare')}
  ratio of the two                                 ${median(warm, ratio).toFixed(2).padStart(7)} (${least?.toFixed(2)} to ${sorted(warm, ratio).at(-1)?.toFixed(2)})

Cold: in a process that has just started
  start of Node.js and all modules, through tsx    ${coldMs('start')}
  reading and compiling the contract               ${coldMs('contract')}
  a run                                            ${coldMs('run')}`);

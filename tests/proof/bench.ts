/**
 * `npm run bench`: judging alone, and a whole run over loopback beside a baseline that makes the same
 * exchanges with bare `fetch`, `JSON.parse` and compiled ajv. Absolute times are this machine's; the ratio,
 * taken in turn in one process, says more.
 */
import { Bench } from 'tinybench';
import type { WireRequest, WireResponse } from '../http/exchange.ts';
import { httpTransport } from '../http/transport.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { attemptsOf } from '../run/evidence.ts';
import { judge } from '../run/judge.ts';
import { contractOf, rulesOf } from './contracts.ts';
import { judgeReference } from './judge-in-memory.ts';

const ROUNDS = 7;
const ROUND_MS = 500;
/** As many as the suite has under way. */
const AT_A_TIME = 4;

const contract = contractOf('v1.0');
const rules = rulesOf(contract);
const reference = createReference();
const target = await serve(reference);
const transport = httpTransport({ timeoutMs: 10_000, bodyCapBytes: 5_000_000 });
const wholeRun = () => judgeReference(reference, { transport: transport.send, baseUrl: target.baseUrl });

const { run } = await wholeRun();
const exchanges = [...run.answers.values()]
  .flatMap(attemptsOf)
  .flatMap(({ request, response }) => (response ? [{ request, response }] : []));

/** Answers each request of the run as the run saw it answered. */
const keyOf = ({ url, headers }: WireRequest) => {
  const { pathname, search } = new URL(url);
  const given = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? 'none';
  return `${pathname}${search} ${given}`;
};
const replies = new Map<string, WireResponse>(
  exchanges.map(({ request, response }) => [keyOf(request), response]),
);
const replay = await serve({
  ...reference,
  handle: (request) => {
    const reply = replies.get(keyOf(request));
    if (!reply) throw new Error(`no reply is kept for ${request.url}`);
    return reply;
  },
});

async function bareExchange({ url, headers }: WireRequest): Promise<void> {
  const { pathname, search } = new URL(url);
  const reply = await fetch(`${replay.baseUrl}${pathname}${search}`, {
    headers: headers.map(([...line]) => line),
  });
  contract.check(reply.status === 200 ? '{list}' : '{error}', JSON.parse(await reply.text()));
}

async function bareRun(): Promise<void> {
  const left = exchanges.map(({ request }) => request);
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) await bareExchange(next);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}

/** Median times in milliseconds, by name. */
async function round(): Promise<Readonly<Record<string, number>>> {
  const bench = new Bench({ time: ROUND_MS, warmupTime: 100 })
    .add('judging', () => void judge(rules, run))
    .add('suite', async () => void (await wholeRun()))
    .add('bare', bareRun);
  await bench.run();
  return Object.fromEntries(
    bench.tasks.map(({ name, result }) => {
      if (result.state !== 'completed') throw new Error(`the benchmark "${name}" ended as ${result.state}`);
      return [name, result.latency.p50];
    }),
  );
}

const rounds: Readonly<Record<string, number>>[] = [];
for (let i = 0; i < ROUNDS; i += 1) {
  if (process.stderr.isTTY) process.stderr.write(`round ${i + 1} of ${ROUNDS}\r`);
  rounds.push(await round());
}
transport.close();
await target.close();
await replay.close();

const sorted = (of: (one: Readonly<Record<string, number>>) => number) =>
  rounds.map(of).sort((a, b) => a - b);
const median = (of: (one: Readonly<Record<string, number>>) => number) =>
  sorted(of)[ROUNDS >> 1] ?? Number.NaN;
const ratio = ({ suite = Number.NaN, bare = Number.NaN }) => suite / bare;
const ms = (name: string) => `${median((one) => one[name] ?? Number.NaN).toFixed(1)} ms`;
const perSecond = Math.round((rules.length * 1000) / median(({ judging = Number.NaN }) => judging));
console.log(`Medians of ${ROUNDS} rounds, version v1.0, ${exchanges.length} requests, ${rules.length} rules.

judgements                                            ${perSecond.toLocaleString('en')} a second
the suite, from the first request to the last verdict ${ms('suite')}
bare fetch, JSON.parse and ajv, the same exchanges    ${ms('bare')}
ratio                                                 ${median(ratio).toFixed(2)} (${sorted(ratio)[0]?.toFixed(2)} to ${sorted(ratio).at(-1)?.toFixed(2)})`);

/**
 * Runs by their name, such as `v1.0 | 7 buckets, no-next | plain: status 403`: the contract, the reference
 * server with what is planted in it, and what is edited in its replies. `runs.txt` lists them.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Contract } from '../../contract/contract.ts';
import type { Credentials } from '../../http/sender.ts';
import type { Answer, AuthMode, Run } from '../../probes/answers.ts';
import { type Behaviour, CONFORMING } from '../../reference/reference.ts';
import { API_VERSIONS, changedContract } from '../contracts.ts';
import { DEFECTS } from '../defects/index.ts';
import { editOf } from '../edit-reply.ts';
import { judgeReference } from '../judge-in-memory.ts';
import { type PageSizes, smallPage, smallServer, withPageSizes } from '../small-lists.ts';
import { behaviourFor, optionsFor, variants } from '../variants.ts';

const SIZES: PageSizes = { usual: 4, largest: 5 };
const SEED = 1;
const RIGHT_SERVERS = fc
  .sample(variants, { numRuns: 200, seed: SEED })
  .filter(({ buckets }) => buckets <= 20);

/** Reached over https. */
const HTTPS = 'https';
const CREDENTIALS: Readonly<Partial<Record<string, readonly [AuthMode, Credentials]>>> = {
  none: ['none', { kind: 'none' }],
  header: ['header', { kind: 'header', name: 'X-Key', value: 'k' }],
  'service-account': ['service-account', { kind: 'header', name: 'Authorization', value: 'Bearer t' }],
};

/** The names of the runs, one a line. */
export const RUNS: readonly string[] = readFileSync(new URL('runs.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const contracts = new Map<string, Contract>();
const bases = new Map<string, Promise<Run>>();

/** The contract's name in that of a run: `v1.0`, or `v1.0, few-members` as that defect changes it. */
export const contractNameOf = (name: string): string => name.split(' | ')[0] ?? '';

/** How the text of the contract of that name differs from that in spec/. */
export function changeOf(contract: string): (text: string) => string {
  const [, ...changed] = contract.split(', ');
  const changes = changed.flatMap((name) => defectOf(name).contract ?? []);
  return (text) => changes.reduce((before, change) => change(before), withPageSizes(text, SIZES));
}

function contractOf(name: string): Contract {
  const version = API_VERSIONS.find((one) => one === name.split(', ')[0]);
  if (!version) throw new RangeError(`"${name}" names no version of the API.`);
  const contract = contracts.get(name) ?? changedContract(version, changeOf(name));
  contracts.set(name, contract);
  return contract;
}

/** The run of that name. Throws RangeError when a part of it names nothing. */
export async function runOf(name: string): Promise<Run> {
  const [contract = '', server = '', ...edits] = name.split(' | ');
  const key = `${contract} | ${server}`;
  const base = bases.get(key) ?? converseWith(server, contractOf(contract));
  bases.set(key, base);
  return edits.reduce(edited, await base);
}

async function converseWith(server: string, contract: Contract): Promise<Run> {
  const [, number] = /^right server (\d+)$/.exec(server) ?? [];
  if (number !== undefined) {
    const variant = RIGHT_SERVERS[Number(number)];
    if (!variant) throw new RangeError(`"${server}": there are ${RIGHT_SERVERS.length} right servers.`);
    const behaviour = behaviourFor(variant);
    const page: Behaviour['page'] = (query) =>
      smallPage((behaviour.page ?? CONFORMING.page)(query), query, SIZES);
    const reference = smallServer(SIZES, optionsFor(variant), [{ ...behaviour, page }]);
    return (await judgeReference(reference, { contract })).run;
  }
  const [buckets, ...planted] = server.split(', ');
  const [auth, credentials] = planted.flatMap((one) => CREDENTIALS[one] ?? []);
  const defects = planted.filter((one) => CREDENTIALS[one] === undefined && one !== HTTPS).map(defectOf);
  const reference = smallServer(
    SIZES,
    Object.assign({ items: Number.parseInt(buckets ?? '', 10) }, ...defects.map(({ options }) => options)),
    defects.map((defect) => defect.plant()),
  );
  const https = planted.includes(HTTPS) || defects.some((defect) => defect.https);
  const { run } = await judgeReference(reference, {
    contract,
    ...(https && { baseUrl: 'https://reference.test' }),
    ...(typeof auth === 'string' && typeof credentials === 'object' && { auth, credentials }),
  });
  return run;
}

function defectOf(name: string) {
  const defect = DEFECTS.find((one) => one.name === name);
  if (!defect) throw new RangeError(`"${name}" is the name of no defect.`);
  return defect;
}

/** One reply edited, or all: `plain: status 403`, `everywhere: status 403`. */
function edited(run: Run, text: string): Run {
  const [, where = '', name = ''] = /^([\w-]+): (.*)$/.exec(text) ?? [];
  const edit = editOf(name);
  if (!edit) throw new RangeError(`"${text}" describes no edit.`);
  if (where !== 'everywhere' && !run.answers.has(where)) throw new RangeError(`"${where}" is no probe.`);
  const answers = [...run.answers].flatMap(([probe, answer]): readonly (readonly [string, Answer])[] => {
    const changed = where === probe || where === 'everywhere' ? edit(answer, run) : answer;
    return changed ? [[probe, changed]] : [];
  });
  return { ...run, answers: new Map(answers) };
}

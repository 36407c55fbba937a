/**
 * Records what mutants of our own rules are judged by: the exchanges of planted defects and of right
 * servers, with the verdicts of the rules as they stand. Run before the mutation tester, by `npm run mutants`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { API_VERSIONS, type ApiVersion } from '../../engine/contract.ts';
import { isStated } from '../../engine/judge.ts';
import { createReference, type Reference } from '../../reference/reference.ts';
import { RULES } from '../../rules/index.ts';
import { DEFECTS } from '../defects/index.ts';
import { contractOf, type Judged, judgeReference } from '../judge-target.ts';
import { behaviourFor, optionsFor, variants } from '../variants.ts';
import { RECORDING, type RecordedRun } from './recording.ts';

const RIGHT_SERVERS = 40;
const SEED = 1;
/** Larger projects make the recording slow to read and show little more. */
const LARGEST = 620;

const bodies: string[] = [];
const numbers = new Map<string, number>();

/** A body stands once, however many replies have it. */
function bodyNumber(body: Uint8Array): number {
  const text = Buffer.from(body).toString('base64');
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, bodies.length);
  bodies.push(text);
  return bodies.length - 1;
}

function recorded(name: string, version: ApiVersion, { run, verdicts }: Judged): RecordedRun {
  const answers = [...run.answers].map(([probe, answer]): readonly [string, unknown] => [
    probe,
    packed(answer),
  ]);
  return {
    name,
    version,
    projectId: run.projectId,
    baseUrl: run.baseUrl,
    answers,
    verdicts: JSON.stringify(verdicts),
  };
}

function packed(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $body: bodyNumber(value) };
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, packed(inner)]));
}

const runs: RecordedRun[] = [];
async function add(
  name: string,
  version: ApiVersion,
  reference: Reference,
  baseUrl = 'http://reference.test',
) {
  runs.push(recorded(name, version, await judgeReference(reference, { version, baseUrl })));
}

for (const version of API_VERSIONS) {
  for (const buckets of [0, 1, 4, 103])
    await add(`${buckets} buckets`, version, createReference({ buckets }));
}
for (const defect of DEFECTS) {
  const rule = RULES.find(({ id }) => id === defect.caughtBy);
  const [version] = API_VERSIONS.filter(
    (one) => (defect.versions?.includes(one) ?? true) && rule && isStated(rule, contractOf(one)),
  );
  if (!version || defect.contract || (defect.options?.buckets ?? 0) > LARGEST) continue;
  const reference = createReference({ ...(defect.options ?? {}) }, defect.plant());
  await add(defect.name, version, reference, defect.https ? 'https://reference.test' : undefined);
}
const small = fc
  .sample(variants, { numRuns: RIGHT_SERVERS * 2, seed: SEED })
  .filter(({ buckets }) => buckets <= 120);
for (const [index, variant] of small.slice(0, RIGHT_SERVERS).entries()) {
  const version = API_VERSIONS[index % API_VERSIONS.length] ?? 'v1.0';
  await add(`right server ${index}`, version, createReference(optionsFor(variant), behaviourFor(variant)));
}
mkdirSync(dirname(RECORDING), { recursive: true });
writeFileSync(RECORDING, JSON.stringify({ bodies, runs }));
console.log(`${runs.length} runs recorded in ${RECORDING}`);

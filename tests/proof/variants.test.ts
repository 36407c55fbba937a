/** No conforming target is failed: right servers that look different, drawn at random. */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createReference } from '../reference/reference.ts';
import { outcomeOf } from '../run/outcome.ts';
import { API_VERSIONS } from './contracts.ts';
import { judgedOver, WAYS } from './http-delivery.ts';
import { judgeReference } from './judge-in-memory.ts';
import { behaviourFor, optionsFor, type Variant, variants } from './variants.ts';

/** Targets in one run of the proof, more in a nightly one; a seed from a failure makes it repeatable. */
const IN_MEMORY = Number(process.env.CONFORMANCE_PROOF_RUNS ?? 200);
const OVER_HTTP = Math.ceil(IN_MEMORY / 20);

const versions = fc.constantFrom(...API_VERSIONS);
const ways = fc.constantFrom(...WAYS);

/** What a verdict on a right server must not be: failed, or left open. */
async function complaints(variant: Variant, judged: ReturnType<typeof judgeReference>): Promise<void> {
  const { verdicts } = await judged;
  const wrong = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked');
  const text = wrong.map(({ id, verdict, message }) => `${id} ${verdict}: ${message}`);
  expect(text, `a right server is failed: ${JSON.stringify(variant)}`).toEqual([]);
  expect(outcomeOf({ rules: verdicts, strict: false })).toBe('conforms');
}

test(`${IN_MEMORY} right servers in memory`, async () => {
  await fc.assert(
    fc.asyncProperty(variants, versions, async (variant, version) => {
      const reference = createReference(optionsFor(variant), behaviourFor(variant));
      await complaints(variant, judgeReference(reference, { version }));
    }),
    { numRuns: IN_MEMORY },
  );
});

test(`${OVER_HTTP} right servers over HTTP`, async () => {
  await fc.assert(
    fc.asyncProperty(variants, versions, ways, async (variant, version, way) => {
      const reference = createReference(optionsFor(variant), behaviourFor(variant));
      await complaints(variant, judgedOver(way[1], reference, version));
    }),
    { numRuns: OVER_HTTP },
  );
});

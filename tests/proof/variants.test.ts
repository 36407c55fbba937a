/** No conforming target is failed: right servers that look different, drawn at random. */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ApiVersion } from '../contract/contract.ts';
import { budgetOf } from '../probes/budget.ts';
import { createReference } from '../reference/reference.ts';
import type { Verdict } from '../rules/verdict.ts';
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

/** What a verdict on a right server must not be: failed, or left open but for a change that one reply alone shows. */
async function complaints(
  variant: Variant,
  version: ApiVersion,
  judged: ReturnType<typeof judgeReference>,
): Promise<void> {
  const { verdicts, sent } = await judged;
  const isOpen = ({ verdict, level, blockedBy }: Verdict) =>
    verdict === 'blocked' && level === 'MUST' && !(blockedBy === 'single-reply' && variant.change !== 'no');
  const wrong = verdicts.filter((one) => one.verdict === 'fail' || isOpen(one));
  const text = wrong.map(({ id, verdict, message }) => `${id} ${verdict}: ${message}`);
  expect(text, `a right server is failed: ${JSON.stringify(variant)}`).toEqual([]);
  const isUnsettled = verdicts.some(({ blockedBy }) => blockedBy === 'single-reply');
  expect(outcomeOf({ rules: verdicts, strict: false })).toBe(isUnsettled ? 'incomplete' : 'conforms');
  if (costsNothing(variant)) {
    expect(sent, `too many requests: ${JSON.stringify(variant)}`).toBeLessThanOrEqual(budgetOf({ version }));
  }
}

/** Whether the server neither forgets nonces, nor asks to wait, nor changes, nor refuses the quotes. */
function costsNothing({ nonceUse, nonceForm, limited, change, quotedAlgorithm }: Variant): boolean {
  const keepsNonces = nonceUse === 'many' || (nonceUse !== 'newest-alone' && nonceForm === 'per-second');
  return keepsNonces && limited === 'no' && change === 'no' && quotedAlgorithm === 'taken';
}

test(`${IN_MEMORY} right servers in memory`, async () => {
  await fc.assert(
    fc.asyncProperty(variants, versions, async (variant, version) => {
      const reference = createReference(optionsFor(variant), behaviourFor(variant));
      await complaints(variant, version, judgeReference(reference, { version }));
    }),
    { numRuns: IN_MEMORY },
  );
});

test(`${OVER_HTTP} right servers over HTTP`, async () => {
  await fc.assert(
    fc.asyncProperty(variants, versions, ways, async (variant, version, way) => {
      const reference = createReference(optionsFor(variant), behaviourFor(variant));
      await complaints(variant, version, judgedOver(way[1], reference, version));
    }),
    { numRuns: OVER_HTTP },
  );
});

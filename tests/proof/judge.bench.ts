/** Speed: judging alone, and a whole run over loopback beside a baseline that only fetches and validates. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, bench, describe } from 'vitest';
import { judge } from '../engine/judge.ts';
import { httpTransport } from '../engine/transport.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { contractOf, rulesOf } from './contracts.ts';
import { judgeReference } from './judge-target.ts';

const contract = contractOf('v1.0');
const rules = rulesOf(contract);
const { run } = await judgeReference(createReference());

describe(`judging ${rules.length} rules`, () => {
  bench('one run', () => {
    judge(rules, run);
  });
});

const reference = createReference();
const { baseUrl, close } = await serve(reference);
const transport = httpTransport({ timeoutMs: 10_000, bodyCapBytes: 5_000_000 });
const validate = new Ajv2020().compile({ type: 'object' });
afterAll(async () => {
  transport.close();
  await close();
});

describe('from the first request to the last verdict', () => {
  bench('the suite', async () => {
    await judgeReference(reference, { transport: transport.send, baseUrl });
  });

  bench('bare fetch, JSON.parse and ajv for as many requests', async () => {
    const url = `${baseUrl}${contract.pathFor(reference.options.projectId)}`;
    const once = async () => validate(await (await fetch(url)).json());
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let i = 0; i < 7; i += 1) await once();
      }),
    );
  });
});

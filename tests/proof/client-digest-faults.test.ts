/** Each client rule about Digest is failed by a client that it alone finds at fault. */
import { describe, expect, test } from 'vitest';
import { digest } from '../clients/rules/digest.ts';
import { FAULTS } from './clients/faults.ts';
import { PATIENCE_MS, violatedBy } from './clients/violated-by.ts';

const OWN = FAULTS.filter(({ caughtBy }) => digest.some(({ id }) => id === caughtBy));

describe.concurrent('a client is failed by one rule alone:', { timeout: PATIENCE_MS }, () => {
  test.for(OWN.map((fault) => [fault.name, fault.caughtBy, fault] as const))(
    '%s by %s',
    async ([, caughtBy, fault]) => {
      const violated = await violatedBy(fault);
      const said = violated.map(({ id, message }) => `${id}: ${message}`);
      expect([...new Set(violated.map(({ id }) => id))], said.join('\n')).toEqual([caughtBy]);
    },
  );
});

/** Each client rule is failed by a client that it alone finds at fault; those about Digest have a file of their own. */
import { describe, expect, test } from 'vitest';
import { digest } from '../clients/rules/digest.ts';
import { CLIENT_RULES } from '../clients/rules/index.ts';
import { FAULTS } from './clients/faults.ts';
import { PATIENCE_MS, violatedBy } from './clients/violated-by.ts';

const OWN = FAULTS.filter(({ caughtBy }) => !digest.some(({ id }) => id === caughtBy));

test('every rule has a client that it is there for, and no two clients have one name', () => {
  const caught = new Set(FAULTS.map(({ caughtBy }) => caughtBy));
  expect(CLIENT_RULES.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});

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

/** The client rules and scenarios as data: how they are written, what they stand on, and that each is judged. */
import { describe, expect, test } from 'vitest';
import { CLIENT_RULES } from '../clients/rules/index.ts';
import { SCENARIOS } from '../clients/scenarios/index.ts';
import { shippedContract } from '../contract/list-contract.ts';
import { isResolvable, sourcesOf } from '../rules/sources.ts';
import { API_VERSIONS } from './contracts.ts';

/** Ids that were given once and must not come back with another meaning. */
const RETIRED: readonly string[] = [];
const LONGEST = 100;

describe('each client rule', () => {
  test('has an id of its own that was never given before, in order, and a sentence of its own', () => {
    const ids = CLIENT_RULES.map(({ id }) => id);
    const wanted = ids.map((_, index) => `CLIENT-${String(index + 1).padStart(2, '0')}`);
    expect(ids).toEqual(wanted.filter((id) => !RETIRED.includes(id)));
    expect(new Set(CLIENT_RULES.map(({ title }) => title)).size).toBe(ids.length);
  });

  test('is one short sentence about the client, in the present tense, without level words', () => {
    const bad = CLIENT_RULES.filter(
      ({ title }) =>
        !/^The client (never |only |does not )?\w+\b.*\.$/.test(title) ||
        title.length > LONGEST ||
        /\b(must|should|may|shall|will)\b/i.test(title),
    );
    expect(bad.map(({ id, title }) => `${id} (${title.length}): ${title}`)).toEqual([]);
  });

  test('names documents and places that exist, and says what stands there', () => {
    const bad = CLIENT_RULES.filter(
      ({ source }) => !isResolvable(source) || sourcesOf(source).some(({ says }) => !says),
    );
    expect(bad.map(({ id, source }) => `${id}: ${source}`)).toEqual([]);
    expect(CLIENT_RULES.filter(({ lookAt }) => !/^[A-Z].*\.$/.test(lookAt)).map(({ id }) => id)).toEqual([]);
  });

  test.for(API_VERSIONS)('names a statement of the contract of %s', (version) => {
    const contract = shippedContract().of(version);
    const bad = CLIENT_RULES.filter((rule) => !contract.find(rule.contract));
    expect(bad.map(({ id, contract: place }) => `${id}: ${place}`)).toEqual([]);
  });
});

describe('each scenario', () => {
  test('has a name of its own, one sentence and one rule that judges it', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    const ids = CLIENT_RULES.map(({ id }) => id);
    const bad = SCENARIOS.filter(
      ({ name, title, judgedBy }) =>
        !/^[a-z0-9-]+$/.test(name) || !/^[A-Z].*\.$/.test(title) || !ids.includes(judgedBy),
    );
    expect(bad.map(({ name }) => name)).toEqual([]);
  });

  test('names a control that there is, and a refusal where the client is to fail', () => {
    const names = SCENARIOS.map(({ name }) => name);
    const bad = SCENARIOS.filter(
      ({ control, expects, refusal }) =>
        (control !== undefined && !names.includes(control)) || (expects === 'fail' && !refusal),
    );
    expect(bad.map(({ name }) => name)).toEqual([]);
  });

  test('has more than 1,000 items where it has several pages', () => {
    const bad = SCENARIOS.filter(({ items = 0 }) => items > 7 && items <= 1_000);
    expect(bad.map(({ name }) => name)).toEqual([]);
  });
});

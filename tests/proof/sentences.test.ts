/** What the documents say, sentence by sentence: rules keep it, right servers are free in it, or there is a reason. */
import { describe, expect, test } from 'vitest';
import { createReference } from '../reference/reference.ts';
import { RULES } from '../rules/index.ts';
import { isResolvable } from '../rules/sources.ts';
import { API_VERSIONS } from './contracts.ts';
import { DEFECTS } from './defects/index.ts';
import { judgeReference } from './judge-in-memory.ts';
import { ENDPOINT_PAGE } from './sentences/endpoint-page.ts';
import { rulesThatKeep } from './sentences/ledger.ts';
import { LEFT_OPEN } from './sentences/left-open.ts';
import { RECOMMENDATIONS, REQUIREMENTS } from './sentences/requirements.ts';
import { behaviourFor, optionsFor, PLAIN } from './variants.ts';

const ALL = [...ENDPOINT_PAGE, ...REQUIREMENTS, ...RECOMMENDATIONS, ...LEFT_OPEN];

test('each sentence is ours, said once, with documents and places that exist', () => {
  const said = ALL.map(({ says }) => says);
  expect(said.filter((one, index) => said.indexOf(one) !== index)).toEqual([]);
  expect(said.filter((one) => !/^[\w-].+\.$/.test(one))).toEqual([]);
  expect(ALL.filter(({ source }) => !isResolvable(source)).map(({ source }) => source)).toEqual([]);
});

test('each names defects that are planted, or a reason', () => {
  const known = DEFECTS.map(({ name }) => name);
  const unknown = ALL.flatMap((one) => ('brokenBy' in one ? one.brokenBy : []));
  expect(unknown.filter((name) => !known.includes(name))).toEqual([]);
  const empty = ALL.filter((one) =>
    'brokenBy' in one
      ? one.brokenBy.length === 0
      : 'servers' in one
        ? one.servers.length === 0
        : !/^[a-z].{20,}[^.]$/.test(one.because),
  );
  expect(empty.map(({ says }) => says)).toEqual([]);
});

test('what is required is kept by a rule that fails', () => {
  const weak = REQUIREMENTS.filter(
    (one) =>
      'brokenBy' in one &&
      !rulesThatKeep(one).some((id) => RULES.find((rule) => rule.id === id)?.level === 'MUST'),
  );
  expect(weak.map(({ says }) => says)).toEqual([]);
});

describe.each(API_VERSIONS)('in %s no rule fails a server for', (version) => {
  const open = LEFT_OPEN.flatMap((one) => ('servers' in one ? [one] : []));
  test.for(open.map((one) => [one.says, one.servers] as const))('%s', async ([, servers]) => {
    for (const changed of servers) {
      const variant = { ...PLAIN, ...changed };
      const reference = createReference(optionsFor(variant), behaviourFor(variant));
      const { verdicts } = await judgeReference(reference, { version });
      const wrong = verdicts.filter(
        ({ verdict, level }) => verdict === 'fail' || (verdict === 'blocked' && level === 'MUST'),
      );
      expect(
        wrong.map(({ id, message }) => `${id}: ${message}`),
        JSON.stringify(changed),
      ).toEqual([]);
    }
  });
});

/** The rules as data: how they are written, what they stand on, and that each can be judged. */
import { describe, expect, test } from 'vitest';
import { header } from '../http/exchange.ts';
import { PROBES } from '../probes/schedule.ts';
import {
  type Behaviour,
  CONFORMING,
  createReference,
  type Reference,
  type ReferenceOptions,
} from '../reference/reference.ts';
import { isStated, RULES } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { isResolvable, sourcesOf } from '../rules/sources.ts';
import { API_VERSIONS, contractOf } from './contracts.ts';
import { withHeader, withStatus } from './defects/defect.ts';
import { DEFECTS } from './defects/index.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

/** Ids that were given once and must not come back with another meaning. */
const RETIRED: readonly string[] = [];
const LONGEST = 100;

describe('each rule', () => {
  test('has an id of its own that was never given before, and a sentence of its own', () => {
    const ids = RULES.map(({ id }) => id);
    const titles = RULES.map(({ title }) => title);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(titles).size).toBe(titles.length);
    expect(ids.filter((id) => RETIRED.includes(id))).toEqual([]);
    expect(ids.filter((id) => !/^(AUTH|ENV|PRETTY|PAGE|FIELD|ERR|HTTP)-\d\d$/.test(id))).toEqual([]);
  });

  test('is one short sentence about the server, in the present tense, without level words', () => {
    const bad = RULES.filter(
      ({ title }) =>
        !/^The server \w+s\b.*\.$/.test(title) ||
        title.length > LONGEST ||
        /\b(must|should|may|shall|will)\b/i.test(title),
    );
    expect(bad.map(({ id, title }) => `${id} (${title.length}): ${title}`)).toEqual([]);
  });

  test('names documents and places that exist', () => {
    const bad = RULES.filter(({ source }) => !isResolvable(source));
    expect(bad.map(({ id, source }) => `${id}: ${source}`)).toEqual([]);
    expect(DEFECTS.filter(({ contradicts }) => !isResolvable(contradicts)).map(({ name }) => name)).toEqual(
      [],
    );
  });

  test('says what each of them says, and what to look at first, in a few words', () => {
    const silent = RULES.flatMap(({ id, source }) =>
      sourcesOf(source).flatMap(({ cited, says = '' }) =>
        says.length >= 3 && says.length <= LONGEST ? [] : [`${id}: ${cited} (${says})`],
      ),
    );
    expect(silent).toEqual([]);
    const helpless = RULES.filter(({ lookAt }) => !/^[A-Z].{20,}\.$/.test(lookAt));
    expect(helpless.map(({ id, lookAt }) => `${id}: ${lookAt}`)).toEqual([]);
  });

  test.for([
    ['RFC 7616, 3.33: stale'],
    ['RFC 7161, 3.3'],
    ['RFC 7616'],
    ['OpenAPI v1, parametre envelope'],
    ['OpenAPI v11, _id'],
    ['Recorded replies, most of them'],
    ['Endpoint page, introduction; Hearsay'],
    [''],
  ])('and no other, such as %j', ([source = '']) => {
    expect(isResolvable(source)).toBe(false);
  });

  test('states its place in some version', () => {
    const homeless = RULES.filter(
      (one) => !API_VERSIONS.some((version) => isStated(one, contractOf(version))),
    );
    expect(homeless.map(({ id, contract }) => `${id}: no contract has ${contract}`)).toEqual([]);
  });

  test('asks for probes that exist, and each probe serves a rule', () => {
    const names = PROBES.map(({ name }) => name);
    const asked = new Set(RULES.flatMap(({ probes }) => probes));
    expect([...asked].filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !asked.has(name))).toEqual([]);
  });

  test('is explained by rules that exist, and never in a circle', () => {
    const causes = new Map(RULES.map(({ id, impliedBy = [] }) => [id, impliedBy]));
    const reaches = (from: Rule['id'], to: Rule['id'], seen = new Set<string>()): boolean =>
      (causes.get(from) ?? []).some((next) => {
        if (next === to) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return reaches(next, to, seen);
      });
    expect(RULES.flatMap(({ impliedBy = [] }) => impliedBy.filter((id) => !causes.has(id)))).toEqual([]);
    expect(RULES.filter(({ id }) => reaches(id, id)).map(({ id }) => id)).toEqual([]);
  });

  test('a basis of example or observation alone is a SHOULD', () => {
    const strict = RULES.filter(
      ({ level, basis }) => level === 'MUST' && (basis === 'example' || basis === 'observed'),
    );
    // Two independent sources agree here: the page's example, and every list that was recorded.
    expect(strict.map(({ id }) => id)).toEqual(['PAGE-04']);
  });

  test('is found right on some right server', async () => {
    const passed = new Set<string>();
    for (const version of API_VERSIONS) {
      for (const [reference, baseUrl] of rightServers()) {
        const { verdicts } = await judgeReference(reference, { version, baseUrl });
        expect(violated(verdicts)).toEqual([]);
        for (const { id, verdict } of verdicts) if (verdict === 'pass') passed.add(id);
      }
    }
    expect(RULES.filter(({ id }) => !passed.has(id)).map(({ id }) => id)).toEqual([]);
  });
});

/** Right servers that between them bring about all that a rule can be asked of. */
function rightServers(): readonly (readonly [Reference, string])[] {
  const used = new Set<string>();
  let seen = 0;
  const server = (changed: Partial<Behaviour>, options: Partial<ReferenceOptions> = {}) =>
    createReference(options, changed);
  return [
    [server({}), 'http://reference.test'],
    [server({}, { items: 501 }), 'https://reference.test'],
    [
      server({
        // Takes each nonce once, and says so.
        admit: (request, gate, bearer) => {
          const nonce = /\bnonce="([^"]*)"/.exec(header(request, 'Authorization') ?? '')?.[1];
          if (nonce !== undefined && used.has(nonce)) return 'stale';
          if (nonce !== undefined) used.add(nonce);
          return CONFORMING.admit(request, gate, bearer);
        },
      }),
      'http://reference.test',
    ],
    [
      server({
        finish: (response) => {
          seen += 1;
          return seen === 7 ? withHeader(withStatus(response, 429), 'Retry-After', '0') : response;
        },
      }),
      'http://reference.test',
    ],
  ];
}

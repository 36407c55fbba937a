/**
 * Whatever a target replies, every rule comes to a verdict, and every report is written. Replies of the reference
 * server are changed at random: status, fields and challenge, the body at places of its own structure, and by names
 * that the contract has. A failure prints its seed.
 */

import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Transport, WireResponse } from '../http/exchange.ts';
import { isObject, member, readJson } from '../json/json.ts';
import type { Answer, Run } from '../probes/answers.ts';
import { serve } from '../reference/http.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { judge } from '../run/judge.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { API_VERSIONS, contractOf } from './contracts.ts';
import { textOf, withBody, withHeader, withStatus } from './defects/defect.ts';
import { judgeReference } from './judge-in-memory.ts';
import { runHere } from './run-cli.ts';
import { withValueAt } from './schema-defects.ts';

type Edit = (response: WireResponse) => WireResponse;

/** Names that JavaScript gives a meaning, and values of every type where another one belongs. */
const ODD_VALUES: readonly unknown[] = [
  { toString: 'x', valueOf: 1 },
  JSON.parse('{"__proto__": {"results": []}, "constructor": {"name": 1}}'),
  [],
  {},
  '',
  '__proto__',
  'http:host',
  'http://[',
  '/'.repeat(5000),
  Number.MAX_SAFE_INTEGER + 2,
  -1,
  0.5,
  null,
  true,
];

const oddValues = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ODD_VALUES) },
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

type Place = readonly (string | number)[];

/** The places in the documents that a right server answers with: of lists the first two members. */
function placesIn(value: unknown, place: Place = []): readonly Place[] {
  const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.slice(0, 2).entries()]
    : Object.entries(isObject(value) ? value : {});
  return [place, ...members.flatMap(([name, inner]) => placesIn(inner, [...place, name]))];
}

function placesOf(run: Run): readonly Place[] {
  const places = [...run.answers.values()].flatMap((answer) =>
    'exchange' in answer ? placesIn(readJson(answer.exchange.response.body).value) : [],
  );
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

const { run: RIGHT_RUN } = await judgeReference(createReference({ items: 7 }), { version: '2024-05-30' });
const PLACES = placesOf(RIGHT_RUN);

const CONTRACTS = API_VERSIONS.map(contractOf);

/** Every name that a schema of a contract describes, of whatever branch. */
const NAMES: readonly string[] = [
  ...new Set(
    CONTRACTS.flatMap((contract) =>
      contract
        .statements()
        .flatMap(({ pointer }) => [...pointer.matchAll(/\/properties\/(\w+)/g)].map(([, name = '']) => name)),
    ),
  ),
];

/** Every field that a reply of a contract describes, and those that every reply has. */
const FIELDS: readonly string[] = [
  ...new Set([
    ...CONTRACTS.flatMap((contract) =>
      ['200', '401', '404', '406', '429'].flatMap((code) =>
        Object.keys(Object(member(contract.response(code), 'headers'))),
      ),
    ),
    ...['Content-Type', 'Content-Length', 'Content-Encoding', 'Transfer-Encoding', 'X-Error-Code'],
    ...['Deprecation', 'Sunset', 'Set-Cookie', 'Location', 'Date', '__proto__'],
  ]),
];

/** The document with another value there; the text as it is, where it has no such place. */
function changedAt(text: string, place: Place, value: unknown): string {
  const document = readJson(Buffer.from(text)).value;
  const has = placesIn(document).some((one) => JSON.stringify(one) === JSON.stringify(place));
  return has
    ? (JSON.stringify(place.length === 0 ? value : withValueAt(document, place, value)) ?? '')
    : text;
}

/** The document whose object there has this member. */
function withMember(text: string, place: Place, name: string, value: unknown): string {
  const inner = place.reduce<unknown>(
    (outer, step) => (Array.isArray(outer) ? outer[Number(step)] : member(outer, String(step))),
    readJson(Buffer.from(text)).value,
  );
  return isObject(inner) ? changedAt(text, place, { ...inner, [name]: value }) : text;
}

const fieldValues = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.constantFrom(
    'Digest',
    'Digest realm',
    'Digest realm="r", nonce="n", algorithm=constructor, qop="auth"',
    'Digest __proto__=1, constructor="x", realm="r", nonce="n", qop="auth"',
    'Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess, opaque="',
    'Negotiate abc=, Digest realm="r", nonce="n", qop="auth"',
    'gzip, identity',
    'text/html; charset="',
    '@99999999999999999999',
  ),
);

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.constantFrom(100, 200, 201, 204, 206, 301, 304, 400, 401, 403, 404, 406, 418, 500, 599).map(
    (status): Edit =>
      (response) =>
        withStatus(response, status),
  ),
  fc.tuple(fc.constantFrom(...FIELDS), fieldValues).map(
    ([name, value]): Edit =>
      (response) =>
        withHeader(response, name, value),
  ),
  fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json()).map(
    (body): Edit =>
      (response) =>
        withBody(response, body),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...PLACES), oddValues).map(
      ([place, value]): Edit =>
        (response) =>
          withBody(response, changedAt(textOf(response), place, value)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...PLACES), fc.constantFrom(...NAMES), oddValues).map(
      ([place, name, value]): Edit =>
        (response) =>
          withBody(response, withMember(textOf(response), place, name, value)),
    ),
  },
);

/** Which of the replies, counted from 1, are changed, and how; 0: all of them. */
const changes = fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })), edits), {
  minLength: 1,
  maxLength: 12,
});

test.for(PLACES.map((place) => [place.join('.'), place] as const))(
  'every rule comes to a verdict with any value at "%s"',
  ([, place]) => {
    const rules = rulesOf(RIGHT_RUN.contract);
    for (const value of ODD_VALUES) {
      const answers = new Map<string, Answer>(
        [...RIGHT_RUN.answers].map(([probe, answer]) => {
          if (!('exchange' in answer)) return [probe, answer];
          const { response } = answer.exchange;
          const changed = withBody(response, changedAt(textOf(response), place, value));
          return [probe, { exchange: { ...answer.exchange, response: changed } }];
        }),
      );
      const ids = judge(rules, { ...RIGHT_RUN, answers }).map(({ id }) => id);
      expect(ids).toEqual(rules.map(({ id }) => id));
    }
  },
);

/** How long to go on, in seconds; 0: so many times. */
const seconds = Number(process.env.CONFORMANCE_FUZZ_SECONDS ?? 0);
const times = (numRuns: number) =>
  seconds > 0 ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: seconds * 1000 } : { numRuns };

/** Changes the replies in the order in which they are made. */
function changer(changed: readonly (readonly [place: number, edit: Edit])[]): Edit {
  let nth = 0;
  return (response) => {
    nth += 1;
    const at = nth;
    return changed
      .filter(([place]) => place === at || place === 0)
      .reduce((before, [, edit]) => edit(before), response);
  };
}

test('every rule comes to a verdict, whatever is replied', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...API_VERSIONS), changes, async (version, changed) => {
      const reference = createReference();
      const right = inProcess(reference);
      const change = changer(changed);
      const transport: Transport = async (request) => {
        const timed = await right(request);
        return { ...timed, response: change(timed.response) };
      };
      const { verdicts } = await judgeReference(reference, { version, transport });
      expect(verdicts.map(({ id }) => id)).toEqual(rulesOf(contractOf(version)).map(({ id }) => id));
    }),
    times(60),
  );
});

test('every report is written, whatever is replied over HTTP', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...API_VERSIONS), changes, async (version, changed) => {
      const change = changer(changed);
      const reference = createReference({}, { finish: change });
      const { baseUrl, close } = await serve(reference);
      const { publicKey, privateKey, projectId } = reference.options;
      const { code, output, files } = await runHere({
        ATLAS_API_VERSION: version,
        MONGODB_ATLAS_BASE_URL: baseUrl,
        MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
        MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
        MONGODB_ATLAS_PROJECT_ID: projectId,
        CONFORMANCE_TIMEOUT_MS: '300',
      }).finally(close);
      expect([0, 1, 3], output).toContain(code);
      expect(Object.keys(files).sort()).toEqual([...REPORT_FILES].sort());
      expect(XMLValidator.validate(files['junit.xml'] ?? '')).toBe(true);
      expect(isObject(JSON.parse(files['exchanges.har'] ?? ''))).toBe(true);
      expect(isObject(JSON.parse(files['conformance.json'] ?? ''))).toBe(true);
    }),
    times(15),
  );
});

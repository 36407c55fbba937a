/**
 * Whatever a target replies, every rule comes to a verdict. Replies of the reference server are changed at
 * random: status, fields, challenge, and the body at places of its own structure. A failure prints its seed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Transport, WireResponse } from '../http/exchange.ts';
import { isObject, readJson } from '../json/json.ts';
import type { Answer, Run } from '../probes/answers.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { judge } from '../run/judge.ts';
import { API_VERSIONS, contractOf } from './contracts.ts';
import { textOf, withBody, withHeader, withStatus } from './defects/defect.ts';
import { judgeReference } from './judge-in-memory.ts';
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

/** The document with another value there; the text as it is, where it has no such place. */
function changedAt(text: string, place: Place, value: unknown): string {
  const document = readJson(Buffer.from(text)).value;
  const has = placesIn(document).some((one) => JSON.stringify(one) === JSON.stringify(place));
  return has
    ? (JSON.stringify(place.length === 0 ? value : withValueAt(document, place, value)) ?? '')
    : text;
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
  fc
    .tuple(
      fc.constantFrom(
        ...['WWW-Authenticate', 'Content-Type', 'X-Error-Code', 'Deprecation', 'Sunset'],
        ...['RateLimit-Limit', 'RateLimit-Remaining', 'Set-Cookie', 'Location', '__proto__'],
      ),
      fieldValues,
    )
    .map(
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

const seconds = Number(process.env.CONFORMANCE_FUZZ_SECONDS ?? 0);

test('every rule comes to a verdict, whatever is replied', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...API_VERSIONS), changes, async (version, changed) => {
      const reference = createReference();
      const right = inProcess(reference);
      let nth = 0;
      const transport: Transport = async (request) => {
        nth += 1;
        const at = nth;
        const timed = await right(request);
        const response = changed
          .filter(([place]) => place === at || place === 0)
          .reduce((before, [, edit]) => edit(before), timed.response);
        return { ...timed, response };
      };
      const { verdicts } = await judgeReference(reference, { version, transport });
      expect(verdicts.map(({ id }) => id)).toEqual(rulesOf(contractOf(version)).map(({ id }) => id));
    }),
    seconds > 0
      ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: seconds * 1000 }
      : { numRuns: 60 },
  );
});

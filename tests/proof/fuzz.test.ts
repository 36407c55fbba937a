/**
 * Whatever a target replies, every rule comes to a verdict. Replies of the reference server are changed at
 * random: status, fields, challenge, and the body at places of its own structure. A failure prints its seed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { API_VERSIONS } from '../contract/contract.ts';
import type { Transport, WireResponse } from '../http/exchange.ts';
import { isObject } from '../json/json.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { contractOf, rulesOf } from './contracts.ts';
import { textOf, withBody, withHeader, withStatus } from './defects/defect.ts';
import { judgeReference } from './judge-in-memory.ts';

type Edit = (response: WireResponse) => WireResponse;

/** Names that JavaScript gives a meaning, and values of every type where another one belongs. */
const oddValues = fc.oneof(
  fc.constantFrom<unknown>(
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
  ),
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

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
  fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), oddValues).map(
    ([places, value]): Edit =>
      (response) =>
        withBody(response, changedAt(textOf(response), places, value)),
  ),
);

/** The document with another value at a place that is chosen by numbers, one a level. */
function changedAt(text: string, places: readonly number[], value: unknown): string {
  const change = (here: unknown, [place, ...further]: readonly number[]): unknown => {
    if (place === undefined) return value;
    if (Array.isArray(here) && here.length > 0) {
      const at = place % here.length;
      return here.map((one, index) => (index === at ? change(one, further) : one));
    }
    if (!isObject(here) || Object.keys(here).length === 0) return value;
    const names = Object.keys(here);
    const name = names[place % names.length] ?? '';
    return { ...here, [name]: change(here[name], further) };
  };
  try {
    return JSON.stringify(change(JSON.parse(text), places)) ?? '';
  } catch {
    return text;
  }
}

/** Which of the replies, counted from 1, are changed, and how. */
const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), edits), { minLength: 1, maxLength: 12 });

const seconds = Number(process.env.CONFORMANCE_FUZZ_SECONDS ?? 0);

test('every rule comes to a verdict, whatever is replied', { timeout: 0 }, async () => {
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
          .filter(([place]) => place === at)
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

/** Reading bodies as JSON: what is found in one pass, and where reading ends. */
import { expect, test } from 'vitest';
import { MOST_VALUES, readJson } from '../json/json.ts';

const read = (text: string) => readJson(Buffer.from(text));
const list = (count: number, item: string) => `[${Array.from({ length: count }, () => item).join(',')}]`;

test.for([
  ['1', 1],
  ['[]', 1],
  ['{}', 1],
  ['[1]', 2],
  ['[[],[ ],{}]', 4],
  ['{"a": "x,[{", "b": [1, 2]}', 5],
  ['"a\\",b"', 1],
] as const)('%s holds %i values', ([text, count]) => {
  expect(read(text)).toMatchObject({ values: count });
});

test.for(['{}', '[]', '1', '""', '{"a":1}', '[[1]]'])('a body of too many %s is not read', (item) => {
  const each = read(item).values;
  const fit = Math.floor((MOST_VALUES - 1) / each);
  expect(read(list(fit, item)).error).toBeUndefined();
  expect(read(list(fit + 1, item)).error).toBe(`the body holds more than ${MOST_VALUES} values`);
});

test('nesting ends at 200 levels', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  expect(read(nested(200)).error).toBeUndefined();
  expect(read(nested(201)).error).toBe('the body is nested deeper than 200 levels');
  expect(read('['.repeat(5_000_000)).error).toBe('the body is nested deeper than 200 levels');
});

test('names that stand twice are named by their place, the first eight', () => {
  expect(read('{"a":1,"b":{"c":1,"\\u0063":2},"a":[{"d":1,"d":1}]}').duplicateNames).toEqual([
    'b.c',
    'a',
    'a[0].d',
  ]);
  expect(read('[{"a":1},{"a":1}]').duplicateNames).toEqual([]);
  expect(read(list(100, '{"__proto__":1,"__proto__":2}')).duplicateNames).toHaveLength(8);
});

test.for([
  ['{"a":1}', false],
  ['{"a":1}\n', false],
  ['{"a":" 1 "}', false],
  ['{"a": 1}', true],
  ['\n{"a":1}', true],
] as const)('white space outside strings: %j', ([text, has]) => {
  expect(read(text).insignificantWhitespace).toBe(has);
});

test('a body is read once', () => {
  const body = Buffer.from('{"a":1}');
  expect(readJson(body)).toBe(readJson(body));
});

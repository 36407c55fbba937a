/** Reading a body as JSON without trusting it (RFC 8259). */
import { isUtf8 } from 'node:buffer';

/** Deeper than any honest reply, and shallow enough for recursive readers. */
const DEEPEST = 200;

/** Each takes some hundred bytes of memory, however short it is. 500 items of 200 values have as many. */
export const MOST_VALUES = 100_000;

/** The paths of all would be many times as long as a hostile body. */
const MOST_DUPLICATES = 8;

export interface JsonReading {
  /** The body as text; invalid UTF-8 shows as U+FFFD. */
  readonly text: string;
  readonly validUtf8: boolean;
  /** Why the text is not JSON, or is not read; undefined when it is. */
  readonly error?: string;
  /** Undefined when the text is not JSON. */
  readonly value?: unknown;
  /** How many values it holds, about; of a text that holds too many for a reader, those up to there. */
  readonly values: number;
  /** Names that stand twice in one object, each as a path such as `results[0]._id`; the first few. */
  readonly duplicateNames: readonly string[];
  /** White space outside strings; a line break after the last token does not count. */
  readonly insignificantWhitespace: boolean;
}

const readings = new WeakMap<Uint8Array, JsonReading>();

/** Reads a body once; the reading is kept as long as the body is. */
export function readJson(body: Uint8Array): JsonReading {
  const known = readings.get(body);
  if (known) return known;
  const reading = read(body);
  readings.set(body, reading);
  return reading;
}

function read(body: Uint8Array): JsonReading {
  // ignoreBOM keeps a byte order mark in the text, where JSON.parse refuses it (RFC 8259, 8.1).
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
  const validUtf8 = isUtf8(body);
  const broken = (error: string, values = 0): JsonReading => ({
    text,
    validUtf8,
    error,
    values,
    duplicateNames: [],
    insignificantWhitespace: false,
  });
  if (text === '') return broken('the body is empty');
  if (text.startsWith('\uFEFF')) return broken('the body starts with a byte order mark');
  const { depth, ...scan } = scanJson(text);
  if (depth > DEEPEST) return broken(`the body is nested deeper than ${DEEPEST} levels`);
  if (scan.values > MOST_VALUES) return broken(`the body holds more than ${MOST_VALUES} values`, scan.values);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words differ between versions of Node.
    return broken(`the body is not JSON: it begins ${beginning(text)} and ends ${end(text)}`);
  }
  return { text, validUtf8, value, ...scan };
}

/** Characters that are shown of each end. */
const EDGE = 24;

// The ellipsis stands where something is left out, so that who masks secrets knows what may be torn there.
const beginning = (text: string) => JSON.stringify(text.length > EDGE ? `${text.slice(0, EDGE)}…` : text);
const end = (text: string) => JSON.stringify(text.length > EDGE ? `…${text.slice(-EDGE)}` : text);

interface Level {
  readonly isObject: boolean;
  /** From the second name on. */
  names: Set<string> | undefined;
  index: number;
  name: string | undefined;
}

const code = (character: string) => character.charCodeAt(0);
const [QUOTE, COMMA, COLON, BACKSLASH] = [code('"'), code(','), code(':'), code('\\')];
const OPENING = [code('{'), code('[')];
const CLOSING = [code('}'), code(']')];
const WHITE_SPACE = [...' \t\n\r'].map(code);

/**
 * One pass over the tokens, which ends where the text turns out to be too deep or to hold too many values. Its
 * findings count only when JSON.parse accepts the text as well.
 */
function scanJson(text: string) {
  const duplicateNames: string[] = [];
  const levels: Level[] = [];
  let depth = 0;
  let values = 1;
  let whitespaceAt = -1;
  let lastToken = -1;
  for (let i = 0; i < text.length && depth <= DEEPEST && values <= MOST_VALUES; i += 1) {
    const char = text.charCodeAt(i);
    if (WHITE_SPACE.includes(char)) {
      if (whitespaceAt < 0) whitespaceAt = i;
      continue;
    }
    const level = levels.at(-1);
    // The first value of an array or object, which may be empty; a comma stands before each other one.
    if (OPENING.includes(text.charCodeAt(lastToken)) && !CLOSING.includes(char)) values += 1;
    lastToken = i;
    if (OPENING.includes(char)) {
      levels.push({ isObject: char === OPENING[0], names: undefined, index: 0, name: undefined });
      depth = Math.max(depth, levels.length);
    } else if (CLOSING.includes(char)) {
      levels.pop();
    } else if (char === COMMA) {
      values += 1;
      if (level) level.index += 1;
    } else if (char === QUOTE) {
      const end = stringEnd(text, i);
      if (level?.isObject && colonFollows(text, end + 1)) {
        const isDouble = takeName(level, unquote(text.slice(i, end + 1)));
        if (isDouble && duplicateNames.length < MOST_DUPLICATES) duplicateNames.push(pathOf(levels));
      }
      i = end;
      lastToken = end;
    }
  }
  const insignificantWhitespace = whitespaceAt >= 0 && whitespaceAt < lastToken;
  return { duplicateNames, depth, values, insignificantWhitespace };
}

/** Whether the object has had the name before. */
function takeName(level: Level, name: string): boolean {
  if (level.name === undefined) {
    level.name = name;
    return false;
  }
  level.names ??= new Set([level.name]);
  level.name = name;
  const isDouble = level.names.has(name);
  level.names.add(name);
  return isDouble;
}

/** The place that the scan has reached, such as `results[0]._id`. */
function pathOf(levels: readonly Level[]): string {
  return levels
    .map(({ isObject, name, index }, depth) => (isObject ? `${depth === 0 ? '' : '.'}${name}` : `[${index}]`))
    .join('');
}

/** Where the string that starts here ends: at the next quote that no backslash escapes. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length - 1;
}

function colonFollows(text: string, start: number): boolean {
  let i = start;
  while (WHITE_SPACE.includes(text.charCodeAt(i))) i += 1;
  return text.charCodeAt(i) === COLON;
}

function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

/** A JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's own member, so that `__proto__` and `constructor` are names like any other. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The same JSON value; the order of an object's members has no meaning (RFC 8259, 4). */
export function sameJson(a: unknown, b: unknown): boolean {
  return differencePath(a, b) === undefined;
}

/** Where two JSON values part, as `results[3].iamRoleId`; `from`: what they are called. */
export function firstDifference(a: unknown, b: unknown, from = ''): string | undefined {
  const path = differencePath(a, b);
  if (path === undefined) return undefined;
  return from + path === '' ? 'the body' : `${from}${from === '' ? path.replace(/^\./, '') : path}`;
}

/** Where they part, from here on. The path grows on the way back, since equal values need none. */
function differencePath(a: unknown, b: unknown): string | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
      const below = i < a.length && i < b.length ? differencePath(a[i], b[i]) : '';
      if (below !== undefined) return `[${i}]${below}`;
    }
    return undefined;
  }
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    for (const name of names) {
      const below = Object.hasOwn(b, name) ? differencePath(a[name], b[name]) : '';
      if (below !== undefined) return `.${name}${below}`;
    }
    const more = Object.keys(b);
    if (more.length === names.length) return undefined;
    return `.${more.find((name) => !Object.hasOwn(a, name)) ?? ''}`;
  }
  return Object.is(a, b) || (a === 0 && b === 0) ? undefined : '';
}

/** A value as a person reads it in a failure: short JSON, `absent` for undefined. */
export function show(value: unknown, limit = 80): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}… (${text.length} characters)`;
}

/**
 * Texts of contracts that were read when the suite was packed: reading YAML takes longer than all else that a short
 * run does. What stands in a text is known by the text itself, so that one which has changed since is read anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isObject, member } from '../json/json.ts';

export interface ParsedText {
  readonly document: unknown;
  /** The line of each place, by its JSON pointer; from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Beside this module where it is packed; among the sources there is none. */
export const PARSED_TEXTS = 'parsed-texts.json';

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64');

/** The texts with what stands in them, as `readBefore` finds it. */
export function parsedTexts(texts: readonly (readonly [text: string, parsed: ParsedText])[]): string {
  return JSON.stringify(
    Object.fromEntries(
      texts.map(([text, { document, lines }]) => [digestOf(text), { document, lines: [...lines] }]),
    ),
  );
}

let known: unknown;

/** What stands in the text; undefined where it has not been read before. */
export function readBefore(text: string): ParsedText | undefined {
  known ??= kept();
  const found = member(known, digestOf(text));
  const lines = member(found, 'lines');
  return isObject(found) && Array.isArray(lines)
    ? { document: found.document, lines: new Map(lines) }
    : undefined;
}

function kept(): unknown {
  const file = new URL(PARSED_TEXTS, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

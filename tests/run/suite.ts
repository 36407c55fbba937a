/** Name and version of this suite, as package.json gives them, and where its rules are explained. */
import { readFileSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { member } from '../json/json.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export const SUITE = {
  name: String(member(manifest, 'name')),
  version: String(member(manifest, 'version')),
} as const;

export const USER_AGENT = `${SUITE.name}/${SUITE.version}`;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where each rule is explained, from the suite's own directory. */
export const RULES_PAGE = 'spec/rules.md';

/** Where the client rules are. */
export const CLIENT_RULES_PAGE = 'spec/client-rules.md';

/** Where rules are explained, as a relative URL from a directory of the suite; undefined from any other one. */
export function rulesPageFrom(directory: string, page = RULES_PAGE): string | undefined {
  const inside = relative(ROOT, directory);
  if (inside.startsWith('..') || isAbsolute(inside)) return undefined;
  const up = inside === '' ? [] : inside.split(sep).map(() => '..');
  return [...up, page].join('/');
}

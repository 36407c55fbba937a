/** Name and version of this suite, as package.json gives them. */
import { readFileSync } from 'node:fs';
import { member } from '../json/json.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export const SUITE = {
  name: String(member(manifest, 'name')),
  version: String(member(manifest, 'version')),
} as const;

export const USER_AGENT = `${SUITE.name}/${SUITE.version}`;

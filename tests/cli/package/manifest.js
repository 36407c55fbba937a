// @ts-check
/**
 * The manifest of the packed command, which `npm pack` finds in place of the clone's own: `--write` before it packs,
 * `--restore` after it. It names the packages that the bundle does not hold, and no others.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, COMMAND_FILE, COMMAND_FOLDER, ROOT } from './bundle.js';

const MANIFEST = join(ROOT, 'package.json');
/** The clone's own meanwhile. */
const KEPT = join(ROOT, 'dist', 'package.json');
const PACKED = [COMMAND_FOLDER, 'spec', 'CHANGELOG.md'];

async function write() {
  const own = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  const needed = await bundle();
  const { name, version, description, license, type, engines } = own;
  const dependencies = Object.fromEntries(needed.map((one) => [one, rangeOf(own, one)]));
  const bin = { 'atlas-conformance': `${COMMAND_FOLDER}/${COMMAND_FILE}` };
  const packed = { name, version, description, license, type, engines, bin, files: PACKED, dependencies };
  renameSync(MANIFEST, KEPT);
  writeFileSync(MANIFEST, `${JSON.stringify(packed, null, 2)}\n`);
}

/**
 * @param {{ readonly dependencies: Readonly<Record<string, string>> }} manifest
 * @param {string} name
 */
function rangeOf({ dependencies }, name) {
  const range = dependencies[name];
  if (range === undefined)
    throw new Error(`${name} is imported, and is no dependency; add it to package.json`);
  return range;
}

function restore() {
  if (existsSync(KEPT)) renameSync(KEPT, MANIFEST);
}

if (process.argv.includes('--restore')) restore();
else await write();

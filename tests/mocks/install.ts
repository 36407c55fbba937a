/** Installs the mocks, apart from the project's own packages and when they are first needed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { member } from '../json/json.ts';
import { SUITE } from '../run/suite.ts';
import type { Recipe } from './recipes.ts';

/**
 * Current mocks ask for a newer Node.js than this project does, and npm silently leaves out an optional
 * package that the running Node.js is too old for. So npm brings a Node.js first, then runs on it to bring
 * the mocks, and the mocks run on it: on every machine the same, whatever runs the suite.
 */
const NODE = fileURLToPath(new URL('node', import.meta.url));
const NODE_BIN = join(NODE, 'node_modules', '.bin');

export const MOCKS = fileURLToPath(new URL('packages', import.meta.url));
/** The Node.js that the mocks run on. */
export const MOCKS_NODE = join(NODE_BIN, 'node');

/** Why something could not be judged: one sentence. */
export interface Unavailable {
  readonly unavailable: string;
}

/** Installs what is not installed or older than its lock file. */
export function installMocks(): Unavailable | undefined {
  const { PATH = '' } = process.env;
  for (const directory of [NODE, MOCKS]) {
    if (isInstalled(directory)) continue;
    // No package needs its install scripts here, and none should run.
    const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: directory,
      env: { ...process.env, PATH: `${NODE_BIN}${delimiter}${PATH}` },
      encoding: 'utf8',
    });
    if (status !== 0) {
      const said = stderr?.trim().split('\n').slice(0, 3).join(' ') || 'npm is not on the PATH';
      return { unavailable: `npm ci failed in ${directory}: ${said}` };
    }
  }
  return undefined;
}

function isInstalled(directory: string): boolean {
  const installed = join(directory, 'node_modules', '.package-lock.json');
  return (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(directory, 'package-lock.json')).mtimeMs
  );
}

/** The version that is judged: the one that packages/package.json pins, or this project's own. */
export function versionOf({ package: name }: Recipe): string {
  if (name === undefined) return SUITE.version;
  const manifest: unknown = JSON.parse(readFileSync(join(MOCKS, 'package.json'), 'utf8'));
  return String(member(member(manifest, 'optionalDependencies'), name));
}

/** Says why a mock cannot be started, when its package is not there. */
export function missingPackage({ title, package: name }: Recipe): Unavailable | undefined {
  if (name === undefined || existsSync(join(MOCKS, 'node_modules', name))) return undefined;
  return { unavailable: `${title}: npm could not install the package ${name} here.` };
}

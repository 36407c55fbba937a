/** Installs the clients of npm, apart from the project's own packages and when they are first needed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { member } from '../../json/json.ts';
import type { ClientRecipe } from './recipes.ts';

export const DRIVERS = fileURLToPath(new URL('drivers', import.meta.url));

/** Why a client could not be judged: one sentence. */
export interface Unavailable {
  readonly unavailable: string;
}

/** The version of a client that is there, or why there is none. */
export function findClient({ title, from }: ClientRecipe): { readonly version: string } | Unavailable {
  if ('package' in from) {
    const failed = installPackages();
    const installed = join(DRIVERS, 'node_modules', from.package);
    if (existsSync(installed)) return { version: pinnedVersion(from.package) };
    return failed ?? { unavailable: `${title}: npm could not install the package ${from.package} here.` };
  }
  const [program, ...args] = from.version;
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  const [, version] = /(\d{1,9}(?:\.\d{1,9})+)/.exec(stdout ?? '') ?? [];
  return status === 0 && version !== undefined
    ? { version }
    : { unavailable: `${title}: it is not installed here.` };
}

/** The version that drivers/package.json pins. */
export function pinnedVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(DRIVERS, 'package.json'), 'utf8'));
  return String(member(member(manifest, 'optionalDependencies'), name));
}

/** Installs what is not installed or older than its lock file. */
function installPackages(): Unavailable | undefined {
  const installed = join(DRIVERS, 'node_modules', '.package-lock.json');
  const lock = join(DRIVERS, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return undefined;
  // No package needs its install scripts here, and none should run.
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: DRIVERS,
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  const said = stderr?.trim().split('\n').slice(0, 3).join(' ') || 'npm is not on the PATH';
  return { unavailable: `npm ci failed: ${said}` };
}

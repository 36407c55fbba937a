/** The command as its users have it: packed, laid out as npm installs it, and run from a folder of their own. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isObject, member } from '../json/json.ts';
import { PATIENCE_MS } from './patience.ts';

const MODULES = 'node_modules';
/** What a clone has that a package is made of. */
const CLONE = ['tests', 'spec', 'package.json', 'tsconfig.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];

export interface Installed {
  /** The folder that it was installed in, which is its user's. */
  readonly folder: string;
  readonly manifest: unknown;
  /** The packages that npm puts there, by name. */
  readonly packages: readonly string[];
}

/** Packs a copy of this clone, so that nothing of the clone changes meanwhile. */
export function packClone(): { readonly clone: string; readonly tarball: string } {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const name of CLONE) {
    cpSync(name, join(clone, name), { recursive: true, filter: (file) => !file.includes(MODULES) });
  }
  symlinkSync(resolve(MODULES), join(clone, MODULES), 'junction');
  const npm = { cwd: clone, encoding: 'utf8', shell: process.platform === 'win32' } as const;
  const name = execFileSync('npm', ['pack', '--silent', '--pack-destination', clone], npm).trim();
  return { clone, tarball: join(clone, name) };
}

/** As `npm i ./atlas-….tgz` in an empty folder does it; the packages that it names come from this clone. */
export function install(tarball: string): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'user-'));
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  const manifest = manifestIn(join(folder, 'package'));
  const name = String(member(manifest, 'name'));
  mkdirSync(join(folder, MODULES));
  cpSync(join(folder, 'package'), join(folder, MODULES, name), { recursive: true });
  const packages = new Set([name]);
  const add = (owner: unknown) => {
    const needed = member(owner, 'dependencies');
    for (const one of isObject(needed) ? Object.keys(needed) : []) {
      if (packages.has(one)) continue;
      packages.add(one);
      cpSync(join(MODULES, one), join(folder, MODULES, one), { recursive: true, dereference: true });
      add(manifestIn(join(MODULES, one)));
    }
  };
  add(manifest);
  return { folder, manifest, packages: [...packages] };
}

function manifestIn(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command of the package in its user's folder, with these variables and no others of ours. */
export function run(
  { folder, manifest }: Pick<Installed, 'folder' | 'manifest'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = folder,
): Promise<Ended> {
  const bin = String(member(member(manifest, 'bin'), 'atlas-conformance'));
  const file = join(folder, MODULES, String(member(manifest, 'name')), bin);
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(MONGODB|MCLI|CONFORMANCE|ATLAS|VITEST|NODE_ENV|GITHUB|npm_)/.test(name),
  );
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [file, ...args],
      { cwd, env: { ...Object.fromEntries(kept), ...env }, timeout: PATIENCE_MS, maxBuffer: 50_000_000 },
      (error, stdout, stderr) => done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** Of a report in the folder; undefined when it is not there. */
export function reportIn(folder: string, name: string): string | undefined {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

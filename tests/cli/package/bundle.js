// @ts-check
/**
 * `npm run build`: the command as JavaScript that needs no clone, in `dist/command/`. Plain JavaScript: it runs where
 * nothing is installed that is for development alone.
 */
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** As deep as the folders of the sources, which look for `spec/` and `package.json` from where they are. */
export const COMMAND_FOLDER = 'dist/command';
export const COMMAND_FILE = 'atlas-conformance.js';

/** Packages that stay outside: this one finds Node's modules by `eval('require(…)')`, which a bundle has not. */
const EXTERNAL = ['digest-fetch'];
/** What some proxies want, and https-proxy-agent goes without. */
const OPTIONAL = ['kerberos'];

/**
 * Writes the bundle, and the licences of what it holds. Resolves with the packages that it needs beside it. Rejects
 * on any warning of the bundler.
 *
 * @returns {Promise<readonly string[]>}
 */
export async function bundle() {
  const folder = join(ROOT, COMMAND_FOLDER);
  rmSync(folder, { recursive: true, force: true });
  const chunks = await build('tests/cli/atlas-conformance.ts', folder);
  await writeParsedTexts(folder);
  chmodSync(join(folder, COMMAND_FILE), 0o755);
  const imported = new Set(chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]));
  for (const own of [...chunks.map(({ fileName }) => fileName), ...OPTIONAL]) imported.delete(own);
  const packages = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.flatMap((id) => packageOf(id) ?? [])));
  writeFileSync(join(folder, 'licences.txt'), [...packages].sort().map(licenceOf).join('\n'));
  return [...imported].filter((name) => !isBuiltin(name)).sort();
}

/**
 * @param {string} input
 * @param {string} folder
 */
async function build(input, folder) {
  const bundler = await rolldown({
    cwd: ROOT,
    input,
    platform: 'node',
    external: [...EXTERNAL, ...OPTIONAL],
    transform: { target: 'node20' },
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(message);
    },
  });
  const { output } = await bundler.write({ dir: folder, chunkFileNames: '[name].js', minify: true });
  await bundler.close();
  return output.filter((one) => one.type === 'chunk');
}

/**
 * Reads the contracts once for all.
 *
 * @param {string} folder
 */
async function writeParsedTexts(folder) {
  const reader = join(ROOT, 'dist', 'reader');
  await build('tests/contract/packed-texts.ts', reader);
  const { PARSED_TEXTS, packedTexts } = await import(pathToFileURL(join(reader, 'packed-texts.js')).href);
  rmSync(reader, { recursive: true });
  writeFileSync(join(folder, PARSED_TEXTS), packedTexts(join(ROOT, 'spec')));
}

/**
 * The folder of the package that a module is of, from the root; undefined for our own.
 *
 * @param {string} file
 */
function packageOf(file) {
  const [, folder] = /^.*[\\/](node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  return folder;
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(join(ROOT, folder, 'package.json'), 'utf8'),
  );
  if (license === undefined) throw new Error(`${name} has no licence to go with the bundle`);
  const file = readdirSync(join(ROOT, folder)).find((one) => /^licen[cs]e/i.test(one));
  // Some packages bring no text, and name their licence alone.
  const text =
    file === undefined ? `By ${author?.name ?? author}.` : readFileSync(join(ROOT, folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();

/** What a run is told: the process environment, over a `.env` file. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Environment, isMeantForUs, KNOWN_NAMES } from './known-settings.ts';
import { LARGEST_ENV_FILE } from './report-files.js';
import { SettingsError } from './settings-error.ts';
import { readTextFile } from './text-file.ts';

/**
 * The process environment over a `.env` file in `directory`, if there is one. A run that judges the reference
 * server where no target is named takes only a file that is `ours`: another one may be where a target was to be
 * named. Throws SettingsError.
 */
export function environment(
  directory: string,
  env: Environment = process.env,
  file: 'ours' | 'ours or not' = 'ours',
): Environment {
  const text = textOf(join(directory, '.env'));
  if (text === undefined) return env;
  const set = parseEnv(text);
  checkLines(text, set);
  checkPlace(set, env);
  if (file === 'ours') checkUse(set, env);
  return { ...set, ...env };
}

const wrong = (what: string) => new SettingsError(`The file .env ${what}`);

/** The text of the file; undefined when there is none. */
function textOf(file: string): string | undefined {
  if (!lstatSync(file, { throwIfNoEntry: false })) return undefined;
  const read = readTextFile(file, LARGEST_ENV_FILE);
  if ('problem' in read) throw wrong(`${read.problem}.`);
  return read.text;
}

/** A line that names a setting without setting it, as `NAME: value` does. */
function checkLines(text: string, set: Environment): void {
  const named = new RegExp(`^\\W*(?:(?:export|set|setx|env)\\W+)?(${KNOWN_NAMES.join('|')})\\b`);
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const [, name] = line.trimStart().startsWith('#') ? [] : (named.exec(line) ?? []);
    if (name !== undefined && set[name] === undefined) {
      throw wrong(`does not set ${name} on line ${index + 1}, which names it; write ${name}=value.`);
    }
  }
}

/** What Node.js and the proxy's library read from the environment alone. */
const ENVIRONMENT_ONLY = /^(?:NODE_EXTRA_CA_CERTS|(?:https?|all|no)_proxy)$/i;

function checkPlace(set: Environment, env: Environment): void {
  const tooLate = Object.keys(set).find((name) => ENVIRONMENT_ONLY.test(name) && env[name] === undefined);
  if (tooLate !== undefined) {
    throw wrong(`sets ${tooLate}, which counts only in the environment itself; export it there.`);
  }
}

function checkUse(set: Environment, env: Environment): void {
  const names = Object.keys(set);
  // A project that uses the suite may have a .env of its own, and name the target in the environment.
  if (env.MONGODB_ATLAS_BASE_URL === undefined && !names.some(isMeantForUs)) {
    throw wrong(
      names.length === 0
        ? 'sets nothing: every line is empty or a comment; fill it in, or remove it to judge the reference server.'
        : 'sets no variable that the suite reads; .env.example names them. Remove it to judge the reference server.',
    );
  }
}

/** Without what names a target or lets in there: for what judges none, or another one. */
export function withoutTarget(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(MONGODB_ATLAS_|MCLI_|CONFORMANCE_AUTH)/.test(name)),
  );
}

/** A file of many targets: each as the variables that a run of its own would be told. */
import { resolve } from 'node:path';
import { AUTH_MODES } from '../probes/answers.ts';
import { withoutTarget } from './environment.ts';
import { type Environment, listed, type SettingName } from './known-settings.ts';
import { SettingsError } from './settings-error.ts';
import { authModeOf, NEEDED } from './target-settings.ts';
import { readTextFile } from './text-file.ts';
import { type YamlItem, YamlList } from './yaml-list.ts';

export interface NamedTarget {
  readonly name: string;
  /** Settings that are no target's own hold for all. */
  readonly env: Environment;
  /** The sentence as it is said of this target: with its place, and in the words of the file. */
  readonly mistake: (sentence: string) => SettingsError;
}

/** Values, and the settings that they are. */
const VALUES = {
  baseUrl: 'MONGODB_ATLAS_BASE_URL',
  projectId: 'MONGODB_ATLAS_PROJECT_ID',
  version: 'ATLAS_API_VERSION',
  auth: 'CONFORMANCE_AUTH',
} as const satisfies Readonly<Record<string, SettingName>>;

/** Names of variables, and the settings that the values of those are. */
const SECRETS = {
  publicKey: 'MONGODB_ATLAS_PUBLIC_API_KEY',
  privateKey: 'MONGODB_ATLAS_PRIVATE_API_KEY',
  clientId: 'MONGODB_ATLAS_CLIENT_ID',
  clientSecret: 'MONGODB_ATLAS_CLIENT_SECRET',
  authHeader: 'CONFORMANCE_AUTH_HEADER',
} as const satisfies Readonly<Record<string, SettingName>>;

const SETTINGS = Object.entries({ ...VALUES, ...SECRETS });
const MEMBERS = ['name', ...SETTINGS.map(([member]) => member)];

/** Many times as large as any that a person keeps. */
const LARGEST = 2_000_000;

/** `env`: with what the `.env` file sets; secrets are looked up there. Throws SettingsError. */
export function readTargets(directory: string, file: string, env: Environment): readonly NamedTarget[] {
  const read = readTextFile(resolve(directory, file), LARGEST);
  if ('problem' in read) throw new SettingsError(`The file of targets, ${file}, ${read.problem}.`);
  const list = new YamlList(read.text, file, (place, what) => new SettingsError(`${place}: ${what}.`));
  const targets = list.items('target', MEMBERS).map((item) => ({ item, target: targetOf(list, item, env) }));
  const names = new Set<string>();
  for (const { item, target } of targets) {
    if (names.has(target.name))
      throw list.wrong(item.node, `${target.name} stands twice; give each its own name`);
    names.add(target.name);
  }
  if (targets.length === 0) throw list.wrong(undefined, 'there is no target; name one');
  return targets.map(({ target }) => target);
}

function targetOf(list: YamlList, item: YamlItem, env: Environment): NamedTarget {
  const text = (member: string) =>
    item.members.has(member) ? list.text(member, item.members.get(member)) : undefined;
  const name = text('name');
  if (name === undefined) throw list.wrong(item.node, 'the target lacks name; add it');
  if (!/^[a-z0-9-]+$/.test(name)) {
    throw list.wrong(item.members.get('name'), `name is ${JSON.stringify(name)}; write a-z, 0-9 and - alone`);
  }
  const wrong = (node: unknown, what: string) => list.wrong(node, `${name}: ${what}`);
  const values = Object.entries(VALUES).flatMap(([member, setting]) => {
    const value = text(member);
    return value === undefined ? [] : [[setting, value] as const];
  });
  const secrets = Object.entries(SECRETS).flatMap(([member, setting]) => {
    const variable = text(member);
    if (variable === undefined) return [];
    const value = env[variable];
    // Neither is shown: a secret may stand where its variable's name should.
    if (value === undefined) {
      throw wrong(
        item.members.get(member),
        `${member} names no variable that is set; name one that holds it`,
      );
    }
    if (value.trim() === '') {
      throw wrong(item.members.get(member), `the variable that ${member} names is empty; give it a value`);
    }
    return [[setting, value] as const];
  });
  const own: Environment = { ...withoutTarget(env), ...Object.fromEntries([...values, ...secrets]) };
  const mistake = (sentence: string) => {
    const error = wrong(item.node, inTheFilesWords(sentence.replace(/\.$/, '')));
    return new SettingsError(error.message);
  };
  const missing = missingMembers(item, own, mistake);
  if (missing.length > 0)
    throw wrong(item.node, `the target lacks ${listed(missing)}; add ${missing.length > 1 ? 'them' : 'it'}`);
  return { name, env: own, mistake };
}

function missingMembers(
  item: YamlItem,
  env: Environment,
  mistake: NamedTarget['mistake'],
): readonly string[] {
  const needed: readonly string[] = ['MONGODB_ATLAS_BASE_URL', ...NEEDED[authOf(env, mistake)]];
  return SETTINGS.flatMap(([member, setting]) =>
    needed.includes(setting) && !item.members.has(member) ? [member] : [],
  );
}

function authOf(env: Environment, mistake: NamedTarget['mistake']) {
  const given = AUTH_MODES.find((mode) => mode === env.CONFORMANCE_AUTH);
  try {
    return given ?? authModeOf(env);
  } catch (error) {
    throw error instanceof SettingsError ? mistake(error.message) : error;
  }
}

/** Longer names first, so that none is taken for the beginning of another. */
const BY_LENGTH = [...SETTINGS].sort(([, a], [, b]) => b.length - a.length);

function inTheFilesWords(sentence: string): string {
  return BY_LENGTH.reduce((text, [member, setting]) => text.replaceAll(setting, member), sentence);
}

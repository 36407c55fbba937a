/** Every variable that the suite reads, once: `.env.example`, the table of the README and the check of names
 * all come from here. */
import { shippedContract } from '../contract/list-contract.ts';
import { AUTH_MODES } from '../probes/answers.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import type { Kind } from '../redaction/marks.ts';
import { USUAL_REPORTS_DIR } from './report-files.js';
import { SettingsError } from './settings-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface KnownSetting {
  /** For people: a clause without capital letter and full stop. */
  readonly meaning: string;
  /** What holds where it is not set. */
  readonly usual?: string | number;
  /** What stands in `.env.example`, where that is not the usual value. */
  readonly example?: string;
  /** Another name by which it is read as well. */
  readonly alias?: string;
  /** What its value is, which must never be seen. */
  readonly secret?: Kind;
  /** What MongoDB's other tools call it, which the suite does not read. */
  readonly elsewhere?: readonly string[];
  /** Who reads it instead of a run: then no user has to know it. */
  readonly reader?: 'proof' | 'client';
}

export const KNOWN_SETTINGS = {
  MONGODB_ATLAS_BASE_URL: {
    meaning:
      "the target's origin, with a path prefix if it has one; a final slash or the API root at its end does no harm",
    usual: 'the reference server',
    example: 'https://cloud.mongodb.com',
    elsewhere: ['MONGODB_ATLAS_OPS_MANAGER_URL', 'MCLI_OPS_MANAGER_URL'],
  },
  MONGODB_ATLAS_PUBLIC_API_KEY: {
    meaning: 'public key of an API key of the project (role: Project Read Only)',
    alias: 'MONGODB_ATLAS_PUBLIC_KEY',
    secret: 'public-key',
    elsewhere: ['MCLI_PUBLIC_API_KEY'],
  },
  MONGODB_ATLAS_PRIVATE_API_KEY: {
    meaning: 'its private key',
    alias: 'MONGODB_ATLAS_PRIVATE_KEY',
    secret: 'private-key',
    elsewhere: ['MCLI_PRIVATE_API_KEY'],
  },
  MONGODB_ATLAS_CLIENT_ID: {
    meaning: 'service account, instead of keys; not for v1.0',
    secret: 'client-id',
    elsewhere: ['MCLI_CLIENT_ID'],
  },
  MONGODB_ATLAS_CLIENT_SECRET: {
    meaning: 'its secret',
    secret: 'client-secret',
    elsewhere: ['MCLI_CLIENT_SECRET'],
  },
  MONGODB_ATLAS_PROJECT_ID: {
    meaning: 'the project, 24 hexadecimal digits in lower case',
    elsewhere: ['MCLI_PROJECT_ID'],
  },
  MONGODB_ATLAS_ORG_ID: {
    meaning: 'the organization, where the path of the contract has one',
    elsewhere: ['MCLI_ORG_ID'],
  },
  ATLAS_API_VERSION: {
    // Read when it is shown: a contract that cannot be read is told of in a sentence of its own.
    get meaning() {
      return `one of ${shippedContract().versions.join(', ')}`;
    },
    usual: 'v1.0',
  },
  CONFORMANCE_AUTH: {
    meaning: `how accepted requests are made: ${AUTH_MODES.join(', ')}`,
    usual: 'by what is set',
    example: 'digest',
  },
  CONFORMANCE_AUTH_HEADER: {
    meaning: 'with CONFORMANCE_AUTH=header: the line to send, `Name: value`, or a value for `Authorization`',
    secret: 'auth-header',
  },
  CONFORMANCE_CONTRACT: {
    meaning:
      'contract file of another list to judge by (spec/README.md); other parameters in its path are `CONFORMANCE_PATH_<name>`',
    usual: 'the export buckets',
    example: 'spec/access-list.yaml',
  },
  CONFORMANCE_STRICT: {
    meaning: '`1`: a warning counts as a failure, a MUST that was not applicable as blocked',
    usual: 0,
  },
  CONFORMANCE_TIMEOUT_MS: { meaning: 'limit of one request, in milliseconds', usual: 10_000 },
  CONFORMANCE_DEADLINE_MS: { meaning: 'limit of the whole run, in milliseconds', usual: 120_000 },
  CONFORMANCE_MAX_BODY_BYTES: {
    meaning: 'limit of one body, in bytes, after decompression',
    usual: 5 * 1024 * 1024,
  },
  CONFORMANCE_CONCURRENCY: { meaning: 'requests at a time; more than 4 make no difference', usual: 4 },
  CONFORMANCE_REPORTS_DIR: { meaning: 'where the reports go', usual: USUAL_REPORTS_DIR },
  CONFORMANCE_WAIVERS: {
    meaning: 'file of known violations that are accepted for a while',
    usual: 'waivers.yaml, if there is one',
    example: 'waivers.yaml',
  },
  CONFORMANCE_ALLOW_HTTP: {
    meaning: '`1`: plain http to a host that is not loopback; requests then travel in the clear',
    usual: 0,
  },
  CONFORMANCE_PROOF_RUNS: {
    meaning: 'how many conforming servers are drawn at random',
    usual: 500,
    reader: 'proof',
  },
  CONFORMANCE_FUZZ_SECONDS: { meaning: 'how long hostile replies are made up', usual: 0, reader: 'proof' },
  CONFORMANCE_RECORDED_RUNS: { meaning: 'the directory of what mutants are judged by', reader: 'proof' },
  CONFORMANCE_SCENARIO: { meaning: 'what is played to a command that is judged', reader: 'client' },
} as const satisfies Readonly<Record<string, KnownSetting>>;

export type SettingName = keyof typeof KNOWN_SETTINGS;

const SETTINGS: readonly (readonly [name: string, setting: KnownSetting])[] = Object.entries(KNOWN_SETTINGS);

const namesOf = ([name, { alias }]: (typeof SETTINGS)[number]) => [
  name,
  ...(alias === undefined ? [] : [alias]),
];

/** Every name that the suite reads. */
export const KNOWN_NAMES: readonly string[] = SETTINGS.flatMap(namesOf);

/** The variables whose values must never be seen, by what they hold. */
export const SECRET_VARIABLES: readonly (readonly [kind: Kind, name: string])[] = SETTINGS.flatMap(
  (setting) => {
    const [, { secret }] = setting;
    return secret === undefined ? [] : namesOf(setting).map((name) => [secret, name] as const);
  },
);

/** One that no other tool uses. */
const OWN_PREFIX = 'CONFORMANCE_';
/** What follows is the name of a parameter in the contract's path, which the contract alone knows. */
export const PATH_PREFIX = 'CONFORMANCE_PATH_';
const MONGODB_PREFIXES = ['MONGODB_ATLAS_', 'MCLI_'] as const;

/** Whether the suite, or another tool of MongoDB's, could be meant by the name, rightly spelt or not. */
export function isMeantForUs(name: string): boolean {
  return isOwnName(name) || isMongoDbName(name) || slipOf(name) !== undefined;
}

const isOwnName = (name: string) => name.toUpperCase().startsWith(OWN_PREFIX);

export function isMongoDbName(name: string): boolean {
  return MONGODB_PREFIXES.some((prefix) => name.toUpperCase().startsWith(prefix));
}

/** What the suite calls that which MongoDB's other tools set by this name, if it reads that at all. */
export function ownNameOf(name: string): string | undefined {
  return SETTINGS.find(([, { elsewhere = [] }]) => elsewhere.includes(name.toUpperCase()))?.[0];
}

/**
 * Refuses what is nearly a name of ours, and whatever else has our own prefix. Other names that begin as
 * MongoDB's do belong to its other tools. Throws SettingsError.
 */
export function checkNames(env: Environment): void {
  for (const name of Object.keys(env)) {
    if (env[name] === undefined || KNOWN_NAMES.includes(name) || name.startsWith(PATH_PREFIX)) continue;
    const meant = isOwnName(name) ? nearestName(name) : slipOf(name);
    if (meant !== undefined) {
      throw new SettingsError(
        `${visibleLine(name)} is no setting of this suite; the nearest name is ${meant}.`,
      );
    }
  }
}

/** Refuses names that are set to nothing: a workflow sets them so where its secrets are not there. Throws
 * SettingsError. */
export function checkNotEmpty(env: Environment, names: readonly string[] = KNOWN_NAMES): void {
  const empty = names.filter((name) => env[name]?.trim() === '');
  if (empty.length === 0) return;
  const [are, them] = empty.length > 1 ? ['are', 'them'] : ['is', 'it'];
  throw new SettingsError(
    empty.some(isMongoDbName)
      ? `${listed(empty)} ${are} set but empty, as in a workflow without its secrets: a pull request from a fork gets none, and has to skip the run. Set ${them}, or unset every MONGODB_ATLAS_ variable to judge the reference server.`
      : `${listed(empty)} ${are} set but empty; give ${them} a value, or unset ${them}.`,
  );
}

/** `A, B and C` */
export function listed(names: readonly string[]): string {
  const [last = '', ...before] = [...names].reverse();
  return before.length === 0 ? last : `${before.reverse().join(', ')} and ${last}`;
}

/** A name so near to a known one is a slip of the finger. */
const SLIP = 2;

/** By name: many targets are told of in one environment. */
const slips = new Map<string, string | undefined>();

/** The known name that this one was meant to be. */
function slipOf(name: string): string | undefined {
  if (!slips.has(name)) {
    const given = name.toUpperCase();
    const isNear = (known: string) =>
      Math.abs(known.length - given.length) <= SLIP &&
      hasPart(given, known) &&
      distance(given, known) <= SLIP;
    slips.set(name, KNOWN_NAMES.find(isNear));
  }
  return slips.get(name);
}

/** Whether a part of the known name stands in it: so many slips leave one of their number and one more whole. */
function hasPart(given: string, known: string): boolean {
  const size = Math.ceil(known.length / (SLIP + 1));
  for (let at = 0; at < known.length; at += size) if (given.includes(known.slice(at, at + size))) return true;
  return false;
}

/** Longer than any known name: what follows makes no name nearer. */
const LONGEST_NAME = 60;

function nearestName(name: string): string {
  const given = name.toUpperCase().slice(0, LONGEST_NAME);
  const [nearest = ''] = [...KNOWN_NAMES].sort((a, b) => distance(given, a) - distance(given, b));
  return nearest;
}

/** How many letters have to be put in, taken away or replaced (Levenshtein). */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const next = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    above = next;
  }
  return above[to.length] ?? 0;
}

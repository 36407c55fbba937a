/** What a run is told by its environment, checked before anything is sent. */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { API_VERSIONS, type ApiVersion } from '../contract/contract.ts';
import { AUTH_MODES, type AuthMode } from '../probes/answers.ts';
import type { Kind } from '../redaction/marks.ts';

/** A setting that is missing or wrong: one sentence for the person who set it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export interface TargetSettings {
  /** Origin and path prefix, without `/api/atlas…` and without a final slash. */
  readonly baseUrl: string;
  readonly projectId: string;
  readonly keys: { readonly publicKey: string; readonly privateKey: string } | undefined;
  readonly serviceAccount: { readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly authHeader: { readonly name: string; readonly value: string } | undefined;
}

export interface Settings {
  /** Undefined: the built-in reference server. */
  readonly target: TargetSettings | undefined;
  readonly apiVersion: ApiVersion;
  readonly auth: AuthMode;
  readonly strict: boolean;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly bodyCapBytes: number;
  readonly concurrency: number;
  readonly reportsDir: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process environment over a `.env` file in `directory`, if there is one. */
export function environment(directory: string, env: Environment = process.env): Environment {
  const file = `${directory}/.env`;
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...env } : env;
}

/** Throws SettingsError. */
export function readSettings(env: Environment): Settings {
  const apiVersion = choice(env, 'ATLAS_API_VERSION', API_VERSIONS, 'v1.0');
  const baseUrl = text(env, 'MONGODB_ATLAS_BASE_URL');
  const auth = authMode(env);
  if (auth === 'service-account' && apiVersion === 'v1.0') {
    throw new SettingsError(
      'Service accounts do not work with API version v1.0; set ATLAS_API_VERSION to 2024-05-30 or 2023-01-01, or use API keys.',
    );
  }
  return {
    apiVersion,
    auth,
    target: baseUrl === undefined ? noTarget(env) : target(env, baseUrl, auth),
    ...readReportSettings(env),
    timeoutMs: whole(env, 'CONFORMANCE_TIMEOUT_MS', 10_000, 'milliseconds'),
    deadlineMs: whole(env, 'CONFORMANCE_DEADLINE_MS', 120_000, 'milliseconds'),
    bodyCapBytes: whole(env, 'CONFORMANCE_MAX_BODY_BYTES', 5 * 1024 * 1024, 'bytes'),
    concurrency: whole(env, 'CONFORMANCE_CONCURRENCY', 4, 'requests at a time'),
  };
}

/** What a command needs that judges no target. Throws SettingsError. */
export function readReportSettings(env: Environment): Pick<Settings, 'strict' | 'reportsDir'> {
  return {
    strict: flag(env, 'CONFORMANCE_STRICT'),
    reportsDir: text(env, 'CONFORMANCE_REPORTS_DIR') ?? 'reports',
  };
}

function text(env: Environment, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

function choice<const T extends string>(env: Environment, name: string, values: readonly T[], usual: T): T {
  const given = text(env, name);
  if (given === undefined) return usual;
  const found = values.find((value) => value === given);
  if (found === undefined)
    throw new SettingsError(`${name} is "${given}"; set it to one of ${values.join(', ')}.`);
  return found;
}

function flag(env: Environment, name: string): boolean {
  const given = text(env, name);
  if (given === undefined || given === '0' || given === 'false') return false;
  if (given === '1' || given === 'true') return true;
  throw new SettingsError(`${name} is "${given}"; set it to 1 or 0.`);
}

function whole(env: Environment, name: string, usual: number, unit: string): number {
  const given = text(env, name);
  if (given === undefined) return usual;
  if (!/^[1-9]\d{0,8}$/.test(given)) {
    throw new SettingsError(`${name} is "${given}"; set it to a whole number of ${unit}, 1 or more.`);
  }
  return Number(given);
}

const PUBLIC = ['MONGODB_ATLAS_PUBLIC_API_KEY', 'MONGODB_ATLAS_PUBLIC_KEY'] as const;
const PRIVATE = ['MONGODB_ATLAS_PRIVATE_API_KEY', 'MONGODB_ATLAS_PRIVATE_KEY'] as const;
const CLIENT_ID = 'MONGODB_ATLAS_CLIENT_ID';
const CLIENT_SECRET = 'MONGODB_ATLAS_CLIENT_SECRET';
const PROJECT = 'MONGODB_ATLAS_PROJECT_ID';
const HEADER = 'CONFORMANCE_AUTH_HEADER';

/** The variables that hold what nobody may see, by what they hold. */
export const SECRET_VARIABLES: readonly (readonly [kind: Kind, name: string])[] = [
  ...PUBLIC.map((name) => ['public-key', name] as const),
  ...PRIVATE.map((name) => ['private-key', name] as const),
  ['client-id', CLIENT_ID],
  ['client-secret', CLIENT_SECRET],
  ['auth-header', HEADER],
];

/** Both kinds of credentials at once are a question that only the user can answer. */
function authMode(env: Environment): AuthMode {
  const given = text(env, 'CONFORMANCE_AUTH');
  if (given !== undefined) return choice(env, 'CONFORMANCE_AUTH', AUTH_MODES, 'digest');
  const keys = text(env, ...PUBLIC, ...PRIVATE) !== undefined;
  const account = text(env, CLIENT_ID, CLIENT_SECRET) !== undefined;
  if (keys && account) {
    throw new SettingsError(
      `Both API keys (${PUBLIC[0]}) and a service account (${CLIENT_ID}) are set; choose with CONFORMANCE_AUTH=digest or CONFORMANCE_AUTH=service-account.`,
    );
  }
  return account ? 'service-account' : 'digest';
}

/** Settings that only make sense for a target, without one, are a half-set target. */
function noTarget(env: Environment): undefined {
  const orphans = [...PUBLIC, ...PRIVATE, PROJECT, CLIENT_ID, CLIENT_SECRET, HEADER].filter((name) =>
    text(env, name),
  );
  if (orphans.length > 0) {
    throw new SettingsError(
      `${orphans.join(', ')} ${orphans.length > 1 ? 'are' : 'is'} set, but MONGODB_ATLAS_BASE_URL is not; set it to the target's origin, or unset the others to judge the reference server.`,
    );
  }
  return undefined;
}

function target(env: Environment, base: string, auth: AuthMode): TargetSettings {
  const url = baseUrlOf(env, base);
  const needed = {
    digest: [PUBLIC, PRIVATE],
    'service-account': [[CLIENT_ID], [CLIENT_SECRET]],
    header: [[HEADER]],
    none: [],
  } as const satisfies Record<AuthMode, readonly (readonly string[])[]>;
  const missing = [...needed[auth], [PROJECT]].filter((names) => text(env, ...names) === undefined);
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(' and ');
    throw new SettingsError(
      `MONGODB_ATLAS_BASE_URL is set, but ${names} ${missing.length > 1 ? 'are' : 'is'} not; set ${missing.length > 1 ? 'them' : 'it'}, or unset MONGODB_ATLAS_BASE_URL to judge the reference server.`,
    );
  }
  const projectId = text(env, PROJECT) ?? '';
  if (!/^[0-9a-f]{24}$/.test(projectId)) {
    throw new SettingsError(`${PROJECT} is "${projectId}"; set it to the project's 24 hexadecimal digits.`);
  }
  const publicKey = text(env, ...PUBLIC);
  const privateKey = text(env, ...PRIVATE);
  const clientId = text(env, CLIENT_ID);
  const clientSecret = text(env, CLIENT_SECRET);
  return {
    baseUrl: url,
    projectId,
    keys: publicKey !== undefined && privateKey !== undefined ? { publicKey, privateKey } : undefined,
    serviceAccount:
      clientId !== undefined && clientSecret !== undefined ? { clientId, clientSecret } : undefined,
    authHeader: authHeader(text(env, HEADER)),
  };
}

function baseUrlOf(env: Environment, base: string): string {
  const wrong = (what: string) =>
    new SettingsError(
      `MONGODB_ATLAS_BASE_URL ${what}; set it to an origin such as https://cloud.mongodb.com.`,
    );
  // Not shown: it may hold credentials, in a form that only a person can tell.
  if (!URL.canParse(base)) throw wrong('is no URL');
  const url = new URL(base);
  if (url.username !== '' || url.password !== '')
    throw wrong('carries credentials, which belong into their own variables');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong(`has the scheme ${url.protocol}`);
  if (url.search !== '' || url.hash !== '') throw wrong('has a query or fragment');
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !loopback && !flag(env, 'CONFORMANCE_ALLOW_HTTP')) {
    throw new SettingsError(
      `MONGODB_ATLAS_BASE_URL is plain http to ${url.hostname}; use https, or set CONFORMANCE_ALLOW_HTTP=1 to send digests in the clear.`,
    );
  }
  const prefix = url.pathname.replace(/\/+$/, '').replace(/\/api\/atlas(\/v[\d.]+)?$/, '');
  return `${url.origin}${prefix}`;
}

/** `Name: value`, or a bare value for Authorization. */
function authHeader(given: string | undefined): TargetSettings['authHeader'] {
  if (given === undefined) return undefined;
  const [, name = 'Authorization', value = given] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.+)$/.exec(given) ?? [];
  if (/[\r\n\0]/.test(value))
    throw new SettingsError(`${HEADER} has a line break; set it to one header line.`);
  return { name, value };
}

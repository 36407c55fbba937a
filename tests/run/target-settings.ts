/** The target that the environment names, and the credentials for it, each checked for what people get wrong. */
import type { Contract, PathValues } from '../contract/contract.ts';
import { withoutFinalSlashes } from '../http/path.ts';
import type { AuthMode } from '../probes/answers.ts';
import {
  type Environment,
  isMongoDbName,
  KNOWN_SETTINGS,
  listed,
  ownNameOf,
  PATH_PREFIX,
  type SettingName,
} from './known-settings.ts';
import { neededPathSettings, readPathValues } from './path-settings.ts';
import { SettingsError } from './settings-error.ts';

export interface TargetSettings {
  /** Origin and path prefix, without `/api/atlas…` and without a final slash. */
  readonly baseUrl: string;
  /** Empty where the path has no project. */
  readonly projectId: string;
  /** Of all parameters in the path. */
  readonly pathValues: PathValues;
  readonly keys: { readonly publicKey: string; readonly privateKey: string } | undefined;
  readonly serviceAccount: { readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly authHeader: { readonly name: string; readonly value: string } | undefined;
}

const BASE_URL = 'MONGODB_ATLAS_BASE_URL';
const PUBLIC = 'MONGODB_ATLAS_PUBLIC_API_KEY';
const PRIVATE = 'MONGODB_ATLAS_PRIVATE_API_KEY';
const CLIENT_ID = 'MONGODB_ATLAS_CLIENT_ID';
const CLIENT_SECRET = 'MONGODB_ATLAS_CLIENT_SECRET';
const PROJECT = 'MONGODB_ATLAS_PROJECT_ID';
const HEADER = 'CONFORMANCE_AUTH_HEADER';

/** What accepted requests need, beside the project. */
export const NEEDED = {
  digest: [PUBLIC, PRIVATE],
  'service-account': [CLIENT_ID, CLIENT_SECRET],
  header: [HEADER],
  none: [],
} as const satisfies Record<AuthMode, readonly SettingName[]>;

/** How accepted requests are made where nobody says so. Throws SettingsError. */
export function authModeOf(env: Environment): AuthMode {
  const [keys, account] = [NEEDED.digest, NEEDED['service-account']].map((names) =>
    names.some((name) => read(env, name) !== undefined),
  );
  if (keys && account) {
    // A question that only the user can answer.
    throw new SettingsError(
      `Both API keys (${PUBLIC}) and a service account (${CLIENT_ID}) are set; choose with CONFORMANCE_AUTH=digest or CONFORMANCE_AUTH=service-account.`,
    );
  }
  return account ? 'service-account' : 'digest';
}

/** Undefined: no target is named. Throws SettingsError. */
export function readTarget(
  env: Environment,
  { auth, allowHttp, contract }: { auth: AuthMode; allowHttp: boolean; contract: Contract },
): TargetSettings | undefined {
  const base = read(env, BASE_URL);
  if (base === undefined) {
    checkNothingLeft(env);
    return undefined;
  }
  const baseUrl = baseUrlOf(base, allowHttp);
  const inPath = neededPathSettings(contract);
  const missing = [
    ...NEEDED[auth].filter((name) => read(env, name) === undefined),
    ...inPath.filter((name) => env[name]?.trim() === undefined),
  ];
  if (missing.length > 0) {
    const them = missing.length > 1 ? 'them' : 'it';
    throw new SettingsError(
      `${BASE_URL} is set, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not; set ${them}, or unset ${BASE_URL} to judge the reference server.`,
    );
  }
  const projectId = inPath.includes(PROJECT) ? projectOf(env) : '';
  return { baseUrl, projectId, pathValues: readPathValues(env, contract), ...credentialsOf(env) };
}

/** Settings that only make sense for a target, without one, are a half-set target. */
function checkNothingLeft(env: Environment): void {
  const left = Object.keys(env).filter(
    (name) =>
      env[name] !== undefined && (isMongoDbName(name) || name === HEADER || name.startsWith(PATH_PREFIX)),
  );
  if (left.length === 0) return;
  const [foreign] = left.filter((name) => ownNameOf(name) !== undefined);
  const hint =
    foreign === undefined
      ? ''
      : ` ${foreign} is a name of MongoDB's other tools; here it is ${ownNameOf(foreign)}.`;
  throw new SettingsError(
    `${listed(left)} ${left.length > 1 ? 'are' : 'is'} set, but ${BASE_URL} is not; set it to the target's origin, or unset the ${left.length > 1 ? 'others' : 'other'} to judge the reference server.${hint}`,
  );
}

/** The value of a setting, by its usual name or the other one by which it is read. */
function read(env: Environment, name: SettingName): string | undefined {
  const value = env[name]?.trim();
  const setting = KNOWN_SETTINGS[name];
  if (!('alias' in setting)) return value;
  const other = env[setting.alias]?.trim();
  if (value !== undefined && other !== undefined && value !== other) {
    throw new SettingsError(`${name} and ${setting.alias} are both set, and differ; unset one of them.`);
  }
  return value ?? other;
}

/** The name by which the user has set it: what a sentence has to say to be understood. */
function givenName(env: Environment, name: SettingName): string {
  const setting = KNOWN_SETTINGS[name];
  return 'alias' in setting && env[name] === undefined && env[setting.alias] !== undefined
    ? setting.alias
    : name;
}

function credentialsOf(env: Environment): Pick<TargetSettings, 'keys' | 'serviceAccount' | 'authHeader'> {
  const [publicKey, privateKey] = [credential(env, PUBLIC), credential(env, PRIVATE)];
  const [clientId, clientSecret] = [credential(env, CLIENT_ID), credential(env, CLIENT_SECRET)];
  return {
    keys: publicKey !== undefined && privateKey !== undefined ? keys(env, publicKey, privateKey) : undefined,
    serviceAccount:
      clientId !== undefined && clientSecret !== undefined ? account(clientId, clientSecret) : undefined,
    authHeader: authHeader(read(env, HEADER)),
  };
}

/** What no field of HTTP can carry, as Node.js judges it (RFC 9110, 5.5). */
const NOT_IN_A_FIELD = /[^\t\x20-\x7e\x80-\xff]/u;
const QUOTES = '"\'`\u2018\u2019\u201c\u201d';

function credential(env: Environment, name: SettingName): string | undefined {
  const value = read(env, name);
  if (value === undefined) return undefined;
  const given = givenName(env, name);
  if (isQuoted(value)) throw new SettingsError(`${given} stands in quotes; set it without them.`);
  checkFieldCharacters(given, value);
  return value;
}

function isQuoted(value: string): boolean {
  return QUOTES.includes(value.charAt(0)) || QUOTES.includes(value.charAt(value.length - 1));
}

function checkFieldCharacters(name: string, value: string): void {
  const [character] = NOT_IN_A_FIELD.exec(value) ?? [];
  if (character === undefined) return;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new SettingsError(
    `${name} holds the character U+${code}, which no request can carry; copy it again.`,
  );
}

const ACCOUNT_ID = /^mdb_sa_id_/;
const ACCOUNT_SECRET = /^mdb_sa_sk_/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function keys(env: Environment, publicKey: string, privateKey: string): TargetSettings['keys'] {
  const [publicName, privateName] = [givenName(env, PUBLIC), givenName(env, PRIVATE)];
  const account = (
    [
      [publicName, publicKey],
      [privateName, privateKey],
    ] as const
  ).flatMap(([name, value]) => {
    if (ACCOUNT_ID.test(value)) return [`${name} holds the id of a service account`];
    return ACCOUNT_SECRET.test(value) ? [`${name} holds the secret of a service account`] : [];
  });
  if (account.length > 0) {
    throw new SettingsError(
      `${listed(account)}; set ${CLIENT_ID} and ${CLIENT_SECRET} instead, with ATLAS_API_VERSION to a versioned API.`,
    );
  }
  if (UUID.test(publicKey) && /^[a-z]{8}$/.test(privateKey)) {
    throw new SettingsError(`${publicName} holds a private key, and ${privateName} a public one; swap them.`);
  }
  return { publicKey, privateKey };
}

function account(clientId: string, clientSecret: string): TargetSettings['serviceAccount'] {
  if (ACCOUNT_SECRET.test(clientId) || ACCOUNT_ID.test(clientSecret)) {
    throw new SettingsError(
      `${CLIENT_ID} begins with mdb_sa_id_, ${CLIENT_SECRET} with mdb_sa_sk_; swap them.`,
    );
  }
  return { clientId, clientSecret };
}

/** `Name: value`, or a bare value for Authorization. */
function authHeader(given: string | undefined): TargetSettings['authHeader'] {
  if (given === undefined) return undefined;
  // A quote may well end it, as in a digest.
  if (isQuoted(given.charAt(0))) throw new SettingsError(`${HEADER} stands in quotes; set it without them.`);
  checkFieldCharacters(HEADER, given);
  const [, name = 'Authorization', rest = given] = /^([!#$%&'*+.^_`|~\w-]+):(.*)$/.exec(given) ?? [];
  const value = rest.trimStart();
  if (value === '') throw new SettingsError(`${HEADER} has a name and no value; set it to "Name: value".`);
  return { name, value };
}

/** The value is not shown: it may be a secret that was given to the wrong name. */
function projectOf(env: Environment): string {
  const id = read(env, PROJECT) ?? '';
  if (/^[0-9a-f]{24}$/.test(id)) return id;
  const digits = "the project's 24 hexadecimal digits";
  if (/^[0-9a-f]{24}$/i.test(id)) {
    throw new SettingsError(`${PROJECT} is in upper case; write ${digits} in lower case.`);
  }
  if (isQuoted(id)) throw new SettingsError(`${PROJECT} stands in quotes; set it to ${digits} alone.`);
  if (/[:/]/.test(id)) throw new SettingsError(`${PROJECT} is an address; set it to ${digits} alone.`);
  throw new SettingsError(
    `${PROJECT} ${id.length === 24 ? 'has a character that is no hexadecimal digit' : `has ${id.length} characters`}; set it to ${digits}.`,
  );
}

/** The value is not shown: it may hold credentials, in a form that only a person can tell. */
function baseUrlOf(base: string, allowHttp: boolean): string {
  const origin = 'set it to an origin such as https://cloud.mongodb.com';
  const wrong = (what: string, remedy = origin) => new SettingsError(`${BASE_URL} ${what}; ${remedy}.`);
  if (isQuoted(base)) throw wrong('stands in quotes', 'set it without them');
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(base) ?? [];
  if (scheme === undefined) {
    throw wrong(
      'does not begin with https://',
      'put that, or http:// for a mock on this machine, before the host',
    );
  }
  if (!/^https?$/i.test(scheme)) throw wrong(`has the scheme ${scheme}:`);
  // `new URL` would mend what nobody meant: blanks, and slashes of the other kind.
  if (/[\s\\]/.test(base) || !URL.canParse(base)) throw wrong('is no URL');
  const url = new URL(base);
  if (url.username !== '' || url.password !== '')
    throw wrong('carries credentials, which belong into their own variables');
  if (url.search !== '' || url.hash !== '') throw wrong('has a query or fragment');
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
    throw wrong(
      `is plain http to ${url.hostname}`,
      'use https, or set CONFORMANCE_ALLOW_HTTP=1 to send requests in the clear',
    );
  }
  const prefix = withoutFinalSlashes(url.pathname).replace(/\/api\/atlas(\/v[\d.]+)?$/, '');
  if (/\/groups(\/|$)/.test(prefix) || /\/[0-9a-f]{24}(\/|$)/i.test(prefix)) {
    throw wrong('is more than the origin: it names a project', `cut it off before /api/atlas, or ${origin}`);
  }
  if (prefix.includes('/api/atlas')) {
    throw wrong('has /api/atlas before its end', 'cut it off before that');
  }
  return `${url.origin}${prefix}`;
}

/** Whether a host name is this machine's own: nothing that only begins like one is (RFC 5735, 3; RFC 4291, 2.5.3). */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** What a run is told by its environment, checked before anything is sent. */
import type { ApiVersion, Contract } from '../contract/contract.ts';
import { type ListContract, openContract, shippedContract } from '../contract/list-contract.ts';
import { show } from '../json/json.ts';
import { AUTH_MODES, type AuthMode } from '../probes/answers.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import {
  checkNames,
  checkNotEmpty,
  type Environment,
  KNOWN_SETTINGS,
  SECRET_VARIABLES,
  type SettingName,
} from './known-settings.ts';
import { checkPathSettings } from './path-settings.ts';
import { SettingsError } from './settings-error.ts';
import { authModeOf, readTarget, type TargetSettings } from './target-settings.ts';

export interface Settings {
  /** Undefined: the built-in reference server. */
  readonly target: TargetSettings | undefined;
  /** The list that is judged, in all its versions. */
  readonly list: ListContract;
  /** In the version that is judged. */
  readonly contract: Contract;
  readonly auth: AuthMode;
  readonly strict: boolean;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly bodyCapBytes: number;
  readonly concurrency: number;
  readonly reportsDir: string;
}

/** Throws SettingsError. */
export function readSettings(env: Environment): Settings {
  checkNames(env);
  checkNotEmpty(env);
  const list = readList(env);
  const contract = list.of(choice(env, 'ATLAS_API_VERSION', list.versions, list.defaultVersion));
  checkPathSettings(env, contract);
  const auth =
    env.CONFORMANCE_AUTH === undefined
      ? authModeOf(env)
      : choice(env, 'CONFORMANCE_AUTH', AUTH_MODES, 'digest');
  if (auth === 'service-account' && !contract.takesAccessTokens) {
    const others = list.versions.filter((version) => list.of(version).takesAccessTokens).reverse();
    const remedy = others.length > 0 ? `set ATLAS_API_VERSION to ${others.join(' or ')}, or ` : '';
    throw new SettingsError(
      `Service accounts do not work with API version ${contract.version}; ${remedy}use API keys.`,
    );
  }
  return {
    list,
    contract,
    auth,
    target: readTarget(env, { auth, allowHttp: flag(env, 'CONFORMANCE_ALLOW_HTTP'), contract }),
    ...reportSettings(env),
    timeoutMs: whole(env, 'CONFORMANCE_TIMEOUT_MS', 'milliseconds'),
    deadlineMs: whole(env, 'CONFORMANCE_DEADLINE_MS', 'milliseconds'),
    bodyCapBytes: whole(env, 'CONFORMANCE_MAX_BODY_BYTES', 'bytes'),
    concurrency: whole(env, 'CONFORMANCE_CONCURRENCY', 'requests at a time'),
  };
}

/** The versions of a contract that are meant: the one that is set, or all. Throws SettingsError. */
export function versionsOf({ versions }: ListContract, env: Environment): readonly ApiVersion[] {
  checkNames(env);
  checkNotEmpty(env, ['ATLAS_API_VERSION']);
  return versions.filter((version) => version === choice(env, 'ATLAS_API_VERSION', versions, version));
}

/** The list that the environment names, else the one that the project ships. Throws ContractError. */
export function readList(env: Environment): ListContract {
  const file = env.CONFORMANCE_CONTRACT?.trim();
  return file === undefined ? shippedContract() : openContract(file);
}

/** What a command needs that judges no target. Throws SettingsError. */
export function readReportSettings(env: Environment): Pick<Settings, 'strict' | 'reportsDir'> {
  checkNames(env);
  checkNotEmpty(env, ['CONFORMANCE_STRICT', 'CONFORMANCE_REPORTS_DIR']);
  return reportSettings(env);
}

function reportSettings(env: Environment): Pick<Settings, 'strict' | 'reportsDir'> {
  return {
    strict: flag(env, 'CONFORMANCE_STRICT'),
    reportsDir: env.CONFORMANCE_REPORTS_DIR?.trim() ?? KNOWN_SETTINGS.CONFORMANCE_REPORTS_DIR.usual,
  };
}

/** The value as a sentence may show it. A secret may have been given to the wrong name. */
function shown(env: Environment, value: string): string {
  const isSecret = SECRET_VARIABLES.some(([, secret]) => {
    const hidden = env[secret]?.trim();
    return hidden !== undefined && hidden !== '' && value.includes(hidden);
  });
  return isSecret ? 'a secret of another setting' : show(visibleLine(value), 40);
}

function choice<const T extends string>(env: Environment, name: string, values: readonly T[], usual: T): T {
  const given = env[name]?.trim();
  if (given === undefined) return usual;
  const found = values.find((value) => value === given);
  if (found === undefined)
    throw new SettingsError(`${name} is ${shown(env, given)}; set it to one of ${values.join(', ')}.`);
  return found;
}

function flag(env: Environment, name: string): boolean {
  const given = env[name]?.trim();
  if (given === undefined || given === '0' || given === 'false') return false;
  if (given === '1' || given === 'true') return true;
  throw new SettingsError(`${name} is ${shown(env, given)}; set it to 1 or 0.`);
}

/** The settings whose usual value is a number. */
type Numeric = {
  [Name in SettingName]: (typeof KNOWN_SETTINGS)[Name] extends { usual: number } ? Name : never;
}[SettingName];

function whole(env: Environment, name: Numeric, unit: string): number {
  const given = env[name]?.trim();
  if (given === undefined) return KNOWN_SETTINGS[name].usual;
  if (!/^[1-9]\d{0,8}$/.test(given)) {
    throw new SettingsError(
      `${name} is ${shown(env, given)}; set it to a whole number of ${unit}, from 1 to 999999999.`,
    );
  }
  return Number(given);
}

/** The values of the parameters in the contract's path, as the environment gives them. */
import type { Contract, PathParameter, PathValues } from '../contract/contract.ts';
import { regularExpression } from '../contract/patterns.ts';
import { type Environment, listed, PATH_PREFIX } from './known-settings.ts';
import { SettingsError } from './settings-error.ts';

/** MongoDB's own names for what stands in the path of many lists. */
const NAMES: Readonly<Record<string, string>> = {
  groupId: 'MONGODB_ATLAS_PROJECT_ID',
  orgId: 'MONGODB_ATLAS_ORG_ID',
};

/** The variable that gives a path parameter its value. */
function pathSetting(parameter: string): string {
  return NAMES[parameter] ?? `${PATH_PREFIX}${parameter}`;
}

/** The variables that a target of this contract needs. */
export function neededPathSettings({ pathParameters }: Contract): readonly string[] {
  return pathParameters.map(({ name }) => pathSetting(name));
}

/** Refuses names of parameters that the path has not. Throws SettingsError. */
export function checkPathSettings(env: Environment, contract: Contract): void {
  const known = neededPathSettings(contract);
  const given = Object.keys(env).filter((name) => env[name] !== undefined && name.startsWith(PATH_PREFIX));
  const [unknown] = given.filter((name) => !known.includes(name));
  if (unknown === undefined) return;
  const own = known.filter((name) => name.startsWith(PATH_PREFIX));
  throw new SettingsError(
    `${unknown} is set, and the path of ${contract.file} has no such parameter; ${own.length > 0 ? `it takes ${listed(own)}` : 'unset it'}.`,
  );
}

/** The values, each against its pattern. Throws SettingsError. */
export function readPathValues(env: Environment, { pathParameters }: Contract): PathValues {
  return Object.fromEntries(
    pathParameters.map((parameter) => [parameter.name, settingValue(env, parameter)]),
  );
}

/** The value is not shown: it may be a secret that was given to the wrong name. */
function settingValue(env: Environment, { name, title, pattern }: PathParameter): string {
  const setting = pathSetting(name);
  const value = env[setting]?.trim() ?? '';
  if (value === '') throw new SettingsError(`${setting} is set but empty; set it to the ${title}.`);
  if (pattern !== undefined && !regularExpression(pattern).test(value)) {
    throw new SettingsError(
      `${setting} is not what the contract says of it; set it to text of the pattern ${pattern}.`,
    );
  }
  return value;
}

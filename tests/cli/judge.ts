/**
 * A run from the environment to the exit code: settings and contract, the conversation, the reports, what is
 * printed. Every door opens this: `npm test` through vitest, and the commands without it.
 */
import { shippedContract } from '../contract/list-contract.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { prepareReportsDirectory } from '../reporting/reports-directory.ts';
import { RULES } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { runConformance } from '../run/conformance.ts';
import { environment } from '../run/environment.ts';
import { isStated } from '../run/judge.ts';
import type { Environment } from '../run/known-settings.ts';
import { type ExitCode, exitCodeOf } from '../run/outcome.ts';
import { reportsDirectory } from '../run/report-files.js';
import type { Target, TargetResult } from '../run/result.ts';
import { readSettings } from '../run/settings.ts';
import { SUITE } from '../run/suite.ts';
import { errorWithoutSecrets } from './error-without-secrets.ts';
import { announce } from './progress.ts';
import { changesSince, takePrevious, tell } from './run-reports.ts';
import { print } from './terminal-output.ts';
import { checkWaivers, newWaiversFile, waiversIn, writeInitialWaivers } from './waivers.ts';

export interface OpenRun {
  /** All that the contract of this version states. */
  readonly rules: readonly Rule[];
  /** Judges the target by these rules; `filter` chose them, where they are a part. Rejects as openRun throws. */
  readonly judge: (rules: readonly Rule[], filter?: string) => Promise<JudgedRun>;
}

export interface RunOptions {
  /** Writes a file of waivers for what fails, to be filled in. */
  readonly initWaivers?: boolean;
  /** By which waivers may name the target. */
  readonly targetName?: string;
}

export interface JudgedRun {
  readonly exitCode: ExitCode;
  readonly result: TargetResult;
}

/**
 * Checks all that can be wrong before anything is sent. From here on nothing is left of an earlier run. Throws
 * SettingsError, ContractError and WaiversError.
 */
export function openRun(directory: string, env: Environment, options: RunOptions = {}): OpenRun {
  try {
    return checkedRun(directory, env, options);
  } catch (error) {
    throw errorWithoutSecrets(error);
  }
}

function checkedRun(
  directory: string,
  env: Environment,
  { initWaivers = false, targetName }: RunOptions,
): OpenRun {
  const previous = takePrevious(reportsDirectory(directory, env));
  const variables = environment(directory, env);
  const settings = readSettings(variables);
  const initial = initWaivers ? newWaiversFile(directory, variables) : undefined;
  const waivers = initial ? [] : waiversIn(directory, variables);
  const contract = shippedContract().of(settings.apiVersion);
  const rules = RULES.filter((rule) => isStated(rule, contract));
  prepareReportsDirectory(settings.reportsDir);
  const judge: OpenRun['judge'] = async (chosen, filter) => {
    await checkWaivers(waivers);
    const report = await runConformance(settings, contract, chosen, {
      onStart: (target) => print(`\n${heading(target)}\n`),
      onProgress: announce(),
      waivers,
      targetName,
      ...(filter !== undefined && {
        selection: { rules: chosen.length, of: rules.length, filter: visibleLine(filter) },
      }),
    });
    tell(report, settings.reportsDir, changesSince(report, previous));
    if (initial) writeInitialWaivers(initial, report.result);
    return { exitCode: exitCodeOf(report.result), result: report.result };
  };
  return {
    rules,
    judge: (chosen, filter) =>
      judge(chosen, filter).catch((error: unknown) => {
        throw errorWithoutSecrets(error);
      }),
  };
}

function heading({ reference, baseUrl, apiVersion, proxy }: Target): string {
  const name = reference ? `the built-in reference server (${baseUrl})` : baseUrl;
  const way = proxy === undefined ? '' : `, through the proxy ${proxy}`;
  return `${SUITE.name} ${SUITE.version}: ${name}, API ${apiVersion}${way}`;
}

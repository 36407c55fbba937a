/**
 * A run from the environment to the exit code: settings and contract, the conversation, the reports, what is
 * printed. Every door opens this: `npm test` through vitest, and the commands without it.
 */
import { visibleLine } from '../redaction/control-characters.ts';
import type { Comparison } from '../reporting/compare.ts';
import { prepareReportsDirectory } from '../reporting/reports-directory.ts';
import type { ResultFile } from '../reporting/result-file.ts';
import { rulesOf } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { type RunOptions as ConformanceOptions, runConformance } from '../run/conformance.ts';
import { environment } from '../run/environment.ts';
import type { Environment } from '../run/known-settings.ts';
import { type ExitCode, exitCodeOf } from '../run/outcome.ts';
import { reportsDirectory } from '../run/report-files.js';
import type { Report, Target, TargetResult } from '../run/result.ts';
import { readSettings, type Settings } from '../run/settings.ts';
import { SettingsError } from '../run/settings-error.ts';
import { SUITE } from '../run/suite.ts';
import type { Waiver } from '../run/waivers.ts';
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

export interface JudgedRun {
  readonly exitCode: ExitCode;
  readonly result: TargetResult;
}

export interface RunOptions {
  /** Who may be judged; by default the target, or where none is set the reference server. */
  readonly subject?: 'target' | 'reference';
  /** Prints the result file alone. */
  readonly asJson?: boolean;
  /** Writes a file of waivers for what fails, to be filled in. */
  readonly initWaivers?: boolean;
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
  { subject, asJson = false, initWaivers = false }: RunOptions,
): OpenRun {
  const previous = takePrevious(reportsDirectory(directory, env));
  const variables = environment(directory, env, subject ? 'ours or not' : 'ours');
  const settings = readSettings(variables);
  if (subject !== undefined) checkSubject(subject, settings);
  const initial = initWaivers ? newWaiversFile(directory, variables) : undefined;
  const waivers = initial ? [] : waiversIn(directory, variables, settings.list);
  prepareReportsDirectory(settings.reportsDir);
  const run = preparedRun(settings, previous, waivers);
  return {
    rules: run.rules,
    judge: async (chosen, filter) => {
      try {
        const { report, changes } = await run.judge(chosen, {
          filter,
          onProgress: announce(),
          ...(!asJson && { onStart: (target) => print(`\n${heading(target)}\n`) }),
        });
        tell(report, settings.reportsDir, changes, asJson);
        if (initial) writeInitialWaivers(initial, report.result);
        return { exitCode: exitCodeOf(report.result), result: report.result };
      } catch (error) {
        throw errorWithoutSecrets(error);
      }
    },
  };
}

export interface PreparedRun {
  /** All that the contract of this version states. */
  readonly rules: readonly Rule[];
  /** `filter`: what chose the rules, where they are a part. */
  readonly judge: (
    rules: readonly Rule[],
    options: Pick<ConformanceOptions, 'onStart' | 'onProgress'> & { readonly filter?: string | undefined },
  ) => Promise<ReportedRun>;
}

export interface ReportedRun {
  readonly report: Report<TargetResult>;
  /** Since the run before, where there was one. */
  readonly changes: Comparison | undefined;
}

/**
 * A run by settings that are right, which writes and prints nothing. `previous`: the result of the one before;
 * `targetName`: by which waivers may name the target.
 */
export function preparedRun(
  settings: Settings,
  previous: ResultFile | undefined,
  waivers: readonly Waiver[],
  targetName?: string,
): PreparedRun {
  const { contract } = settings;
  const rules = rulesOf(contract);
  return {
    rules,
    judge: async (chosen, { filter, ...options }) => {
      await checkWaivers(waivers);
      const report = await runConformance(settings, contract, chosen, {
        ...options,
        waivers,
        targetName,
        ...(filter !== undefined && {
          selection: { rules: chosen.length, of: rules.length, filter: visibleLine(filter) },
        }),
      });
      return { report, changes: changesSince(report, previous) };
    },
  };
}

/** Throws SettingsError. */
export function checkSubject(subject: NonNullable<RunOptions['subject']>, { target }: Settings): void {
  if (subject === 'target' && target === undefined) {
    throw new SettingsError(
      'No target is set; set MONGODB_ATLAS_BASE_URL, MONGODB_ATLAS_PROJECT_ID and credentials, or judge the built-in reference server with --reference.',
    );
  }
  if (subject === 'reference' && target !== undefined) {
    throw new SettingsError(
      '--reference judges the built-in reference server, and MONGODB_ATLAS_BASE_URL names another target; leave out one of them.',
    );
  }
}

function heading({ reference, baseUrl, apiVersion, proxy }: Target): string {
  const name = reference ? `the built-in reference server (${baseUrl})` : baseUrl;
  const way = proxy === undefined ? '' : `, through the proxy ${proxy}`;
  return `${SUITE.name} ${SUITE.version}: ${name}, API ${apiVersion}${way}`;
}

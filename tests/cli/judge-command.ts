/** `judge`: judges the target of the environment, in one version or in all, or many targets. */
import { join } from 'node:path';
import type { Rule } from '../rules/rule.ts';
import { topicOf } from '../rules/topics.ts';
import { environment } from '../run/environment.ts';
import type { Environment } from '../run/known-settings.ts';
import type { ExitCode } from '../run/outcome.ts';
import { removeQuietly, reportsDirectory } from '../run/report-files.js';
import { readList, readSettings } from '../run/settings.ts';
import { SettingsError } from '../run/settings-error.ts';
import { type NamedTarget, readTargets } from '../run/targets-file.ts';
import { OptionError, patternOf } from './arguments.ts';
import { checkSubject, openRun, type RunOptions } from './judge.ts';
import { judgeTargets, takeEarlier } from './judge-targets.ts';
import { COMMAND, type Surroundings, subcommand } from './subcommand.ts';
import { waiversIn } from './waivers.ts';

const HELP = `Judges the target that the environment names, and writes the reports.

  ${COMMAND} judge [options]

  --only <pattern>   only the rules whose topic, id or title match; such a run never ends with 0
  --targets <file>   judges many targets instead, one directory of reports each (below)
  --all-versions     judges every version of the API, one directory of reports each
  --reference        judges the built-in reference server
  --contract <file>  judges the list that this contract states (CONFORMANCE_CONTRACT; by default the export buckets)
  --waivers <file>   the file of waivers (CONFORMANCE_WAIVERS; by default waivers.yaml, if there is one)
  --init-waivers     writes that file for what fails now, to be filled in
  --json             prints the result file, and nothing else, on standard output
  --help             prints this

The file of --targets is a list in YAML. Credentials are names of environment variables:

  - name: staging                                # a-z, 0-9 and -
    baseUrl: https://staging.example
    projectId: 5f0c2a7b9e4d3c1b2a190807
    publicKey: STAGING_PUBLIC_KEY                # or clientId and clientSecret, or authHeader
    privateKey: STAGING_PRIVATE_KEY
    version: 2024-05-30                          # optional: ATLAS_API_VERSION of this target
    auth: digest                                 # optional: CONFORMANCE_AUTH of this target

Exit code, of many targets the worst (2, then 1, then 3):
  0  the target conforms; never where only a part was judged
  1  it does not
  2  settings, options, contract or the suite itself are wrong: nothing is said about the target
  3  incomplete: not all could be judged
`;

export const judge = subcommand({
  name: 'judge',
  help: HELP,
  options: {
    only: { type: 'string' },
    targets: { type: 'string' },
    'all-versions': { type: 'boolean', default: false },
    reference: { type: 'boolean', default: false },
    contract: { type: 'string' },
    waivers: { type: 'string' },
    'init-waivers': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  operands: [0, 0],
  run: (values, _operands, { directory, env: given }) => {
    const { only, targets, reference, json: asJson, 'init-waivers': initWaivers } = values;
    const surroundings = {
      directory,
      env: withOptions(given, {
        CONFORMANCE_CONTRACT: values.contract,
        CONFORMANCE_WAIVERS: values.waivers,
      }),
    };
    if (only !== undefined) patternOf('--only', only);
    if (targets !== undefined && (reference || values['all-versions'])) {
      throw new OptionError('--targets names all that is judged; leave out --reference and --all-versions.');
    }
    const subject = reference ? 'reference' : 'target';
    if (targets === undefined && !values['all-versions']) {
      return judgeOne(only, surroundings, { subject, asJson, initWaivers });
    }
    if (initWaivers)
      throw new OptionError('--init-waivers is for one target in one version; judge it alone.');
    return judgeMany(only, surroundings, asJson, (env) =>
      targets === undefined ? versionsOf(env, subject) : readTargets(surroundings.directory, targets, env),
    );
  },
});

/** What stands on the command line wins over the environment. */
function withOptions(env: Environment, options: Environment): Environment {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...env, ...Object.fromEntries(given) };
}

async function judgeOne(
  only: string | undefined,
  { directory, env }: Surroundings,
  options: RunOptions,
): Promise<ExitCode> {
  const run = openRun(directory, env, options);
  return (await run.judge(chosen(run.rules, only), only)).exitCode;
}

async function judgeMany(
  only: string | undefined,
  { directory, env }: Surroundings,
  asJson: boolean,
  targetsIn: (env: Environment) => readonly NamedTarget[],
): Promise<ExitCode> {
  const reportsDir = reportsDirectory(directory, env);
  const earlier = takeEarlier(reportsDir);
  try {
    const variables = environment(directory, env, 'ours or not');
    return await judgeTargets(targetsIn(variables), {
      reportsDir,
      asJson,
      choose: (rules) => chosen(rules, only),
      filter: only,
      waivers: waiversIn(directory, variables, readList(variables)),
    });
  } catch (error) {
    // What an earlier run left says nothing of this one.
    for (const name of earlier) removeQuietly(join(reportsDir, name));
    throw error;
  }
}

/** The target of the environment in each version, by its name. Throws SettingsError. */
function versionsOf(env: Environment, subject: 'target' | 'reference'): readonly NamedTarget[] {
  const settings = readSettings(env);
  checkSubject(subject, settings);
  const { list } = settings;
  return list.versions
    .filter((version) => settings.auth !== 'service-account' || list.of(version).takesAccessTokens)
    .map((version) => ({
      name: version,
      env: { ...env, ATLAS_API_VERSION: version },
      mistake: (sentence) => new SettingsError(sentence),
    }));
}

/** Throws OptionError where none is left. */
function chosen(rules: readonly Rule[], only: string | undefined): readonly Rule[] {
  if (only === undefined) return rules;
  const pattern = new RegExp(only);
  const left = rules.filter(({ id, title }) => pattern.test(`${topicOf(id)} ${id} ${title}`));
  if (left.length > 0) return left;
  throw new OptionError(
    `--only ${JSON.stringify(only)} leaves no rule; ${COMMAND} rules lists them. Nothing is said about the target.`,
  );
}

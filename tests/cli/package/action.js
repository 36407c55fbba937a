// @ts-check
/**
 * The step of `action.yml`: builds the command in the action's own checkout, judges from the working directory of the
 * job, and says what came of it. Ends with the exit code of the run.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Inputs, and the settings that they are. One that a workflow leaves empty is not set. */
const OPTIONAL = {
  INPUT_PROJECT_ID: 'MONGODB_ATLAS_PROJECT_ID',
  INPUT_API_VERSION: 'ATLAS_API_VERSION',
  INPUT_CONTRACT: 'CONFORMANCE_CONTRACT',
  INPUT_WAIVERS: 'CONFORMANCE_WAIVERS',
  INPUT_STRICT: 'CONFORMANCE_STRICT',
  INPUT_REPORTS_DIR: 'CONFORMANCE_REPORTS_DIR',
};

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

// Until the run says how it ends.
process.exitCode = 2;
const file = await built();
process.exitCode = judged(file, environment());

/** Resolves with the command's file. */
async function built() {
  const install = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const shell = process.platform === 'win32';
  execFileSync('npm', install, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], shell });
  const { bundle, COMMAND_FILE, COMMAND_FOLDER } = await import('./bundle.js');
  await bundle();
  return join(ROOT, COMMAND_FOLDER, COMMAND_FILE);
}

/** @returns {Record<string, string | undefined>} */
function environment() {
  const inputs = Object.entries(OPTIONAL).flatMap(([input, setting]) => {
    const value = process.env[input]?.trim();
    return value ? [[setting, value]] : [];
  });
  return {
    ...process.env,
    // Empty as well: nothing else may be judged instead.
    MONGODB_ATLAS_BASE_URL: process.env.INPUT_BASE_URL ?? '',
    ...Object.fromEntries(inputs),
  };
}

/**
 * Returns the exit code.
 *
 * @param {string} command
 * @param {Record<string, string | undefined>} env
 */
function judged(command, env) {
  const { status } = spawnSync(process.execPath, [command, 'judge'], { env, stdio: 'inherit' });
  const directory = env.CONFORMANCE_REPORTS_DIR ?? 'reports';
  const result = resultIn(directory);
  const must = result?.fidelity.all.MUST;
  say('outcome', result?.outcome ?? 'error');
  say('must-passed', must?.held ?? '');
  say('must-judged', must?.judged ?? '');
  say('report', result ? join(directory, 'index.html') : '');
  return status ?? 2;
}

/** @param {string} directory */
function resultIn(directory) {
  try {
    return JSON.parse(readFileSync(join(directory, 'conformance.json'), 'utf8'));
  } catch {
    // Nothing was judged, and why is said already.
    return undefined;
  }
}

/**
 * An output of the step.
 *
 * @param {string} name
 * @param {string | number} value
 */
function say(name, value) {
  if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`);
}

/** `npm run fidelity`: starts real mocks one after the other, judges each, and publishes what was found. */
import { writeFileSync } from 'node:fs';
import { announce } from '../cli/progress.ts';
import { print, printError } from '../cli/terminal-output.ts';
import { LEVELS } from '../rules/verdict.ts';
import { scoreText } from '../run/fidelity.ts';
import { sentence } from '../run/judge.ts';
import { versionOf } from './install.ts';
import { judgeMock, openMock, variablesFor } from './judge-mock.ts';
import { type JudgedMock, type MockResult, mockResult } from './mock-result.ts';
import { BOARD, publishedResult, publishResult } from './published.ts';
import { RECIPES, type Recipe } from './recipes.ts';

const HELP = `Judges mocks of the list of export buckets, one after the other, on loopback.

  npm run fidelity                       every mock; publishes into reports/fidelity/
  npm run fidelity -- prism-static       these mocks alone
  npm run fidelity -- --check [mock …]   publishes nothing; exit 1 when a verdict is not the published one
  npm run fidelity -- --start prism-static
                                         starts this mock alone, says how to judge it, and leaves it running

The mocks are installed when they are first needed, apart from the project's own packages. Java is needed
for two of them. What is published of a mock stays when it cannot be started; then the exit code is 2. Mocks: ${RECIPES.map(({ name }) => name).join(', ')}.
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    print(HELP);
    return 0;
  }
  const [check, start] = ['--check', '--start'].map((option) => args.includes(option));
  const names = args.filter((arg) => arg !== '--check' && arg !== '--start');
  const unknown = names.find((name) => !RECIPES.some((recipe) => recipe.name === name));
  if (unknown !== undefined) {
    printError(`There is no mock "${unknown}"; npm run fidelity -- --help names those that there are.`);
    return 2;
  }
  const chosen = RECIPES.filter(({ name }) => names.length === 0 || names.includes(name));
  if (start) {
    const [only] = chosen;
    if (only && chosen.length === 1) return run(only);
    printError('Name one mock to start: npm run fidelity -- --start prism-static');
    return 2;
  }
  const differences: string[] = [];
  const notJudged: string[] = [];
  for (const recipe of chosen) {
    const result = await judged(recipe);
    if ('unavailable' in result) notJudged.push(check ? result.unavailable : kept(result));
    else if (check) differences.push(...differencesOf(result));
    else publishResult(result);
  }
  if (!check) publishBoard();
  for (const sentence of [...differences, ...notJudged]) printError(sentence);
  if (notJudged.length > 0) return 2;
  return differences.length > 0 ? 1 : 0;
}

/** What is known of a mock is not given up for a port that is taken: only where nothing is, that is published. */
function kept(result: Extract<MockResult, { readonly unavailable: string }>): string {
  const published = publishedResult(result.mock.name);
  if (published && !('unavailable' in published)) {
    return `${sentence(result.unavailable)} What is published of ${result.mock.title} stays as it is.`;
  }
  publishResult(result);
  return result.unavailable;
}

/** Leaves the mock running until it is interrupted: startMock ends it with this process. */
async function run(recipe: Recipe): Promise<number> {
  const mock = await openMock(recipe);
  if ('unavailable' in mock) {
    printError(mock.unavailable);
    return 2;
  }
  const variables = Object.entries(variablesFor(recipe, mock.baseUrl));
  print(`${recipe.title} ${versionOf(recipe)} at ${mock.baseUrl}. ${recipe.setup}`);
  for (const { why } of recipe.changes) print(why);
  print(`\nJudge it from another terminal; stop it with Ctrl-C.\n`);
  print(`${variables.map(([name, value]) => `${name}='${value}'`).join(' ')} npm test`);
  return new Promise(() => {});
}

async function judged(recipe: Recipe): Promise<MockResult> {
  const result = mockResult(recipe, await judgeMock(recipe, announce()), 'v1.0');
  const { title, version } = result.mock;
  print(`\n${title} ${version}`);
  if ('unavailable' in result) print(`  ${result.unavailable}`);
  else {
    for (const level of LEVELS) print(`  ${level.padEnd(6)}  ${scoreText(result.fidelity.all[level])}`);
    for (const { says, rules } of result.causes) print(`  - ${says} ${rules.join(', ')}`);
  }
  return result;
}

/** The pages, from all that is published. */
function publishBoard(): void {
  const results = RECIPES.flatMap(({ name }) => publishedResult(name) ?? []);
  for (const [file, text] of Object.entries(BOARD)) writeFileSync(file, text(results));
  print(`\nPublished: ${Object.keys(BOARD).join(', ')}`);
}

/** Verdicts that are not the published ones, each as a sentence. */
function differencesOf(result: JudgedMock): readonly string[] {
  const { name, title, nondeterministic } = result.mock;
  const published = publishedResult(name);
  if (!published) return [`${title}: nothing is published; run npm run fidelity -- ${name}`];
  const before = new Map('unavailable' in published ? [] : published.rules.map((rule) => [rule.id, rule]));
  return result.rules.flatMap(({ id, verdict, message }) => {
    const was = before.get(id)?.verdict ?? 'not published';
    return was === verdict || nondeterministic.includes(id)
      ? []
      : [`${title}: ${id} is ${verdict}, published is ${was}. ${message}`];
  });
}

process.exitCode = await main(process.argv.slice(2));

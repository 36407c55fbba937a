/** `npm run clients`: judges published clients one after the other, and publishes what was found. */
import { readFileSync, writeFileSync } from 'node:fs';
import { clientsPage } from '../clients/published/clients-page.tsx';
import { clientsTable } from '../clients/published/clients-table.ts';
import { findClient } from '../clients/published/install.ts';
import { judgePublished } from '../clients/published/judge-published.ts';
import {
  isJudged,
  judgedClient,
  PAGE,
  type PublishedClient,
  publishClient,
  publishedClient,
  publishedClients,
  README,
  unavailableClient,
} from '../clients/published/published-client.ts';
import { withTable } from '../clients/published/readme-table.ts';
import { CLIENTS, type ClientRecipe } from '../clients/published/recipes.ts';
import { LEVELS } from '../rules/verdict.ts';
import { scoreText } from '../run/fidelity.ts';

const HELP = `Judges published clients of the Atlas Administration API, one after the other, on loopback.

  npm run clients                        every client; publishes into reports/clients/
  npm run clients -- digest-fetch        these clients alone
  npm run clients -- --check [client …]  publishes nothing; exit 1 when a verdict is not the published one

Those of npm are installed when they are first needed, apart from the project's own packages; the others are
judged where they are installed. Clients: ${CLIENTS.map(({ name }) => name).join(', ')}.
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const check = args.includes('--check');
  const names = args.filter((arg) => arg !== '--check');
  const unknown = names.find((name) => !CLIENTS.some((recipe) => recipe.name === name));
  if (unknown !== undefined) {
    console.error(`There is no client "${unknown}"; npm run clients -- --help names those that there are.`);
    return 2;
  }
  const differences: string[] = [];
  for (const recipe of CLIENTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const result = await judged(recipe);
    if (check) differences.push(...differencesOf(recipe, result));
    else publishClient(result);
  }
  if (!check) publishAll();
  for (const difference of differences) console.error(difference);
  return differences.length > 0 ? 1 : 0;
}

async function judged(recipe: ClientRecipe): Promise<PublishedClient> {
  const found = findClient(recipe);
  const result =
    'version' in found
      ? judgedClient(recipe, found.version, await judgePublished(recipe))
      : unavailableClient(recipe, found.unavailable);
  console.log(`\n${recipe.title} ${'version' in found ? found.version : ''}`);
  if (result.unavailable !== undefined) console.log(`  ${result.unavailable}`);
  if (isJudged(result)) {
    for (const level of LEVELS) console.log(`  ${level.padEnd(6)}  ${scoreText(result.fidelity.all[level])}`);
    for (const { says, rules } of result.causes) console.log(`  - ${says} ${rules.join(', ')}`);
  }
  return result;
}

/** Page and table, from all that is published. */
function publishAll(): void {
  const clients = publishedClients();
  writeFileSync(PAGE, clientsPage(clients));
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), clientsTable(clients)));
  console.log(`\nPublished: ${PAGE}, and the table of ${README}`);
}

/** Verdicts that are not the published ones, each as a sentence. */
function differencesOf({ name, title }: ClientRecipe, result: PublishedClient): readonly string[] {
  const published = publishedClient(name);
  if (!published) return [`${title}: nothing is published; run npm run clients -- ${name}`];
  if (!isJudged(result)) return [`${title}: ${result.unavailable}`];
  const before = new Map(isJudged(published) ? published.rules.map((rule) => [rule.id, rule]) : []);
  return result.rules.flatMap(({ id, verdict, message }) => {
    const was = before.get(id)?.verdict ?? 'not published';
    return was === verdict ? [] : [`${title}: ${id} is ${verdict}, published is ${was}. ${message}`];
  });
}

process.exitCode = await main(process.argv.slice(2));

/** What is published of clients is what was found, by the recipes, rules and scenarios that there are. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clientsPage } from '../clients/published/clients-page.tsx';
import { clientsTable } from '../clients/published/clients-table.ts';
import { pinnedVersion } from '../clients/published/install.ts';
import {
  isJudged,
  type PublishedClient,
  publishedClient,
  unavailableClient,
} from '../clients/published/published-client.ts';
import { withTable } from '../clients/published/readme-table.ts';
import { CLIENTS, type ClientRecipe } from '../clients/published/recipes.ts';
import { CLIENT_RULES } from '../clients/rules/index.ts';
import { SCENARIOS } from '../clients/scenarios/index.ts';

function published({ name }: ClientRecipe): PublishedClient {
  const result = publishedClient(name);
  if (!result) throw new Error(`nothing is published of ${name}; run npm run clients -- ${name}`);
  return result;
}

describe.each(CLIENTS.map((recipe) => [recipe.name, recipe] as const))(
  'what is published of %s',
  (_, recipe) => {
    test('is of the recipe as it is', () => {
      const { client } = published(recipe);
      const { title, used, credentials, apiVersion } = recipe;
      expect(client).toMatchObject({ title, used, credentials, apiVersion });
      if ('package' in recipe.from) {
        const version = pinnedVersion(recipe.from.package);
        expect(client).toMatchObject({ package: `${recipe.from.package}@${version}`, version });
      }
    });

    test('names the rules that there are, in their order, scenarios that there are, and no time', () => {
      const result = published(recipe);
      if (!isJudged(result)) throw new Error(result.unavailable);
      expect(result.rules.map(({ id, title }) => `${id} ${title}`)).toEqual(
        CLIENT_RULES.map(({ id, title }) => `${id} ${title}`),
      );
      const names = SCENARIOS.map(({ name }) => name);
      const strange = result.rules.flatMap(({ scenarios = [] }) =>
        scenarios.filter((one) => !names.includes(one)),
      );
      expect(strange).toEqual([]);
      expect(JSON.stringify(result)).not.toMatch(/127\.0\.0\.1:\d|\d\d:\d\d:\d\d|nonce="(?!<)/);
    });
  },
);

describe('a client that cannot be judged', () => {
  const [recipe] = CLIENTS;
  if (!recipe) throw new Error('there is no recipe');

  test('is a row that says so, and keeps its last result', () => {
    const result = unavailableClient(recipe, 'curl: it is not installed here|there.');
    expect(isJudged(result) && result.rules.length).toBe(CLIENT_RULES.length);
    expect(clientsTable([result])).toContain('it is not installed here&#124;there.');
    expect(clientsPage([result])).toContain('it is not installed here|there.');
  });

  test('is a row that says so where nothing is known of it', () => {
    const result = unavailableClient({ ...recipe, name: 'never-judged' }, 'It is not installed here.');
    expect(isJudged(result)).toBe(false);
    expect(clientsTable([result])).toContain('It is not installed here.');
    expect(clientsPage([result])).toContain('It is not installed here.');
  });
});

test('the table stands between its marks, and nothing else of the page changes', () => {
  const page = readFileSync('reports/clients/README.md', 'utf8');
  const changed = withTable(page, '| another |');
  expect(changed).toContain('| another |');
  expect(withTable(changed, '| x |').replace('| x |', '| another |')).toBe(changed);
  expect(() => withTable('no marks', '')).toThrow(RangeError);
});

/** What is published of mocks is what was found, by the recipes and rules that there are. */
import { describe, expect, test } from 'vitest';
import { versionOf } from '../mocks/install.ts';
import { matrixPage } from '../mocks/matrix.tsx';
import { type MockResult, mockResult } from '../mocks/mock-result.ts';
import { publishedResult } from '../mocks/published.ts';
import { RECIPES, type Recipe } from '../mocks/recipes.ts';
import { scoreboardPage } from '../mocks/scoreboard-page.ts';
import { readResultFile } from '../reporting/result-file.ts';
import { RULES } from '../rules/index.ts';

function published({ name }: Recipe): MockResult {
  const result = publishedResult(name);
  if (!result) throw new Error(`nothing is published of ${name}; run npm run fidelity -- ${name}`);
  return result;
}

describe('what is published', () => {
  test.for(RECIPES.map((recipe) => [recipe.name, recipe] as const))(
    '%s: the recipe as it is',
    ([, recipe]) => {
      const result = published(recipe);
      expect(result.mock).toEqual(mockResult(recipe, { unavailable: '' }, 'v1.0').mock);
      expect(result.mock.version).toBe(versionOf(recipe));
    },
  );

  test.for(RECIPES.map((recipe) => [recipe.name, recipe] as const))(
    '%s: rules that there are, in their order, and no time',
    ([name, recipe]) => {
      const result = published(recipe);
      if ('unavailable' in result) throw new Error(result.unavailable);
      const ids = result.rules.map(({ id }) => id);
      expect(ids).toEqual(RULES.map(({ id }) => id).filter((id) => ids.includes(id)));
      expect(ids.length).toBeGreaterThan(90);
      expect(JSON.stringify(result)).not.toMatch(/\d\d:\d\d:\d\d|nonce="(?!<)/);
      expect(readResultFile(`reports/fidelity/${name}.json`).rules.size).toBe(ids.length);
    },
  );

  test('the reference server conforms', () => {
    expect(publishedResult('reference')).toMatchObject({ outcome: 'conforms' });
  });
});

describe('a mock that cannot be judged', () => {
  const [recipe] = RECIPES;
  if (!recipe) throw new Error('no recipe');
  const result = mockResult(
    recipe,
    { unavailable: 'Prism: there is no program x|y here; install it.' },
    'v1.0',
  );

  test('is a row that says so', () => {
    expect(scoreboardPage([result])).toContain('there is no program x&#124;y here; install it.');
    expect(matrixPage([result])).toContain('there is no program x|y here; install it.');
  });
});

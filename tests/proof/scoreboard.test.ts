/** What is published of mocks is what was found, by the recipes and rules that there are. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { versionOf } from '../mocks/install.ts';
import { matrixPage } from '../mocks/matrix.tsx';
import { type MockResult, mockResult } from '../mocks/mock-result.ts';
import { publishedResult } from '../mocks/published.ts';
import { RECIPES, type Recipe } from '../mocks/recipes.ts';
import { scoreboardPage } from '../mocks/scoreboard-page.ts';
import { readResultFile } from '../reporting/result-file.ts';
import { RULES } from '../rules/index.ts';
import { PATIENCE_MS } from './patience.ts';

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

describe('a mock whose port is taken', () => {
  const directory = mkdtempSync(join(tmpdir(), 'scoreboard-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const [tsx, command] = ['tsx/cli', '../mocks/scoreboard.ts'].map((name) =>
    fileURLToPath(name.startsWith('.') ? new URL(name, import.meta.url) : import.meta.resolve(name)),
  );
  const judged = readFileSync('reports/fidelity/reference.json', 'utf8');
  const file = join(directory, 'reports', 'fidelity', 'reference.json');
  mkdirSync(join(directory, 'reports', 'fidelity'), { recursive: true });

  async function scoreboard(...args: readonly string[]) {
    const port = RECIPES.find(({ name }) => name === 'reference')?.port;
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      return await new Promise<{ code: number | null; said: string }>((done) => {
        // Elsewhere tsx would not know how the pages are written.
        const line = [tsx ?? '', '--tsconfig', resolve('tsconfig.json'), command ?? '', 'reference', ...args];
        const child = execFile(process.execPath, line, { cwd: directory }, (_error, _stdout, stderr) =>
          done({ code: child.exitCode, said: stderr }),
        );
      });
    } finally {
      other.close();
    }
  }

  test('keeps what is published of it, says so, and ends with 2', { timeout: PATIENCE_MS }, async () => {
    writeFileSync(file, judged);
    const { code, said } = await scoreboard();
    expect(said).toContain(
      'The reference server: port 4109 of 127.0.0.1 is taken; free it. What is published of The reference server stays as it is.',
    );
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(judged);
  });

  test('cannot be checked', { timeout: PATIENCE_MS }, async () => {
    writeFileSync(file, judged);
    expect((await scoreboard('--check')).code).toBe(2);
  });

  test('is published as such where nothing is known of it', { timeout: PATIENCE_MS }, async () => {
    rmSync(file, { force: true });
    expect((await scoreboard()).code).toBe(2);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      unavailable: 'The reference server: port 4109 of 127.0.0.1 is taken; free it.',
    });
  });
});

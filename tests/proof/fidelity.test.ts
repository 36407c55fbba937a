/** How mocks are started and ended, and what is said when one cannot be; shown on made-up mocks. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { member } from '../json/json.ts';
import { missingPackage, versionOf } from '../mocks/install.ts';
import { judgeMock } from '../mocks/judge-mock.ts';
import { type Command, PROJECT, RECIPES, type Recipe } from '../mocks/recipes.ts';
import { fedContract, startMock } from '../mocks/start.ts';

const PORT = 4199;

function made(line: Command['line']): Recipe {
  return {
    name: 'made-up',
    title: 'Made up',
    setup: 'Not at all.',
    changes: [],
    port: PORT,
    auth: { mode: 'none' },
    nondeterministic: [],
    command: () => ({ line }),
  };
}

const script = (text: string) => made([process.execPath, '-e', text]);
/** Does not answer itself but starts a process that does. */
const WITH_CHILD = `
  const { spawn } = require('node:child_process');
  const { createServer } = require('node:http');
  if (process.argv[1] !== 'child') {
    const child = spawn(process.execPath, ['-e', process.env.SCRIPT, 'child'], { stdio: 'inherit', env: process.env });
    setInterval(() => {}, 1000);
  } else {
    createServer((_, reply) => reply.end()).listen(${PORT}, '127.0.0.1');
  }
`;

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

async function unavailable(recipe: Recipe, limitMs?: number): Promise<string> {
  const mock = await startMock(recipe, limitMs);
  if ('unavailable' in mock) return mock.unavailable;
  close = mock.close;
  throw new Error('it was started');
}

describe('a mock that runs', () => {
  test('is ended with the processes that it started', async () => {
    const recipe: Recipe = {
      ...made([process.execPath, '-e', WITH_CHILD]),
      command: () => ({ line: [process.execPath, '-e', WITH_CHILD], env: { SCRIPT: WITH_CHILD } }),
    };
    const mock = await startMock(recipe);
    if ('unavailable' in mock) throw new Error(mock.unavailable);
    close = mock.close;
    expect((await fetch(mock.baseUrl)).status).toBe(200);
    await mock.close();
    await expect(fetch(mock.baseUrl)).rejects.toThrow();
  });

  test('sees nothing of the environment but where programs are', async () => {
    process.env.MONGODB_ATLAS_PRIVATE_API_KEY = 'a secret of the user';
    try {
      const mock = await startMock(
        script(
          `require('node:http').createServer((_, reply) => reply.end(Object.keys(process.env).join())).listen(${PORT}, '127.0.0.1')`,
        ),
      );
      if ('unavailable' in mock) throw new Error(mock.unavailable);
      close = mock.close;
      const seen = (await (await fetch(mock.baseUrl)).text()).split(',');
      expect(seen).toContain('PATH');
      expect(seen.filter((name) => /^(MONGODB|CONFORMANCE|ATLAS)_/.test(name))).toEqual([]);
    } finally {
      delete process.env.MONGODB_ATLAS_PRIVATE_API_KEY;
    }
  });

  test('is judged by the rules of npm test', async () => {
    const reference = RECIPES.find(({ name }) => name === 'reference');
    if (!reference) throw new Error('no recipe of the reference server');
    const report = await judgeMock({ ...reference, port: PORT });
    if ('unavailable' in report) throw new Error(report.unavailable);
    expect(report.result.outcome).toBe('conforms');
    expect(report.result.target).toMatchObject({
      baseUrl: `http://127.0.0.1:${PORT}`,
      projectId: PROJECT,
      apiVersion: 'v1.0',
    });
  });
});

describe('a mock that cannot be judged says why in one sentence', () => {
  test('port taken', async () => {
    const other = createServer().listen(PORT, '127.0.0.1');
    await once(other, 'listening');
    try {
      expect(await unavailable(script(''))).toBe(`Made up: port ${PORT} of 127.0.0.1 is taken; free it.`);
    } finally {
      other.close();
    }
  });

  test('no such program', async () => {
    expect(await unavailable(made(['no-such-program']))).toBe(
      'Made up: there is no program no-such-program here; install it.',
    );
  });

  test('it ends at once', async () => {
    expect(await unavailable(script('console.error("first\\nno such option"); process.exit(3)'))).toBe(
      'Made up: it ended at once; its first lines: first | no such option',
    );
  });

  test('it crashes: the error is quoted, not the end of its trace, nor what it said before', async () => {
    const crash =
      'console.log("start" + "ing"); const deep = (n) => n === 0 ? nowhere() : deep(n - 1); deep(30);';
    const said = await unavailable(script(`Error.stackTraceLimit = 50; ${crash}`));
    expect(said).toMatch(/its first lines: .*ReferenceError: nowhere is not defined/);
    expect(said).not.toMatch(/starting|node:internal|Node\.js v/);
  });

  test('it does not answer', async () => {
    expect(await unavailable(script('console.log("waiting"); setInterval(() => {}, 1000)'), 1_000)).toMatch(
      /^Made up: it does not answer on port 4199 after 1 seconds(; its first lines: waiting|\.)$/,
    );
  });

  test('its package is not there', () => {
    expect(missingPackage({ ...script(''), package: 'no-such-package' })).toEqual({
      unavailable: 'Made up: npm could not install the package no-such-package here.',
    });
  });
});

describe('recipes', () => {
  test('each has its own name and port', () => {
    expect(new Set(RECIPES.map(({ name }) => name)).size).toBe(RECIPES.length);
    expect(new Set(RECIPES.map(({ port }) => port)).size).toBe(RECIPES.length);
    for (const { name } of RECIPES) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test('each version that is judged is pinned', () => {
    for (const recipe of RECIPES) expect(versionOf(recipe)).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('each change changes the contract, and the project is that of its example', () => {
    const whole = fedContract({ ...script(''), changes: [] });
    expect(member(member(member(parse(whole), 'components'), 'parameters'), 'groupId')).toMatchObject({
      example: PROJECT,
    });
    for (const recipe of RECIPES) {
      for (const change of recipe.changes)
        expect(fedContract({ ...recipe, changes: [change] })).not.toBe(whole);
    }
  });
});

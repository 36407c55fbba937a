/** The command that judges clients, against commands that do what they like. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeClientCommand } from '../cli/client.ts';
import { CommandError } from '../clients/command.ts';
import { isObject, member } from '../json/json.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Short limits: what hangs is to be ended soon. */
const LIMITS = { CONFORMANCE_TIMEOUT_MS: '400' };

interface Ended {
  readonly code: number;
  /** Everything that was written, as one text. */
  readonly written: string;
  readonly result: unknown;
}

async function judged(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const variables = { PATH: process.env.PATH, CONFORMANCE_REPORTS_DIR: folder, ...env };
  const code = await judgeClientCommand(args, variables, folder);
  const reports = join(folder, 'client');
  const texts = existsSync(reports)
    ? readdirSync(reports).map((name) => readFileSync(join(reports, name), 'utf8'))
    : [];
  const file = join(reports, 'conformance.json');
  return {
    code,
    written: texts.join('\n'),
    result: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null,
  };
}

const shell = (script: string) => ['sh', '-c', script];

/** The rules that are violated, by id. */
function violated(result: unknown): readonly unknown[] {
  const rules = member(result, 'rules');
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule) =>
    ['fail', 'warn'].includes(String(member(rule, 'verdict'))) ? [member(rule, 'id')] : [],
  );
}

const scenarios = (result: unknown): readonly unknown[] => {
  const all = member(member(result, 'client'), 'scenarios');
  return Array.isArray(all) ? all : [];
};

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    // A process that nobody has waited for has ended all the same.
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    if (stdout.trim() === '' || stdout.startsWith('Z')) return true;
    await sleep(20);
  }
  return false;
}

const pidIn = (name: string) => Number(readFileSync(join(folder, name), 'utf8'));

describe('a command', () => {
  test('that hangs is ended, and is not started again', async () => {
    const script = `echo $$ > ${folder}/pid; echo run >> ${folder}/runs; sleep 1000`;
    const { code, result } = await judged(shell(script), LIMITS);
    expect(code).toBe(1);
    expect(violated(result)).toEqual(['CLIENT-01']);
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('run\n');
    expect(await isGone(pidIn('pid'))).toBe(true);
  });

  test.for([
    ['in its group', 'sleep 1000'],
    ['in a group of their own', 'setsid sleep 1000'],
    ['that print on', 'sh -c "while :; do echo x; done"'],
  ])('that leaves children behind %s is ended with all of them', async ([, child]) => {
    const script = `${child} & echo $! > ${folder}/child; exit 1`;
    const { code } = await judged(shell(script), LIMITS);
    expect(code).toBe(1);
    expect(await isGone(pidIn('child'))).toBe(true);
  });

  test('that prints without an end is ended, and what is kept of it is bounded', async () => {
    const { code, written, result } = await judged(['yes', 'x'.repeat(100)]);
    expect(code).toBe(1);
    expect(scenarios(result)).toMatchObject([{ name: 'baseline', ended: 'ended by the suite: output' }]);
    expect(written.length).toBeLessThan(400_000);
  });

  test('that asks for nothing and ends well does not ask for the list', async () => {
    const { code, result } = await judged(['true']);
    expect(code).toBe(1);
    expect(violated(result)).toEqual(['CLIENT-01']);
  });

  test.for([['no-such-program-anywhere'], ['sh', '-c', 'no-such-program-anywhere'], ['sh', '-c', 'exit 77']])(
    'that cannot be started or supports nothing is no client: %j',
    async (command) => {
      await expect(judged(command)).rejects.toThrow(CommandError);
    },
  );

  test('that supports nothing of one scenario is not judged by it', async () => {
    const list = `curl -sS --fail-with-body --digest -u "$MONGODB_ATLAS_PUBLIC_API_KEY:$MONGODB_ATLAS_PRIVATE_API_KEY" "$MONGODB_ATLAS_BASE_URL/api/atlas/v1.0/groups/$MONGODB_ATLAS_PROJECT_ID/backup/exportBuckets" | tr -d '"' | tr ',{' '\\n\\n' | grep '^_id:' | cut -d: -f2`;
    const script = `[ "$CONFORMANCE_SCENARIO" = opaque ] && exit 77; ${list}`;
    const { result } = await judged(['--only', 'baseline', '--only', 'opaque', '--', ...shell(script)]);
    expect(scenarios(result)).toMatchObject([
      { name: 'baseline', made: 'list' },
      { name: 'opaque', made: 'unsupported' },
    ]);
    expect(violated(result)).toEqual([]);
  });
});

describe('secrets', () => {
  const OWN = {
    MONGODB_ATLAS_BASE_URL: 'https://cloud.example.com',
    MONGODB_ATLAS_PUBLIC_API_KEY: 'own-public-key',
    MONGODB_ATLAS_PRIVATE_API_KEY: 'own-private-key-0001',
    MONGODB_ATLAS_CLIENT_SECRET: 'own-client-secret-0001',
    CONFORMANCE_AUTH_HEADER: 'Authorization: own-header-value-0001',
  };

  test('of the caller do not reach the command', async () => {
    await judged(shell(`env > ${folder}/env; exit 1`), OWN);
    const seen = readFileSync(join(folder, 'env'), 'utf8');
    expect(seen).toMatch(/^MONGODB_ATLAS_BASE_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(seen).toMatch(/^MONGODB_ATLAS_PRIVATE_API_KEY=/m);
    expect(seen).toMatch(/^NO_PROXY=127\.0\.0\.1,localhost,::1$/m);
    expect(seen).not.toMatch(/own-|cloud\.example|MONGODB_ATLAS_CLIENT/);
  });

  test('that the command prints are masked, its own and those of its caller', async () => {
    writeFileSync(join(folder, 'secret'), OWN.MONGODB_ATLAS_PRIVATE_API_KEY);
    const script = `env > ${folder}/env; env | grep KEY >&2; cat ${folder}/secret >&2; exit 1`;
    const { written } = await judged(shell(script), OWN);
    const told = Object.fromEntries(
      readFileSync(join(folder, 'env'), 'utf8')
        .split('\n')
        .flatMap((line) => {
          const [, name = '', value = ''] = /^(MONGODB_ATLAS_\w*KEY)=(.*)$/.exec(line) ?? [];
          return name === '' ? [] : [[name, value]];
        }),
    );
    expect(Object.keys(told)).toHaveLength(4);
    const secrets = [...Object.values(told), OWN.MONGODB_ATLAS_PRIVATE_API_KEY];
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
    expect(/&lt;private-key(-\d)?>/.test(written)).toBe(true);
  });
});

describe('what is asked for', () => {
  test.for([
    [['--auth', 'basic', 'true'], /--auth is "basic"/],
    [['--only', 'no-such-scenario', 'true'], /no scenario "no-such-scenario"/],
    [['--jobs', '0', 'true'], /--jobs is "0"/],
    [['--unknown', 'true'], /--unknown/],
    [[], /no command/],
    [['--auth', 'account', 'true'], /No scenario is left/],
  ] as const)('%j is refused in one sentence', async ([args, sentence]) => {
    await expect(judged(args)).rejects.toThrow(sentence);
  });

  test('a part of the rules leaves a selection', async () => {
    const { code, result } = await judged(['--requests-only', 'true']);
    expect(code).toBe(1);
    expect(member(result, 'selection')).toMatchObject({ filter: '--requests-only' });
    const rules = member(result, 'rules');
    expect(Array.isArray(rules) && rules.filter(isObject).length).toBeLessThan(63);
  });
});

/** Prints what is no id, and ends well. */
test('a client that prints no id is judged by its requests', async () => {
  const script = `curl -sS --digest -u "$MONGODB_ATLAS_PUBLIC_API_KEY:$MONGODB_ATLAS_PRIVATE_API_KEY" "$MONGODB_ATLAS_BASE_URL/api/atlas/v1.0/groups/$MONGODB_ATLAS_PROJECT_ID/backup/exportBuckets" > /dev/null; echo done`;
  const { code, result } = await judged(['--only', 'baseline', '--', ...shell(script)]);
  expect(code).toBe(3);
  const rules = member(result, 'rules');
  const blocked = (Array.isArray(rules) ? rules : []).filter((rule) => member(rule, 'verdict') === 'blocked');
  expect(blocked.length).toBeGreaterThan(20);
  expect(new Set(blocked.map((rule) => member(rule, 'blockedBy')))).toEqual(new Set(['output']));
});

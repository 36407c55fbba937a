/** `npm run mutants`: records runs, mutates the rules and the engine, and holds what survives to survivors.ts. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { storeRun } from './last-run.ts';
import { record } from './record.ts';
import { RECORDING } from './recording.ts';
import { complaints, type Survivor, textOf } from './survival.ts';
import { SURVIVORS } from './survivors.ts';

/** Stryker works on a copy of the project, which does not hold reports/. */
const DIRECTORY = resolve('reports/recorded-runs');
const SANDBOX = '.stryker-tmp';
const USAGE = 'usage: npm run mutants -- [--mutate FILE[:LINE-LINE]]... [--concurrency N]';

/** Resolves with the exit code. */
async function main(mutate: readonly string[], concurrency: number): Promise<number> {
  // What a run that was interrupted has left behind.
  for (const left of [DIRECTORY, SANDBOX]) rmSync(left, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  try {
    await record(DIRECTORY);
    process.env[RECORDING] = DIRECTORY;
    const stryker = new Stryker({
      configFile: 'tests/proof/mutation/stryker.json',
      tempDirName: SANDBOX,
      concurrency,
      ...(mutate.length > 0 && { mutate: [...mutate] }),
    });
    const results = await stryker.runMutationTest();
    if (results.length === 0) {
      console.error(
        `${mutate.join(', ')} has nothing to mutate; name a file of tests/rules or tests/engine.`,
      );
      return 2;
    }
    return report(results, mutate.length === 0) ? 0 : 1;
  } finally {
    rmSync(DIRECTORY, { recursive: true });
  }
}

type Results = Awaited<ReturnType<Stryker['runMutationTest']>>;

/** Prints what came out; true when every survivor is listed, and every listed one survives. */
function report(results: Results, whole: boolean): boolean {
  const tested = results.filter(({ status }) => status !== 'Ignored');
  const having = (...statuses: readonly string[]) => tested.filter(({ status }) => statuses.includes(status));
  const survived = having('Survived', 'NoCoverage').map(survivorOf);
  const wrong = complaints(survived, SURVIVORS, whole);
  for (const one of having('Timeout').map(survivorOf)) console.log(`timed out: ${textOf(one)}`);
  for (const line of wrong) console.error(line);
  const figures = {
    mutants: tested.length,
    killed: having('Killed', 'Timeout').length,
    survivors: survived.length,
  };
  const { mutants, killed, survivors } = figures;
  console.log(`${mutants} mutants, ${killed} killed, ${survivors} survive; ${wrong.length} complaints`);
  if (whole && wrong.length === 0) storeRun(figures);
  return wrong.length === 0;
}

function survivorOf({ fileName, location, replacement, mutatorName }: Results[number]): Survivor {
  const lines = readFileSync(fileName, 'utf8').split('\n');
  // Lines and columns count from 1.
  const { start, end } = location;
  const cut = lines.slice(start.line - 1, end.line);
  const original = cut.map((line, index) =>
    line.slice(index === 0 ? start.column - 1 : 0, index === cut.length - 1 ? end.column - 1 : undefined),
  );
  return {
    file: relative('.', fileName),
    number: start.line,
    line: lines[start.line - 1]?.trim() ?? '',
    mutant: `${shortened(original.join(' '))} → ${shortened(replacement)}`,
    mutator: mutatorName,
  };
}

const shortened = (code: string) => code.replace(/\s+/g, ' ').slice(0, 100);

/** What is asked for on the command line; undefined when that is not understood. */
function asked(): { mutate: readonly string[]; concurrency: number } | undefined {
  try {
    const { mutate, concurrency } = parseArgs({
      options: {
        mutate: { type: 'string', multiple: true, default: [] },
        concurrency: { type: 'string', default: '2' },
      },
    }).values;
    return /^[1-9]\d?$/.test(concurrency) ? { mutate, concurrency: Number(concurrency) } : undefined;
  } catch {
    return undefined;
  }
}

const wanted = asked();
if (wanted) {
  process.exitCode = await main(wanted.mutate, wanted.concurrency);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}

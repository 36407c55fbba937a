/**
 * From vitest to the exit code. Whatever vitest makes of its tests, the process ends with the exit code of the
 * run, or with 2 where no run has come to its end.
 */
import { isatty } from 'node:tty';
import type { Plugin } from 'vitest/config';
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';
import type { ExitCode } from '../run/outcome.ts';
import { removeQuietly, reportsDirectory } from '../run/report-files.js';
import { OptionError } from './arguments.ts';
import { crashSentence, errorSentence } from './error-sentence.ts';
import { print, printError } from './terminal-output.ts';
import { HELP, readTestOptions, type TestOptions } from './test-options.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** On the file: what the run ends with. */
    exitCode?: ExitCode;
  }
  interface ProvidedContext {
    /** What chooses the rules to judge; empty where nothing does. */
    filter: string;
  }
}

export function conformanceDoor(): Plugin {
  const ending = new Ending();
  return {
    name: 'conformance-door',
    // Before vitest looks at its options itself.
    enforce: 'pre',
    config: () => {
      ending.takeOver();
      const options = optionsOrEnd(ending);
      return {
        test: {
          reporters: [new ConformanceReporter(ending)],
          ...(options.filter !== undefined && { testNamePattern: options.filter }),
          ...(options.watch !== undefined && { watch: options.watch }),
        },
      };
    },
  };
}

function optionsOrEnd(ending: Ending): TestOptions {
  try {
    const options = readTestOptions(process.argv.slice(2));
    if (options.watch && !isatty(STDIN)) throw new OptionError('--watch needs a terminal; leave it out.');
    if (!options.help) return options;
    print(HELP);
    ending.exitCode = 0;
  } catch (error) {
    printError(`\n${errorSentence(error)}\n`);
  }
  return process.exit();
}

const STDIN = 0;

/** How the process ends. */
class Ending {
  /** Undefined: no run has come to its end. */
  exitCode: ExitCode | undefined;

  /** From now on nothing else decides. */
  takeOver(): void {
    process.on('exit', () => {
      if (this.exitCode === undefined) removeQuietly(reportsDirectory(process.cwd(), process.env));
      process.exitCode = this.exitCode ?? 2;
    });
  }
}

/** Takes the exit code from the run; vitest's own view of it is shown nowhere. */
class ConformanceReporter implements Reporter {
  readonly #ending: Ending;
  #vitest: Vitest | undefined;

  constructor(ending: Ending) {
    this.#ending = ending;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunStart(): void {
    this.#ending.exitCode = undefined;
    this.#vitest?.provide('filter', this.#vitest.getGlobalTestNamePattern()?.source ?? '');
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const exitCode = modules.map((module) => module.meta().exitCode).find((code) => code !== undefined);
    const [crash] = unhandled;
    if (crash) printError(`\n${crashSentence(unhandledText(crash))}\n`);
    // What the file says after the run has ended only repeats how it ended.
    else if (exitCode !== undefined) this.#ending.exitCode = exitCode;
    else {
      const [error] = modules.flatMap((module) => module.errors());
      printError(`\n${error === undefined ? NOTHING_JUDGED : errorSentence(error)}\n`);
    }
  }
}

/** Without its message, which may hold what nobody has masked. */
function unhandledText({ name, stack }: SerializedError): string {
  const [place = 'an unknown place'] = /tests\/[\w./-]{1,200}:\d{1,9}/.exec(String(stack)) ?? [];
  return `an error that nothing caught, ${name} at ${place}`;
}

const NOTHING_JUDGED = 'No rule was judged: the filter leaves none. Nothing is said about the target.';

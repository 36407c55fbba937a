/** What `npm test` may be told, and `npx vitest`, which would take much more. */
import { parseArgs } from 'node:util';
import { REPORT_FILES } from '../run/report-files.js';
import { OptionError, patternOf } from './arguments.ts';

export interface TestOptions {
  readonly help: boolean;
  /** A regular expression for topic, id and title of the rules to judge; undefined: all. */
  readonly filter: string | undefined;
  /** Undefined: nobody said so. */
  readonly watch: boolean | undefined;
}

export const HELP = `Judges the target that the environment names, or the built-in reference server.

  npm test
  npm test -- -t PAGE     only the rules whose topic, id or title matches
  npm test -- --watch     again whenever a file of the suite changes; needs a terminal

Exit code:
  0  the target conforms; never where only a part was judged
  1  it does not
  2  settings, options, contract or the suite itself are wrong: nothing is said about the target
  3  incomplete: not all could be judged
.env.example explains the settings.`;

/** By vitest's own names, of which this run takes few: its others leave out rules, files or the reports. */
const OPTIONS = {
  testNamePattern: { type: 'string', short: 't' },
  run: { type: 'boolean' },
  watch: { type: 'boolean', short: 'w' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `args`: of the command line, after `vitest` or what stands for it. Throws OptionError. */
export function readTestOptions(args: readonly string[]): TestOptions {
  const [command = ''] = args;
  const watches = { run: false, watch: true, dev: true }[command];
  const { tokens } = parseArgs({
    args: watches === undefined ? [...args] : args.slice(1),
    options: OPTIONS,
    strict: false,
    tokens: true,
  });
  const filters: string[] = [];
  let [help, watch] = [false, watches];
  for (const token of tokens) {
    if (token.kind === 'positional') throw noFile(token.value);
    if (token.kind === 'option-terminator') continue;
    const { name, rawName, value } = token;
    if (name === 'testNamePattern') filters.push(value === '' ? value : patternOf('-t', value));
    else if (!Object.hasOwn(OPTIONS, name)) throw notTaken(rawName);
    else if (value !== undefined) throw new OptionError(`${rawName} takes no value.`);
    else if (name === 'help') help = true;
    else watch = name === 'watch';
  }
  const [filter, ...others] = filters;
  if (others.length > 0) throw new OptionError('-t is given twice; join the patterns, as in -t "AUTH|PAGE".');
  return { help, filter: filter || undefined, watch };
}

function noFile(given: string): OptionError {
  return new OptionError(
    `${JSON.stringify(given)} names nothing to run; a part of the rules is judged by npm test -- -t PAGE, with the two dashes.`,
  );
}

function notTaken(option: string): OptionError {
  return new OptionError(
    `${option} is no option of this run, which judges all rules or, with -t, a part, and always writes ${REPORT_FILES.join(', ')}; npm test -- --help says more.`,
  );
}

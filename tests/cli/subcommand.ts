/** One thing that the command does: its arguments, its help, and what the process ends with. */
import type { Environment } from '../run/known-settings.ts';
import type { ExitCode } from '../run/outcome.ts';
import { helpHint, OptionError, type Options, readArguments } from './arguments.ts';
import { print } from './terminal-output.ts';

export const COMMAND = 'atlas-conformance';

/** What a command is started in: settings, waivers and reports are looked for from there. */
export interface Surroundings {
  readonly directory: string;
  readonly env: Environment;
}

/** Resolves with the exit code; what it rejects with becomes a sentence, and 2. */
export type Subcommand = (
  args: readonly string[],
  surroundings: Surroundings,
) => ExitCode | Promise<ExitCode>;

type Values<T extends Options> = ReturnType<typeof readArguments<T>>['values'];

interface Description<T extends Options> {
  readonly name: string;
  readonly help: string;
  readonly options: T;
  /** How many names of files or rules stand beside the options, at least and at most. */
  readonly operands: readonly [least: number, most: number];
  readonly run: (
    values: Values<T>,
    operands: readonly string[],
    surroundings: Surroundings,
  ) => ExitCode | Promise<ExitCode>;
}

/** Of every one `--help` prints the help, and what it does not know is refused. */
export function subcommand<const T extends Options>({
  name,
  help,
  options,
  operands: [least, most],
  run,
}: Description<T>): Subcommand {
  const command = `${COMMAND} ${name}`;
  return (args, surroundings) => {
    if (args.some((arg) => arg === '--help' || arg === '-h')) {
      print(help.trimEnd());
      return 0;
    }
    const { values, operands } = readArguments(command, args, options);
    if (operands.length < least || operands.length > most) {
      const wanted = least === most ? least || 'none' : `at most ${most}`;
      throw new OptionError(
        `${command} has ${operands.length} words beside its options and takes ${wanted}; ${helpHint(command)}.`,
      );
    }
    return run(values, operands, surroundings);
  };
}

/** The arguments of a command, read strictly: each mistake is one sentence. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

export type Options = NonNullable<ParseArgsConfig['options']>;

/** An option that cannot be had: one sentence for the person who gave it. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** The values of the options, and what stands beside them. `command`: whose they are. Throws OptionError. */
export function readArguments<const T extends Options>(command: string, args: readonly string[], options: T) {
  const parsed = strictly(command, () =>
    parseArgs({ args: [...args], options, allowPositionals: true, tokens: true }),
  );
  const names = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new OptionError(`--${twice} is given twice; give it once.`);
  const { values, positionals: operands } = parsed;
  return { values, operands };
}

/** `command`: as it is called, without its options. */
export function helpHint(command: string): string {
  return `${command} --help names what it takes`;
}

function strictly<T>(command: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // What follows is about texts that begin with a dash.
    const [sentence = ''] = error.message.split(/\. |\n/);
    throw new OptionError(`${sentence.replace(/\.$/, '')}; ${helpHint(command)}.`);
  }
}

/** A regular expression that chooses rules by topic, id and title. `option`: who has it. Throws OptionError. */
export function patternOf(option: string, value: string | undefined): string {
  if (value === undefined || value === '')
    throw new OptionError(`${option} has no pattern; as in ${option} PAGE.`);
  try {
    new RegExp(value);
  } catch {
    throw new OptionError(`${option} has ${JSON.stringify(value)}, which is no regular expression.`);
  }
  return value;
}

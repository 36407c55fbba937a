#!/usr/bin/env node
/** The command `atlas-conformance`; in a clone `npm run judge`, `npm run rules` and their like. */
import type { ExitCode } from '../run/outcome.ts';
import { SUITE } from '../run/suite.ts';
import { OptionError } from './arguments.ts';
import { exitOnError } from './exit-on-error.ts';
import { COMMAND } from './subcommand.ts';
import { SUBCOMMANDS } from './subcommands.ts';
import { print } from './terminal-output.ts';

const WIDTH = 12;

const HELP = `Tells whether a server keeps the contract of a list of MongoDB Atlas, and whether a client does.

  ${COMMAND} <command> [options]

${Object.entries(SUBCOMMANDS)
  .map(([name, { does }]) => `  ${name.padEnd(WIDTH)}${does}`)
  .join('\n')}

${COMMAND} <command> --help says more of each. Settings come from the environment and from .env, reports go to
reports/, both in the working directory.

Exit code:
  0  the target conforms; never where only a part was judged
  1  it does not
  2  settings, options, files or the suite itself are wrong: nothing is said about the target
  3  incomplete: not all could be judged`;

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  if (name === '--help' || name === '-h') {
    print(HELP);
    return 0;
  }
  if (name === '--version') {
    print(SUITE.version);
    return 0;
  }
  const entry = Object.hasOwn(SUBCOMMANDS, name ?? '') ? SUBCOMMANDS[name ?? ''] : undefined;
  if (!entry) {
    const what = name === undefined ? 'No command is named' : `${JSON.stringify(name)} is no command`;
    throw new OptionError(`${what}; choose one of ${Object.keys(SUBCOMMANDS).join(', ')}, or --help.`);
  }
  const run = await entry.load();
  return run(args, { directory: process.cwd(), env: process.env });
}

// Until the command says how it ends.
process.exitCode = 2;
await exitOnError(async () => {
  process.exitCode = await main(process.argv.slice(2));
});

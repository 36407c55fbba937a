/** `npm run pins`: whether the texts that are stored are those that the suite would write now. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SUITE } from '../../run/suite.ts';
import type { Difference } from './difference.ts';
import { differenceOfPin, PINS, type Pin } from './pins.ts';
import { RELEASED, releasedText } from './rule-changes.ts';

const HELP = `Compares every stored text that the suite can write with what it would write now: what planted defects
bring down, what the published result of the reference server is, the pages of rules and mocks.

  npm run pins               says what differs, and which rules judge otherwise; exit 1 when anything does
  npm run pins -- --update   writes the texts as they are now
  npm run pins -- --release  writes down the rules as those of the version in package.json: what the CHANGELOG says
                             of rules is counted from there
`;
/** Lines of one text that are printed, and characters of a line. */
const SHOWN = 12;
const WIDTH = 160;

function shown({ file }: Pin, { gone, come }: Difference): string {
  const lines = [...gone.map((line) => `  - ${line}`), ...come.map((line) => `  + ${line}`)];
  return [
    `${file}: ${gone.length} lines gone, ${come.length} new`,
    ...lines.slice(0, SHOWN).map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line)),
    ...(lines.length > SHOWN ? [`  and ${lines.length - SHOWN} lines more`] : []),
  ].join('\n');
}

function release(): number {
  writeFileSync(RELEASED, releasedText());
  console.log(`${RELEASED} has the rules of ${SUITE.version}.`);
  return 0;
}

/** Resolves with the exit code. */
async function main(update: boolean): Promise<number> {
  const rules = new Set<string>();
  let differing = 0;
  for (const pin of PINS) {
    const difference = await differenceOfPin(pin);
    if (!difference) continue;
    differing += 1;
    for (const id of difference.rules) rules.add(id);
    console.log(`${shown(pin, difference)}\n`);
    if (update) writeFileSync(pin.file, await pin.text());
  }
  if (differing === 0) {
    console.log(`All ${PINS.length} texts are as they are pinned.`);
    return 0;
  }
  console.log(
    rules.size === 0
      ? 'No rule judges otherwise.'
      : `Rules that judge otherwise than pinned: ${[...rules].sort().join(', ')}.`,
  );
  if (update) {
    console.log('Written as they are now. See in the diff that each change is meant.');
    return 0;
  }
  console.log('When all of it is meant: npm run pins -- --update');
  return 1;
}

/** What to do; undefined when the command line is not understood. */
function asked() {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ options: { update: flag, release: flag, help: flag } }).values;
  } catch {
    return undefined;
  }
}

const wanted = asked();
if (wanted && !wanted.help) {
  process.exitCode = wanted.release
    ? release()
    : await main(wanted.update).catch((error: unknown) => {
        console.error(error);
        return 2;
      });
} else {
  console[wanted ? 'log' : 'error'](HELP);
  process.exitCode = wanted ? 0 : 2;
}

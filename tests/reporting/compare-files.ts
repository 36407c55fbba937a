/** `npm run compare -- a.json b.json`: what changed from one result to another; exit 1 when b is worse. */
import { readFileSync } from 'node:fs';
import { compareResults, readResult } from './compare.ts';

const [before, after] = process.argv.slice(2).map((file) => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    console.error(`${file} cannot be read; name two files that a run wrote as conformance.json.`);
    process.exit(2);
  }
  const result = readResult(text);
  if (!result) {
    console.error(`${file} is no result of this suite; name a file that a run wrote as conformance.json.`);
    process.exit(2);
  }
  return result;
});

if (!before || !after) {
  console.error('Usage: npm run compare -- before.json after.json');
  process.exit(2);
}
const { newFailures, fixed, newlyBlocked, equal } = compareResults(before, after);
const line = (name: string, ids: readonly string[]) =>
  console.log(`${name.padEnd(15)}${ids.length === 0 ? '-' : ids.join(', ')}`);
line('new failures', newFailures);
line('fixed', fixed);
line('newly blocked', newlyBlocked);
console.log(`${'equal'.padEnd(15)}${equal} rules`);
process.exitCode = newFailures.length + newlyBlocked.length > 0 ? 1 : 0;

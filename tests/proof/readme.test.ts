/** The README says what the code says. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readReadme } from '../cli/readme.ts';
import { RULES } from '../rules/index.ts';
import { DEFECTS } from './defects/index.ts';
import { SURVIVORS } from './mutation/survivors.ts';

test('the figures of the README are those of the code', () => {
  expect(readReadme()).toContain(`plants ${DEFECTS.length} defects`);
  expect(readReadme()).toContain(`all of the ${RULES.length} rules`);
});

test('the figures of the mutation run are those that it wrote', () => {
  const text = readFileSync('tests/proof/mutation/figures.json', 'utf8');
  const figures: Record<'mutants' | 'killed' | 'survivors', number> = JSON.parse(text);
  const { mutants, killed, survivors } = figures;
  expect(killed + survivors).toBe(mutants);
  const listed = SURVIVORS.flatMap((one) => one.mutants).length;
  const readme = readReadme().replace(/\s+/g, ' ');
  expect(readme).toContain(
    `in ${mutants.toLocaleString('en')} ways: ${killed.toLocaleString('en')} were noticed, ${survivors} were not`,
  );
  expect(readme).toContain(`${listed} stand in \`tests/proof/mutation/survivors.ts\``);
});

test('every command of the README exists', () => {
  const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
  const commands = [...readReadme().matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
  expect(commands.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
});

/** The parts of the README that commands write, each between two marks. */
import { readFileSync, writeFileSync } from 'node:fs';

const README = new URL('../../README.md', import.meta.url);

/** The command that writes a part, by the part's name. */
const SECTIONS = {
  rules: 'npm run rules -- --write',
  settings: 'npm run pins -- --update',
  fidelity: 'npm run fidelity',
} as const;

/** The README as it stands. */
export function readReadme(): string {
  return readFileSync(README, 'utf8');
}

export function writeReadme(text: string): void {
  writeFileSync(README, text);
}

/** The README's text with another part. Throws RangeError when the marks are missing. */
export function withSection(readme: string, name: keyof typeof SECTIONS, part: string): string {
  const begin = `<!-- ${name}: written by \`${SECTIONS[name]}\` -->`;
  const end = `<!-- end of ${name} -->`;
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError(`README.md lacks the marks "${begin}" and "${end}".`);
  return `${readme.slice(0, from)}${begin}\n\n${part}\n\n${readme.slice(to)}`;
}

/** `npm run settings`: every variable that the suite reads, as the README's table; `--write` puts it there, and
 * writes `.env.example`. */
import { writeFileSync } from 'node:fs';
import { KNOWN_SETTINGS, type KnownSetting } from '../run/known-settings.ts';
import { readReadme, withSection, writeReadme } from './readme.ts';

const ENV_EXAMPLE = new URL('../../.env.example', import.meta.url);
const SETTINGS: readonly (readonly [string, KnownSetting])[] = Object.entries(KNOWN_SETTINGS);

const HEAD = `# Copy to .env and fill in, as NAME=value; a variable of the real environment wins over this file.
# With nothing set, the suite judges its built-in reference server.`;

/** `.env.example`: one comment and one line, commented out, for each. */
export function envExample(): string {
  const blocks = SETTINGS.map(([name, { meaning, usual, example, alias }]) => {
    const also = alias === undefined ? '' : ` (${alias} as well)`;
    const otherwise = usual !== undefined && example !== undefined ? `; default: ${usual}` : '';
    return `# ${sentence(`${meaning}${also}${otherwise}`)}\n#${name}=${example ?? usual ?? ''}`;
  });
  return `${[HEAD, ...blocks].join('\n\n')}\n`;
}

function settingsTable(): string {
  const rows = SETTINGS.map(([name, { meaning, usual = '', alias }]) => {
    const names = [name, ...(alias === undefined ? [] : [alias])].map((one) => `\`${one}\``).join(' or ');
    return `| ${names} | ${meaning} | ${typeof usual === 'number' ? `\`${usual}\`` : usual} |`;
  });
  return ['| variable | meaning | default |', '|---|---|---|', ...rows].join('\n');
}

/** The README's text with the table that the code gives. */
export function withSettingsTable(readme: string): string {
  return withSection(readme, 'settings', settingsTable());
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

if (process.argv[1]?.endsWith('cli/settings.ts')) {
  if (process.argv.includes('--write')) {
    writeReadme(withSettingsTable(readReadme()));
    writeFileSync(ENV_EXAMPLE, envExample());
  } else {
    console.log(settingsTable());
  }
}

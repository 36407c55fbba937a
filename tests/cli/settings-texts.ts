/** Every variable that a run reads, for its users: the README's table, and `.env.example`. */
import { KNOWN_SETTINGS, type KnownSetting } from '../run/known-settings.ts';

const SETTINGS = Object.entries<KnownSetting>(KNOWN_SETTINGS).filter(
  ([, { reader }]) => reader === undefined,
);

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

const BEGIN = '<!-- settings: written by `npm run pins -- --update` -->';
const END = '<!-- end of settings -->';

/** The README's text with the table that the code gives. Throws RangeError when its marks are missing. */
export function withSettingsTable(readme: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError(`README.md lacks the marks "${BEGIN}" and "${END}".`);
  return `${readme.slice(0, from)}${BEGIN}\n\n${settingsTable()}\n\n${readme.slice(to)}`;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

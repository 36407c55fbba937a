/**
 * Which rules are new, say something else, or look at more replies than in the last release, for the CHANGELOG: a gate
 * that passes today may fail by them tomorrow.
 */
import { readFileSync } from 'node:fs';
import { RULES } from '../../rules/index.ts';
import { SUITE } from '../../run/suite.ts';

/** The rules of the last release, one a line; written by `npm run pins -- --release`. */
export const RELEASED = 'tests/proof/pins/released.txt';

interface ReleasedRule {
  readonly level: string;
  readonly title: string;
  readonly probes: readonly string[];
}

interface Release {
  readonly version: string;
  readonly rules: ReadonlyMap<string, ReleasedRule>;
}

/** The rules as they are, as those of the release that package.json names. */
export function releasedText(): string {
  const rules = RULES.map(
    ({ id, level, title, probes }) => `${id} ${level} ${title} | ${[...probes].sort().join(' ')}`,
  );
  return `${[SUITE.version, ...rules].join('\n')}\n`;
}

/** Throws RangeError for a line that is none of a rule. */
export function readRelease(text: string): Release {
  const [version = '', ...lines] = text.trimEnd().split('\n');
  const rules = lines.map((line) => {
    const [, id, level, title, probes] = /^(\S+) (MUST|SHOULD) (.*) \| (.*)$/.exec(line) ?? [];
    if (id === undefined || level === undefined || title === undefined || probes === undefined) {
      throw new RangeError(`${RELEASED}: "${line}" is no line of a rule.`);
    }
    return [id, { level, title, probes: probes.split(' ') }] as const;
  });
  return { version, rules: new Map(rules) };
}

type Rules = readonly {
  readonly id: string;
  readonly level: string;
  readonly title: string;
  readonly probes: readonly string[];
}[];

/** A list in Markdown: one entry for each kind of change. */
export function ruleChanges(release: Release, rules: Rules = RULES): string {
  const before = ({ id }: Rules[number]) => release.rules.get(id);
  const ids = (chosen: Rules) => chosen.map(({ id }) => id).join(', ');
  const old = rules.filter((rule) => before(rule) !== undefined);
  const other = old.filter(
    (rule) => before(rule)?.level !== rule.level || before(rule)?.title !== rule.title,
  );
  const more = old.filter(({ probes, ...rule }) =>
    probes.some((name) => !before({ probes, ...rule })?.probes.includes(name)),
  );
  const gone = [...release.rules.keys()].filter((id) => !rules.some((rule) => rule.id === id));
  const entries = [
    ['New rules', ids(rules.filter((rule) => before(rule) === undefined))],
    ['Rules of another level or sentence', ids(other)],
    ['Rules that look at more replies', ids(more)],
    ['Rules that are gone', gone.join(', ')],
  ] as const;
  const lines = entries.flatMap(([what, which]) => (which === '' ? [] : [wrapped(`- ${what}: ${which}.`)]));
  return lines.length === 0
    ? `- No rule is new or judges more than in ${release.version}.`
    : lines.join('\n');
}

const WIDTH = 118;

/** As the other entries: broken between words, and indented below. */
function wrapped(entry: string): string {
  const lines = [''];
  for (const word of entry.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length + 1 > WIDTH) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

const BEGIN = '<!-- rules: written by `npm run pins -- --update` -->';
const END = '<!-- end of rules -->';

/** The CHANGELOG with the changes of rules that the code gives. Throws RangeError when its marks are missing. */
export function withRuleChanges(changelog: string): string {
  const [from, to] = [changelog.indexOf(BEGIN), changelog.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError(`CHANGELOG.md lacks the marks "${BEGIN}" and "${END}".`);
  const changes = ruleChanges(readRelease(readFileSync(RELEASED, 'utf8')));
  return `${changelog.slice(0, from)}${BEGIN}\n\n${changes}\n\n${changelog.slice(to)}`;
}

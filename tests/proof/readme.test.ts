/** What README and the other pages say is what the code does; their links lead somewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { budgetOf } from '../probes/budget.ts';
import { RULES } from '../rules/index.ts';
import { VERDICT_NAMES } from '../rules/verdict.ts';
import { REPORT_FILES } from '../run/report-files.js';
import { RULES_PAGE } from '../run/suite.ts';
import { API_VERSIONS } from './contracts.ts';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'tests/README.md',
  'reports/fidelity/README.md',
  RULES_PAGE,
];

const textOf = (file: string) => readFileSync(file, 'utf8');
const readme = textOf('README.md');
const chapter = (name: string) => readme.split(`## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
/** The first cells of the chapter's tables, without the heads. */
const firstCells = (name: string) =>
  [...chapter(name).matchAll(/^\| (?!-)([^|]*) \|/gm)].map(([, cell = '']) => cell.replaceAll('`', ''));

describe('README', () => {
  test('explains every variable of .env.example, and no other', () => {
    const names = (text: string) =>
      new Set(text.match(/\b(?:MONGODB_ATLAS|ATLAS|CONFORMANCE)_[A-Z_]+[A-Z]\b/g));
    const example = names(textOf('.env.example'));
    const explained = names(chapter('Settings'));
    expect([...example].filter((name) => !explained.has(name))).toEqual([]);
    const unknown = [...explained].filter((name) => !example.has(name));
    expect(unknown.filter((name) => !/_(PUBLIC|PRIVATE)_KEY$/.test(name))).toEqual([]);
  });

  test('names the versions, verdicts, exit codes and reports that there are', () => {
    expect(firstCells('Versions').slice(1)).toEqual(API_VERSIONS);
    const [verdicts, codes] = [VERDICT_NAMES, ['0', '1', '2', '3']];
    expect(firstCells('Verdicts and exit codes')).toEqual(['verdict', ...verdicts, 'exit code', ...codes]);
    expect([...firstCells('Reports').slice(1)].sort()).toEqual([...REPORT_FILES].sort());
    const [v1, versioned] = (['v1.0', '2024-05-30'] as const).map((version) => budgetOf({ version }));
    expect(readme).toContain(`at most ${v1} in v1.0 and ${versioned} in the versioned API`);
  });
});

describe.each(PAGES)('%s', (file) => {
  test('names commands that exist', () => {
    const manifest: { scripts: Record<string, string> } = JSON.parse(textOf('package.json'));
    const commands = [...textOf(file).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
    expect(commands.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });

  test('has links that lead to files and chapters', () => {
    const links = [...textOf(file).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !leadsSomewhere(file, link))).toEqual([]);
  });

  test('has no count of what changes with every rule', () => {
    // What is generated is pinned.
    const text = file === RULES_PAGE ? '' : textOf(file);
    expect(
      text.match(/\d[\d,]*(?: of(?: the)? \d[\d,]*)? (?:rules|defects|statements|mutants)\b/g),
    ).toBeNull();
  });
});

function leadsSomewhere(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  return existsSync(target) && (anchor === undefined || anchorsOf(textOf(target)).includes(anchor));
}

/** Anchors of their own, and those that chapters have: their text in lower case, words joined by hyphens. */
function anchorsOf(text: string): readonly string[] {
  const own = [...text.matchAll(/<a id="([^"]*)">/g)].map(([, id = '']) => id);
  const chapters = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
  return [...own, ...chapters];
}

test('each rule has its anchor among the rules', () => {
  const anchors = anchorsOf(textOf(RULES_PAGE));
  expect(RULES.filter(({ id }) => !anchors.includes(id.toLowerCase())).map(({ id }) => id)).toEqual([]);
});

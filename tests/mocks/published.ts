/** The published results, `reports/fidelity/`: one file a mock, and two pages of all of them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrixPage } from './matrix.tsx';
import type { MockResult } from './mock-result.ts';
import { scoreboardPage } from './scoreboard-page.ts';

const DIRECTORY = join('reports', 'fidelity');

/** The pages of all mocks, by file. */
export const BOARD: Readonly<Record<string, (results: readonly MockResult[]) => string>> = {
  [join(DIRECTORY, 'README.md')]: scoreboardPage,
  [join(DIRECTORY, 'index.html')]: matrixPage,
};
/** The file of the mock of that name. */
export const fileOf = (name: string) => join(DIRECTORY, `${name}.json`);

/** Undefined when nothing is published. The file is this project's own: its form is not checked. */
export function publishedResult(name: string): MockResult | undefined {
  return existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), 'utf8')) : undefined;
}

/** A result as it stands in its file. */
export const textOf = (result: MockResult) => `${JSON.stringify(result, null, 2)}\n`;

export function publishResult(result: MockResult): void {
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(fileOf(result.mock.name), textOf(result));
}

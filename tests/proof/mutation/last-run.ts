/** What the last full mutation run came to. */
import { readFileSync, writeFileSync } from 'node:fs';
import { member } from '../../json/json.ts';

export interface MutationFigures {
  readonly mutants: number;
  readonly killed: number;
  readonly survivors: number;
}

const FILE = 'tests/proof/mutation/figures.json';

export function lastRun(): MutationFigures {
  const figures: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
  const number = (name: keyof MutationFigures) => Number(member(figures, name));
  return { mutants: number('mutants'), killed: number('killed'), survivors: number('survivors') };
}

export function storeRun(figures: MutationFigures): void {
  writeFileSync(FILE, `${JSON.stringify(figures, undefined, 2)}\n`);
}

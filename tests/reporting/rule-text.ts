/** One rule for the terminal: its sentence, what it stands on, and the lines of the contract that say so. */
import { type Contract, cite, type Statement } from '../contract/contract.ts';
import type { Rule } from '../rules/rule.ts';
import { type Source, sourcesOf } from '../rules/sources.ts';
import { BASES } from './rules-page.ts';

/** What rules of a server and of a client have in common. */
type Explained = Pick<Rule, 'id' | 'level' | 'basis' | 'title' | 'source' | 'lookAt' | 'contract'>;

export interface RuleFacts extends Omit<Explained, 'source' | 'contract'> {
  readonly sources: readonly Source[];
  readonly versions: readonly string[];
  /** `spec/export-buckets.v1.0.yaml:57` */
  readonly contract: string;
  readonly pointer: string;
  /** From that line on, as they stand in the file. */
  readonly lines: readonly string[];
}

/** `shown`: one of the contracts that make its statement. */
export function ruleFacts(
  { id, level, basis, title, source, lookAt, contract: place }: Explained,
  shown: Contract,
  stating: readonly Contract[],
): RuleFacts {
  const statement = shown.locate(place);
  return {
    id,
    level,
    basis,
    title,
    sources: sourcesOf(source),
    lookAt,
    versions: stating.map(({ version }) => version),
    ...cite(statement),
    lines: linesOf(shown, statement),
  };
}

const LABEL_WIDTH = 12;

export function ruleText(facts: RuleFacts): string {
  const { id, level, basis, title, sources, lookAt, versions, contract, lines } = facts;
  const row = (name: string, text: string) => `  ${name.padEnd(LABEL_WIDTH)}${text}`;
  const first = Number(contract.slice(contract.lastIndexOf(':') + 1));
  const width = String(first + lines.length).length;
  return [
    `${id}  ${title}`,
    row('level', `${level}: ${BASES[basis]}`),
    ...sources.map(({ cited, says }) => row('source', says === undefined ? cited : `${cited}: ${says}`)),
    row('versions', versions.join(', ')),
    row('look at', lookAt),
    row('contract', contract),
    '',
    ...lines.map((line, index) => `  ${String(first + index).padStart(width)}  ${line}`),
  ].join('\n');
}

const MOST_LINES = 24;

/** The statement's line and those below it that are further in: what it says. */
function linesOf(contract: Contract, { file, line }: Statement): readonly string[] {
  const text = contract.source.find((one) => one.file === file)?.text ?? '';
  const [first = '', ...rest] = text.split('\n').slice(line - 1);
  const depth = indentOf(first);
  const end = rest.findIndex((one) => one.trim() !== '' && indentOf(one) <= depth);
  const block = [first, ...(end < 0 ? rest : rest.slice(0, end))];
  while (block.at(-1)?.trim() === '') block.pop();
  const shown = block.slice(0, MOST_LINES);
  return block.length > MOST_LINES ? [...shown, `${' '.repeat(depth)}…`] : shown;
}

const indentOf = (line: string) => line.length - line.trimStart().length;

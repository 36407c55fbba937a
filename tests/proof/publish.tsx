/** What the proof publishes: which defect each rule catches, as a page and as Markdown. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, markup } from '../reporting/page-parts.tsx';
import { RULES } from '../rules/index.ts';
import type { RuleId } from '../rules/verdict.ts';

const DIRECTORY = 'reports';

/** One planted defect in one version, with the rules that it violates. */
export interface Cell {
  readonly defect: string;
  readonly version: string;
  readonly does: string;
  readonly caughtBy: RuleId;
  readonly violated: readonly RuleId[];
}

/** Writes `kill-matrix.md` and `kill-matrix.html`. */
export function publishMatrix(cells: readonly Cell[]): void {
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(join(DIRECTORY, 'kill-matrix.md'), markdown(cells));
  writeFileSync(join(DIRECTORY, 'kill-matrix.html'), markup(<Matrix cells={cells} />));
}

/** Writes `contract-coverage.md`; each line is one version's figure, each gap a reason. */
export function publishCoverage(lines: readonly string[]): void {
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(join(DIRECTORY, 'contract-coverage.md'), `${lines.join('\n')}\n`);
}

function markdown(cells: readonly Cell[]): string {
  const rows = RULES.map(({ id, title }) => {
    const named = [...new Set(cells.filter(({ caughtBy }) => caughtBy === id).map(({ defect }) => defect))];
    const others = new Set(
      cells.filter((one) => one.caughtBy !== id && one.violated.includes(id)).map(({ defect }) => defect),
    );
    return `| ${id} | ${title} | ${named.join(', ')} | ${others.size} |`;
  });
  const defects = new Set(cells.map(({ defect }) => defect)).size;
  return [
    `# ${RULES.length} rules, ${defects} defects`,
    '',
    '| rule | the server | defects that name it | others that it catches |',
    '|---|---|---|---:|',
    ...rows,
    '',
  ].join('\n');
}

function Matrix({ cells }: { cells: readonly Cell[] }) {
  return (
    <Document title="Kill matrix">
      <main class="wide">
        <h1>Which rule catches which defect</h1>
        <p>
          {RULES.length} rules, {new Set(cells.map(({ defect }) => defect)).size} planted defects, in{' '}
          {new Set(cells.map(({ version }) => version)).size} versions. The rule that names the defect stands
          in bold.
        </p>
        <table>
          <thead>
            <tr>
              <th scope="col">defect</th>
              <th scope="col">the server</th>
              <th scope="col">version</th>
              <th scope="col">violates</th>
            </tr>
          </thead>
          <tbody>
            {cells.map(({ defect, does, version, caughtBy, violated }) => (
              <tr>
                <th scope="row">{defect}</th>
                <td>{does}</td>
                <td>{version}</td>
                <td>{violated.map((id) => (id === caughtBy ? <strong>{id} </strong> : `${id} `))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </main>
    </Document>
  );
}

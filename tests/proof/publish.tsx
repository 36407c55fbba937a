/** What the proof publishes: which defect each rule catches, as a page and as Markdown. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { RuleId } from '../engine/verdict.ts';
import { RULES } from '../rules/index.ts';

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
  writeFileSync(
    join(DIRECTORY, 'kill-matrix.html'),
    `<!doctype html>\n${renderToStaticMarkup(<Matrix cells={cells} />)}\n`,
  );
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

const STYLE = `
:root { color-scheme: light dark; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8886; padding: .15rem .4rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; }
.named { font-weight: 650; }
`;

function Matrix({ cells }: { cells: readonly Cell[] }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Kill matrix</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <main>
          <h1>Which rule catches which defect</h1>
          <p>
            {RULES.length} rules, {new Set(cells.map(({ defect }) => defect)).size} planted defects, in{' '}
            {new Set(cells.map(({ version }) => version)).size} versions. The rule that names the defect
            stands in bold.
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
                  <td>
                    {violated.map((id) => (
                      <span class={id === caughtBy ? 'named' : ''}>{id} </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </main>
      </body>
    </html>
  );
}

/** `targets.html`: rules by targets; each cell leads into the report of its target. */
import { Matrix, type MatrixColumn } from './matrix.tsx';
import { Document, markup } from './page-parts.tsx';
import { type JudgedTarget, outcomeOfTarget, targetsText } from './targets.ts';

export function targetsPage(targets: readonly JudgedTarget[]): string {
  const errors = targets.filter((target) => 'error' in target);
  return markup(
    <Document title={targetsText(targets)}>
      <header>
        <h1>{targetsText(targets)}</h1>
        <p>
          A cell leads into the report of its target. Not judged means that something before it stood in the
          way, or that the target’s project has nothing to judge: it is no failure.
        </p>
      </header>
      <main class="wide">
        {errors.length > 0 && (
          <>
            <h2>Not judged</h2>
            <ul>
              {errors.map((target) => (
                <li>
                  {target.name}: {target.error}
                </li>
              ))}
            </ul>
          </>
        )}
        <Matrix label="Rules by targets" columns={targets.flatMap(columnOf)} />
      </main>
    </Document>,
  );
}

function columnOf(target: JudgedTarget): readonly MatrixColumn[] {
  if ('error' in target) return [];
  const { name, result } = target;
  const page = `${name}/index.html`;
  return [
    {
      title: name,
      href: page,
      note: outcomeOfTarget(target)[0],
      fidelity: result.fidelity,
      rules: result.rules,
      evidenceOf: (id) => `${page}#${encodeURIComponent(id)}`,
    },
  ];
}

/** Rules by those who were judged: rows are rules, and each cell leads to its evidence. */
import { TOPIC_ORDER } from '../rules/topics.ts';
import { LEVELS, type Verdict } from '../rules/verdict.ts';
import { type Fidelity, scoreText } from '../run/fidelity.ts';
import { SYMBOLS } from './page-parts.tsx';

export type MatrixRule = Pick<Verdict, 'id' | 'topic' | 'level' | 'title' | 'verdict'>;

export interface MatrixColumn {
  readonly title: string;
  readonly href: string;
  /** Stands behind the title. */
  readonly note: string;
  readonly fidelity: Fidelity;
  readonly rules: readonly MatrixRule[];
  /** Where the evidence of a rule is. */
  readonly evidenceOf: (id: string) => string;
}

export function Matrix({ label, columns }: { label: string; columns: readonly MatrixColumn[] }) {
  const rows = rowsOf(columns);
  const verdicts = columns.map(({ rules }) => new Map(rules.map((rule) => [rule.id, rule.verdict])));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section class="matrix" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">rule</th>
            {columns.map(({ title, href, note }) => (
              <th scope="col">
                <a href={href}>{title}</a> {note}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {LEVELS.map((level) => (
            <tr>
              <th scope="row">{level}</th>
              {columns.map(({ fidelity }) => {
                return <td>{scoreText(fidelity.all[level])}</td>;
              })}
            </tr>
          ))}
          {TOPIC_ORDER.flatMap((topic) =>
            rows
              .filter((row) => row.topic === topic)
              .map(({ id, level, title }) => (
                <tr>
                  <th scope="row">
                    {id} <span class="soft">{level}</span>
                    <span class="soft rule">{title}</span>
                  </th>
                  {columns.map(({ evidenceOf }, index) => (
                    <Cell verdict={verdicts[index]?.get(id)} href={evidenceOf(id)} />
                  ))}
                </tr>
              )),
          )}
        </tbody>
      </table>
    </section>
  );
}

/** The rules that any of them was judged by, in the order of the reports. */
function rowsOf(columns: readonly MatrixColumn[]): readonly MatrixRule[] {
  const rows = new Map(columns.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule] as const)));
  return [...rows.values()];
}

function Cell({ verdict, href }: { verdict: MatrixRule['verdict'] | undefined; href: string }) {
  if (!verdict) return <td />;
  return (
    <td class={verdict}>
      <a href={href} class="verdict">
        <span aria-hidden="true">{SYMBOLS[verdict]}</span> {verdict}
      </a>
    </td>
  );
}

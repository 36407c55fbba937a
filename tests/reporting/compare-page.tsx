/** `compare.html`: two results side by side, on one page that needs no network and no script. */
import { SUITE } from '../run/suite.ts';
import type { Change, Comparison, RulePair } from './compare.ts';
import { equalRules, facts, findingOf, headline } from './compare-facts.ts';
import { Document, Facts, markup, SYMBOLS, VerdictMark } from './page-parts.tsx';

const anchorOf = (change: Change) => change.replaceAll(' ', '-');

function Mark({ rule }: { rule: RulePair['first'] }) {
  return rule ? <VerdictMark name={rule.verdict} /> : <span class="verdict">absent</span>;
}

function Card({ pair }: { pair: RulePair }) {
  const { id, level, title, first, second } = pair;
  const finding = (rule: RulePair['first']) => {
    const found = findingOf(rule, pair);
    return (
      <>
        <Mark rule={rule} />
        {found !== undefined && `: ${found}`}
      </>
    );
  };
  return (
    <article class={`card ${second?.verdict ?? ''}`} id={id}>
      <h3>
        {id} {title}
      </h3>
      <Facts
        rows={[
          ['level', level],
          ['first', finding(first)],
          ['second', finding(second)],
        ]}
      />
    </article>
  );
}

function Differences({ pairs }: { pairs: readonly RulePair[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">rule</th>
          <th scope="col">the server</th>
          <th scope="col">first</th>
          <th scope="col">second</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ id, title, first, second }) => (
          <tr>
            <th scope="row">
              <a href={`#${id}`}>{id}</a>
            </th>
            <td>{title}</td>
            <td>
              <Mark rule={first} />
            </td>
            <td>
              <Mark rule={second} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Equal({ pairs }: { pairs: readonly RulePair[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">rule</th>
          <th scope="col">the server</th>
          <th scope="col">both</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ id, title, second }) => (
          <tr>
            <th scope="row">{id}</th>
            <td>{title}</td>
            <td>
              <Mark rule={second} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Page({ comparison }: { comparison: Comparison }) {
  const { first, second, changes, equal, worse } = comparison;
  const seen = changes.filter(({ rules }) => rules.length > 0);
  const changed = seen.flatMap(({ rules }) => rules);
  const tone = worse.length > 0 ? 'fail' : 'pass';
  return (
    <Document title={`${headline(comparison)}: ${first.name}, ${second.name}`}>
      <header>
        <h1 class={tone}>
          <span aria-hidden="true">{SYMBOLS[tone]}</span> {headline(comparison)}
        </h1>
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">first</th>
              <th scope="col">second</th>
            </tr>
          </thead>
          <tbody>
            {facts(comparison).map(([name, one, two]) => (
              <tr>
                <th scope="row">{name}</th>
                <td>{one}</td>
                <td>{two}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <nav aria-label="On this page">
          <ul>
            {seen.map(({ change, rules }) => (
              <li>
                <a href={`#${anchorOf(change)}`}>
                  {change}: {rules.length}
                </a>
              </li>
            ))}
            <li>
              <a href="#equal">equal: {equal.length}</a>
            </li>
          </ul>
        </nav>
      </header>
      <main>
        {seen.map(({ change, rules }) => (
          <section aria-labelledby={anchorOf(change)}>
            <h2 id={anchorOf(change)} class="sentence">
              {change}
            </h2>
            {rules.map((pair) => (
              <Card pair={pair} />
            ))}
          </section>
        ))}
        {changed.length > 0 && (
          <section aria-labelledby="differences">
            <h2 id="differences">Where they differ</h2>
            <Differences pairs={changed} />
          </section>
        )}
        <h2 id="equal">Equal</h2>
        {equal.length === 0 ? (
          <p>{equalRules(comparison)}</p>
        ) : (
          <details>
            <summary>{equalRules(comparison)}</summary>
            <div>
              <Equal pairs={equal} />
            </div>
          </details>
        )}
      </main>
      <footer>
        {SUITE.name} {SUITE.version}
      </footer>
    </Document>
  );
}

export function comparisonPage(comparison: Comparison): string {
  return markup(<Page comparison={comparison} />);
}

/** `reports/fidelity/index.html`: rows are rules, columns are mocks, and each cell leads to its evidence. */

import { Document, Facts, markup, SYMBOLS, VerdictMark } from '../reporting/page-parts.tsx';
import { TOPIC_ORDER } from '../rules/topics.ts';
import { LEVELS } from '../rules/verdict.ts';
import { explainedScoreText, scoreText } from '../run/fidelity.ts';
import type { JudgedMock, MockResult, MockVerdict } from './mock-result.ts';

const isJudged = (result: MockResult): result is JudgedMock => !('unavailable' in result);
const anchorOf = (mock: string, id: string) => `${mock}.${id}`;

export function matrixPage(results: readonly MockResult[]): string {
  return markup(
    <Document title="Mocks of the list of export buckets, judged">
      <header>
        <h1>Mocks of the list of export buckets, judged</h1>
        <p>
          Each mock was set up from the contract, started on this machine and judged like any target. A cell
          leads to its request and response. Not judged means that something before it stood in the way, or
          that the mock’s project has nothing to judge: it is no failure.
        </p>
        <nav aria-label="Mocks">
          <ul>
            {results.map(({ mock }) => (
              <li>
                <a href={`#${mock.name}`}>{mock.title}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main class="wide">
        <Matrix results={results.filter(isJudged)} />
        {results.map((result) => (
          <Mock result={result} />
        ))}
      </main>
    </Document>,
  );
}

function Matrix({ results }: { results: readonly JudgedMock[] }) {
  const rows = rowsOf(results);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section class="matrix" aria-label="Rules by mocks" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">rule</th>
            {results.map(({ mock }) => (
              <th scope="col">
                <a href={`#${mock.name}`}>{mock.title}</a> {mock.version}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {LEVELS.map((level) => (
            <tr>
              <th scope="row">{level}</th>
              {results.map(({ fidelity }) => {
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
                  {results.map((result) => (
                    <Cell mock={result.mock.name} verdict={result.rules.find((one) => one.id === id)} />
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
function rowsOf(results: readonly JudgedMock[]): readonly MockVerdict[] {
  const rows = new Map(results.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule] as const)));
  return [...rows.values()];
}

function Cell({ mock, verdict }: { mock: string; verdict: MockVerdict | undefined }) {
  if (!verdict) return <td />;
  return (
    <td class={verdict.verdict}>
      <a href={`#${anchorOf(mock, verdict.id)}`} class="verdict">
        <span aria-hidden="true">{SYMBOLS[verdict.verdict]}</span> {verdict.verdict}
      </a>
    </td>
  );
}

function Mock({ result }: { result: MockResult }) {
  const { mock } = result;
  return (
    <section aria-labelledby={mock.name}>
      <h2 id={mock.name}>
        {mock.title} {mock.version}
      </h2>
      <div class="card">
        <Facts
          rows={[
            ['package', mock.package],
            ['set-up', mock.setup],
            ['changes', mock.changes.join(' ')],
            ['credentials', `CONFORMANCE_AUTH=${mock.auth}`],
            ...(isJudged(result)
              ? LEVELS.map((level) => [level, explainedScoreText(result.fidelity.all[level])] as const)
              : [['not judged', result.unavailable] as const]),
          ]}
        />
      </div>
      {isJudged(result) && <Causes result={result} />}
      {isJudged(result) && result.rules.map((verdict) => <Evidence mock={mock.name} verdict={verdict} />)}
    </section>
  );
}

function Causes({ result: { causes } }: { result: JudgedMock }) {
  return causes.length === 0 ? null : (
    <ul>
      {causes.map(({ says, rules, blocks }) => (
        <li>
          {says}
          {rules.length > 0 && ` Violates ${rules.join(', ')}.`}
          {blocks.length > 0 && ` Blocks ${blocks.join(', ')}.`}
        </li>
      ))}
    </ul>
  );
}

function Evidence({ mock, verdict }: { mock: string; verdict: MockVerdict }) {
  const { id, title, level, response } = verdict;
  return (
    <details class={verdict.verdict}>
      <summary>
        <VerdictMark name={verdict.verdict} /> {id} {title}
      </summary>
      {/* A browser opens what a link leads into. */}
      <div class="card" id={anchorOf(mock, id)}>
        <Facts
          rows={[
            ['finding', verdict.message],
            ['level', level],
            ['expected', verdict.expected],
            ['received', verdict.received],
            ['where', verdict.at],
            ['contract', verdict.pointer],
            ['blocked by', verdict.blockedBy],
            ['request', verdict.request],
            ['response', response && `${response.status}, ${response.contentType}`],
          ]}
        />
        {response && response.body !== '' && <pre>{response.body}</pre>}
      </div>
    </details>
  );
}

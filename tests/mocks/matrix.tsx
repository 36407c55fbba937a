/** `reports/fidelity/index.html`: rows are rules, columns are mocks, and each cell leads to its evidence. */

import { Matrix, type MatrixColumn } from '../reporting/matrix.tsx';
import { Document, Facts, markup, VerdictMark } from '../reporting/page-parts.tsx';
import { LEVELS } from '../rules/verdict.ts';
import { explainedScoreText } from '../run/fidelity.ts';
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
        <Matrix label="Rules by mocks" columns={results.filter(isJudged).map(columnOf)} />
        {results.map((result) => (
          <Mock result={result} />
        ))}
      </main>
    </Document>,
  );
}

const columnOf = ({ mock, fidelity, rules }: JudgedMock): MatrixColumn => ({
  title: mock.title,
  href: `#${mock.name}`,
  note: mock.version,
  fidelity,
  rules,
  evidenceOf: (id) => `#${anchorOf(mock.name, id)}`,
});

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

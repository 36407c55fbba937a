/** `index.html`: the whole run on one page that needs no network and no script. */
import { LEVELS, VERDICT_NAMES } from '../rules/verdict.ts';
import { explainedScoreText } from '../run/fidelity.ts';
import type { Report } from '../run/result.ts';
import type { Comparison } from './compare.ts';
import { counted } from './counted.ts';
import { failureCards } from './failure-card.ts';
import { outcomeWording } from './outcome-wording.ts';
import { CardView } from './page-cards.tsx';
import { ContractView } from './page-contract.tsx';
import { ExchangeList } from './page-exchanges.tsx';
import { Document, markup, SYMBOLS, VerdictMark } from './page-parts.tsx';
import { FidelityTable, Rules } from './page-rules.tsx';
import { sinceLine } from './since.ts';
import { subjectOf } from './subject.ts';

/** What is wrong first, then what kept rules from being judged, then what is only recommended. */
const SECTIONS = [
  ['failures', 'Failures', 'fail'],
  ['not-judged', 'Not judged', undefined],
  ['warnings', 'Warnings', 'warn'],
  ['waived', 'Waived', 'waived'],
] as const;

function Page({ report, since }: { report: Report; since: Comparison | undefined }) {
  const { result, evidence, contract } = report;
  const { heading, word, notes, tone } = outcomeWording(report);
  const { name, facts, unit } = subjectOf(result);
  const cards = failureCards(report);
  const sections = SECTIONS.flatMap(([id, title, name]) => {
    const own = cards.filter(({ verdict }) => verdict?.verdict === name);
    return own.length === 0 ? [] : [{ id, title, cards: own }];
  });
  const first = sections[0]?.cards[0];
  const links = [
    ...sections.map(({ id, title }) => [id, title] as const),
    ['fidelity', 'Fidelity'],
    ['rules', 'Rules'],
    ['contract', 'Contract'],
    ['exchanges', 'Exchanges'],
  ] as const;
  return (
    <Document title={`${heading}: ${name}`}>
      <header>
        <h1 class={tone}>
          <span aria-hidden="true">{SYMBOLS[tone]}</span> {heading}
        </h1>
        {notes.map((note) => (
          <p>{note}</p>
        ))}
        <ul class="facts">
          <li class={`verdict ${tone}`}>{word}</li>
          {VERDICT_NAMES.filter((name) => result.summary[name] > 0).map((name) => (
            <li>
              {result.summary[name]} <VerdictMark name={name} />
            </li>
          ))}
        </ul>
        <ul class="facts">
          <li>{name}</li>
          {facts.map((fact) => (
            <li>{fact}</li>
          ))}
          <li>{result.startedAt}</li>
          <li>
            {counted(result.requests.sent, 'request')}
            {result.requests.budget !== undefined && ` of ${result.requests.budget}`}
          </li>
          <li>{(result.durationMs / 1000).toFixed(1)} s</li>
          {result.strict && <li>strict</li>}
        </ul>
        {since && <p>{sinceLine(since)}</p>}
        <nav aria-label="On this page">
          <ul>
            {links.map(([id, title]) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main>
        {sections.map(({ id, title, cards: own }) => (
          <>
            <h2 id={id}>{title}</h2>
            {own.map((card) => (
              <CardView card={card} report={report} open={card === first} />
            ))}
          </>
        ))}
        <h2 id="fidelity">Fidelity</h2>
        <ul>
          {LEVELS.map((level) => (
            <li>
              {level}: {explainedScoreText(result.fidelity.all[level])}
            </li>
          ))}
        </ul>
        <FidelityTable fidelity={result.fidelity} />
        <h2 id="rules">Rules</h2>
        <Rules report={report} />
        <h2 id="contract">Contract</h2>
        <p>
          Each line that states something: passed, violated, not judged in this run, or not covered by a rule.
        </p>
        {contract.map((page) => (
          <ContractView page={page} report={report} />
        ))}
        <h2 id="exchanges">Exchanges</h2>
        <ExchangeList evidence={evidence} unit={unit} />
      </main>
      <footer>
        {result.suite.name} {result.suite.version}
      </footer>
    </Document>
  );
}

export function page(report: Report, since: Comparison | undefined): string {
  return markup(<Page report={report} since={since} />);
}

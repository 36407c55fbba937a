/** `index.html`: the whole run on one page that needs no network and no script. */
import type { ComponentChildren } from 'preact';
import type { ContractPage } from '../contract/coverage.ts';
import { PROBES } from '../probes/schedule.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';
import { LEVELS, type OutcomeName, VERDICT_NAMES, type Verdict, type VerdictName } from '../rules/verdict.ts';
import type { Cause } from '../run/causes.ts';
import { type Fidelity, reasonsText } from '../run/fidelity.ts';
import { sentence } from '../run/judge.ts';
import type { Evidence, EvidenceAttempt, Report } from '../run/result.ts';
import { RULES_PAGE } from '../run/suite.ts';
import type { Comparison } from './compare.ts';
import { curlLine } from './curl.ts';
import { Document, Facts, markup, SYMBOLS, VerdictMark } from './page-parts.tsx';
import { explanationOf } from './rules-page.ts';
import { sinceLine } from './since.ts';

const OUTCOMES: Readonly<Record<OutcomeName, readonly [VerdictName, string]>> = {
  conforms: ['pass', 'The target conforms'],
  'does-not-conform': ['fail', 'The target does not conform'],
  incomplete: ['blocked', 'Incomplete: some rules could not be judged'],
};

/** Leads to the rule among all rules, where they can be reached. */
function explanation({ id }: Verdict, report: Report) {
  const href = explanationOf(id, report);
  return href && <a href={href}>{RULES_PAGE}</a>;
}

const ruleLink = (id: string) => <a href={`#${id}`}>{id}</a>;
const contractLink = (place: string) => <a href={`#${anchorOf(place)}`}>{place}</a>;
const anchorOf = (place: string) => `L-${place.replace(/^spec\//, '').replace(':', '-')}`;

const joined = (items: readonly ComponentChildren[]) =>
  items.flatMap((item, index) => (index === 0 ? [item] : [', ', item]));

/** The body with the first occurrence of what was received, after the name of its place, marked. */
function Body({ text, verdict }: { text: string; verdict: Verdict | undefined }) {
  const name = verdict?.at
    ?.split('.')
    .at(-1)
    ?.replace(/\[\d+\]$/, '');
  const { received } = verdict ?? {};
  const from = name === undefined ? -1 : text.indexOf(`"${name}"`);
  const at = received === undefined || from < 0 ? -1 : text.indexOf(received, from);
  if (at < 0 || received === undefined) return <pre>{text}</pre>;
  return (
    <pre>
      {text.slice(0, at)}
      <mark>{received}</mark>
      {text.slice(at + received.length)}
    </pre>
  );
}

function Attempt({ attempt, verdict }: { attempt: EvidenceAttempt; verdict?: Verdict | undefined }) {
  const { request, response, fault } = attempt;
  const lines = (headers: readonly (readonly [string, string])[]) =>
    headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  return (
    <>
      <pre>{`${request.method} ${request.url}\n${lines(request.headers)}`}</pre>
      {fault && <p>No reply: {fault.message}</p>}
      {response && (
        <>
          <pre>{`HTTP/${response.httpVersion} ${response.status} ${response.reason}\n${lines(response.headers)}`}</pre>
          {response.body !== '' && <Body text={response.body} verdict={verdict} />}
          {response.trimmed && <p>Trimmed; the body has {response.bodyBytes} bytes.</p>}
        </>
      )}
    </>
  );
}

/** One cause: the first rule that says it, with its evidence, then the others and all that it blocks. */
function Card({ verdict, cause, report }: { verdict: Verdict; cause: Cause; report: Report }) {
  const evidence = report.evidence.find(({ probe }) => probe === verdict.probe);
  const last = evidence?.attempts.at(-1);
  const also = cause.rules.slice(1).map(ruleLink);
  const blocks = cause.blocks.map(ruleLink);
  const curl = evidence && curlLine(evidence);
  return (
    <article class={`card ${verdict.verdict}`}>
      <h3>
        <VerdictMark name={verdict.verdict} /> {ruleLink(verdict.id)} {verdict.title}
      </h3>
      <Facts
        rows={[
          ['fact', verdict.fact && sentence(verdict.fact)],
          ['expected', <code>{verdict.expected}</code>],
          ['received', <mark>{verdict.received}</mark>],
          ['where', `${verdict.at ?? 'the reply'}, in the reply to "${verdict.probe ?? ''}"`],
          ['level', `${verdict.level}, from ${verdict.basis}`],
          ['contract', contractLink(verdict.contract)],
          ['source', verdict.source],
          ['explained', explanation(verdict, report)],
          ['hint', verdict.hint],
          ['also', also.length === 0 ? undefined : joined(also)],
          ['blocks', blocks.length === 0 ? undefined : joined(blocks)],
        ]}
      />
      <ContractLines place={verdict.contract} report={report} />
      {curl !== undefined && <pre>{curl}</pre>}
      {last && (
        <details>
          <summary>The exchange</summary>
          <div>
            <Attempt attempt={last} verdict={verdict} />
          </div>
        </details>
      )}
    </article>
  );
}

/** The statement's line between its neighbours. */
function ContractLines({ place, report }: { place: string; report: Report }) {
  const [file, number] = place.split(':');
  const lines = report.contract.find((one) => one.file === file)?.text.split('\n') ?? [];
  const line = Number(number);
  const first = Math.max(1, line - 2);
  const shown = lines.slice(first - 1, line + 1).map((text, index) => [first + index, text] as const);
  if (shown.length === 0) return null;
  return (
    <pre>
      {shown.map(([at, text]) => {
        const numbered = `${String(at).padStart(4)}  ${text}`;
        return at === line ? (
          <mark>
            {numbered}
            {'\n'}
          </mark>
        ) : (
          `${numbered}\n`
        );
      })}
    </pre>
  );
}

function Blocked({ verdicts }: { verdicts: readonly Verdict[] }) {
  const causes = [...new Set(verdicts.map(({ blockedBy }) => blockedBy ?? ''))];
  return (
    <ul>
      {causes.map((cause) => {
        const blocked = verdicts.filter(({ blockedBy }) => blockedBy === cause);
        const isRule = /^[A-Z]+-\d+$/.test(cause);
        return (
          <li>
            {isRule ? ruleLink(cause) : cause} blocks {blocked.length} rules:{' '}
            {joined(blocked.map(({ id }) => ruleLink(id)))}.{' '}
            {isRule ? 'They can be judged once it holds.' : blocked[0]?.message}
          </li>
        );
      })}
    </ul>
  );
}

/** How many rules were judged, held, failed and not judged; what was not judged says why. */
function FidelityTable({ fidelity: { all, topics } }: { fidelity: Fidelity }) {
  const rows = [...TOPIC_ORDER.flatMap((topic) => [[topic, topics[topic]] as const]), ['all', all] as const];
  const numbers = ['judged', 'held', 'failed', 'notJudged'] as const;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section class="scroll" aria-label="Fidelity by topic" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">topic</th>
            {LEVELS.flatMap((level) =>
              ['judged', 'held', 'failed', 'not judged'].map((name) => (
                <th scope="col" class="number">
                  {level} {name}
                </th>
              )),
            )}
            <th scope="col">not judged, why</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, scores]) =>
            scores === undefined ? null : (
              <tr>
                <th scope="row">{name}</th>
                {LEVELS.flatMap((level) =>
                  numbers.map((number) => <td class="number">{scores[level][number]}</td>),
                )}
                <td>
                  {LEVELS.map((level) => reasonsText(scores[level]))
                    .filter(Boolean)
                    .join(', ')}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function Rules({ report }: { report: Report }) {
  return (
    <>
      {TOPIC_ORDER.map((topic) => {
        const verdicts = report.result.rules.filter((one) => one.topic === topic);
        if (verdicts.length === 0) return null;
        return (
          <section aria-labelledby={`topic-${topic}`}>
            <h3 id={`topic-${topic}`}>{topic}</h3>
            {verdicts.map((verdict) => (
              <details id={verdict.id} class={verdict.verdict}>
                <summary>
                  <VerdictMark name={verdict.verdict} /> {verdict.id} {verdict.title}
                </summary>
                <div class="card">
                  <Facts
                    rows={[
                      ['finding', verdict.message],
                      ['level', `${verdict.level}, from ${verdict.basis}`],
                      ['contract', contractLink(verdict.contract)],
                      ['source', verdict.source],
                      ['explained', explanation(verdict, report)],
                      ['blocked by', verdict.blockedBy],
                      ['looks at', joined(verdict.probes.map((probe) => probeLink(probe, report)))],
                    ]}
                  />
                </div>
              </details>
            ))}
          </section>
        );
      })}
    </>
  );
}

const probeLink = (probe: string, { evidence }: Report) =>
  evidence.some((one) => one.probe === probe) ? <a href={`#probe-${probe}`}>{probe}</a> : probe;

function ContractView({ page, report }: { page: ContractPage; report: Report }) {
  const { rules } = report.result;
  const marks = new Map(page.statements.map(({ line, rules: ids }) => [line, ids]));
  const violatedAt = new Map<number, string[]>();
  for (const { id, verdict, contract } of rules) {
    const [file, line] = contract.split(':');
    if (file !== page.file || (verdict !== 'fail' && verdict !== 'warn')) continue;
    violatedAt.set(Number(line), [...(violatedAt.get(Number(line)) ?? []), id]);
  }
  const state = (line: number): readonly [string, VerdictName | '', readonly string[]] => {
    const broken = violatedAt.get(line);
    if (broken) return ['violated', 'fail', broken];
    const ids = marks.get(line);
    if (!ids) return ['', '', []];
    if (ids.length === 0) return ['not covered', '', []];
    const names = rules.filter(({ id }) => ids.includes(id)).map(({ verdict }) => verdict);
    if (names.includes('pass')) return ['held', 'pass', ids];
    return ['not judged', 'blocked', ids];
  };
  return (
    <details>
      <summary>{page.file}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <section class="contract" aria-label={page.file} tabIndex={0}>
        {page.text.split('\n').map((text, index) => {
          const [word, tone, ids] = state(index + 1);
          const [first] = ids;
          return (
            <div id={anchorOf(`${page.file}:${index + 1}`)} class={tone}>
              <span class="n">{index + 1}</span>
              <span class="m">
                {first === undefined ? (
                  word
                ) : (
                  <a href={`#${first}`} title={ids.join(', ')}>
                    {word}
                  </a>
                )}
              </span>
              <span>{text}</span>
            </div>
          );
        })}
      </section>
    </details>
  );
}

function Conversation({ evidence }: { evidence: readonly Evidence[] }) {
  const sent = evidence.flatMap(({ attempts }) => attempts);
  const start = Math.min(...sent.map(({ timing }) => timing.startedAt));
  const end = Math.max(...sent.map(({ timing }) => timing.startedAt + timing.waitMs + timing.receiveMs));
  const share = (ms: number) => `${Math.min(100, (100 * ms) / Math.max(1, end - start)).toFixed(2)}%`;
  const shown = new Set<string>();
  return (
    <>
      {evidence.map((one) => (
        <details id={`probe-${one.probe}`}>
          <summary>
            <strong>{one.probe}</strong>: {one.asks}
            {one.missing !== undefined && ` (${one.missing})`}
            {one.attempts.map(({ timing, response, fault, request }) => (
              <span class="facts">
                <span>
                  {response ? response.status : (fault?.kind ?? '')}
                  {request.headers.some(([name]) => name.toLowerCase() === 'authorization')
                    ? ', with credentials'
                    : ''}
                </span>
                <span>{Math.round(timing.waitMs + timing.receiveMs)} ms</span>
                <span class="bar" aria-hidden="true">
                  <span
                    style={`left:${share(timing.startedAt - start)};width:${share(timing.waitMs + timing.receiveMs)}`}
                  />
                </span>
              </span>
            ))}
          </summary>
          <div>
            {one.attempts.map((attempt) => (
              <Attempt attempt={once(attempt, shown)} />
            ))}
          </div>
        </details>
      ))}
    </>
  );
}

/** A long body that was shown before is not shown again: the page has to stay small. */
function once(attempt: EvidenceAttempt, shown: Set<string>): EvidenceAttempt {
  const { response } = attempt;
  if (!response || response.body.length < 200) return attempt;
  const start = response.body.slice(0, 300);
  if (shown.has(start)) return { ...attempt, response: { ...response, body: `${start}…`, trimmed: true } };
  shown.add(start);
  return attempt;
}

function Page({ report, since }: { report: Report; since: Comparison | undefined }) {
  const { result, evidence, contract } = report;
  const of = (name: VerdictName) => result.rules.filter(({ verdict }) => verdict === name);
  const [tone, sentence] = OUTCOMES[result.outcome];
  const cards = (name: VerdictName) =>
    result.causes.flatMap((cause) => {
      const verdict = result.rules.find(({ id }) => id === cause.rules[0]);
      return verdict?.verdict === name ? [<Card verdict={verdict} cause={cause} report={report} />] : [];
    });
  const failures = cards('fail');
  const warnings = cards('warn');
  const blocked = of('blocked');
  return (
    <Document title={`${sentence}: ${result.target.baseUrl}`}>
      <header>
        <h1 class={tone}>
          <span aria-hidden="true">{SYMBOLS[tone]}</span> {sentence}
        </h1>
        <ul class="facts">
          <li>{result.target.baseUrl}</li>
          <li>API {result.target.apiVersion}</li>
          <li>project {result.target.projectId}</li>
          <li>{result.startedAt}</li>
          <li>
            {result.requests.sent} requests of {result.requests.budget}
          </li>
          <li>{(result.durationMs / 1000).toFixed(1)} s</li>
        </ul>
        <ul class="facts">
          {VERDICT_NAMES.filter((name) => result.summary[name] > 0).map((name) => (
            <li>
              {result.summary[name]} <VerdictMark name={name} />
            </li>
          ))}
        </ul>
        {since && <p>{sinceLine(since)}</p>}
        <nav aria-label="On this page">
          <ul>
            {failures.length > 0 && <li>{<a href="#failures">Failures</a>}</li>}
            {warnings.length > 0 && <li>{<a href="#warnings">Warnings</a>}</li>}
            {blocked.length > 0 && <li>{<a href="#blocked">Blocked</a>}</li>}
            <li>{<a href="#fidelity">Fidelity</a>}</li>
            <li>{<a href="#rules">Rules</a>}</li>
            <li>{<a href="#contract">Contract</a>}</li>
            <li>{<a href="#conversation">Conversation</a>}</li>
          </ul>
        </nav>
      </header>
      <main>
        {failures.length > 0 && <h2 id="failures">Failures</h2>}
        {failures}
        {warnings.length > 0 && <h2 id="warnings">Warnings</h2>}
        {warnings}
        {blocked.length > 0 && <h2 id="blocked">Blocked</h2>}
        {blocked.length > 0 && <Blocked verdicts={blocked} />}
        <h2 id="fidelity">Fidelity</h2>
        <FidelityTable fidelity={result.fidelity} />
        <h2 id="rules">Rules</h2>
        <Rules report={report} />
        <h2 id="contract">Contract</h2>
        <p>
          Each line that states something: held, violated, not judged in this run, or not covered by a rule.
        </p>
        {contract.map((page) => (
          <ContractView page={page} report={report} />
        ))}
        <h2 id="conversation">Conversation</h2>
        <p>
          {result.requests.sent} requests for {evidence.length} of {PROBES.length} probes, in the order of the
          plan.
        </p>
        <Conversation evidence={evidence} />
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

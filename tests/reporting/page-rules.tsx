/** The rules on the page: how many of each topic passed, and every rule with what was found. */
import { TOPIC_ORDER } from '../rules/topics.ts';
import { LEVELS, type RuleId } from '../rules/verdict.ts';
import type { Fidelity } from '../run/fidelity.ts';
import type { Report } from '../run/result.ts';
import { ContractLink, commaSeparated, Facts, VerdictMark } from './page-parts.tsx';
import { explanationName, explanationOf } from './rules-page.ts';

const COLUMNS = [
  ['judged', 'judged'],
  ['passed', 'held'],
  ['failed', 'failed'],
  ['not judged', 'notJudged'],
] as const;

/** How many rules of each topic were judged, passed, failed and not judged. */
export function FidelityTable({ fidelity: { all, topics } }: { fidelity: Fidelity }) {
  const rows = [...TOPIC_ORDER.flatMap((topic) => [[topic, topics[topic]] as const]), ['all', all] as const];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section class="scroll" aria-label="Fidelity by topic" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">topic</th>
            {LEVELS.flatMap((level) =>
              COLUMNS.map(([title]) => (
                <th scope="col" class="number">
                  {level} {title}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, scores]) =>
            scores === undefined ? null : (
              <tr>
                <th scope="row">{name}</th>
                {LEVELS.flatMap((level) =>
                  COLUMNS.map(([, count]) => <td class="number">{scores[level][count]}</td>),
                )}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

export function Rules({ report }: { report: Report }) {
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
                      ['finding', verdict.message === verdict.title ? undefined : verdict.message],
                      ['level', verdict.level],
                      ['contract', <ContractLink place={verdict.contract} />],
                      ['source', verdict.source],
                      ['explained', explanation(verdict.id, report)],
                      ['blocked by', verdict.blockedBy],
                      [
                        'looks at',
                        commaSeparated(
                          looksAt(verdict.probes, report).map((probe) => probeLink(probe, report)),
                        ),
                      ],
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

/** The probes that were sent; all where none was. */
function looksAt(probes: readonly string[], { evidence }: Report): readonly string[] {
  const sent = probes.filter((probe) =>
    evidence.some((one) => one.probe === probe && one.attempts.length > 0),
  );
  return sent.length > 0 ? sent : probes;
}

const probeLink = (probe: string, { evidence }: Report) =>
  evidence.some((one) => one.probe === probe) ? <a href={`#probe-${probe}`}>{probe}</a> : probe;

/** Leads to the rule among all rules, where they can be reached. */
function explanation(id: RuleId, report: Report) {
  const href = explanationOf(id, report);
  return href && <a href={href}>{explanationName(href)}</a>;
}

/** The contract on the page: its own text, each line that states something with what became of it. */
import type { ContractPage } from '../contract/coverage.ts';
import type { VerdictName } from '../rules/verdict.ts';
import type { Report } from '../run/result.ts';
import { contractPlace } from './contract-place.ts';
import { anchorOf } from './page-parts.tsx';

/** What became of a line's statements, and the rules that say so. */
type LineState = readonly [word: string, tone: VerdictName | '', rules: readonly string[]];

export function ContractView({ page, report }: { page: ContractPage; report: Report }) {
  const { rules } = report.result;
  const judgedBy = new Map(page.statements.map(({ line, rules: ids }) => [line, ids]));
  const violatedAt = new Map<number, string[]>();
  for (const { id, verdict, contract } of rules) {
    const { file, line } = contractPlace(contract);
    if (file !== page.file || (verdict !== 'fail' && verdict !== 'warn')) continue;
    violatedAt.set(line, [...(violatedAt.get(line) ?? []), id]);
  }
  const state = (line: number): LineState => {
    const violated = violatedAt.get(line);
    if (violated) return ['violated', 'fail', violated];
    const ids = judgedBy.get(line);
    if (!ids) return ['', '', []];
    if (ids.length === 0) return ['not covered', '', []];
    const verdicts = rules.filter(({ id }) => ids.includes(id)).map(({ verdict }) => verdict);
    if (verdicts.includes('waived')) return ['waived', 'waived', ids];
    return verdicts.includes('pass') ? ['passed', 'pass', ids] : ['not judged', 'blocked', ids];
  };
  return (
    <details>
      <summary>{page.file}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <section class="contract" aria-label={page.file} tabIndex={0}>
        {page.text.split('\n').map((text, index) => (
          <Line place={`${page.file}:${index + 1}`} number={index + 1} text={text} state={state(index + 1)} />
        ))}
      </section>
    </details>
  );
}

function Line({
  place,
  number,
  text,
  state: [word, tone, rules],
}: {
  place: string;
  number: number;
  text: string;
  state: LineState;
}) {
  const [first] = rules;
  return (
    <div id={anchorOf(place)} {...(tone && { class: tone })}>
      <i>{number}</i>
      {first === undefined ? (
        word && <span>{word}</span>
      ) : (
        <a href={`#${first}`} title={rules.join(', ')}>
          {word}
        </a>
      )}
      <code>{text}</code>
    </div>
  );
}

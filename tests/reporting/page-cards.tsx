/** The cards of the page: one per cause, with the contract's lines and the exchange that shows it. */
import type { ComponentChildren } from 'preact';
import type { Report } from '../run/result.ts';
import { contractPlace } from './contract-place.ts';
import { counted } from './counted.ts';
import type { CardRow, FailureCard } from './failure-card.ts';
import { Attempt } from './page-exchanges.tsx';
import { ContractLink, Facts, RuleLinks, VerdictMark } from './page-parts.tsx';
import { explanationName } from './rules-page.ts';

/** `open`: the exchange is shown at once. */
export function CardView({ card, report, open }: { card: FailureCard; report: Report; open: boolean }) {
  const { verdict, title, rows, evidence } = card;
  const last = evidence?.attempts.at(-1);
  return (
    <article class={`card ${verdict?.verdict ?? 'blocked'}`}>
      <h3>
        {verdict && (
          <>
            <VerdictMark name={verdict.verdict} /> <RuleLinks ids={[verdict.id]} />{' '}
          </>
        )}
        {title}
      </h3>
      <Facts rows={rows.map((row) => [row.name, content(row)] as const)} />
      {verdict && <ContractLines place={verdict.contract} report={report} />}
      {last && (
        <details open={open}>
          <summary>The exchange</summary>
          <div>
            <Attempt attempt={last} verdict={verdict} />
          </div>
        </details>
      )}
    </article>
  );
}

function content({ name, text, rules }: CardRow): ComponentChildren {
  switch (name) {
    case 'server said':
      return <strong>{text}</strong>;
    case 'output':
    case 'expected':
      return <code>{text}</code>;
    case 'request':
      return <code>{withWholeOptions(text)}</code>;
    case 'received':
      return <mark>{text}</mark>;
    case 'contract':
      return <ContractLink place={text} />;
    case 'explained':
      return <a href={text}>{explanationName(text)}</a>;
    case 'also':
      return (
        <>
          <RuleLinks ids={rules ?? []} />, for the same cause
        </>
      );
    case 'blocks':
      return (
        <details>
          <summary>{counted(rules?.length ?? 0, 'rule')}</summary>
          <p>
            <RuleLinks ids={rules ?? []} />
          </p>
        </details>
      );
    default:
      return text;
  }
}

/** A browser would break a line after the hyphens of an option. */
function withWholeOptions(line: string): ComponentChildren {
  return line
    .split(/ (--[a-z0-9-]+)/)
    .map((part, index) => (index % 2 === 1 ? [' ', <span class="option">{part}</span>] : part));
}

/** The statement's line between its neighbours. */
function ContractLines({ place, report }: { place: string; report: Report }) {
  const { file, line } = contractPlace(place);
  const lines = report.contract.find((one) => one.file === file)?.text.split('\n') ?? [];
  const first = Math.max(1, line - 2);
  const shown = lines.slice(first - 1, line + 1).map((text, index) => [first + index, text] as const);
  if (shown.length === 0) return null;
  return (
    <pre>
      {shown.map(([at, text]) => {
        const numbered = `${String(at).padStart(4)}  ${text}\n`;
        return at === line ? <mark>{numbered}</mark> : numbered;
      })}
    </pre>
  );
}

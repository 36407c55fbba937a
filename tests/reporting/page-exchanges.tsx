/** The exchanges of the page: what was sent and what came back, probe by probe. */
import { header } from '../http/exchange.ts';
import type { Verdict } from '../rules/verdict.ts';
import type { Evidence, EvidenceAttempt } from '../run/result.ts';
import { counted } from './counted.ts';

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

/** `verdict`: the violation that the attempt shows, if it is shown for one. */
export function Attempt({ attempt, verdict }: { attempt: EvidenceAttempt; verdict?: Verdict | undefined }) {
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
          {response.trimmed && <p>Trimmed; the body has {counted(response.bodyBytes, 'byte')}.</p>}
        </>
      )}
    </>
  );
}

/** Every probe in the order of the plan, with its attempts on one scale of time. */
export function ExchangeList({ evidence, unit }: { evidence: readonly Evidence[]; unit: string }) {
  const attempts = evidence.flatMap((one) => one.attempts);
  const sent = evidence.filter((one) => one.attempts.length > 0).length;
  const start = Math.min(...attempts.map(({ timing }) => timing.startedAt));
  const end = Math.max(...attempts.map(({ timing }) => timing.startedAt + timing.waitMs + timing.receiveMs));
  const share = (ms: number) => `${Math.min(100, (100 * ms) / Math.max(1, end - start)).toFixed(2)}%`;
  const shown = new Set<string>();
  return (
    <>
      <p>
        {counted(attempts.length, 'request')} for {counted(sent, unit)}; {evidence.length - sent} more were
        not sent.
      </p>
      {evidence.map((one) => (
        <details id={`probe-${one.probe}`}>
          <summary>
            <strong>{one.probe}</strong>: {one.asks}
            {one.missing !== undefined && ` (${one.missing})`}
            {one.attempts.map(({ timing, response, fault, request }) => (
              <span class="facts">
                <span>
                  {response ? response.status : (fault?.kind ?? '')}
                  {header(request, 'Authorization') === undefined ? '' : ', with credentials'}
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
              <Attempt attempt={withoutRepetition(attempt, shown)} />
            ))}
          </div>
        </details>
      ))}
    </>
  );
}

/** A long body that was shown before is not shown again: the page has to stay small. */
function withoutRepetition(attempt: EvidenceAttempt, shown: Set<string>): EvidenceAttempt {
  const { response } = attempt;
  if (!response || response.body.length < 200) return attempt;
  const start = response.body.slice(0, 300);
  if (shown.has(start)) return { ...attempt, response: { ...response, body: `${start}…`, trimmed: true } };
  shown.add(start);
  return attempt;
}

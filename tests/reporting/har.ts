/** `exchanges.har`: every request of the run as HAR 1.2, handshakes included, for viewers of network traffic. */
import { header } from '../http/exchange.ts';
import type { EvidenceAttempt } from '../redaction/redactor.ts';
import type { Report } from '../run/result.ts';

const pairs = (headers: readonly (readonly [string, string])[]) =>
  headers.map(([name, value]) => ({ name, value }));

function entry(probe: string, asks: string, attempt: EvidenceAttempt) {
  const { request, response, timing, fault } = attempt;
  const url = new URL(request.url);
  return {
    startedDateTime: new Date(timing.startedAt).toISOString(),
    time: timing.waitMs + timing.receiveMs,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(request.headers),
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.reason ?? '',
      httpVersion: response ? `HTTP/${response.httpVersion}` : '',
      cookies: [],
      headers: pairs(response?.headers ?? []),
      content: {
        size: response?.bodyBytes ?? 0,
        mimeType: (response && header(response, 'Content-Type')) ?? '',
        text: response?.body ?? '',
        ...(response?.trimmed && { comment: 'trimmed' }),
      },
      redirectURL: (response && header(response, 'Location')) ?? '',
      headersSize: -1,
      bodySize: response?.bodyBytes ?? 0,
      // The name that browsers use for a request without a response.
      ...(fault && { _error: fault.message }),
    },
    cache: {},
    timings: { send: 0, wait: timing.waitMs, receive: timing.receiveMs },
    comment: `${probe}: ${asks}`,
  };
}

export function har({ result, evidence }: Report): string {
  const entries = evidence
    .flatMap(({ probe, asks, attempts }) => attempts.map((attempt) => entry(probe, asks, attempt)))
    .sort((a, b) => a.startedDateTime.localeCompare(b.startedDateTime));
  const log = { version: '1.2', creator: result.suite, pages: [], entries };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

/** What of a cookie may be shown: its name and its attributes (RFC 6265, 4.1 and 4.2). */
import type { Span } from './marks.ts';
import { placeOf } from './places.ts';

/** The values of `a=1; b=2`, and all that is no pair; of Set-Cookie, attributes are shown after the first pair. */
export function cookieSpans(value: string, attributes: boolean): readonly Span[] {
  const spans: Span[] = [];
  for (let start = 0; start < value.length; ) {
    const semicolon = value.indexOf(';', start);
    const end = semicolon < 0 ? value.length : semicolon;
    const pair = value.slice(start, end);
    const equals = pair.indexOf('=');
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim();
    const shown = attributes && start > 0 && placeOf('cookie', name).treatment === 'shown';
    const from = equals < 0 ? start + (pair.length - pair.trimStart().length) : start + equals + 1;
    if (!shown && from < end) spans.push({ start: from, end, kind: 'cookie' });
    start = end + 1;
  }
  return spans;
}

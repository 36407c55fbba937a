/** What of a URL may be shown: the address, and of its query what the caller says. */

import type { Span } from './marks.ts';
import type { Found } from './secrets.ts';

/** Values of parameters that nobody has named, user information and the fragment may carry anything. */
export function urlSpans(url: string, shownParameters: ReadonlySet<string>): readonly Span[] {
  const { authority, host, path } = partsOf(url);
  const hash = url.indexOf('#');
  const end = hash < 0 ? url.length : hash;
  const question = url.indexOf('?');
  const spans: Span[] = [];
  if (host > authority) spans.push({ start: authority, end: host - 1, kind: 'masked' });
  if (question >= path && question < end) spans.push(...querySpans(url, question + 1, end, shownParameters));
  if (hash >= 0 && hash + 1 < url.length) spans.push({ start: hash + 1, end: url.length, kind: 'masked' });
  return spans;
}

function querySpans(url: string, from: number, to: number, shown: ReadonlySet<string>): readonly Span[] {
  const spans: Span[] = [];
  for (let start = from; start < to; ) {
    const next = url.indexOf('&', start);
    const end = next < 0 || next > to ? to : next;
    const pair = url.slice(start, end);
    const at = pair.indexOf('=');
    // A name alone may be a value: of a parameter that has no name.
    const value = at < 0 ? start : start + at + 1;
    if (!shown.has(at < 0 ? pair : pair.slice(0, at)) && value < end) {
      spans.push({ start: value, end, kind: 'masked' });
    }
    start = end + 1;
  }
  return spans;
}

/**
 * What is found in a URL, so that it stays a URL when it is masked: the scheme stays, and a secret in the
 * authority takes the whole of it. A short word stays there, where it says nothing: `1` in 127.0.0.1.
 */
export function withinUrl(url: string, found: readonly Found[]): readonly Span[] {
  const { authority, host, path } = partsOf(url);
  return found.flatMap((one): readonly Span[] => {
    const rest = one.end > path ? [{ ...one, start: Math.max(one.start, path) }] : [];
    const inHost = !one.word && one.start < path && one.end > host;
    const inUser = one.start < host && one.end > authority;
    return [
      ...rest,
      ...(inHost ? [{ start: host, end: path, kind: 'host' } as const] : []),
      ...(inUser ? [{ ...one, start: Math.max(one.start, authority), end: Math.min(one.end, host) }] : []),
    ];
  });
}

/** Where authority, host and path begin; all at the start where there is no scheme. */
function partsOf(url: string): { readonly authority: number; readonly host: number; readonly path: number } {
  const [opening] = /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.exec(url) ?? [];
  if (opening === undefined) return { authority: 0, host: 0, path: 0 };
  const rest = url.slice(opening.length);
  const length = rest.search(/[/?#]/);
  const path = length < 0 ? url.length : opening.length + length;
  const at = url.lastIndexOf('@', path - 1);
  return { authority: opening.length, host: at >= opening.length ? at + 1 : opening.length, path };
}

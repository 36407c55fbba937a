import { MASKED } from './secrets.ts';

/** The parameters of the endpoint itself; every other one may carry anything. */
const SHOWN_PARAMETERS = new Set(['pretty', 'envelope', 'pageNum', 'itemsPerPage', 'includeCount']);

/** The URL, absolute or not, without user information; values of unknown parameters masked. */
export function redactUrl(url: string): string {
  const withoutUser = url.replace(/^([a-z][a-z0-9+.-]*:)?(\/\/)[^/?#]*@/i, `$1$2${MASKED}@`);
  const [beforeFragment = '', ...fragment] = withoutUser.split('#');
  const [path, ...query] = beforeFragment.split('?');
  const shown = query.length === 0 ? `${path}` : `${path}?${redactQuery(query.join('?'))}`;
  return fragment.length === 0 ? shown : `${shown}#${MASKED}`;
}

function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      if (SHOWN_PARAMETERS.has(at === -1 ? pair : pair.slice(0, at))) return pair;
      return at === -1 ? (pair === '' ? '' : MASKED) : `${pair.slice(0, at)}=${MASKED}`;
    })
    .join('&');
}

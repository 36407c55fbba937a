/** Whether a server answers requests that have a query otherwise than with the list, whatever the query is. */
import { exchangeOf, isMissing, type Run } from '../probes/answers.ts';
import { LISTS } from './needs.ts';

/** Requests with a query that have to be answered alike. */
const ENOUGH = 3;

/** `the server answers every request that has a query with 304`, when the probe is one of several that show it. */
export function refusedQueries(run: Run, probe: string): string | undefined {
  const asked = LISTS.flatMap((name) => {
    const exchange = exchangeOf(run, name);
    return isMissing(exchange) || exchange.request.url.indexOf('?') < 0
      ? []
      : [{ name, ...exchange.response }];
  });
  const [first] = asked;
  const isAlike = asked.every(({ status }) => status === first?.status);
  const isShown = asked.length >= ENOUGH && asked.some(({ name }) => name === probe);
  return isShown && isAlike && first?.status !== 200
    ? `the server answers every request that has a query with ${first?.status}`
    : undefined;
}

/** Whether a reply comes from behind authentication, or why it says nothing about what lies there. */

import { type Exchange, header } from '../http/exchange.ts';
import { exchangeOf, isMissing, type Run, type Unavailable } from './answers.ts';

/** Why the reply to an accepted request says nothing about the list; undefined when it does. */
export function authenticationBlock(run: Run, probe: string, exchange: Exchange): Unavailable | undefined {
  const { status } = exchange.response;
  if (status === 200) return undefined;
  if (status === 401) return refused(run, probe);
  return isNeverAsked(run, exchange)
    ? {
        obstacle: 'answered-unasked',
        why: `${probe}: answered with ${status} before any credentials were asked for`,
      }
    : undefined;
}

function refused({ auth }: Run, probe: string): Unavailable {
  return auth === 'none'
    ? {
        obstacle: 'credentials',
        why: 'the target asks for credentials, and CONFORMANCE_AUTH=none sends none; use CONFORMANCE_AUTH=digest with API keys, or CONFORMANCE_AUTH=header',
      }
    : { obstacle: 'credentials-refused', why: `${probe}: the configured credentials are answered with 401` };
}

/** Whether credentials have changed nothing: none were asked for, or the reply is as without any. */
function isNeverAsked(run: Run, { request, response }: Exchange): boolean {
  switch (run.auth) {
    case 'digest':
      return header(request, 'Authorization') === undefined;
    case 'service-account':
      return false;
    default: {
      const [without, plain] = ['no-credentials', 'plain'].map((probe) => exchangeOf(run, probe));
      return [without, plain].every(
        (one) => one !== undefined && !isMissing(one) && one.response.status === response.status,
      );
    }
  }
}

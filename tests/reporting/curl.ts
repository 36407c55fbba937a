/** A probe's request as a line for a shell, with variables in place of secrets. */

import { authenticationOf } from '../probes/authentication.ts';
import { PROBES } from '../probes/schedule.ts';
import type { Evidence } from '../run/result.ts';

/** The last request of the evidence; undefined when nothing was sent. */
export function curlLine({ probe, attempts }: Evidence): string | undefined {
  const request = attempts.at(-1)?.request;
  const way = PROBES.find(({ name }) => name === probe)?.authentication;
  if (!request || !way) return undefined;
  const accept = request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1];
  const sent = request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  const { curl, note } = way === 'configured' ? configuredAs(sent) : authenticationOf(way);
  const words = [
    'curl --include',
    curl,
    ...(accept === undefined ? [] : [`--header ${quoted(`Accept: ${accept}`)}`]),
    quoted(request.url),
  ];
  return `${words.filter((word) => word !== '').join(' ')}${note === undefined ? '' : `   # ${note}`}`;
}

/** The way in that this run took, by what stood in the Authorization field. */
function configuredAs(sent: string): { readonly curl: string; readonly note?: string } {
  if (sent === '') return authenticationOf('none');
  if (/^digest\b/i.test(sent)) return authenticationOf('configured');
  return { curl: '--header "Authorization: $AUTHORIZATION"' };
}

/** Single quotes keep everything as it is in a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

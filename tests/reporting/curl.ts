/** A probe's request as a line for a POSIX shell, with variables in place of secrets. */

import { type HeaderLine, header } from '../http/exchange.ts';
import type { AuthMode } from '../probes/answers.ts';
import { type AuthenticationName, authenticationOf, MADE_UP } from '../probes/authentication.ts';
import { PROBES } from '../probes/schedule.ts';
import { maskedIn } from '../redaction/marks.ts';
import type { Evidence, EvidenceAttempt } from '../run/result.ts';

/** How curl shows credentials. */
interface Shown {
  readonly option: string;
  /** The header field that `option` writes out. */
  readonly field?: string;
  /** What curl cannot do, or where a variable comes from. */
  readonly note?: string;
}

const KEYS = { publicKey: '$MONGODB_ATLAS_PUBLIC_API_KEY', privateKey: '$MONGODB_ATLAS_PRIVATE_API_KEY' };

/** The configured credentials, in the way that the run used them. */
function configured(auth: AuthMode, request: EvidenceAttempt['request']): Shown {
  switch (auth) {
    case 'none':
      return { option: '' };
    case 'digest':
      // A server that asks for no credentials is sent none.
      return {
        option:
          header(request, 'Authorization') === undefined ? '' : authenticationOf('configured').curl(KEYS),
      };
    case 'service-account':
      return {
        option: '--oauth2-bearer "$ACCESS_TOKEN"',
        note: 'ACCESS_TOKEN is what POST /api/oauth/token issues',
      };
    case 'header': {
      // The sender adds it after all others. The setting may leave out the name `Authorization`.
      const [field = ''] = request.headers.at(-1) ?? [];
      const line = /^authorization$/i.test(field)
        ? `${field}: \${CONFORMANCE_AUTH_HEADER#${field}:}`
        : '$CONFORMANCE_AUTH_HEADER';
      return { option: `--header "${line}"`, field };
    }
  }
}

/** The credentials of a probe that is to be refused; a run without keys makes them up. */
function refused(way: AuthenticationName, auth: AuthMode): Shown {
  const { curl, note } = authenticationOf(way);
  return { option: curl(auth === 'digest' ? KEYS : MADE_UP), ...(note !== undefined && { note }) };
}

/** The last request of the evidence; undefined when nothing was sent. */
export function curlLine({ probe, attempts }: Evidence, auth: AuthMode): string | undefined {
  const request = attempts.at(-1)?.request;
  if (!request) return undefined;
  if (request.method === 'POST') return tokenLine(request.url);
  const way = PROBES.find(({ name }) => name === probe)?.authentication;
  if (!way) return undefined;
  const { option, field, note } = way === 'configured' ? configured(auth, request) : refused(way, auth);
  const own = [field, 'Authorization'].map((name) => name?.toLowerCase());
  const others = request.headers.filter(([name]) => !own.includes(name.toLowerCase()));
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...maskedIn(request.url).map((word) => `${word} stands for what was sent`),
  ];
  const words = ['curl --include', option, ...others.map(headerOption), ...urlOptions(request.url)];
  const line = words.filter((word) => word !== '').join(' ');
  return notes.length === 0 ? line : `${line}   # ${notes.join('; ')}`;
}

/** The request for an access token (RFC 6749, 4.4.2). */
function tokenLine(url: string): string {
  const account = '--user "$MONGODB_ATLAS_CLIENT_ID:$MONGODB_ATLAS_CLIENT_SECRET"';
  return `curl --include ${account} --data grant_type=client_credentials ${quoted(url)}`;
}

function headerOption([name, value]: HeaderLine): string {
  const line = `--header ${quoted(`${name}: ${value}`)}`;
  // The same field as sent, and a body that can be read.
  return name.toLowerCase() === 'accept-encoding' ? `--compressed ${line}` : line;
}

/** Brackets and braces are patterns of curl's own. */
function urlOptions(url: string): readonly string[] {
  return [...(/[[\]{}]/.test(url) ? ['--globoff'] : []), quoted(url)];
}

/** Single quotes keep everything as it is in a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The forms of a Digest challenge, as the scenarios offer them. */
import type { DigestForm } from '../scenario.ts';

const REALM = 'MMS Public API';

interface Form {
  readonly realm?: string;
  readonly opaque?: string;
  readonly algorithms?: readonly string[];
  readonly qops?: readonly string[];
}

/** One challenge a line. */
export function digestForm(
  { realm = REALM, opaque, algorithms = ['md5'], qops = ['auth'] }: Form,
  lines: DigestForm['lines'],
): DigestForm {
  return { realm, algorithms, qops, lines, ...(opaque !== undefined && { opaque }) };
}

/** As the service writes it. */
export function digestChallenge(
  nonce: string,
  stale: boolean,
  { realm = REALM, algorithm = 'MD5', qop = 'auth', more = '' } = {},
): string {
  return `Digest realm="${realm}", domain="", nonce="${nonce}", algorithm=${algorithm}, qop="${qop}", stale=${stale}${more}`;
}

export const PLAIN_DIGEST: DigestForm = digestForm({}, ({ nonce, stale }) => [digestChallenge(nonce, stale)]);

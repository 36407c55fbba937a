/** A probe's request as a line for a shell, with variables in place of secrets. */

import { PROBES, type Proof } from '../probes/schedule.ts';
import type { Evidence } from '../run/result.ts';

const PUBLIC = '$MONGODB_ATLAS_PUBLIC_API_KEY';
const PRIVATE = '$MONGODB_ATLAS_PRIVATE_API_KEY';

/** How curl proves what the probe proves; `note` says what curl cannot do. */
const OPTIONS: Readonly<Record<Proof, { readonly option: string; readonly note?: string }>> = {
  accepted: { option: `--digest --user "${PUBLIC}:${PRIVATE}"` },
  none: { option: '' },
  basic: { option: '--basic --user "nobody:no-key"' },
  'made-up-token': { option: '--oauth2-bearer no-token' },
  'wrong-private-key': { option: `--digest --user "${PUBLIC}:no-key"` },
  'unknown-public-key': { option: `--digest --user "nobody:${PRIVATE}"` },
  'altered-response': {
    option: `--digest --user "${PUBLIC}:${PRIVATE}"`,
    note: 'the suite changes one digit of the response',
  },
  'unissued-nonce': {
    option: `--digest --user "${PUBLIC}:${PRIVATE}"`,
    note: 'the suite signs a nonce that the server never issued',
  },
  'other-uri': {
    option: `--digest --user "${PUBLIC}:${PRIVATE}"`,
    note: 'the suite signs another uri than it requests',
  },
};

/** The last request of the evidence; undefined when nothing was sent. */
export function curlLine({ probe, attempts }: Evidence): string | undefined {
  const request = attempts.at(-1)?.request;
  const proof = PROBES.find(({ name }) => name === probe)?.proof;
  if (!request || !proof) return undefined;
  const accept = request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1];
  const sent = request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  const { option, note } = proof === 'accepted' ? acceptedAs(sent) : OPTIONS[proof];
  const words = [
    'curl --include',
    option,
    ...(accept === undefined ? [] : [`--header ${quoted(`Accept: ${accept}`)}`]),
    quoted(request.url),
  ];
  return `${words.filter((word) => word !== '').join(' ')}${note === undefined ? '' : `   # ${note}`}`;
}

/** The way in that this run took, by what stood in the Authorization field. */
function acceptedAs(sent: string): { readonly option: string; readonly note?: string } {
  if (sent === '') return OPTIONS.none;
  if (/^digest\b/i.test(sent)) return OPTIONS.accepted;
  return { option: '--header "Authorization: $AUTHORIZATION"' };
}

/** Single quotes keep everything as it is in a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

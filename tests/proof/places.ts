/** What may be shown, as a page: the table of the code, and the places that it cannot name. */
import type { Attempt, HeaderLine } from '../http/exchange.ts';
import { PLACES, type Place } from '../redaction/places.ts';
import { type EvidenceAttempt, makeRedactor } from '../redaction/redactor.ts';
import { errorText } from '../run/secrets.ts';

/** The secret of every example. */
export const SECRET = 'the-private-key';
export const redactor = () =>
  makeRedactor({ secrets: [{ kind: 'private-key', value: SECRET }], shownParameters: ['pageNum'] });

interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly url?: string;
  readonly requestHeaders?: readonly HeaderLine[];
  readonly requestBody?: string;
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string;
}

export function attempt(sent: Sent): Attempt {
  const { method = 'GET', url = 'http://reference.test/list', requestHeaders: headers = [] } = sent;
  return {
    request: {
      method,
      url,
      headers,
      ...(sent.requestBody !== undefined && { body: sent.requestBody }),
    },
    timing: { startedAt: 0, waitMs: 0, receiveMs: 0 },
    response: {
      status: sent.status ?? 200,
      reason: sent.reason ?? 'OK',
      httpVersion: '1.1',
      headers: sent.headers ?? [],
      body: Buffer.from(sent.body ?? ''),
    },
  };
}

/** How the attempt stands in reports. */
export const shown = (sent: Sent): EvidenceAttempt => redactor().redactAttempt(attempt(sent));
interface Row {
  readonly name: string;
  readonly treatment: 'shown' | 'masked' | 'dropped';
  readonly why: string;
  /** What is shown of the value. */
  readonly show: (value: string) => string | undefined;
}

const queryOf = (url: string) => url.replace(/^.*?=/, '').replace('%20', ' ');
const setting = (name: string) => (value: string) =>
  errorText(value, { MONGODB_ATLAS_PRIVATE_API_KEY: SECRET, [name]: value });

/** Places that the table of the code cannot name. */
export const OTHER_PLACES: Readonly<Record<string, readonly Row[]>> = {
  'query parameter': [
    {
      name: 'named by the contract',
      treatment: 'shown',
      why: 'what is asked for',
      show: (value) => queryOf(shown({ url: `http://h/?pageNum=${value}` }).request.url),
    },
    {
      name: '*',
      treatment: 'masked',
      why: 'nobody has said what it carries',
      show: (value) => queryOf(shown({ url: `http://h/?sig=${value}` }).request.url),
    },
  ],
  setting: [
    ...[
      'MONGODB_ATLAS_BASE_URL',
      'MONGODB_ATLAS_PROJECT_ID',
      'ATLAS_API_VERSION',
      'CONFORMANCE_REPORTS_DIR',
    ].map(
      (name): Row => ({
        name,
        treatment: 'shown',
        why: 'what is judged, and where it is said',
        show: setting(name),
      }),
    ),
    ...[
      'MONGODB_ATLAS_PUBLIC_API_KEY',
      'MONGODB_ATLAS_PRIVATE_API_KEY',
      'MONGODB_ATLAS_PUBLIC_KEY',
      'MONGODB_ATLAS_PRIVATE_KEY',
      'MONGODB_ATLAS_CLIENT_ID',
      'MONGODB_ATLAS_CLIENT_SECRET',
    ].map((name): Row => ({ name, treatment: 'masked', why: 'half of the key', show: setting(name) })),
    {
      name: 'CONFORMANCE_AUTH_HEADER',
      treatment: 'masked',
      why: 'it lets in whoever has it, and so does each part of it',
      show: setting('CONFORMANCE_AUTH_HEADER'),
    },
    {
      name: 'HTTPS_PROXY and its like',
      treatment: 'masked',
      why: 'its credentials let in whoever has them; the address is shown',
      show: (value) => errorText(value, { HTTPS_PROXY: `http://me:${encodeURIComponent(value)}@proxy:1` }),
    },
  ],
  'all else': [
    {
      name: 'reason of a status line',
      treatment: 'shown',
      why: 'how it was answered',
      show: (value) => shown({ reason: value }).response?.reason,
    },
    {
      name: 'name of a header field',
      treatment: 'shown',
      why: 'what is there, even where its value is masked',
      show: (value) => shown({ headers: [[value, 'x']] }).response?.headers[0]?.[0],
    },
    {
      name: 'body of a reply',
      treatment: 'shown',
      why: 'what is judged; its first 4096 characters',
      show: (value) => shown({ body: value }).response?.body,
    },
    {
      name: 'body of a refused token request, where it is no JSON object',
      treatment: 'shown',
      why: 'why there is no token',
      show: (value) => shown({ method: 'POST', status: 502, body: value }).response?.body,
    },
    {
      name: 'body of a granted token request, where it is no JSON object',
      treatment: 'masked',
      why: 'a token may stand anywhere in it',
      show: (value) => shown({ method: 'POST', body: value }).response?.body,
    },
    {
      name: 'body of a request',
      treatment: 'dropped',
      why: 'it says the same in every run',
      show: (value) => JSON.stringify(shown({ method: 'POST', requestBody: value }).request),
    },
    {
      name: 'text of a verdict',
      treatment: 'shown',
      why: 'what was found',
      show: (value) => redactor().redactText(value),
    },
    {
      name: 'text of a fault',
      treatment: 'shown',
      why: 'why there is no reply',
      show: (value) => {
        const { response: _, ...rest } = attempt({});
        return redactor().redactAttempt({ ...rest, fault: { kind: 'token', message: value } }).fault?.message;
      },
    },
    {
      name: 'text of an error',
      treatment: 'shown',
      why: 'what went wrong here',
      show: (value) => redactor().redactLines(value, 500),
    },
  ],
};

/** The page, `tests/redaction/README.md`. */
export function placesPage(): string {
  const all: readonly (readonly [string, readonly (Place | Row)[]])[] = [
    ...Object.entries(PLACES),
    ...Object.entries(OTHER_PLACES),
  ];
  const tables = all.map(([title, places]) => {
    const lines = new Map<string, (Place | Row)[]>();
    for (const place of places) {
      const line = `${place.treatment} | ${place.why}`;
      lines.set(line, [...(lines.get(line) ?? []), place]);
    }
    const names = (of: readonly (Place | Row)[]) =>
      of.map(({ name }) => (name === '*' ? 'every other' : `\`${name}\``));
    return [
      `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
      '',
      '| | is | because |',
      '|---|---|---|',
      ...[...lines].map(([line, of]) => `| ${names(of).join(', ')} | ${line} |`),
    ].join('\n');
  });
  return `${INTRODUCTION}\n\n${tables.join('\n\n')}\n`;
}

const INTRODUCTION = `# What may be shown

Between the wire and everything that is written or printed stands one allow list: these rows. What no row names is
masked. In all that is shown, secrets are masked wherever they stand: keys, client secret, access token, the value of
\`CONFORMANCE_AUTH_HEADER\` and its parts, hashes of user, realm and key, and what digests were made of; in any
spelling, and also a part of 12 characters or more. Equal values are masked by equal words throughout a run.

shown: as it is; url: without user information, fragment, and the values of parameters that the contract does not
name; credentials, cookies: part by part, by the rows of those; masked: a word stands for it; dropped: nothing stands
for it.`;

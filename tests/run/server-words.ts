/**
 * What the server itself says about a reply that surprises: its error code and detail, where it redirects
 * to, or how a body begins that is no JSON. Read from redacted evidence alone.
 */
import { header } from '../http/exchange.ts';
import { isObject, member, show } from '../json/json.ts';
import { trimmed } from '../redaction/control-characters.ts';
import type { EvidenceAttempt } from '../redaction/redactor.ts';

export interface ServerWords {
  readonly status: number;
  readonly reason: string;
  /** The members of an error document; `error` only where it is not the status. */
  readonly errorCode?: string;
  readonly detail?: string;
  readonly error?: string;
  /** Of a redirect. */
  readonly location?: string;
  /** The field that carries a challenge where `WWW-Authenticate` is missing: gateways rename it. */
  readonly challengeIn?: string;
  /** The title of a body in HTML. */
  readonly title?: string;
  /** The first line of a body that is no error document; empty when there is no body. */
  readonly body?: string;
}

/** Characters of one member or line. */
const MAX_TEXT = 200;

/** Undefined where the reply says nothing beyond what was asked for. `redact` gets what unescaping brings up. */
export function serverWords(
  response: EvidenceAttempt['response'],
  redact: (text: string) => string,
): ServerWords | undefined {
  if (!response) return undefined;
  const { status, reason } = response;
  const said = { ...bodyWords(response), ...headerWords(response) };
  const words = Object.entries(said).map(([name, text]) => [name, redact(text)] as const);
  return words.length === 0 ? undefined : { status, reason, ...Object.fromEntries(words) };
}

type Response = NonNullable<EvidenceAttempt['response']>;
type Words = Readonly<Partial<Record<Exclude<keyof ServerWords, 'status' | 'reason'>, string>>>;

function bodyWords({ status, body, trimmed: cutOff }: Response): Words {
  const successful = status >= 200 && status < 300;
  const redirects = status >= 300 && status < 400;
  if (body.trim() === '') return successful || redirects ? {} : { body: '' };
  const value = parsed(body);
  // The rest of a long body is not in the evidence: it may be JSON all the same.
  if (value === undefined) return cutOff && /^\s*[[{]/.test(body) ? {} : textWords(body);
  const document = errorDocument(value, status);
  if (document) return document;
  return successful ? {} : { body: trimmed(JSON.stringify(value), MAX_TEXT) };
}

/** Any one of its members makes an error document; a list that has none of them is what was asked for. */
function errorDocument(value: unknown, status: number): Words | undefined {
  if (!isObject(value)) return undefined;
  const text = (name: string) => {
    const found = member(value, name);
    if (found === undefined || found === null || found === '') return {};
    return { [name]: typeof found === 'string' ? trimmed(found, MAX_TEXT) : show(found, MAX_TEXT) };
  };
  const words: Words = {
    ...text('errorCode'),
    ...text('detail'),
    ...(member(value, 'error') === status ? {} : text('error')),
  };
  return Object.keys(words).length === 0 ? undefined : words;
}

function textWords(body: string): Words {
  const line = body.split('\n').find((one) => one.trim() !== '') ?? '';
  const title = /<title[^<>]{0,200}>([^<]{1,200})/i.exec(body)?.[1]?.trim();
  return { ...(title && { title }), body: trimmed(line.trim(), MAX_TEXT) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headerWords(response: Response): Words {
  const { status, headers } = response;
  const location = status >= 300 && status < 400 ? header(response, 'Location') : undefined;
  const challenged = header(response, 'WWW-Authenticate') !== undefined;
  const renamed = headers.find(([name, value]) => isChallenge(name, value))?.[0];
  return {
    ...(location !== undefined && { location }),
    ...(status === 401 && !challenged && renamed !== undefined && { challengeIn: renamed }),
  };
}

/** By its name, or by what it holds. `Proxy-Authenticate` is a challenge of its own (RFC 9110, 11.7.1). */
function isChallenge(name: string, value: string): boolean {
  const field = name.toLowerCase();
  return (
    field !== 'proxy-authenticate' &&
    (field.endsWith('authenticate') || /^(digest|basic|bearer)\s+\w+=/i.test(value))
  );
}

/** `404 GROUP_NOT_FOUND: No group with this ID exists.` */
export function serverWordsText(words: ServerWords): string {
  const { status, reason, errorCode, detail, error, location, challengeIn, title, body } = words;
  const parts = [
    ...(detail === undefined ? [] : [detail]),
    ...(error === undefined ? [] : [`error ${error} in the body`]),
    ...(location === undefined ? [] : [`Location: ${location}`]),
    ...(challengeIn === undefined ? [] : [`its challenge stands in ${challengeIn}, not in WWW-Authenticate`]),
    ...(title === undefined ? [] : [`a page titled "${title}"`]),
    ...(body === undefined ? [] : [body === '' ? 'no body' : `the body begins ${body}`]),
  ];
  const start = `${status} ${errorCode ?? reason}`.trim();
  const last = parts.length - 1;
  const text = parts.map((part, index) => (index < last ? part.replace(/\.$/, '') : part)).join('; ');
  return text === '' ? start : `${start}: ${text}`;
}

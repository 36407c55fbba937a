/** The values of `format` that a contract may use: those that JSON Schema and OpenAPI register. */
import type { Format } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Registered, but for people alone: no value can be told from a wrong one. */
const FOR_PEOPLE = [
  'char',
  'commonmark',
  'decimal',
  'html',
  'iri',
  'iri-reference',
  'idn-email',
  'media-range',
];

/** RFC 1034, 3.1 and 3.5. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const LONGEST_HOSTNAME = 253;

function isHostname(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  return name.length <= LONGEST_HOSTNAME && name.split('.').every((label) => LABEL.test(label));
}

export const FORMATS: Readonly<Record<string, Format>> = {
  ...fullFormats,
  ...Object.fromEntries(FOR_PEOPLE.map((name) => [name, true])),
  // Nothing shows that the regular expressions of these are linear in a hostile text.
  uri: (text: string) => URL.canParse(text),
  url: (text: string) => URL.canParse(text),
  'uri-reference': (text: string) => URL.canParse(text, 'https://host.invalid'),
  hostname: isHostname,
  int64: {
    type: 'number',
    validate: (value: number) => Number.isInteger(value) && Math.abs(value) <= 2 ** 63,
  },
  uuid: UUID,
};

export function isFormat(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(FORMATS, value);
}

const WORDS: Readonly<Record<string, string>> = {
  uri: 'an absolute URL',
  uuid: 'a UUID',
  'date-time': 'a date and time such as 2026-01-31T12:00:00Z (RFC 3339)',
  date: 'a date such as 2026-01-31',
  email: 'an e-mail address',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  hostname: 'a host name',
  int32: 'an integer of 32 bits',
  int64: 'an integer of 64 bits',
};

/** What a format asks for, in a few words. */
export function formatText(format: string): string {
  return WORDS[format] ?? `the format ${format}`;
}

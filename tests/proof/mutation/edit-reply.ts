/** Replies with something wrong, odd or just allowed in them: what the replies of a right server are turned into. */

import type { WireResponse } from '../../http/exchange.ts';
import { isObject } from '../../json/json.ts';
import type { Answer, ProbeExchange } from '../../probes/answers.ts';
import { textOf, withBody, withHeader, withStatus } from '../defects/defect.ts';
import { withValueAt } from '../schema-defects.ts';

/** Undefined: there is no answer. */
type Edit = (answer: Answer | undefined) => Answer | undefined;

interface Form {
  /** The whole text of a mangling; its groups are what `edit` is given. */
  readonly pattern: RegExp;
  readonly edit: (...given: readonly string[]) => Edit;
}

const onExchange =
  (edit: (exchange: ProbeExchange) => ProbeExchange): Edit =>
  (answer) =>
    answer && 'exchange' in answer ? { exchange: edit(answer.exchange) } : answer;
const onResponse = (edit: (response: WireResponse) => WireResponse) =>
  onExchange((exchange) => ({ ...exchange, response: edit(exchange.response) }));
const onText = (edit: (text: string) => string) =>
  onResponse((response) => withBody(response, edit(textOf(response))));

/** Changes the JSON object in the body, where there is one. */
const onObject = (edit: (document: Record<string, unknown>) => unknown) =>
  onText((text) => {
    const document = parsed(text);
    return isObject(document) ? JSON.stringify(edit(document)) : text;
  });

/** Changes the members of an array of the object. */
const onArray = (name: string, edit: (members: readonly unknown[]) => readonly unknown[]) =>
  onObject((document) => {
    const members = document[name];
    return Array.isArray(members) ? { ...document, [name]: edit(members) } : document;
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a value, or `absent`. */
const jsonOf = (text: string): unknown => (text === 'absent' ? undefined : JSON.parse(text));

function withMember(document: Record<string, unknown>, path: string, value: unknown): unknown {
  const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return steps.length === 1 ? { ...document, [path]: value } : withValueAt(document, steps, value);
}

/** Changes the targets of links. */
const onHref = (edit: (href: string, rel: unknown) => string) =>
  onArray('links', (links) =>
    links.map((link) =>
      isObject(link) && typeof link.href === 'string' ? { ...link, href: edit(link.href, link.rel) } : link,
    ),
  );

function withParameter(href: string, name: string, value: string): string {
  const url = new URL(href);
  url.searchParams.set(name, value);
  return String(url);
}

const FORMS: readonly Form[] = [
  {
    pattern: /^no reply$/,
    edit: () => () => ({
      failure: { fault: { kind: 'timeout', message: 'no reply within 10 s' }, attempts: [] },
    }),
  },
  { pattern: /^left out$/, edit: () => () => ({ notApplicable: 'nothing to ask' }) },
  { pattern: /^not part of the run$/, edit: () => () => undefined },
  {
    pattern: /^status (\d+)( without a phrase)?$/,
    edit: (code = '', bare) =>
      onResponse((response) => withStatus(response, Number(code), bare === undefined ? 'Phrase' : '')),
  },
  {
    pattern: /^([A-Z][\w-]*): (.*)$/,
    edit: (name = '', value = '') =>
      onResponse((response) => withHeader(response, name, ...(value === 'absent' ? [] : [value]))),
  },
  { pattern: /^body (.*)$/, edit: (text = '') => onText(() => String(jsonOf(text))) },
  {
    pattern: /^([\w.]+) is (.*)$/,
    edit: (path = '', value = '') => onObject((document) => withMember(document, path, jsonOf(value))),
  },
  {
    pattern: /^text (".*") becomes (".*")$/,
    edit: (before = '', after = '') =>
      onText((text) => text.replace(String(jsonOf(before)), String(jsonOf(after)))),
  },
  {
    pattern: /^compact, then (".*")$/,
    edit: (end = '') => {
      const write = onObject((document) => document);
      const finish = onText((text) => `${text}${jsonOf(end)}`);
      return (answer) => finish(write(answer));
    },
  },
  {
    pattern: /^(\d+) spaces, then (".*")$/,
    edit: (count = '', end = '') => onText((text) => `${text}${' '.repeat(Number(count))}${jsonOf(end)}`),
  },
  {
    pattern: /^ids of (\d+) characters$/,
    edit: (length = '') =>
      onArray('results', (buckets) =>
        buckets.map((bucket, index) => ({
          ...Object(bucket),
          _id: String(index).padStart(Number(length), 'a'),
        })),
      ),
  },
  { pattern: /^results turned$/, edit: () => onArray('results', (buckets) => [...buckets].reverse()) },
  { pattern: /^last bucket lost$/, edit: () => onArray('results', (buckets) => buckets.slice(0, -1)) },
  { pattern: /^links doubled$/, edit: () => onArray('links', (links) => [...links, ...links]) },
  {
    pattern: /^a link without rel more$/,
    edit: () => onArray('links', (links) => [...links, { href: 'http://reference.test/' }]),
  },
  {
    pattern: /^href (".*") becomes (".*")$/,
    edit: (before = '', after = '') =>
      onHref((href) => href.replace(String(jsonOf(before)), String(jsonOf(after)))),
  },
  {
    pattern: /^(\w+) with (\w+)=(.*)$/,
    edit: (wanted = '', name = '', value = '') =>
      onHref((href, rel) => (rel === wanted ? withParameter(href, name, value) : href)),
  },
  {
    pattern: /^undecodable$/,
    edit: () => onResponse((response) => ({ ...response, undecodable: 'the body is not gzip' })),
  },
  {
    pattern: /^sent twice, without a reply to the first$/,
    edit: () =>
      onExchange((exchange) => ({
        ...exchange,
        earlier: [{ request: exchange.request, timing: exchange.timing }],
      })),
  },
];

/** The edit that a text describes; undefined when it describes none. */
export function manglingOf(text: string): Edit | undefined {
  for (const { pattern, edit } of FORMS) {
    const found = pattern.exec(text);
    if (found) return edit(...found.slice(1));
  }
  return undefined;
}

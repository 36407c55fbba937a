/** Replies with something wrong, odd or just allowed in them: what the replies of a right server are turned into. */

import { header, type WireRequest, type WireResponse } from '../http/exchange.ts';
import { isObject, member } from '../json/json.ts';
import type { Answer, ProbeExchange, Run } from '../probes/answers.ts';
import { compact, pretty } from '../reference/jackson.ts';
import { textOf, withBody, withHeader, withStatus } from './defects/defect.ts';
import { withValueAt } from './schema-defects.ts';

/** What becomes of an answer in its run. Undefined: there is no answer. */
export type Edit = (answer: Answer | undefined, run: Run) => Answer | undefined;

interface Form {
  /** The whole text of an edit; its groups are what `edit` is given. */
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

/** Changes the JSON object in the body, where there is one; what is prettyprinted stays so. */
const onObject = (edit: (document: Record<string, unknown>) => unknown) =>
  onText((text) => {
    const document = parsed(text);
    if (!isObject(document)) return text;
    return (/\n +"/.test(text) ? pretty : compact)(edit(document));
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

/** Where `first`, `middle` or `last` is. */
function placeOf(which: string, { length }: readonly unknown[]): number {
  if (which === 'first') return 0;
  return which === 'last' ? length - 1 : length >> 1;
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
    pattern: /^([A-Z][\w-]*): (".*") becomes (".*")$/,
    edit: (name = '', before = '', after = '') =>
      onResponse((response) => {
        const value = header(response, name);
        return value === undefined
          ? response
          : withHeader(response, name, value.replace(String(jsonOf(before)), String(jsonOf(after))));
      }),
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
      const write = onText((text) => compact(parsed(text)));
      const finish = onText((text) => `${text}${jsonOf(end)}`);
      return (answer, run) => finish(write(answer, run), run);
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
  { pattern: /^results doubled$/, edit: () => onArray('results', (buckets) => [...buckets, ...buckets]) },
  { pattern: /^results turned$/, edit: () => onArray('results', (buckets) => [...buckets].reverse()) },
  { pattern: /^last bucket lost$/, edit: () => onArray('results', (buckets) => buckets.slice(0, -1)) },
  { pattern: /^first bucket lost$/, edit: () => onArray('results', (buckets) => buckets.slice(1)) },
  {
    pattern: /^one bucket more, (.*)$/,
    edit: (bucket = '') => onArray('results', (buckets) => [...buckets, jsonOf(bucket)]),
  },
  {
    pattern: /^(last|first|middle) bucket: (\w+) is (.*)$/,
    edit: (which = '', name = '', value = '') =>
      onArray('results', (buckets) =>
        buckets.map((bucket, index) =>
          index === placeOf(which, buckets) && isObject(bucket)
            ? { ...bucket, [name]: jsonOf(value) }
            : bucket,
        ),
      ),
  },
  {
    pattern: /^last bucket as the first$/,
    edit: () => onArray('results', (buckets) => [...buckets.slice(0, -1), ...buckets.slice(0, 1)]),
  },
  {
    pattern: /^last two buckets turned$/,
    edit: () => onArray('results', (buckets) => [...buckets.slice(0, -2), ...buckets.slice(-2).reverse()]),
  },
  { pattern: /^(\w+) link lost$/, edit: (rel = '') => onArray('links', (links) => without(links, rel)) },
  {
    pattern: /^one link more, (\w+) with pageNum=(\d+)$/,
    edit: (rel = '', pageNum = '') =>
      onArray('links', (links) => {
        const self = member(links.find((link) => member(link, 'rel') === 'self') ?? links[0], 'href');
        return [...links, { href: withParameter(String(self), 'pageNum', pageNum), rel }];
      }),
  },
  {
    pattern: /^links with paging alone$/,
    edit: () =>
      onHref((href) => {
        const url = new URL(href);
        const paging = [...url.searchParams].filter(([name]) => /^(pageNum|itemsPerPage)$/.test(name));
        return `${url.origin}${url.pathname}?${new URLSearchParams(paging)}`;
      }),
  },
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
    pattern: /^([A-Z][\w-]*) of ([\w-]+)$/,
    edit: (name = '', probe = '') =>
      fromOther(probe, (response, other) => withHeader(response, name, header(other, name) ?? '')),
  },
  {
    pattern: /^answered as ([\w-]+)$/,
    edit: (probe = '') => fromOther(probe, (_response, other) => other),
  },
  {
    pattern: /^the (first|middle|last) _id of ([\w-]+) in detail$/,
    edit: (which = '', probe = '') =>
      fromOther(probe, (response, other) => {
        const results = member(parsed(textOf(other)), 'results');
        const buckets: readonly unknown[] = Array.isArray(results) ? results : [];
        const id = member(buckets[placeOf(which, buckets)], '_id');
        return withBody(response, compact({ ...Object(parsed(textOf(response))), detail: `of ${id}` }));
      }),
  },
  {
    pattern: /^(\d+) to (\w+)=(\S+) before it, then (\S+)$/,
    edit: (code = '', name = '', refused = '', accepted = '') =>
      onExchange(({ request, response, timing, ...exchange }) => ({
        ...exchange,
        ...{ request: withDigest(request, name, accepted), response, timing },
        earlier: [
          ...exchange.earlier,
          {
            request: withDigest(request, name, refused),
            response: withStatus(response, Number(code)),
            timing,
          },
        ],
      })),
  },
  {
    pattern: /^(\d+) before it, ([A-Z][\w-]*): (.*)$/,
    edit: (code = '', name = '', value = '') =>
      onExchange((exchange) => ({
        ...exchange,
        earlier: [
          ...exchange.earlier,
          {
            request: withDigest(withDigest(exchange.request, 'nc', '00000001'), 'algorithm', 'MD5'),
            timing: exchange.timing,
            response: withHeader(
              withStatus(exchange.response, Number(code)),
              name,
              ...(value === 'absent' ? [] : [value]),
            ),
          },
        ],
      })),
  },
  {
    pattern: /^byte ([0-9a-f]{2}) before the last quote$/,
    edit: (byte = '') =>
      onResponse((response) => {
        const at = Math.max(0, Buffer.from(response.body).lastIndexOf('"'));
        const parts = [response.body.subarray(0, at), Buffer.from(byte, 'hex'), response.body.subarray(at)];
        return withBody(response, Buffer.concat(parts));
      }),
  },
  {
    pattern: /^cut twice$/,
    edit: () => (answer) =>
      answer && 'exchange' in answer
        ? {
            failure: {
              fault: { kind: 'cut', message: 'Cut at the same byte.', cut: { received: 1, promised: 2 } },
              attempts: [],
            },
          }
        : answer,
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

/** The request with another value in its digest, where it has one. */
function withDigest(request: WireRequest, name: string, value: string): WireRequest {
  const pattern = new RegExp(`(?<=[ ,]${name}=)(?:"[^"]*"|[^,]*)`);
  const headers = request.headers.map(
    ([field, text]) => [field, field === 'Authorization' ? text.replace(pattern, value) : text] as const,
  );
  return { ...request, headers };
}

/** Changes a reply by that of another probe, where there is one. */
function fromOther(probe: string, edit: (response: WireResponse, other: WireResponse) => WireResponse): Edit {
  return (answer, run) => {
    const other = run.answers.get(probe);
    return other && 'exchange' in other
      ? onResponse((response) => edit(response, other.exchange.response))(answer, run)
      : answer;
  };
}

const without = (links: readonly unknown[], rel: string) =>
  links.filter((link) => member(link, 'rel') !== rel);

/** The edit that a text describes; undefined when it describes none. */
export function editOf(text: string): Edit | undefined {
  for (const { pattern, edit } of FORMS) {
    const found = pattern.exec(text);
    if (found) return edit(...found.slice(1));
  }
  return undefined;
}

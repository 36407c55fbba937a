/** What the pages share: the document around them, lists of facts, links, and the mark of a verdict. */
import type { ComponentChildren, VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { VerdictName } from '../rules/verdict.ts';
import { STYLE } from './page-style.ts';

export const SYMBOLS: Readonly<Record<VerdictName, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  blocked: '■',
  'not-applicable': '–',
  waived: '~',
};

export function VerdictMark({ name }: { name: VerdictName }) {
  return (
    <span class={`verdict ${name}`}>
      <span aria-hidden="true">{SYMBOLS[name]}</span> {name}
    </span>
  );
}

export function Facts({ rows }: { rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl>
      {rows.flatMap(([name, value]) =>
        value === undefined || value === '' ? [] : [<dt>{name}</dt>, <dd>{value}</dd>],
      )}
    </dl>
  );
}

export const commaSeparated = (items: readonly ComponentChildren[]) =>
  items.flatMap((item, index) => (index === 0 ? [item] : [', ', item]));

export function RuleLinks({ ids }: { ids: readonly string[] }) {
  return <>{commaSeparated(ids.map((id) => <a href={`#${id}`}>{id}</a>))}</>;
}

/** The id of a contract's line on the page; `place` as in `spec/export-buckets.v1.0.yaml:57`. */
export const anchorOf = (place: string) => `L-${place.replace(/^spec\//, '').replace(':', '-')}`;

export function ContractLink({ place }: { place: string }) {
  return <a href={`#${anchorOf(place)}`}>{place}</a>;
}

/** One file: its policy allows no script, and nothing from anywhere. */
export function Document({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>{children}</body>
    </html>
  );
}

export function markup(page: VNode): string {
  return `<!doctype html>\n${renderToStaticMarkup(page)}\n`;
}

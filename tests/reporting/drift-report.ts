/** Where a contract and the vendor's OpenAPI differ, for a terminal and for machines. */
import type { Difference, Drift, Side } from '../contract/drift.ts';
import { show } from '../json/json.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { counted } from './counted.ts';
import type { Paint } from './terminal.ts';

export interface DriftReport {
  /** The vendor's file, as the user named it. */
  readonly vendor: string;
  readonly drifts: readonly Drift[];
}

export function newsIn({ drifts }: DriftReport): readonly Difference[] {
  return drifts.flatMap(({ differences }) => differences).filter(({ because }) => because === undefined);
}

/** `all`: what is explained too. */
export function driftText({ vendor, drifts }: DriftReport, all: boolean, paint: Paint): string {
  const lines = drifts.flatMap(({ file, path, versions, compared, differences }) => {
    const news = differences.filter(({ because }) => because === undefined);
    const explained = differences.filter(({ because }) => because !== undefined);
    return [
      paint('bold', `GET ${path}, ${versions.join(' and ')}`),
      `  ${file} against ${visibleLine(vendor)}: ${counted(compared, 'statement')} compared,`,
      `  ${counted(explained.length, 'difference')} explained, ${news.length === 0 ? paint('green', 'no news') : paint('red', `${news.length} news`)}`,
      '',
      ...news.flatMap((one) => block(one, paint('red', 'news'))),
      ...(all ? explained.flatMap((one) => block(one, paint('dim', 'explained'))) : []),
    ];
  });
  return lines.join('\n').trimEnd();
}

function block(
  { at, versions, only, keyword, contract, vendor, because }: Difference,
  label: string,
): string[] {
  const [first = '', ...more] = at;
  const others = more.length === 0 ? '' : ` and ${counted(more.length, 'more place')}`;
  const range = [versions.join(' and '), only.join(', or ')].filter((text) => text !== '');
  const where = range.length === 0 ? '' : ` (${range.join('; ')})`;
  return [
    visibleLine(`${label}  ${first}${others}: ${keyword}${where}`),
    `      contract  ${side(contract)}`,
    `      vendor    ${side(vendor)}`,
    ...(because === undefined ? [] : [`      because   ${visibleLine(because)}`]),
    '',
  ];
}

function side({ value, statement }: Side): string {
  const said = value === undefined ? 'says nothing of it' : show(value, 120);
  return visibleLine(`${said}  ${statement.file}:${statement.line}`);
}

/** The same for machines; places as `file:line`, and as JSON pointers. */
export function driftJson({ vendor, drifts }: DriftReport): string {
  const data = drifts.map(({ differences, ...drift }) => ({
    ...drift,
    differences: differences.map(({ because, contract, vendor: theirs, ...one }) => ({
      ...one,
      contract: sideJson(contract),
      vendor: sideJson(theirs),
      ...(because === undefined ? { news: true } : { because }),
    })),
  }));
  return JSON.stringify({ vendor, news: newsIn({ vendor, drifts }).length, contracts: data }, null, 2);
}

/** A value that is absent says that this side makes no such statement. */
function sideJson({ value, statement: { file, line, pointer } }: Side) {
  return { ...(value !== undefined && { value }), place: `${file}:${line}`, pointer: `${file}#${pointer}` };
}

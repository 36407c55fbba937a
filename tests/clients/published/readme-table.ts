/** The part of `reports/clients/README.md` that `npm run clients` writes, between two marks. */

const BEGIN = '<!-- clients: written by `npm run clients` -->';
const END = '<!-- end of clients -->';

/** The page with another table. Throws RangeError when the marks are missing. */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from)
    throw new RangeError(`reports/clients/README.md lacks the marks "${BEGIN}" and "${END}".`);
  return `${page.slice(0, from)}${BEGIN}\n\n${table}\n\n${page.slice(to)}`;
}

/** JSON as Atlas writes it: compact, or with `pretty` in the style of Jackson's default printer. */

export function compact(value: unknown): string {
  return JSON.stringify(value);
}

/** Two spaces, `"name" : value`, arrays open and close on the line: `[ {`, `} ]`. */
export function pretty(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => pretty(item, indent)).join(', ')} ]`;
  }
  if (typeof value === 'object' && value !== null) {
    const inner = `${indent}  `;
    const members = Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [`${inner}${JSON.stringify(name)} : ${pretty(member, inner)}`],
    );
    return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}

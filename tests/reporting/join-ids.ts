/** Ids of rules inside a sentence. */

/** The first of many, and how many there are. */
export function listed(ids: readonly string[]): string {
  return ids.length <= 8 ? ids.join(', ') : `${ids.length} rules: ${ids.slice(0, 6).join(', ')} …`;
}

/** Ids of rules inside a sentence. */

/** All of a few, and of many the first ones and their number. */
export function joinIds(ids: readonly string[]): string {
  return ids.length <= 8 ? ids.join(', ') : `${ids.length} rules: ${ids.slice(0, 6).join(', ')} …`;
}

/** Places of violations: `results[3].iamRoleId`, `header WWW-Authenticate`, `request 4, header Accept`. */

/** The same place in every item and every request: `results[].iamRoleId`, `request, header Accept`. */
export function withoutIndexes(place: string): string {
  return place.replace(/\[\d+\]/g, '[]').replace(/^request \d+/, 'request');
}

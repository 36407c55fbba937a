/** Ids of rules inside a sentence. */

/** Every id; three and more with nothing between their numbers as `PAGE-02 to PAGE-05`. */
export function idRuns(ids: readonly string[]): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && id === following(run.at(-1))) run.push(id);
    else runs.push([id]);
  }
  return runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run.at(-1)}`] : run)).join(', ');
}

/** `PAGE-10` for `PAGE-09`. */
function following(id = ''): string {
  const [topic, number] = id.split('-');
  return `${topic}-${String(Number(number) + 1).padStart(2, '0')}`;
}

/** All of a few, and of many the first ones and their number. */
export function joinIds(ids: readonly string[]): string {
  return ids.length <= 8 ? ids.join(', ') : `${ids.length} rules: ${ids.slice(0, 6).join(', ')} …`;
}

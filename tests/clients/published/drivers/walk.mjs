/**
 * What the drivers in JavaScript share: follow `next` by its path and query, print ids, fail with status and
 * code. `get` resolves with the status of a path, and its body as text or as what the client has made of it.
 */
const { MONGODB_ATLAS_BASE_URL: base, MONGODB_ATLAS_PROJECT_ID: project } = process.env;

export const server = new URL(base);
export const [user, password] = ['PUBLIC', 'PRIVATE'].map(
  (kind) => process.env[`MONGODB_ATLAS_${kind}_API_KEY`],
);
const start = `/api/atlas/v1.0/groups/${project}/backup/exportBuckets`;

export async function walk(get) {
  const ids = [];
  try {
    for (let path = start; path; ) {
      const { status, body } = await get(path);
      const said = typeof body === 'string' ? body : JSON.stringify(body);
      if (status !== 200) throw new Error(`${status} ${said}`);
      const { results, links } = JSON.parse(said);
      ids.push(...results.map(({ _id }) => _id));
      const next = links.find(({ rel }) => rel === 'next');
      path = next && new URL(next.href).pathname + new URL(next.href).search;
    }
    console.log(ids.join('\n'));
  } catch (error) {
    // Some clients throw what is no Error: whatever they tell is passed on.
    console.error(error.status ?? error.response?.status ?? error.statusCode ?? '', error.message ?? error);
    console.error(JSON.stringify(error.response?.data ?? error.body ?? ''));
    process.exitCode = 1;
  }
}

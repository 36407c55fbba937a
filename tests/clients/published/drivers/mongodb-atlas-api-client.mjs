import getClient from 'mongodb-atlas-api-client';
import { password, server, user, walk } from './walk.mjs';

const { MONGODB_ATLAS_PROJECT_ID: projectId } = process.env;
const { cluster } = getClient({
  publicKey: user,
  privateKey: password,
  baseUrl: `${server.origin}/api/atlas/v1.0`,
  projectId,
});
// The client gives the body alone; an error document has its status in `error`.
await walk(async (path) => {
  const body = await cluster.getAll(Object.fromEntries(new URL(path, server).searchParams));
  return { status: body?.error ?? 200, body };
});

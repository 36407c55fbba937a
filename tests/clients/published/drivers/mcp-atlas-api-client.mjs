import { ApiClient, AuthProviderFactory } from '@mongodb-js/mcp-atlas-api-client';
import { server, walk } from './walk.mjs';

const {
  MONGODB_ATLAS_CLIENT_ID: clientId,
  MONGODB_ATLAS_CLIENT_SECRET: clientSecret,
  MONGODB_ATLAS_PROJECT_ID: groupId,
} = process.env;
const logger = { error: ({ message }) => console.error(message), debug() {}, info() {}, warning() {} };
const options = {
  baseUrl: server.origin,
  apiBaseUrl: server.origin,
  userAgent: 'conformance-driver',
  credentials: { clientId, clientSecret },
  httpClient: { fetch, Request },
};
const client = new ApiClient({ options, logger, authProvider: AuthProviderFactory.create(options, logger) });
await walk(async (path) => {
  const query = Object.fromEntries(new URL(path, server).searchParams);
  const body = await client.listClusters({ params: { path: { groupId }, query } });
  return { status: 200, body };
});

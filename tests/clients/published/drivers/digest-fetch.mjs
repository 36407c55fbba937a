import { DigestClient } from 'digest-fetch';
import { password, server, user, walk } from './walk.mjs';

const client = new DigestClient(user, password);
await walk(async (path) => {
  const response = await client.fetch(new URL(path, server).href);
  return { status: response.status, body: await response.text() };
});

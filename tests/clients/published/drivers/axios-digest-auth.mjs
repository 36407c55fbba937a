import digest from '@mhoc/axios-digest-auth';
import { password, server, user, walk } from './walk.mjs';

const client = new digest.default({ username: user, password });
await walk(async (path) => {
  const { status, data } = await client.request({ method: 'GET', url: new URL(path, server).href });
  return { status, body: data };
});

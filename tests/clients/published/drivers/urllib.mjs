import { request } from 'urllib';
import { password, server, user, walk } from './walk.mjs';

await walk(async (path) => {
  const url = new URL(path, server).href;
  const { status, data } = await request(url, { digestAuth: `${user}:${password}`, dataType: 'text' });
  return { status, body: data };
});

import digest from 'request-digest';
import { password, server, user, walk } from './walk.mjs';

const client = digest(user, password);
await walk(async (path) => {
  const { hostname, port, protocol } = server;
  const { response, body } = await client.requestAsync({
    host: `${protocol}//${hostname}`,
    port,
    path,
    method: 'GET',
  });
  return { status: response.statusCode, body };
});

/** The server of the documentation of @scalar/mock-server. */
import { serve } from '@hono/node-server';
import { createMockServer } from '@scalar/mock-server';

const [file, port] = process.argv.slice(2);
const app = await createMockServer({ document: file });
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) });

/** The README of openapi-backend: its handlers and its mocked responses, on node:http. */
import { createServer } from 'node:http';
import { OpenAPIBackend } from 'openapi-backend';

const [file, port] = process.argv.slice(2);
const answer = (res, status, body) => {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};
// quick: the check of the document that it leaves out knows OpenAPI 3.0 alone, and refuses a 3.1 document.
const api = new OpenAPIBackend({ definition: file, quick: true });
api.register({
  validationFail: (c, _req, res) => answer(res, 400, { err: c.validation.errors }),
  notFound: (_c, _req, res) => answer(res, 404, { err: 'not found' }),
  notImplemented: (c, _req, res) => {
    const { status, mock } = c.api.mockResponseForOperation(c.operation.operationId);
    answer(res, status, mock);
  },
});
await api.init();
createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://localhost');
  api.handleRequest(
    { method: req.method, path: pathname, query: Object.fromEntries(searchParams), headers: req.headers },
    req,
    res,
  );
}).listen(Number(port), '127.0.0.1');

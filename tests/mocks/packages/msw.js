/** The documentation of MSW Source, served over HTTP by MSW's own middleware. */
import { readFileSync } from 'node:fs';
import { fromOpenApi } from '@msw/source/open-api';
import { createServer } from '@mswjs/http-middleware';

const [file, port] = process.argv.slice(2);
const handlers = await fromOpenApi(readFileSync(file, 'utf8'));
createServer(...handlers).listen(Number(port), '127.0.0.1');

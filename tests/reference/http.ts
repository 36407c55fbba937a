/** The reference server on a port of the loopback interface. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HeaderLine, header, type Method, type WireRequest } from '../http/exchange.ts';
import type { Reference } from './reference.ts';

export interface Served {
  /** `http://127.0.0.1:49152` */
  readonly baseUrl: string;
  readonly close: () => Promise<void>;
}

/** More than any request to this server needs. */
const MOST_REQUEST_BYTES = 64 * 1024;

/** Listens on `port`, or on a free one. Rejects when the port is taken. */
export async function serve(
  reference: Reference,
  { port = 0 }: { readonly port?: number } = {},
): Promise<Served> {
  const server = createServer((message, reply) => {
    read(message)
      .then((body) => {
        const response = reference.handle(requestOf(message, body));
        reply.writeHead(response.status, response.reason, response.headers.flat());
        reply.end(message.method === 'HEAD' ? undefined : response.body);
      })
      .catch(() => message.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!isBound(address)) throw new Error('the server is bound to no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isBound(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MOST_REQUEST_BYTES) throw new RangeError('the request is too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const METHODS: Readonly<Record<string, Method>> = { GET: 'GET', HEAD: 'GET', POST: 'POST' };

function requestOf(message: IncomingMessage, body: string): WireRequest {
  const headers: HeaderLine[] = [];
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    headers.push([message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '']);
  }
  const host = header({ headers }, 'Host') ?? 'localhost';
  // Any other method is answered alike: 405.
  return {
    method: METHODS[message.method ?? ''] ?? 'OPTIONS',
    url: `http://${host}${message.url ?? '/'}`,
    headers,
    body,
  };
}

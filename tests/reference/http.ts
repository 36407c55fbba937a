/** The reference server on a port of the loopback interface. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  type HeaderLine,
  header,
  headerValues,
  type WireRequest,
  type WireResponse,
} from '../http/exchange.ts';
import type { Certificate } from './certificate.ts';
import type { Reference } from './reference.ts';

export interface Served {
  /** `http://127.0.0.1:49152`, or https with a certificate. */
  readonly baseUrl: string;
  readonly close: () => Promise<void>;
}

export interface ServeOptions {
  /** A free one when absent. */
  readonly port?: number;
  /** Speaks TLS by it; plain http when absent. */
  readonly certificate?: Certificate;
}

/** More than any request to this server needs. */
const MOST_REQUEST_BYTES = 64 * 1024;
/** The service sends short bodies as they are, whatever the request takes. */
const SHORTEST_COMPRESSED = 1024;

/** Listens on a port. Rejects when it is taken. */
export async function serve(
  reference: Reference,
  { port = 0, certificate }: ServeOptions = {},
): Promise<Served> {
  const scheme = certificate ? 'https' : 'http';
  const listener: RequestListener = (message, reply) => {
    read(message)
      .then((body) => {
        const request = requestOf(message, body, scheme);
        const response = compressed(reference.handle(request), request);
        reply.writeHead(response.status, response.reason, response.headers.flat());
        reply.end(message.method === 'HEAD' ? undefined : response.body);
      })
      .catch(() => message.destroy());
  };
  const server: Server = certificate ? createTlsServer(certificate, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!isBound(address)) throw new Error('the server is bound to no port');
  return {
    baseUrl: `${scheme}://127.0.0.1:${address.port}`,
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

function requestOf(message: IncomingMessage, body: string, scheme: string): WireRequest {
  const headers: HeaderLine[] = [];
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    headers.push([message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '']);
  }
  const host = header({ headers }, 'Host') ?? 'localhost';
  return { method: message.method ?? '', url: `${scheme}://${host}${message.url ?? '/'}`, headers, body };
}

/** The reply in gzip where the request takes that; one that says how it is coded already stays as it is. */
function compressed(response: WireResponse, request: WireRequest): WireResponse {
  const { body, headers } = response;
  const isWhole = header(response, 'Content-Length') === String(body.length);
  if (body.length < SHORTEST_COMPRESSED || !isWhole || header(response, 'Content-Encoding') !== undefined) {
    return response;
  }
  const others = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  const varied: readonly HeaderLine[] = [...others, ['Vary', 'Accept-Encoding']];
  if (!takesGzip(headerValues(request, 'Accept-Encoding').join(','))) {
    return { ...response, headers: [...varied, ['Content-Length', String(body.length)]] };
  }
  const bytes = gzipSync(body);
  return {
    ...response,
    headers: [...varied, ['Content-Encoding', 'gzip'], ['Content-Length', String(bytes.length)]],
    body: bytes,
  };
}

/** Whether gzip, or whatever is not named, is taken with a weight above 0 (RFC 9110, 12.5.3). */
function takesGzip(field: string): boolean {
  const weights = new Map(
    field.split(',').map((coding) => {
      const [name = '', parameter = 'q=1'] = coding.split(';').map((part) => part.trim().toLowerCase());
      const [, weight = ''] = parameter.split('=');
      return [name, Number(weight)] as const;
    }),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

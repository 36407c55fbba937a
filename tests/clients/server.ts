/** The server of one scenario on ports of the loopback interface, recording all that it is sent. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { type HeaderLine, header, type WireRequest } from '../http/exchange.ts';
import type { Certificate } from './certificate.ts';
import type { Origin, RecordedRequest, Reply } from './recording.ts';
import { withHeader } from './replies.ts';
import type { Responder } from './responder.ts';

/** More than any request to this server needs. */
const MOST_BODY_BYTES = 64 * 1024;
/** More than any honest client sends in one scenario; what comes after is cut off. */
const MOST_REQUESTS = 10_000;
/** Of each reply: what reports show, and some. */
const KEPT_BODY_BYTES = 8 * 1024;
/** Longer than a client thinks between two requests, so that no connection ends under its feet. */
const KEEP_ALIVE_MS = 60_000;
/** Where each origin listens: they differ in host and port. */
const HOSTS: Readonly<Record<Origin, readonly [name: string, ...addresses: readonly string[]]>> = {
  own: ['127.0.0.1', '127.0.0.1'],
  other: ['localhost', '127.0.0.1', '::1'],
};

/** What is recorded as it comes in. */
export type Listener = (recorded: RecordedRequest) => void;

export class ScenarioServer {
  readonly #responder: Responder;
  readonly #certificate: Certificate | undefined;
  readonly #listener: Listener | undefined;
  readonly #began = performance.now();
  readonly #startedAt = Date.now();
  readonly #recorded: RecordedRequest[] = [];
  readonly #connections = new WeakMap<Socket, number>();
  readonly #servers: Server[] = [];
  readonly #origins = { own: '', other: '' };
  #connectionCount = 0;
  #requestCount = 0;

  constructor(responder: Responder, certificate?: Certificate, listener?: Listener) {
    this.#responder = responder;
    this.#certificate = certificate;
    this.#listener = listener;
  }

  /** Rejects when no port can be bound. */
  async start(): Promise<void> {
    await this.#listen('own');
    await this.#listen('other');
  }

  /** `http://127.0.0.1:49152` */
  get baseUrl(): string {
    return this.#origins.own;
  }

  /** In the order of their arrival. */
  get recorded(): readonly RecordedRequest[] {
    return Object.values(this.#recorded);
  }

  async close(): Promise<void> {
    const closing = this.#servers.map((server) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      return closed;
    });
    await Promise.all(closing);
  }

  async #listen(origin: Origin): Promise<void> {
    const [name, ...addresses] = HOSTS[origin];
    let port = 0;
    for (const address of addresses) {
      const server = this.#createServer(origin);
      const bound = await bind(server, address, port);
      if (bound === undefined) {
        // A machine without IPv6 reaches the other origin over IPv4 alone.
        if (port > 0) continue;
        throw new Error(`no port of ${address} can be bound`);
      }
      port = bound;
      this.#servers.push(server);
    }
    this.#origins[origin] = `${this.#certificate ? 'https' : 'http'}://${name}:${port}`;
  }

  #createServer(origin: Origin): Server {
    const listener = (message: IncomingMessage, response: ServerResponse) => {
      this.#receive(message, response, origin).catch(() => message.destroy());
    };
    const server = this.#certificate ? createTlsServer(this.#certificate, listener) : createServer(listener);
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on(this.#certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#connectionCount += 1;
      this.#connections.set(socket, this.#connectionCount);
    });
    return server;
  }

  async #receive(message: IncomingMessage, response: ServerResponse, origin: Origin): Promise<void> {
    const receivedAt = performance.now() - this.#began;
    const place = this.#requestCount;
    this.#requestCount += 1;
    const connection = this.#connections.get(message.socket) ?? 0;
    const body = await bodyOf(message);
    const request = requestOf(message, body, this.#origins[origin]);
    if (place >= MOST_REQUESTS || !request) {
      message.destroy();
      return;
    }
    const method = message.method ?? '';
    const answer = this.#responder.answer({ request, method, connection, origin }, this.#origins);
    const { reply, ...facts } = answer;
    const { headers, url } = request;
    const where = {
      origin,
      connection,
      startedAt: this.#startedAt,
      receivedAt,
      target: message.url ?? '',
      url,
    };
    const entry = { ...facts, ...where, method, body };
    // A command may end before its last reply has gone out, and is judged by what it has sent all the same.
    this.#recorded[place] = { ...entry, headers, reply: undefined, answeredAt: undefined };
    const whole = await deliver(reply, method, message, response);
    const answeredAt = performance.now() - this.#began;
    const kept = { ...reply, body: decoded(reply).slice(0, KEPT_BODY_BYTES), bodyBytes: reply.body.length };
    const recorded = { ...entry, headers, reply: kept, answeredAt: whole ? answeredAt : undefined };
    this.#recorded[place] = recorded;
    this.#listener?.(recorded);
  }
}

/** As a client reads it. */
const decoded = (reply: Reply): Uint8Array =>
  header(reply, 'Content-Encoding') === 'gzip' ? gunzipSync(reply.body) : reply.body;

async function bind(server: Server, host: string, port: number): Promise<number | undefined> {
  const bound = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, host, () => resolve(true));
  });
  const address = server.address();
  return bound && isBound(address) ? address.port : undefined;
}

function isBound(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MOST_BODY_BYTES) throw new RangeError('the request is too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const METHODS: Readonly<Record<string, string>> = { GET: 'GET', HEAD: 'GET', POST: 'POST' };

/** Undefined for a target that is no URL. */
function requestOf(message: IncomingMessage, body: string, origin: string): WireRequest | undefined {
  const headers: HeaderLine[] = [];
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    headers.push([message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '']);
  }
  const target = message.url ?? '/';
  if (!URL.canParse(target, origin)) return undefined;
  // Any other method is answered alike: 405.
  const method = METHODS[message.method ?? ''] ?? 'OPTIONS';
  return { method, url: new URL(target, origin).href, headers, ...(body !== '' && { body }) };
}

const PIECES = 5;

/** Resolves with whether the client stayed until the end. */
async function deliver(
  reply: Reply,
  method: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { chunked = false, lastsMs = 0, cut = false, close = false } = reply.delivery ?? {};
  const framed = chunked ? withHeader(reply, 'Content-Length') : reply;
  const headers = close ? [...framed.headers, ['Connection', 'close'] as const] : framed.headers;
  const gone = new Promise<false>((resolve) => response.once('close', () => resolve(false)));
  response.writeHead(reply.status, reply.reason, headers.flat());
  const body = method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(reply.body);
  if (cut) {
    response.write(body.subarray(0, body.length / 2), () => message.socket.destroy());
    await gone;
    return true;
  }
  const [first, ...rest] = slices(body, chunked || lastsMs > 0 ? PIECES : 1);
  let next = first;
  for (const piece of rest) {
    response.write(next);
    next = piece;
    await sleep(lastsMs / PIECES);
  }
  const sent = new Promise<true>((resolve) => {
    response.end(next, () => resolve(true));
  });
  return Promise.race([sent, gone]);
}

function slices(body: Buffer, count: number): readonly Buffer[] {
  const size = Math.ceil(body.length / count);
  return Array.from({ length: count }, (_, index) => body.subarray(index * size, (index + 1) * size));
}

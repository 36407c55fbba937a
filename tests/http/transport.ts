/** Sends one request over HTTP/1.1 and reads the reply in bounded time and memory. */
import type http from 'node:http';
import type { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { show } from '../json/json.ts';
import {
  type CutBody,
  type FaultKind,
  type HeaderLine,
  header,
  type TimedResponse,
  type Timing,
  type Transport,
  TransportError,
  type WireRequest,
} from './exchange.ts';
import { type HttpProxy, proxyName, type Route, straight, through } from './proxy.ts';

export interface TransportLimits {
  /** From the first byte sent to the last byte of the reply. */
  readonly timeoutMs: number;
  /** Of the body, after content decoding; before it as well. */
  readonly bodyCapBytes: number;
}

export interface HttpTransport {
  readonly send: Transport;
  readonly close: () => void;
}

/** Sends to a target, through a proxy if there is one. */
export function httpTransport(limits: TransportLimits, proxy?: HttpProxy): HttpTransport {
  const routes = proxy ? through(proxy) : straight();
  return {
    send: async (request, limitMs = limits.timeoutMs) => {
      const url = new URL(request.url);
      const once = async (fresh: boolean) =>
        sendOnce(
          request,
          { ...limits, timeoutMs: Math.min(limitMs, limits.timeoutMs) },
          await routes.to(url, fresh),
          proxy,
        );
      try {
        return await once(false);
      } catch (error) {
        // The server closed an idle connection just as it was used again: RFC 9112, 9.3.1 has the
        // client repeat the request by itself when it is safe.
        if (error instanceof StaleConnection && request.method !== 'POST') return once(true);
        throw error;
      }
    },
    close: routes.close,
  };
}

class StaleConnection extends TransportError {}

function sendOnce(
  request: WireRequest,
  limits: TransportLimits,
  route: Route,
  proxy: HttpProxy | undefined,
): Promise<TimedResponse> {
  const url = new URL(request.url);
  const startedAt = Date.now();
  const begin = performance.now();
  let firstByte: number | undefined;
  const timing = (): Timing => {
    const now = performance.now();
    const waited = firstByte ?? now;
    return { startedAt, waitMs: waited - begin, receiveMs: now - waited };
  };
  return new Promise((resolve, reject) => {
    let done = false;
    const finish = (settle: () => void) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      settle();
    };
    const fail = (kind: FaultKind, message: string, cut?: CutBody) =>
      finish(() => {
        const fault = { kind, message, ...(cut && { cut }) };
        const idle = kind === 'connection' && sent?.reusedSocket === true && firstByte === undefined;
        reject(idle ? new StaleConnection(fault, timing()) : new TransportError(fault, timing()));
        sent?.destroy();
      });
    const timer = setTimeout(
      () => fail('timeout', `no complete reply within ${limits.timeoutMs} ms`),
      limits.timeoutMs,
    );
    let reached = !proxy;
    const refused = (proxy: HttpProxy, status: number) =>
      fail('connection', proxyRefusal(proxy, url, status));
    const failed = (error: unknown) => {
      if (!proxy || reached || sent?.reusedSocket) fail(...explain(error, url));
      else fail('connection', `the proxy cannot be used: ${explain(error, proxy.url)[1]}`);
    };
    let sent: http.ClientRequest | undefined;
    try {
      sent = route.client.request(url, {
        ...route.options,
        method: request.method,
        headers: { ...headersOf(request), ...route.options.headers },
      });
    } catch (error) {
      // A field with a character that no header can carry is refused before anything is sent.
      fail(...explain(error, url));
      return;
    }
    sent.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      reached = statusCode === 200;
      if (proxy && !reached) refused(proxy, statusCode);
    });
    sent.on('error', failed);
    sent.on('upgrade', (_reply, socket) => {
      socket.destroy();
      fail('not-http', 'the server switched to another protocol');
    });
    sent.on('response', (reply) => {
      firstByte = performance.now();
      // Only a proxy asks for this (RFC 9110, 15.5.8): the target has not been asked.
      if (proxy && reply.statusCode === 407) return refused(proxy, 407);
      const headers = pairs(reply.rawHeaders);
      read(reply, request, headers, limits.bodyCapBytes, {
        end: (body, undecodable) =>
          finish(() =>
            resolve({
              response: {
                status: reply.statusCode ?? 0,
                reason: reply.statusMessage ?? '',
                httpVersion: reply.httpVersion,
                headers,
                body,
                ...(undecodable !== undefined && { undecodable }),
              },
              timing: timing(),
              reusedConnection: sent.reusedSocket,
            }),
          ),
        fail,
      });
    });
    sent.end(request.body);
  });
}

function headersOf({ headers, body }: WireRequest): http.OutgoingHttpHeaders {
  const lines: Record<string, string | number> = Object.fromEntries(headers);
  if (body !== undefined) lines['Content-Length'] = Buffer.byteLength(body);
  return lines;
}

function pairs(raw: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return lines;
}

interface Ends {
  readonly end: (body: Uint8Array, undecodable?: string) => void;
  readonly fail: (kind: FaultKind, message: string, cut?: CutBody) => void;
}

function read(
  reply: http.IncomingMessage,
  { method, url }: WireRequest,
  headers: readonly HeaderLine[],
  cap: number,
  { end, fail }: Ends,
): void {
  const tooLarge = () => fail('too-large', `the body is larger than ${cap} bytes`);
  // The field may be empty (RFC 9110, 8.4).
  const coding = header({ headers }, 'Content-Encoding')?.trim().toLowerCase() || undefined;
  const decoder = decoderOf(coding);
  let received = 0;
  reply.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > cap) tooLarge();
  });
  const broken = () => {
    const length = header({ headers }, 'Content-Length')?.trim() ?? '';
    const promised = /^\d{1,15}$/.test(length) ? Number(length) : undefined;
    const of =
      promised === undefined
        ? `${received} bytes, without its last chunk`
        : `${received} of ${promised} bytes`;
    fail('connection', `${method} ${url}: the reply ended after ${of}`, { received, promised });
  };
  reply.on('error', broken);
  reply.on('aborted', broken);
  const chunks: Buffer[] = [];
  let length = 0;
  const body: Readable = decoder ? reply.pipe(decoder) : reply;
  body.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > cap) tooLarge();
    else chunks.push(chunk);
  });
  body.on('end', () => {
    if (!reply.complete) broken();
    else if (decoder || coding === undefined || coding === 'identity') end(Buffer.concat(chunks));
    else end(new Uint8Array(), `the coding ${show(coding, 40)} was not asked for`);
  });
  decoder?.on('error', () => {
    const undecoded = () => end(Buffer.concat(chunks), `the body is not ${coding}`);
    reply.resume();
    if (reply.readableEnded) undecoded();
    else reply.once('end', () => (reply.complete ? undecoded() : broken()));
  });
}

/** Undefined: nothing to decode; null: a coding that nobody asked for and that cannot be read. */
function decoderOf(coding: string | undefined): zlib.Gunzip | zlib.BrotliDecompress | undefined | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return zlib.createUnzip();
    case 'br':
      return zlib.createBrotliDecompress();
    default:
      return undefined;
  }
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  return { code: 'code' in error ? String(error.code) : '', message: error.message };
}

function proxyRefusal(proxy: HttpProxy, { host }: URL, status: number): string {
  const why =
    status === 407
      ? '407: it wants credentials, http://user:password@host in its variable'
      : `status ${status}`;
  return `the proxy ${proxyName(proxy)} does not let the run through to ${host} (${why})`;
}

/** What OpenSSL says of a certificate whose authority this machine does not know. */
const UNTRUSTED = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function explain(error: unknown, url: URL): [FaultKind, string] {
  const { code, message } = describe(error);
  const host = url.host;
  if (code.startsWith('HPE_')) {
    return [
      'not-http',
      `what ${host} answers is not HTTP/1.1 (${code === 'HPE_HEADER_OVERFLOW' ? 'its header is too long' : message})`,
    ];
  }
  if (UNTRUSTED.has(code)) {
    return [
      'connection',
      `the certificate of ${host} is not trusted (${code}); set NODE_EXTRA_CA_CERTS, in the environment itself, to a file with the certificate of its authority`,
    ];
  }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return ['connection', `the certificate of ${host} has expired`];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return ['connection', `the certificate of ${host} is for another name`];
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return ['connection', `${host} does not speak TLS; a target of plain http begins with http://`];
    case 'ECONNREFUSED':
      return ['connection', `nothing listens at ${host}`];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['connection', `the host name ${url.hostname} cannot be resolved`];
    case 'ECONNRESET':
    case 'EPIPE':
      return ['connection', `${host} closed the connection without a complete reply`];
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return ['connection', `${host} cannot be reached (${code})`];
    case 'ERR_INVALID_CHAR':
      return ['not-http', 'the request cannot be written as HTTP'];
    default:
      return ['connection', `the connection to ${host} failed (${code || message})`];
  }
}

/** The ways that the same reply may travel, and the judging of a reference server over one of them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ApiVersion } from '../contract/contract.ts';
import type { WireRequest, WireResponse } from '../http/exchange.ts';
import { httpTransport } from '../http/transport.ts';
import type { Reference } from '../reference/reference.ts';
import { withHeader } from './defects/defect.ts';
import { type Judged, judgeReference } from './judge-in-memory.ts';
import { PATIENT } from './patience.ts';

export type Deliver = (reply: ServerResponse, response: WireResponse, message: IncomingMessage) => void;

/** Judges a reference server whose replies are delivered in that way. */
export async function judgedOver(
  deliver: Deliver,
  reference: Reference,
  version: ApiVersion = 'v1.0',
): Promise<Judged> {
  const server = createServer((message, reply) => {
    const headers = message.rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name, message.rawHeaders[index + 1] ?? ''] as const] : [],
    );
    const request: WireRequest = {
      method: 'GET',
      url: `http://${message.headers.host}${message.url}`,
      headers,
    };
    deliver(reply, reference.handle(request), message);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const transport = httpTransport({ ...PATIENT, bodyCapBytes: 5_000_000 });
  try {
    const baseUrl = `http://127.0.0.1:${port}`;
    return await judgeReference(reference, { version, transport: transport.send, baseUrl });
  } finally {
    transport.close();
    server.closeAllConnections();
    server.close();
  }
}

export const without = (response: WireResponse, name: string) => withHeader(response, name).headers.flat();

/** All of them right (RFC 9112). */
export const WAYS: readonly (readonly [name: string, deliver: Deliver])[] = [
  [
    'in chunks of a few bytes',
    (reply, response) => {
      reply.writeHead(response.status, response.reason, without(response, 'Content-Length'));
      const body = Buffer.from(response.body);
      for (let i = 0; i < body.length; i += 997) reply.write(body.subarray(i, i + 997));
      reply.end();
    },
  ],
  [
    'with a connection for each request',
    (reply, response) => {
      reply.writeHead(response.status, response.reason, [...response.headers.flat(), 'Connection', 'close']);
      reply.end(response.body);
    },
  ],
  [
    'closing connections without a word',
    (reply, response, message) => {
      reply.writeHead(response.status, response.reason, response.headers.flat());
      reply.end(response.body, () => setTimeout(() => message.socket.destroy(), 1));
    },
  ],
  [
    'compressed',
    (reply, response) => {
      const headers = [
        ...without(response, 'Content-Length'),
        'Content-Encoding',
        'gzip',
        'Vary',
        'Accept-Encoding',
      ];
      reply.writeHead(response.status, response.reason, headers);
      reply.end(gzipSync(response.body));
    },
  ],
  [
    'without a reason phrase, after an early hint',
    (reply, response) => {
      reply.writeProcessing();
      reply.writeHead(response.status, ' ', response.headers.flat());
      reply.end(response.body);
    },
  ],
  [
    'slower for some than for others',
    (reply, response) => {
      setTimeout(() => {
        reply.writeHead(response.status, response.reason, response.headers.flat());
        reply.end(response.body);
      }, Math.random() * 20);
    },
  ],

  [
    'cut anywhere: in the head, in a chunk, in a character',
    (_reply, response, message) => {
      const head = without(response, 'Content-Length');
      const lines = head.flatMap((name, index) => (index % 2 === 0 ? [`${name}:  ${head[index + 1]} `] : []));
      const body = Buffer.from(response.body);
      const at = Math.floor(body.length / 3);
      const chunk = (part: Uint8Array) =>
        part.length === 0
          ? ''
          : Buffer.concat([
              Buffer.from(`00${part.length.toString(16).toUpperCase()};x="y"\r\n`),
              part,
              Buffer.from('\r\n'),
            ]);
      const start = [
        `HTTP/1.1 ${response.status} ${response.reason}`,
        ...lines,
        'transfer-encoding: Chunked',
        'Connection: close',
      ];
      const bytes = Buffer.concat([
        Buffer.from(`${start.join('\r\n')}\r\n\r\n`, 'latin1'),
        Buffer.from(chunk(body.subarray(0, at))),
        Buffer.from(chunk(body.subarray(at))),
        Buffer.from('0\r\nX-Trailer: 1\r\n\r\n'),
      ]);
      message.socket.setNoDelay(true);
      for (let i = 0, size = 3; i < bytes.length; i += size, size += 1)
        message.socket.write(bytes.subarray(i, i + size));
      message.socket.end();
    },
  ],
];

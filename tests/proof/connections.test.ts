/** What a server does with its connections, outside of any reply: each ends as verdicts on it, with every report. */
import net from 'node:net';
import { expect, test } from 'vitest';
import { REPORT_FILES } from '../run/report-files.js';
import { runHere } from './run-cli.ts';

const CHALLENGE = 'WWW-Authenticate: Digest realm="r", nonce="abcdefgh", qop="auth"\r\n';
const BODY = '{"error":401}';
const reply = (fields = '', body = BODY) =>
  `HTTP/1.1 401 Unauthorized\r\n${CHALLENGE}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${fields}\r\n${body}`;

/** What is done with a connection: once it is there, and at each request. */
interface Manner {
  readonly opened?: (socket: net.Socket) => void;
  readonly asked?: (socket: net.Socket) => void;
}

const MANNERS: readonly (readonly [name: string, manner: Manner])[] = [
  ['answers twice', { asked: (socket) => socket.write(reply() + reply()) }],
  ['answers before it is asked', { opened: (socket) => socket.write(reply()) }],
  [
    'answers on a connection that it has said to end',
    { asked: (socket) => socket.write(reply('Connection: close\r\n') + reply()) },
  ],
  [
    'answers, ends the connection, and is asked on it again',
    { asked: (socket) => socket.end(reply('Keep-Alive: timeout=600\r\n')) },
  ],
  [
    'answers once more when the connection is idle',
    {
      asked: (socket) => {
        socket.write(reply());
        setTimeout(() => socket.writable && socket.write(reply()), 5);
      },
    },
  ],
  [
    'resets the connection behind a reply',
    { asked: (socket) => socket.write(reply(), () => socket.resetAndDestroy()) },
  ],
  [
    'answers with more than it has promised',
    { asked: (socket) => socket.write(`${reply()}${'x'.repeat(5000)}`) },
  ],
  [
    'answers with two lengths',
    { asked: (socket) => socket.write(reply(`Content-Length: ${BODY.length + 1}\r\n`)) },
  ],
  [
    'answers with a length and in chunks',
    { asked: (socket) => socket.write(reply('Transfer-Encoding: chunked\r\n')) },
  ],
  [
    'answers for a moment, and switches to another protocol',
    {
      asked: (socket) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    },
  ],
  [
    'announces replies without an end',
    { asked: (socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000) + reply()) },
  ],
];

test.for(MANNERS)('a server that %s', async ([, { opened, asked }]) => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    opened?.(socket);
    socket.on('data', () => {
      if (socket.writable) asked?.(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const { code, output, files } = await runHere({
    MONGODB_ATLAS_BASE_URL: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    MONGODB_ATLAS_PUBLIC_API_KEY: 'public',
    MONGODB_ATLAS_PRIVATE_API_KEY: 'a-private-key-of-nobody',
    MONGODB_ATLAS_PROJECT_ID: '5f0c2a7b9e4d3c1b2a190807',
    CONFORMANCE_TIMEOUT_MS: '500',
  });
  for (const socket of sockets) socket.destroy();
  server.close();
  expect([1, 3], output).toContain(code);
  expect(output).not.toContain('bug in the suite');
  expect(Object.keys(files).sort()).toEqual([...REPORT_FILES].sort());
});

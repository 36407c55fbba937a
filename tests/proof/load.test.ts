/** The reference server under load: many runs at once conform, and what clients leave behind takes no memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { runHere } from './run-cli.ts';

test('twenty runs at once against one server conform', async () => {
  const reference = createReference();
  const { publicKey, privateKey, projectId } = reference.options;
  const { baseUrl, close } = await serve(reference);
  const target = {
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
    MONGODB_ATLAS_PROJECT_ID: projectId,
  };
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => runHere(target)));
  await close();
  expect(outcomes.map(({ code, output }) => (code === 0 ? '' : output))).toEqual(Array(20).fill(''));
});

describe('the reference server keeps within 200 MB', () => {
  /** Puts a server under this load that has issued so many challenges: its memory in MB. */
  async function memoryUnder(challenges: number, load: (port: number) => Promise<void>) {
    const child = spawn(
      process.execPath,
      ['--expose-gc', '--import', 'tsx', 'tests/proof/watched-reference.ts', String(challenges)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const lines = createInterface(child.stdout);
    const [port] = await once(lines, 'line');
    await load(Number(port));
    const last = once(lines, 'line');
    child.stdin.end();
    const [line] = await last;
    const [most = Number.NaN, left = Number.NaN] = String(line)
      .split(' ')
      .map((bytes) => Number(bytes) / 1_000_000);
    return { most, left };
  }

  /** Asks so often, and finds that the server is there. */
  async function ask(port: number, times: number): Promise<void> {
    const agent = new Agent({ keepAlive: true });
    for (let asked = 0; asked < times; asked += 1) expect(await statusOf(port, agent)).toBe(401);
    agent.destroy();
  }

  test('under 100,000 challenges', async () => {
    const { most, left } = await memoryUnder(100_000, (port) => ask(port, 1000));
    expect(most).toBeLessThan(200);
    // Ninety thousand of them, if they were kept, would take more.
    expect(left).toBeLessThan(5);
  });

  test('under clients that are slow and bodies that do not end', async () => {
    const { most } = await memoryUnder(0, async (port) => {
      const head = 'POST /api/oauth/token HTTP/1.1\r\nHost: localhost\r\n';
      const openings = [
        'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
        `${head}Content-Length: 1000000000\r\n\r\n${'x'.repeat(1000)}`,
        `${head}Transfer-Encoding: chunked\r\n\r\nffffff\r\n${'x'.repeat(100_000)}`,
        `${head}Content-Length: 100000\r\n\r\n${'x'.repeat(60_000)}`,
      ];
      const sockets = Array.from({ length: 400 }, (_, index) => {
        const socket = net.connect(port, '127.0.0.1');
        socket.on('error', () => {});
        socket.write(openings[index % openings.length] ?? '');
        return socket;
      });
      await ask(port, 100);
      for (const socket of sockets) socket.destroy();
    });
    expect(most).toBeLessThan(200);
  });
});

function statusOf(port: number, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/', agent }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode));
    }).on('error', reject);
  });
}

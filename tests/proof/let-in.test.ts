/** The hint of a refusal says what the run knows of the requests that were let in, and nothing else. */
import { expect, test } from 'vitest';
import type { Transport, WireRequest } from '../http/exchange.ts';
import { createReference, inProcess } from '../reference/reference.ts';
import { signed, withHeader } from './defects/defect.ts';
import { type JudgeOptions, judgeReference } from './judge-in-memory.ts';

/** What AUTH-02 says of a server that refuses such requests, whatever their digest. */
async function hintWhere(
  isRefused: (request: WireRequest, nthSigned: number) => boolean,
  options: JudgeOptions = {},
  cookie = false,
): Promise<string | undefined> {
  const reference = createReference();
  const right = inProcess(reference);
  let nth = 0;
  const transport: Transport = async (request) => {
    if (signed(request)) nth += 1;
    const refused = signed(request) && isRefused(request, nth);
    const bare = { ...request, headers: request.headers.filter(([name]) => name !== 'Authorization') };
    const timed = await right(refused ? bare : request);
    const { response } = timed;
    return {
      ...timed,
      reusedConnection: nth > 1,
      response: cookie && response.status === 401 ? withHeader(response, 'Set-Cookie', 'a=b') : response,
    };
  };
  const { verdicts } = await judgeReference(reference, { transport, ...options });
  return verdicts.find(({ id }) => id === 'AUTH-02')?.hint;
}

test('no hint where nothing is refused', async () => {
  expect(await hintWhere(() => false)).toBeUndefined();
});

test('the keys are named only where nothing was let in', async () => {
  expect(await hintWhere(() => true)).toMatch(/^No request was let in .*: check them first, a wrong key/);
  expect(await hintWhere(({ url }) => url.includes('?'))).not.toMatch(/key|check/);
});

test('a query is named where it makes the difference', async () => {
  const hint = await hintWhere(({ url }) => url.includes('?'));
  expect(hint).toMatch(/were let in with plain.* and refused with .*page-1/);
  expect(hint).toContain('What was refused has a query');
  expect(await hintWhere(({ url }) => url.includes('envelope'))).not.toContain('has a query');
});

test('the connection is named where it makes the difference', async () => {
  expect(await hintWhere((_, nth) => nth > 1)).toContain('Only the first request of a connection is let in');
  expect(await hintWhere(({ url }) => url.includes('?'))).not.toContain('connection');
});

test('a cookie and a path prefix are named where there are any', async () => {
  expect(await hintWhere(() => true, {}, true)).toContain('The 401 sets a cookie');
  expect(await hintWhere(() => true)).not.toContain('cookie');
  const prefixed = { baseUrl: 'http://reference.test/proxy' };
  expect(await hintWhere(() => true, prefixed)).toContain('the path prefix /proxy');
  expect(await hintWhere(() => true)).not.toContain('prefix');
});

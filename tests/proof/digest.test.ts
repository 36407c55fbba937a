/** Digest: RFC 7616's own examples, and every spelling of a challenge that it allows. */
import { describe, expect, test } from 'vitest';
import { chooseDigest, parseChallenges, signDigest } from '../http/digest.ts';
import { ChallengeClient } from '../http/digest-client.ts';
import { AUTHENTICATIONS } from '../probes/authentication.ts';

const choose = (...lines: string[]) => chooseDigest(parseChallenges(lines));

describe('a challenge is read', () => {
  test('as in RFC 7616, 3.9.1: the first of two algorithms', () => {
    const rest =
      'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    expect(choose(`Digest ${rest}, algorithm=SHA-256`, `Digest ${rest}, algorithm=MD5`)).toMatchObject({
      realm: 'http-auth@example.org',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
      algorithm: 'SHA-256',
      qop: true,
    });
  });

  test.for([
    ['in lower case', 'digest realm="r", nonce="n", qop="auth"'],
    ['with bare members', 'Digest realm=r,nonce=n,qop=auth'],
    ['with spaces around =', 'Digest realm = "r" , nonce = "n" , qop = "auth"'],
    ['after Basic in one line', 'Basic realm="x, Digest nonce=y", Digest realm="r", nonce="n", qop="auth"'],
    ['after Negotiate in one line', 'Negotiate, Digest realm="r", nonce="n", qop="auth"'],
    ['after a token68', 'Negotiate YWJj==, Digest realm="r", nonce="n", qop="auth"'],
    ['before Bearer', 'Digest realm="r", nonce="n", qop="auth", Bearer realm="b"'],
    [
      'after an algorithm that is unknown',
      'Digest realm="z", nonce="z", algorithm=NONE, Digest realm="r", nonce="n", qop=auth',
    ],
    [
      'after auth-int alone',
      'Digest realm="z", nonce="z", qop="auth-int", Digest realm="r", nonce="n", qop=auth',
    ],
  ] as const)('%s', ([, line]) => {
    expect(choose(line)).toMatchObject({ realm: 'r', nonce: 'n', qop: true });
  });

  test('with anything in quotes', () => {
    expect(choose('Digest realm="a \\"b\\", c=d", nonce="a=b,c/d+e==", qop="auth"')).toMatchObject({
      realm: 'a "b", c=d',
      nonce: 'a=b,c/d+e==',
    });
  });

  test.for([
    ['Basic realm="x"'],
    ['Digest realm="x"'],
    ['Digest nonce="x"'],
    ['Digest realm="x", nonce=""'],
    [''],
    ['=,"'],
  ])('not from %s', ([line]) => {
    expect(choose(line ?? '')).toBeUndefined();
  });
});

describe('a response is computed', () => {
  const keys = { publicKey: 'Mufasa', privateKey: 'Circle of Life' };
  const challenge = choose(
    'Digest realm="http-auth@example.org", qop="auth", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"',
  );

  test('as in RFC 7616, 3.9.1', async () => {
    if (!challenge) throw new Error('no challenge');
    const client = new ChallengeClient(keys, challenge);
    Object.assign(client.digest, { cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' });
    let sent = '';
    const url = 'http://www.example.org/dir/index.html';
    await client.sign({ method: 'GET', url, count: 1 }, async (value) => {
      sent = value;
      return 200;
    });
    expect(sent).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
    expect(sent).toContain('nc=00000001');
  });

  test('with the count in hexadecimal, and quotes escaped', async () => {
    const other = choose('Digest realm="a \\"b\\"", nonce="n", qop="auth", algorithm=SHA-256');
    if (!other) throw new Error('no challenge');
    const client = new ChallengeClient({ publicKey: 'q"k', privateKey: 'p' }, other);
    const sent: string[] = [];
    for (let i = 0; i < 17; i += 1) {
      await client.sign({ method: 'GET', url: 'http://h/p?a=1', count: i + 1 }, async (value) => {
        sent.push(value);
        return 200;
      });
    }
    expect(sent.map((one) => /nc=(\w+)/.exec(one)?.[1])).toEqual(
      Array.from({ length: 17 }, (_, index) => (index + 1).toString(16).padStart(8, '0')),
    );
    expect(sent[0]).toContain('username="q\\"k", realm="a \\"b\\""');
    expect(sent[0]).toMatch(/response="[0-9a-f]{64}"/);
  });

  test('and wrong in one thing', () => {
    if (!challenge) throw new Error('no challenge');
    const { nonce } = challenge;
    const keysOf = { username: 'u', password: 'p' };
    const base = { challenge, ...keysOf, nonce, method: 'GET', uri: '/x', count: 1 } as const;
    const member = (text: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(text)?.[1] ?? '';
    const unissued = signDigest(AUTHENTICATIONS['unissued-nonce'].digest(base));
    expect(member(unissued, 'nonce')).not.toBe(nonce);
    expect(member(unissued, 'nonce')).toHaveLength(nonce.length);
    expect(member(signDigest(AUTHENTICATIONS['other-uri'].digest(base)), 'uri')).not.toBe('/x');
  });
});

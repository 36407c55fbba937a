/** Secrets: in every spelling, whole and in pieces, none is shown; and nothing else is masked. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashedA1 } from '../http/digest.ts';
import type { Attempt, HeaderLine } from '../http/exchange.ts';
import { readJson, show } from '../json/json.ts';
import { decodeVisibly, visibleLine } from '../redaction/control-characters.ts';
import { BODY_LIMIT, makeRedactor, type Redactor } from '../redaction/redactor.ts';

/** Longer than any text here; none has this sign: ¦. */
const WHOLE = 100_000;
const MARK = /<private-key(?:-\d+)?>/;

const redactorOf = (value: string): Redactor => makeRedactor({ secrets: [{ kind: 'private-key', value }] });
const everyCharacter = (text: string, spell: (character: string) => string) =>
  [...text].map((character) => spell(character)).join('');
const units = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${hex(byte, 2).toUpperCase()}`).join('');
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Spellings that stand for each character by itself, so that all of it is masked and nothing else. */
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  reversed: (text) => [...text].reverse().join(''),
  'in JSON': json,
  'in JSON in JSON': (text) => json(json(text)),
  'in JSON, every character by number': (text) =>
    units(text)
      .map((unit) => `\\u${hex(unit, 4)}`)
      .join(''),
  'in JavaScript, by code point': (text) =>
    everyCharacter(text, (one) => `\\u{${hex(one.codePointAt(0) ?? 0, 1)}}`),
  'in HTML': html,
  'in HTML in HTML': (text) => html(html(text)),
  'in HTML, by number': (text) => everyCharacter(text, (one) => `&#${one.codePointAt(0)};`),
  'in XML, by hexadecimal number': (text) =>
    everyCharacter(text, (one) => `&#x${hex(one.codePointAt(0) ?? 0, 1)};`),
  'in JSON in HTML': (text) => html(json(text)),
  'in single quotes of a shell': (text) => text.replaceAll("'", "'\\''"),
  'in mixed quotes of a shell': (text) => text.replaceAll("'", `'"'"'`),
  'with backslashes of a shell': (text) => everyCharacter(text, (one) => (/\w/.test(one) ? one : `\\${one}`)),
  'as bytes of a shell': (text) => [...Buffer.from(text)].map((byte) => `\\x${hex(byte, 2)}`).join(''),
  'as octal bytes of a shell': (text) =>
    [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  'percent-encoded': encodeURIComponent,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded, every byte': percent,
  'percent-encoded in lower case': (text) => percent(text).toLowerCase(),
  'in a form': (text) => new URLSearchParams([['', text]]).toString().slice(1),
  'in JSON in a query': (text) => encodeURIComponent(json(text)),
  'as UTF-16': (text) => decodeVisibly(Buffer.from(text, 'utf16le')),
  'as UTF-16, the other way round': (text) => decodeVisibly(Buffer.from(text, 'utf16le').swap16()),
  'as UTF-8 in a header field': (text) => Buffer.from(text).toString('latin1'),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'in hexadecimal, upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'as UTF-16 in hexadecimal': (text) => Buffer.from(text, 'utf16le').toString('hex'),
};

/** Spellings whose first and last characters are shared with what stands beside the secret. */
const ENCODINGS: Readonly<Record<string, (text: string, before: string, after: string) => string>> = {
  'in base64': (text, before, after) => Buffer.from(before + text + after).toString('base64'),
  'in base64 for URLs': (text, before, after) => Buffer.from(before + text + after).toString('base64url'),
  'in base64, quoted': (text, before, after) => Buffer.from(before + json(text) + after).toString('base64'),
  'in base64, percent-encoded': (text, before, after) =>
    encodeURIComponent(Buffer.from(before + text + after).toString('base64')),
  'as UTF-16 in base64': (text, before, after) =>
    Buffer.concat([Buffer.from(before), Buffer.from(text, 'utf16le'), Buffer.from(after)]).toString('base64'),
};

const ASCII = fc.string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 40 });
const WORDS = fc.stringMatching(/^[A-Za-z0-9_.~-]{4,40}$/);
const KEYS = fc.uuid();
const UNICODE = fc.string({ unit: fc.constantFrom(...'aé€😀ß中"<ñ'), minLength: 12, maxLength: 40 });
/** What can be configured: settings are trimmed. */
const SECRET = fc.oneof(KEYS, WORDS, ASCII, UNICODE).filter((text) => text.trim() === text);
const LONG = fc
  .oneof(
    KEYS,
    fc.stringMatching(/^[A-Za-z0-9_.~-]{12,60}$/),
    fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 60 }),
  )
  .filter((text) => text.trim() === text);

describe('a secret of any kind is masked, and nothing beside it', () => {
  test.for(Object.entries(SPELLINGS))('%s', ([, spell]) => {
    fc.assert(
      fc.property(SECRET, (secret) => {
        const shown = redactorOf(secret).redactText(`before ¦${spell(secret)}¦ after`, WHOLE);
        // A NUL of UTF-16 may be left at one end.
        expect(shown).toMatch(new RegExp(`^before ¦(\\\\u0000)?${MARK.source}(\\\\u0000)?¦ after$`));
      }),
    );
  });

  test.for(Object.entries(ENCODINGS))('%s', ([, encode]) => {
    const around = fc.string({ unit: fc.constantFrom(...'{"}: ,~'), maxLength: 5 });
    fc.assert(
      fc.property(SECRET, around, around, (secret, before, after) => {
        const shown = redactorOf(secret).redactText(`= ${encode(secret, before, after)} =`, WHOLE);
        expect(shown).toMatch(MARK);
        // What is left encodes what stood beside the secret, and bits of its first and last character.
        const rest = shown.replace(MARK, '').replace(/^= | =$/g, '');
        expect(rest.length).toBeLessThanOrEqual(2 * (before.length + after.length) + 12);
      }),
    );
  });
});

describe('a piece of 12 characters or more is masked like the secret', () => {
  const PIECE = LONG.chain((secret) =>
    fc.record({
      secret: fc.constant(secret),
      from: fc.nat({ max: secret.length - 12 }),
      more: fc.nat({ max: secret.length }),
    }),
  ).map(({ secret, from, more }) => ({ secret, piece: secret.slice(from, from + 12 + more) }));

  test.for(Object.entries(SPELLINGS))('%s', ([, spell]) => {
    fc.assert(
      fc.property(PIECE, ({ secret, piece }) => {
        const shown = redactorOf(secret).redactText(`before ¦${spell(piece)}¦ after`, WHOLE);
        expect(shown).toMatch(new RegExp(`^before ¦.{0,8}${MARK.source}.{0,8}¦ after$`));
      }),
    );
  });

  test.for(Object.entries(ENCODINGS))('%s', ([, encode]) => {
    fc.assert(
      fc.property(PIECE, ({ secret, piece }) => {
        const shown = redactorOf(secret).redactText(`= ${encode(piece, '{"', '"}')} =`, WHOLE);
        expect(shown).toMatch(new RegExp(`^= .{0,12}${MARK.source}.{0,12} =$`));
      }),
    );
  });

  test('and of 11 characters it is not', () => {
    const secret = '01234567-89ab-cdef';
    expect(redactorOf(secret).redactText(secret.slice(0, 11))).toBe(secret.slice(0, 11));
    expect(redactorOf(secret).redactText(secret.slice(0, 12))).toBe('<private-key-1>');
  });
});

describe('a secret across a cut is masked as if nothing had been cut', () => {
  /** No four characters of the secret are left together. */
  const expectNothingOf = (secret: string, shown: string) => {
    for (let at = 0; at + 4 <= secret.length; at += 1) expect(shown).not.toContain(secret.slice(at, at + 4));
  };
  const ODD = '~Qx7#Zk9~Wv3#Jb5';

  test.for([ODD, ODD.slice(0, 8), `${ODD}"\\<${ODD}`])('of a value that a rule shows: %s', (secret) => {
    const { redactText } = redactorOf(secret);
    const value = { name: `some text ${secret} and more of it, so that there is something to cut` };
    for (let limit = 1; limit < 100; limit += 1)
      expectNothingOf(secret, redactText(`received ${show(value, limit)}.`));
  });

  test.for([ODD, ODD.slice(0, 8), `${ODD}${ODD}`])('of a body that is not JSON: %s', (secret) => {
    const { redactText } = redactorOf(secret);
    for (let before = 0; before < 60; before += 1) {
      const body = Buffer.from(`${'x'.repeat(before)}${secret}${'y'.repeat(60 - before)}`);
      expectNothingOf(secret, redactText(readJson(body).error ?? ''));
    }
  });

  test('of a message, a header field, an address and a body', () => {
    const { redactText, redactUrl, redactAttempt } = redactorOf(ODD);
    const long = 'x '.repeat(WHOLE);
    for (let left = 0; left <= ODD.length; left += 1) {
      const cutAt = (limit: number) => `${long.slice(0, limit - left)}${ODD}${long}`;
      const { response } = redactAttempt(attempt([['Server', cutAt(1000)]], cutAt(BODY_LIMIT)));
      const shown = [redactText(cutAt(500)), redactUrl(`/${cutAt(999)}`), JSON.stringify(response)];
      for (const text of shown) expectNothingOf(ODD, text);
    }
  });
});

function attempt(headers: readonly HeaderLine[], body = '', sent: readonly HeaderLine[] = []): Attempt {
  return {
    request: { method: 'GET', url: 'http://reference.test/list', headers: sent },
    timing: { startedAt: 0, waitMs: 0, receiveMs: 0 },
    response: { status: 200, reason: 'OK', httpVersion: '1.1', headers, body: Buffer.from(body) },
  };
}

describe('what holds no secret is left alone', () => {
  test('whatever it is', () => {
    fc.assert(
      fc.property(
        KEYS,
        fc.oneof(fc.json({ maxDepth: 2 }), fc.lorem({ maxCount: 50 }), fc.webUrl()),
        (secret, text) => {
          expect(redactorOf(secret).redactText(text, WHOLE)).toBe(visibleLine(text));
        },
      ),
    );
  });

  test('a short secret inside a longer word', () => {
    const { redactText } = redactorOf('ab');
    expect(redactText('about a cab, "ab", ab.')).toBe('about a cab, "<private-key>", <private-key>.');
  });

  test('ids beside the hashes of a run', () => {
    const { learn, redactText } = makeRedactor({ secrets: [], privateKey: 'k' });
    const field =
      'Digest username="u", realm="r", nonce="0123456789", response="6629fae49393a05397450978507c4ef1", cnonce="0a4f113b0a4f113b"';
    learn([attempt([], '', [['Authorization', field]])]);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[0-9a-f]{24}$/), { maxLength: 50 }), (ids) => {
        expect(redactText(ids.join(','), WHOLE)).toBe(ids.join(','));
      }),
    );
  });
});

describe('equal values have equal words, and different ones different words', () => {
  test('in a header field, in a body, in a message', () => {
    const { learn, redactText, redactAttempt } = makeRedactor({
      secrets: [{ kind: 'public-key', value: 'abcdefgh' }],
    });
    const challenge = (nonce: string) =>
      ['WWW-Authenticate', `Digest realm="r", nonce="${nonce}", qop="auth"`] as const;
    const first = attempt([challenge('nonce-number-1')], 'nonce-number-2');
    const second = attempt([challenge('nonce-number-2')], 'nonce-number-1 abcdefgh');
    learn([first, second]);
    const [one, two] = [first, second].map((given) => redactAttempt(given).response);
    expect(one?.headers).toEqual([['WWW-Authenticate', 'Digest realm="r", nonce="<nonce-1>", qop="auth"']]);
    expect(two?.headers).toEqual([['WWW-Authenticate', 'Digest realm="r", nonce="<nonce-2>", qop="auth"']]);
    expect([one?.body, two?.body]).toEqual(['<nonce-2>', '<nonce-1> <public-key>']);
    expect(redactText('seen nonce-number-1 twice')).toBe('seen <nonce-1> twice');
  });

  test('of one secret in two spellings', () => {
    const { redactText } = redactorOf('key-of-the-house');
    const twice = ['key-of-the-house', 'KEY-OF-THE-HOUSE', 'KEY-OF-THE-HOUSE'].map((text) =>
      redactText(text),
    );
    expect(twice).toEqual(['<private-key>', '<private-key-1>', '<private-key-1>']);
  });
});

describe('what is made of a key is masked like the key', () => {
  const user = { username: 'user', realm: 'MMS Public API', password: 'the-private-key' };
  const session = { nonce: 'a-nonce-of-the-server', cnonce: 'a-nonce-of-the-client' };

  test.for(['MD5', 'SHA-256', 'SHA-512-256'] as const)(
    'the hash of user, realm and key, by %s',
    (algorithm) => {
      const { learn, redactText } = makeRedactor({ secrets: [], privateKey: user.password });
      const sent = `Digest username="${user.username}", realm="${user.realm}", nonce="${session.nonce}", algorithm=MD5-sess, cnonce="${session.cnonce}", response="0123456789abcdef"`;
      const hashes = [hashedA1({ ...user, algorithm }), hashedA1({ ...user, algorithm, session })];
      expect(hashes.map((hash) => redactText(hash))).toEqual(hashes);
      learn([attempt([], '', [['Authorization', sent]])]);
      for (const hash of hashes) {
        for (const text of [
          hash,
          hash.toUpperCase(),
          hash.slice(3, 15),
          Buffer.from(hash).toString('base64'),
        ]) {
          expect(redactText(text)).toMatch(/^<ha1-\d+>={0,2}$/);
        }
      }
      expect(redactText(`${session.cnonce} 0123456789abcdef`)).toMatch(/^<cnonce-\d+> <response-\d+>$/);
    },
  );
});

describe('however much a server sends, what is looked for is bounded', () => {
  test('a thousand nonces of its own take no room from what was sent', () => {
    const { learn, redactText } = makeRedactor({ secrets: [], privateKey: 'k' });
    const nonce = (number: number) => createHash('sha256').update(String(number)).digest('hex').repeat(60);
    const sent = `Digest username="u", realm="r", nonce="the-nonce-that-was-signed", response="0123456789abcdef"`;
    const flood = Array.from({ length: 1000 }, (_, number) =>
      attempt([['WWW-Authenticate', `Digest realm="r", nonce="${nonce(number)}"`]]),
    );
    learn([...flood, attempt([], '', [['Authorization', sent]])]);
    expect(redactText('the-nonce-that-was-signed')).toMatch(/^<nonce-\d+>$/);
    expect(redactText('0123456789abcdef')).toMatch(/^<response-\d+>$/);
    expect(redactText(nonce(1), WHOLE)).toMatch(/^<nonce-\d+>$/);
    expect(redactText(nonce(999), WHOLE)).toBe(nonce(999));
  });
});

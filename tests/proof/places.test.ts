/** The allow list, row by row: what is masked is not seen, and what is shown is not masked. */
import { describe, expect, test } from 'vitest';
import type { HeaderLine } from '../http/exchange.ts';
import { PLACES, type Place, type Table, type Treatment } from '../redaction/places.ts';
import { errorText } from '../run/secrets.ts';
import { attempt, OTHER_PLACES, redactor, SECRET, shown } from './places.ts';

/** The values of header lines as they are shown: in a request, and in a reply. */
function header(...lines: readonly HeaderLine[]): readonly string[] {
  const { request, response } = redactor().redactAttempt(attempt({ requestHeaders: lines, headers: lines }));
  const values = request.headers.map(([, value]) => value);
  expect(response?.headers.map(([, value]) => value)).toEqual(values);
  return values;
}

const rows = <T extends Table>(table: T) =>
  PLACES[table].map((place: Place): readonly [string, Treatment, Place] => [
    place.name,
    place.treatment,
    place,
  ]);
const named = (place: Place, other: string) => (place.name === '*' ? other : place.name);

describe('a header field', () => {
  test.for(rows('header field'))('%s is %s', ([, treatment, place]) => {
    const name = named(place, 'X-Session');
    switch (treatment) {
      case 'shown':
        expect(header([name, 'an "ordinary" value; q=0.5'], [name, `a ${SECRET}!`])).toEqual([
          'an "ordinary" value; q=0.5',
          'a <private-key>!',
        ]);
        break;
      case 'url':
        expect(header([name, 'https://me:pw@h.example:8/a/b?pageNum=2&sig=abc&abc#top'])).toEqual([
          'https://<masked-1>@h.example:8/a/b?pageNum=2&sig=<masked-2>&<masked-2>#<masked-3>',
        ]);
        expect(header([name, `/a/${SECRET}?pageNum=${SECRET}`])).toEqual([
          '/a/<private-key>?pageNum=<private-key>',
        ]);
        break;
      case 'credentials':
        expect(header([name, `Digest realm="${SECRET} of all", nonce="abcdef", qop=auth`])).toEqual([
          'Digest realm="<private-key> of all", nonce="<nonce-1>", qop=auth',
        ]);
        expect(header([name, 'Bearer abc'], [name, 'abc'], [name, 'Basic bm9ib2R5=='])).toEqual([
          'Bearer <masked-1>',
          '<masked-1>',
          'Basic <masked-2>',
        ]);
        break;
      case 'cookies':
        expect(header([name, 'a=b; Path=/c; d'])).toEqual([
          name === 'cookie'
            ? 'a=<cookie-1>; Path=<cookie-2>; <cookie-3>'
            : 'a=<cookie-1>; Path=/c; <cookie-2>',
        ]);
        break;
      default:
        expect(treatment).toBe('masked');
        expect(header([name, 'one two'], [name, 'three'], [name, 'one two'], [name, ''])).toEqual([
          '<masked-1>',
          '<masked-2>',
          '<masked-1>',
          '',
        ]);
    }
  });

  test('by any case of its name', () => {
    expect(header(['X-ERROR-CODE', 'GROUP_NOT_FOUND'])).toEqual(['GROUP_NOT_FOUND']);
  });
});

describe('a parameter of a challenge or of credentials', () => {
  test.for(rows('parameter of a challenge or of credentials'))('%s is %s', ([, treatment, place]) => {
    const name = named(place, 'secret');
    const field = (value: string) => header(['WWW-Authenticate', `Digest ${name}=${value}, stale=true`])[0];
    switch (treatment) {
      case 'shown':
        for (const value of ['"a, b"', 'MD5', '""'])
          expect(field(value)).toBe(`Digest ${name}=${value}, stale=true`);
        expect(field(`"a ${SECRET}"`)).toBe(`Digest ${name}="a <private-key>", stale=true`);
        break;
      case 'url':
        expect(field('"/a?pageNum=2&b=c"')).toBe(`Digest ${name}="/a?pageNum=2&b=<masked-1>", stale=true`);
        break;
      default:
        expect(treatment).toBe('masked');
        for (const value of ['"abc, d"', 'abcd', '"ab\\"cd"']) {
          expect(field(value)).toBe(
            place.name === '*'
              ? 'Digest <masked-1>, stale=true'
              : `Digest ${name}=${value.startsWith('"') ? `"<${place.kind}-1>"` : `<${place.kind}-1>`}, stale=true`,
          );
        }
    }
  });
});

describe('a cookie', () => {
  test.for(rows('cookie'))('%s is %s', ([, treatment, place]) => {
    const name = named(place, 'secret');
    const [set] = header(['Set-Cookie', `session=abc; ${name}=value; HttpOnly`]);
    const value = treatment === 'shown' ? 'value' : '<cookie-2>';
    expect(set).toBe(`session=<cookie-1>; ${name}=${value}; HttpOnly`);
  });
});

describe('a member of a token reply', () => {
  const reply = (members: object, status = 200) => {
    const { response } = shown({ method: 'POST', status, body: JSON.stringify(members) });
    return JSON.parse(response?.body ?? '');
  };
  test.for(rows('member of a token reply'))('%s is %s', ([, treatment, place]) => {
    const name = named(place, 'jwt');
    switch (treatment) {
      case 'shown':
        for (const value of ['a b', 3600, null, ['a', 1]])
          expect(reply({ [name]: value })).toEqual({ [name]: value });
        expect(reply({ [name]: `a ${SECRET}` })).toEqual({ [name]: 'a <private-key>' });
        expect(reply({ [name]: [SECRET] })).toEqual({ [name]: '["<private-key>"]' });
        break;
      case 'url':
        expect(reply({ [name]: 'https://h/?a=b' })).toEqual({ [name]: 'https://h/?a=<masked-1>' });
        break;
      default:
        expect(treatment).toBe('masked');
        for (const value of ['abc', 12, ['a'], { b: 'c' }]) {
          expect(reply({ [name]: value })).toEqual({ [name]: `<${place.kind}-1>` });
        }
    }
  });
});

describe.for(Object.entries(OTHER_PLACES))('%s', ([, places]) => {
  test.for(places.map((place) => [place.name, place.treatment, place] as const))(
    '%s is %s',
    ([, treatment, { show }]) => {
      if (treatment === 'shown') expect(show('an ordinary text')).toBe('an ordinary text');
      else expect(show('an ordinary text')).not.toContain('ordinary');
      if (treatment === 'masked') expect(show('an ordinary text')).toMatch(/^<[a-z]+(-[a-z]+)?(-\d)?>$/);
      expect(show(`a ${SECRET}`)).not.toContain(SECRET);
    },
  );
});

describe('of CONFORMANCE_AUTH_HEADER', () => {
  test.for([
    ['the user of Basic', `Basic ${Buffer.from('dr.who:blue:box').toString('base64')}`, 'dr.who'],
    [
      'the password of Basic',
      `Authorization: Basic ${Buffer.from('dr.who:blue:box').toString('base64')}`,
      'blue:box',
    ],
    ['the value of a cookie', 'Cookie: a=b; sid=5e55104; c', '5e55104'],
    ['the value of one cookie', 'Cookie: sid=5e55104', '5e55104'],
    ['the value of a parameter', 'X-Auth: Token key="5e55104", id=7', '5e55104'],
    ['the token of Bearer', 'Bearer ey.5e55104==', 'ey.5e55104=='],
    ['the value of a field', 'X-Api-Key: 5e55104', '5e55104'],
    ['the digest in a field', 'Digest username="u", realm="the realm", response="5e55104"', '5e55104'],
  ])('%s is masked', ([, line, part]) => {
    const env = { CONFORMANCE_AUTH_HEADER: line };
    expect(errorText(`The value is ${part}.`, env)).toMatch(/^The value is <auth-header(-\d)?>\.$/);
  });

  test.for([
    ['the name of the field', 'X-Api-Key: 5e55104', 'X-Api-Key'],
    ['the scheme', 'Bearer 5e55104', 'Bearer'],
    ['the realm', 'Digest username="u", realm="the realm", response="5e55104", qop=auth', 'the realm, auth'],
  ])('%s is shown', ([, line, part]) => {
    expect(errorText(`The value is ${part}.`, { CONFORMANCE_AUTH_HEADER: line })).toBe(
      `The value is ${part}.`,
    );
  });
});

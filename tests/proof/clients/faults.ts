/** Clients with one thing wrong each, and the rule that is there for it. */

import type { AuthChoice } from '../../clients/run-client.ts';
import type { ClientRuleId } from '../../clients/scenario.ts';
import type { ApiVersion } from '../../contract/contract.ts';
import {
  type Answer,
  type Challenge,
  type Habits,
  hashOf,
  type Member,
  type Page,
  type Question,
  RIGHT,
  readChallenge,
  retryAfter,
  type Steps,
} from './client.ts';

export interface Fault {
  /** Unique, in lower case, with hyphens. */
  readonly name: string;
  /** What the client does, one sentence. */
  readonly does: string;
  readonly caughtBy: ClientRuleId;
  readonly habits?: Partial<Habits>;
  /** Made anew for each run, so that a fault may remember things. */
  readonly steps?: () => Partial<Steps>;
  /** Played alone, where others would say the same of a busy machine; absent: all. */
  readonly scenarios?: readonly string[];
  /** Absent: v1.0. */
  readonly version?: ApiVersion;
  /** Absent: keys. */
  readonly auth?: AuthChoice;
}

const DATED = { version: '2024-05-30' } as const;
const ACCOUNT = { version: '2024-05-30', auth: 'account' } as const;

/** Changes one member of the Authorization field, after its digest is made. */
const member =
  (name: string, edit: (member: Member) => Member): Steps['members'] =>
  (members) =>
    members.map((one) => (one.name === name ? edit(one) : one));

const without =
  (...names: readonly string[]): Steps['members'] =>
  (members) =>
    members.filter(({ name }) => !names.includes(name));

const bare = (name: string) => () => ({ members: member(name, (one) => ({ ...one, quoted: false })) });
const quoted = (name: string) => () => ({ members: member(name, (one) => ({ ...one, quoted: true })) });

const isToken = ({ url }: Question) => url.pathname.endsWith('/token');

type Ask = Steps['ask'];

/** Changes the requests for anything but a token. */
const asking =
  (edit: Ask): (() => Partial<Steps>) =>
  () => ({ ask: (question, told) => (isToken(question) ? question : edit(question, told)) });

function withHeader(question: Question, name: string, text?: string): Question {
  const others = question.headers.filter(([one]) => one.toLowerCase() !== name.toLowerCase());
  return { ...question, headers: text === undefined ? others : [...others, [name, text]] };
}

/** Asks with another parameter, and signs what it asks. */
const withParameter = (name: string, text: string) => () => ({
  url: (url: URL) => {
    url.searchParams.set(name, text);
    return url;
  },
});

function refuse(when: boolean, why: string): void {
  if (when) throw new Error(why);
}

/** Reads no list of which this is true. */
const reading = (isStrange: (page: Page, body: string) => boolean, why: string) => () => ({
  read: (body: string) => {
    const page = RIGHT.read(body);
    refuse(isStrange(page, body), why);
    return page;
  },
});

/** Takes no reply of which this is true. */
const taking = (isStrange: (answer: Answer, question: Question) => boolean, why: string) => () => ({
  take: (answer: Answer, question: Question) => {
    refuse(isStrange(answer, question), why);
    return answer;
  },
});

/** Answers no challenge of which this is true. */
const answering = (isStrange: (lines: readonly string[], read: Challenge) => boolean) => () => ({
  challenge: (lines: readonly string[]) => {
    const read = readChallenge(lines);
    return read && isStrange(lines, read) ? undefined : read;
  },
});

/** Asks again after this status, so often and without a pause. */
const insisting = (most: number, isMeant: (answer: Answer) => boolean) => () => ({
  again: (answer: Answer | Error, tries: number, habits: Habits) =>
    !(answer instanceof Error) && isMeant(answer)
      ? tries < most
        ? 1
        : undefined
      : RIGHT.again(answer, tries, habits),
});

const EMPTY = Buffer.from('{"results":[]}');
const field = ({ fields }: Answer, name: string) => fields.get(name)?.[0];

export const FAULTS: readonly Fault[] = [
  {
    name: 'another-path',
    does: 'It asks for another resource.',
    caughtBy: 'CLIENT-01',
    steps: () => ({
      url: (url) => new URL(url.href.replace('exportBuckets', 'exportbuckets')),
    }),
  },
  {
    name: 'no-request',
    does: 'It asks for nothing, prints nothing and ends well.',
    caughtBy: 'CLIENT-01',
    steps: () => ({
      ask: () => {
        throw new Error('not today');
      },
      again: () => undefined,
      end: () => ({ ids: [], failure: undefined, exit: 0 }),
    }),
  },
  {
    name: 'ids-twice',
    does: 'It prints each id twice.',
    caughtBy: 'CLIENT-02',
    steps: () => ({ end: ({ ids, ...rest }) => RIGHT.end({ ...rest, ids: ids.flatMap((id) => [id, id]) }) }),
  },
  {
    name: 'ids-sorted',
    does: 'It prints the ids in an order of its own.',
    caughtBy: 'CLIENT-02',
    steps: () => ({ end: ({ ids, ...rest }) => RIGHT.end({ ...rest, ids: [...ids].sort() }) }),
  },
  {
    name: 'first-thousand',
    does: 'It prints the first 1,000 ids.',
    caughtBy: 'CLIENT-02',
    steps: () => ({ end: ({ ids, ...rest }) => RIGHT.end({ ...rest, ids: ids.slice(0, 1_000) }) }),
  },
  {
    name: 'other-failure',
    does: 'It ends with 77 after it has asked.',
    caughtBy: 'CLIENT-02',
    steps: () => ({ end: (ending) => ({ ...ending, exit: 77 }) }),
  },
  {
    name: 'first-page',
    does: 'It reads the first page alone.',
    caughtBy: 'CLIENT-03',
    steps: () => ({ next: () => undefined }),
  },
  {
    name: 'empty-is-failure',
    does: 'It takes an empty project for a missing one.',
    caughtBy: 'CLIENT-04',
    steps: reading(({ results, links }) => results.length === 0 && links?.length === 1, 'nothing found'),
  },
  {
    name: 'reads-on',
    does: 'It reads a dozen pages beyond the last.',
    caughtBy: 'CLIENT-05',
    steps: () => {
      let beyond = 0;
      return {
        next: (page, from, told) => {
          const next = RIGHT.next(page, from, told);
          if (next) return next;
          beyond += 1;
          const url = new URL(from);
          url.searchParams.set('pageNum', String(Number(url.searchParams.get('pageNum') ?? 1) + 1));
          return beyond <= 12 ? url : undefined;
        },
      };
    },
  },
  {
    name: 'counts-on-total',
    does: 'It reads no list without totalCount.',
    caughtBy: 'CLIENT-06',
    steps: reading(({ totalCount }) => totalCount === undefined, 'no totalCount'),
  },
  {
    name: 'trusts-total',
    does: 'It fails where it has got fewer items than totalCount says.',
    caughtBy: 'CLIENT-06',
    steps: () => {
      let total = 0;
      return {
        read: (body) => {
          const page = RIGHT.read(body);
          total = page.totalCount ?? total;
          return page;
        },
        end: (ending) =>
          ending.ids.length < total && ending.failure === undefined
            ? RIGHT.end({ ids: [], failure: 'items are missing' })
            : RIGHT.end(ending),
      };
    },
  },
  {
    name: 'own-path-only',
    does: 'It follows no link that leads to another path.',
    caughtBy: 'CLIENT-07',
    steps: () => ({
      next: (page, from, told) => {
        const next = RIGHT.next(page, from, told);
        refuse(next?.pathname.startsWith('/behind') === true, 'a strange link');
        return next;
      },
    }),
  },
  {
    name: 'known-query-only',
    does: 'It follows no link with a parameter that it does not know.',
    caughtBy: 'CLIENT-07',
    steps: () => ({
      next: (page, from, told) => {
        const next = RIGHT.next(page, from, told);
        refuse(next?.searchParams.has('cursor') === true, 'a strange link');
        return next;
      },
    }),
  },
  {
    name: 'huge-pages',
    does: 'It asks for pages of 1,000 items.',
    caughtBy: 'CLIENT-08',
    habits: { size: 1_000 },
  },
  {
    name: 'yes-for-true',
    does: 'It asks for the count with yes.',
    caughtBy: 'CLIENT-08',
    steps: withParameter('includeCount', 'yes'),
  },
  {
    name: 'cache-buster',
    does: 'It sends a parameter that no document has.',
    caughtBy: 'CLIENT-09',
    steps: withParameter('_', '1764000000000'),
  },
  {
    name: 'any-version',
    does: 'It accepts whatever there is besides the version that it wants.',
    caughtBy: 'CLIENT-10',
    ...DATED,
    steps: asking((question) =>
      withHeader(
        question,
        'Accept',
        'application/vnd.atlas.2024-05-30+json, application/json;q=0.5, */*;q=0.1',
      ),
    ),
  },
  {
    name: 'posts',
    does: 'It asks for the list with POST first.',
    caughtBy: 'CLIENT-11',
    habits: { probe: 'POST' },
  },
  {
    name: 'nameless',
    does: 'It does not say what it is.',
    caughtBy: 'CLIENT-12',
    steps: () => ({ ask: (question) => withHeader(question, 'User-Agent') }),
  },
  {
    name: 'content-in-get',
    does: 'It sends an empty JSON object with each GET.',
    caughtBy: 'CLIENT-13',
    steps: asking((question) => ({ ...question, body: '{}' })),
  },
  {
    name: 'no-digest',
    does: 'It does not answer challenges.',
    caughtBy: 'CLIENT-14',
    steps: () => ({ challenge: () => undefined }),
  },
  {
    name: 'hash-of-path',
    does: 'It makes its digest of the path alone.',
    caughtBy: 'CLIENT-15',
    steps: () => ({ hash: (given) => hashOf({ ...given, uri: given.uri.replace(/\?.*/, '') }) }),
  },
  {
    name: 'hash-without-qop',
    does: 'It makes its digest by the formula of RFC 2069.',
    caughtBy: 'CLIENT-15',
    steps: () => ({ hash: (given) => hashOf({ ...given, qop: undefined }) }),
  },
  {
    name: 'hash-in-md5',
    does: 'It makes its digest with MD5, whatever the algorithm.',
    caughtBy: 'CLIENT-15',
    steps: () => ({ hash: (given) => hashOf({ ...given, algorithm: 'MD5' }) }),
  },
  {
    name: 'uri-of-path',
    does: 'It names the path alone in its digest.',
    caughtBy: 'CLIENT-16',
    steps: () => ({ uri: ({ pathname }) => pathname }),
  },
  {
    name: 'absolute-uri',
    does: 'It names the absolute URL in its digest.',
    caughtBy: 'CLIENT-17',
    steps: () => ({ uri: ({ href }) => href }),
  },
  {
    name: 'short-count',
    does: 'It counts without leading zeros.',
    caughtBy: 'CLIENT-18',
    steps: () => ({ count: (uses) => uses.toString(16) }),
  },
  {
    name: 'decimal-count',
    does: 'It counts in decimal digits.',
    caughtBy: 'CLIENT-18',
    habits: { size: 50 },
    steps: () => ({ count: (uses) => String(uses).padStart(8, '0') }),
  },
  {
    name: 'upper-case-count',
    does: 'It counts in upper case.',
    caughtBy: 'CLIENT-19',
    habits: { size: 50 },
    steps: () => ({ count: (uses) => uses.toString(16).toUpperCase().padStart(8, '0') }),
  },
  {
    name: 'one-count-for-all',
    does: 'It goes on counting where it gets a new nonce.',
    caughtBy: 'CLIENT-20',
    steps: () => ({ count: (uses, before) => (uses + before).toString(16).padStart(8, '0') }),
  },
  {
    name: 'always-one',
    does: 'It counts nothing: nc is always 1.',
    caughtBy: 'CLIENT-21',
    steps: () => ({ count: () => '00000001' }),
  },
  {
    name: 'constant-cnonce',
    does: 'It has a cnonce once and for all.',
    caughtBy: 'CLIENT-22',
    steps: () => ({ cnonce: () => '0123456789abcdef' }),
  },
  {
    name: 'no-cnonce',
    does: 'It sends no cnonce.',
    caughtBy: 'CLIENT-23',
    steps: () => ({ cnonce: () => '', members: without('cnonce') }),
  },
  {
    name: 'rfc-2069',
    does: 'It knows nothing of qop.',
    caughtBy: 'CLIENT-23',
    steps: () => ({
      hash: (given) => hashOf({ ...given, qop: undefined }),
      members: without('qop', 'nc', 'cnonce'),
    }),
  },
  {
    name: 'always-sha-256',
    does: 'It uses SHA-256, whatever is offered.',
    caughtBy: 'CLIENT-24',
    steps: () => ({
      hash: (given) => hashOf({ ...given, algorithm: 'SHA-256' }),
      members: member('algorithm', (one) => ({ ...one, value: 'SHA-256' })),
    }),
  },
  {
    name: 'no-opaque',
    does: 'It keeps opaque to itself.',
    caughtBy: 'CLIENT-25',
    steps: () => ({ members: without('opaque') }),
  },
  {
    name: 'realm-in-lower-case',
    does: 'It writes the realm in lower case.',
    caughtBy: 'CLIENT-26',
    steps: () => ({
      hash: (given) => hashOf({ ...given, realm: given.realm.toLowerCase() }),
      members: member('realm', (one) => ({ ...one, value: one.value.toLowerCase() })),
    }),
  },
  {
    name: 'realm-to-first-comma',
    does: 'It reads the realm to its first comma.',
    caughtBy: 'CLIENT-26',
    steps: () => ({
      challenge: (lines) => {
        const read = readChallenge(lines);
        return read && { ...read, realm: read.realm.split(',')[0] ?? '' };
      },
    }),
  },
  {
    name: 'nonce-cut',
    does: 'It cuts the nonce off after 24 characters.',
    caughtBy: 'CLIENT-26',
    steps: () => ({ members: member('nonce', (one) => ({ ...one, value: one.value.slice(0, 24) })) }),
  },
  {
    name: 'quoted-algorithm',
    does: 'It quotes the algorithm.',
    caughtBy: 'CLIENT-27',
    steps: quoted('algorithm'),
  },
  { name: 'quoted-qop', does: 'It quotes qop.', caughtBy: 'CLIENT-27', steps: quoted('qop') },
  { name: 'quoted-nc', does: 'It quotes nc.', caughtBy: 'CLIENT-27', steps: quoted('nc') },
  { name: 'bare-uri', does: 'It does not quote the uri.', caughtBy: 'CLIENT-28', steps: bare('uri') },
  {
    name: 'bare-response',
    does: 'It does not quote the response.',
    caughtBy: 'CLIENT-28',
    steps: bare('response'),
  },
  {
    name: 'stale-is-wrong',
    does: 'It takes a stale nonce for a wrong key.',
    caughtBy: 'CLIENT-29',
    steps: () => ({ signsAgain: (_, signed) => signed === 0 }),
  },
  {
    name: 'stale-once',
    does: 'It gives up the second time that a nonce is stale.',
    caughtBy: 'CLIENT-30',
    steps: () => {
      let stale = 0;
      return {
        signsAgain: (challenge, signed) => {
          if (challenge.stale) stale += 1;
          return stale < 2 && RIGHT.signsAgain(challenge, signed);
        },
      };
    },
  },
  {
    name: 'one-qop',
    does: 'It reads a qop of one value alone.',
    caughtBy: 'CLIENT-31',
    steps: answering((lines) => lines.some((line) => /qop="[^"]*,/.test(line))),
  },
  {
    name: 'first-digest',
    does: 'It looks at the first Digest challenge alone, and knows MD5.',
    caughtBy: 'CLIENT-32',
    steps: answering((lines) => lines.find((line) => /Digest/.test(line))?.includes('SHA-256') === true),
  },
  {
    name: 'digest-first',
    does: 'It looks for Digest at the start of a field.',
    caughtBy: 'CLIENT-33',
    steps: answering((lines) => !lines.some((line) => line.startsWith('Digest '))),
  },
  {
    name: 'first-field',
    does: 'It looks at the first WWW-Authenticate field alone.',
    caughtBy: 'CLIENT-33',
    steps: answering(([first = '']) => !first.includes('Digest')),
  },
  {
    name: 'no-charset',
    does: 'It answers no challenge with a charset.',
    caughtBy: 'CLIENT-34',
    steps: answering((lines) => lines.some((line) => /charset/.test(line))),
  },
  {
    name: 'no-commas',
    does: 'It answers no challenge whose realm has a comma.',
    caughtBy: 'CLIENT-35',
    steps: answering((_, { realm }) => realm.includes(',')),
  },
  {
    name: 'wants-a-body',
    does: 'It takes a 401 without a body for a broken reply.',
    caughtBy: 'CLIENT-36',
    steps: taking(
      ({ status, body }, { headers }) =>
        status === 401 && body.length === 0 && !headers.some(([name]) => name === 'Authorization'),
      'empty reply',
    ),
  },
  {
    name: 'insists-on-its-key',
    does: 'It tries its key four times.',
    caughtBy: 'CLIENT-37',
    steps: () => ({ signsAgain: (_, signed) => signed < 4 }),
  },
  {
    name: 'basic-first',
    does: 'It tries Basic before Digest.',
    caughtBy: 'CLIENT-38',
    steps: asking((question, { publicKey, privateKey }) =>
      question.headers.some(([name]) => name === 'Authorization')
        ? question
        : withHeader(
            question,
            'Authorization',
            `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`,
          ),
    ),
  },
  {
    name: 'key-in-header',
    does: 'It sends its key in a header field as well.',
    caughtBy: 'CLIENT-38',
    steps: asking((question, { privateKey }) => withHeader(question, 'X-Api-Key', privateKey)),
  },
  {
    name: 'secret-in-url',
    does: 'It names its secret in the URL of the token endpoint as well.',
    caughtBy: 'CLIENT-39',
    ...ACCOUNT,
    steps: () => ({
      token: (told) => {
        const question = RIGHT.token(told);
        const url = new URL(question.url);
        url.searchParams.set('client_secret', told.clientSecret);
        return { ...question, url };
      },
    }),
  },
  {
    name: 'token-by-json',
    does: 'It asks for a token in JSON.',
    caughtBy: 'CLIENT-40',
    ...ACCOUNT,
    steps: () => ({
      token: (told) => ({
        ...withHeader(RIGHT.token(told), 'Content-Type', 'application/json'),
        body: '{"grant_type":"client_credentials"}',
      }),
    }),
  },
  {
    name: 'token-by-form',
    does: 'It writes id and secret into the form.',
    caughtBy: 'CLIENT-40',
    ...ACCOUNT,
    steps: () => ({
      token: (told) => ({
        ...withHeader(RIGHT.token(told), 'Authorization'),
        body: `grant_type=client_credentials&client_id=${told.clientId}&client_secret=${told.clientSecret}`,
      }),
    }),
  },
  {
    name: 'token-as-token',
    does: 'It sends its token under another scheme.',
    caughtBy: 'CLIENT-41',
    ...ACCOUNT,
    steps: asking((question) => ({
      ...question,
      headers: question.headers.map(([name, text]) => [name, text.replace(/^Bearer /, 'Token ')]),
    })),
  },
  {
    name: 'token-in-own-header',
    does: 'It sends its token in a field of its own.',
    caughtBy: 'CLIENT-41',
    ...ACCOUNT,
    steps: asking((question) => ({
      ...question,
      headers: question.headers.map(([name, text]) => [name.replace('Authorization', 'X-Token'), text]),
    })),
  },
  {
    name: 'token-each-time',
    does: 'It gets a token for each page.',
    caughtBy: 'CLIENT-42',
    ...ACCOUNT,
    steps: () => ({ keepsToken: () => false }),
  },
  {
    name: 'one-token-for-ever',
    does: 'It gets no second token.',
    caughtBy: 'CLIENT-43',
    ...ACCOUNT,
    steps: () => ({ renews: false }),
  },
  {
    name: 'insists-on-its-secret',
    does: 'It asks for a token again and again where its secret is wrong.',
    caughtBy: 'CLIENT-44',
    ...ACCOUNT,
    steps: insisting(6, ({ body }) => body.includes('invalid_client')),
  },
  {
    name: 'ends-well',
    does: 'It takes an error document for an empty list.',
    caughtBy: 'CLIENT-45',
    steps: () => ({
      end: (ending) => ({
        ...ending,
        exit: /answered [45]/.test(ending.failure ?? '') ? 0 : RIGHT.end(ending).exit,
      }),
    }),
  },
  {
    name: 'says-nothing',
    does: 'It fails without a word of why.',
    caughtBy: 'CLIENT-46',
    steps: () => ({ fail: () => 'something went wrong' }),
  },
  {
    name: 'insists-on-refusals',
    does: 'It asks again where it was refused with 403 or 404.',
    caughtBy: 'CLIENT-47',
    steps: insisting(4, ({ status }) => status === 403 || status === 404),
  },
  {
    name: 'gateway-is-the-end',
    does: 'It takes the page of a gateway for the end of the list.',
    caughtBy: 'CLIENT-48',
    steps: () => ({
      take: (answer) => (answer.status === 502 ? { ...answer, status: 200, body: EMPTY } : answer),
    }),
  },
  {
    name: 'limit-is-the-end',
    does: 'It takes 429 for the end of the list.',
    caughtBy: 'CLIENT-48',
    steps: () => ({
      take: (answer) => (answer.status === 429 ? { ...answer, status: 200, body: EMPTY } : answer),
    }),
  },
  {
    name: 'moved-is-empty',
    does: 'It takes a redirect for an empty list.',
    caughtBy: 'CLIENT-48',
    steps: () => ({
      take: (answer) =>
        answer.status >= 300 && answer.status < 400 ? { ...answer, status: 200, body: EMPTY } : answer,
    }),
  },
  {
    name: 'cut-is-the-end',
    does: 'It takes what came of a reply for the whole of it.',
    caughtBy: 'CLIENT-48',
    steps: () => ({
      broken: (answer) => answer,
      read: (body) => {
        try {
          return RIGHT.read(body);
        } catch {
          return { results: [...body.matchAll(/"_id":"([0-9a-f]{24})"/g)].map(([, _id]) => ({ _id })) };
        }
      },
    }),
  },
  {
    name: 'other-host-is-the-end',
    does: 'It takes a link to another host for none.',
    caughtBy: 'CLIENT-48',
    steps: () => ({
      next: (page, from, told) => {
        const next = page.links?.find(({ rel }) => rel === 'next');
        return next && new URL(next.href).host !== from.host ? undefined : RIGHT.next(page, from, told);
      },
    }),
  },
  {
    name: 'does-not-wait',
    does: 'It asks again at once, whatever Retry-After says.',
    caughtBy: 'CLIENT-49',
    steps: insisting(5, ({ status }) => status === 429 || status === 503),
  },
  {
    name: 'knows-no-dates',
    does: 'It does not read a date in Retry-After.',
    caughtBy: 'CLIENT-49',
    steps: () => ({
      again: (answer, tries, habits) => {
        const wait = RIGHT.again(answer, tries, habits);
        if (answer instanceof Error || retryAfter(answer) === undefined) return wait;
        return /^\d+$/.test(field(answer, 'retry-after') ?? '') ? wait : 1;
      },
    }),
  },
  {
    name: 'gives-up',
    does: 'It gives up where it is told to wait.',
    caughtBy: 'CLIENT-50',
    steps: () => ({
      again: (answer, tries, habits) =>
        answer instanceof Error || ![429, 503].includes(answer.status)
          ? RIGHT.again(answer, tries, habits)
          : undefined,
    }),
  },
  {
    name: 'hammers',
    does: 'It asks twenty times where the server fails.',
    caughtBy: 'CLIENT-51',
    steps: insisting(20, ({ status }) => status === 500),
  },
  {
    name: 'signs-elsewhere',
    does: 'It answers the challenge of another origin.',
    caughtBy: 'CLIENT-52',
    steps: () => ({ follow: (_, to) => to }),
  },
  {
    name: 'links-elsewhere',
    does: 'It follows links to another host, with its credentials.',
    caughtBy: 'CLIENT-52',
    steps: () => ({
      next: ({ links }) => {
        const href = links?.find(({ rel }) => rel === 'next')?.href;
        return href === undefined ? undefined : new URL(href);
      },
    }),
  },
  {
    name: 'stays-where-it-is',
    does: 'It follows no redirect.',
    caughtBy: 'CLIENT-53',
    steps: () => ({ follow: () => undefined }),
  },
  {
    name: 'closed-schema',
    does: 'It reads no list with a field that it does not know.',
    caughtBy: 'CLIENT-54',
    steps: reading((_, body) => body.includes('"apiNotice"'), 'unknown field'),
  },
  {
    name: 'closed-enum',
    does: 'It reads no bucket of an unknown provider.',
    caughtBy: 'CLIENT-55',
    steps: reading(
      ({ results }) =>
        results.some(({ cloudProvider }) => !['AWS', 'AZURE', 'GCP'].includes(String(cloudProvider))),
      'unknown provider',
    ),
  },
  {
    name: 'closed-relations',
    does: 'It reads no list with a relation that it does not know.',
    caughtBy: 'CLIENT-56',
    steps: reading(
      ({ links = [] }) => links.some(({ rel }) => !['self', 'previous', 'next'].includes(rel)),
      'unknown relation',
    ),
  },
  {
    name: 'compact-json-only',
    does: 'It reads JSON without white space alone.',
    caughtBy: 'CLIENT-57',
    steps: reading((_, body) => /^\s/.test(body), 'a strange list'),
  },
  {
    name: 'no-gzip',
    does: 'It accepts gzip and cannot read it.',
    caughtBy: 'CLIENT-58',
    steps: taking((answer) => field(answer, 'content-encoding') === 'gzip', 'strange bytes'),
  },
  {
    name: 'no-chunks',
    does: 'It reads no reply without Content-Length.',
    caughtBy: 'CLIENT-59',
    steps: taking(
      (answer, { method }) =>
        method === 'GET' && answer.status === 200 && field(answer, 'content-length') === undefined,
      'no length',
    ),
  },
  {
    name: 'one-second',
    does: 'It waits a second for a reply.',
    caughtBy: 'CLIENT-60',
    habits: { patienceMs: 1_000 },
    scenarios: ['baseline', 'slow-reply'],
    steps: () => ({
      again: (answer, tries, habits) =>
        answer instanceof Error ? undefined : RIGHT.again(answer, tries, habits),
    }),
  },
  {
    name: 'known-fields-only',
    does: 'It takes no reply that sets a cookie.',
    caughtBy: 'CLIENT-61',
    steps: taking((answer) => field(answer, 'set-cookie') !== undefined, 'a strange reply'),
  },
  {
    name: 'fears-the-sunset',
    does: 'It reads no list of a version that is to end.',
    caughtBy: 'CLIENT-62',
    ...DATED,
    steps: taking((answer) => field(answer, 'sunset') !== undefined, 'the version is at its end'),
  },
  {
    name: 'exact-version',
    does: 'It reads no list of another version than it asked for.',
    caughtBy: 'CLIENT-63',
    ...DATED,
    steps: taking(
      (answer) => field(answer, 'content-type')?.includes('2023-01-01') === true,
      'another version',
    ),
  },
];

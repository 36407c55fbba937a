/**
 * A client that is right, step by step, with nothing of the suite in it. Habits are freedoms that a client
 * has; a fault replaces one step.
 */
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Launch } from '../../clients/command.ts';

export interface Habits {
  readonly pages: 'by-link' | 'by-number';
  /** Absent: the server's own. */
  readonly size?: number;
  readonly includeCount?: boolean;
  readonly envelope?: boolean;
  /** Asks with this method before it reads, and makes nothing of the answer. */
  readonly probe?: string;
  /** How long it waits for a reply; absent: as long as it takes. */
  readonly patienceMs?: number;
  /** How many pages are read at a time, where the count is known. */
  readonly parallel?: number;
  readonly nonces: 'again' | 'once';
  /** What it makes of an accident: asks again, or stops loudly. */
  readonly trouble: 'retry' | 'stop';
  readonly connections: 'kept' | 'closed';
}

const USUAL: Habits = { pages: 'by-link', nonces: 'again', trouble: 'retry', connections: 'kept' };

export interface Answer {
  readonly status: number;
  /** In lower case, with their values in wire order. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

export interface Question {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
}

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly qop: string;
  readonly opaque: string | undefined;
  readonly stale: boolean;
}

export interface Member {
  readonly name: string;
  readonly value: string;
  readonly quoted: boolean;
}

/** What the hash of a digest is made of. */
export interface Ingredients {
  readonly algorithm: string;
  readonly user: string;
  readonly realm: string;
  readonly password: string;
  readonly nonce: string;
  readonly nc: string;
  readonly cnonce: string;
  readonly qop: string | undefined;
  readonly method: string;
  readonly uri: string;
}

export interface Page {
  readonly results: readonly Record<string, unknown>[];
  readonly links?: readonly { readonly href: string; readonly rel: string }[];
  readonly totalCount?: number;
}

/** How a run of the client ends. */
interface Ending {
  readonly ids: readonly string[];
  /** Undefined when nothing went wrong. */
  readonly failure: string | undefined;
}

interface Told {
  readonly baseUrl: string;
  readonly projectId: string;
  readonly version: string;
  readonly publicKey: string | undefined;
  readonly privateKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scenario: string;
}

export interface Steps {
  /** Where a page is asked for. */
  readonly url: (url: URL) => URL;
  /** The last touch on whatever is sent. */
  readonly ask: (question: Question, told: Told) => Question;
  /** The first touch on whatever comes; throws what the client cannot read. */
  readonly take: (answer: Answer, question: Question) => Answer;
  /** What is made of a reply whose body ends before its end; throws, or takes what came. */
  readonly broken: (answer: Answer, error: Error) => Answer;
  readonly challenge: (lines: readonly string[]) => Challenge | undefined;
  /** What is counted with a nonce: `uses` from 1, `before` the requests that were signed with other nonces. */
  readonly count: (uses: number, before: number) => string;
  readonly cnonce: () => string;
  readonly uri: (url: URL) => string;
  readonly hash: (ingredients: Ingredients) => string;
  readonly members: (members: readonly Member[], challenge: Challenge) => readonly Member[];
  /** Whether a nonce is taken up: the new one of a challenge that came in answer to `signed` request. */
  readonly signsAgain: (challenge: Challenge, signed: number) => boolean;
  /** How many milliseconds to wait before asking again; undefined to fail. */
  readonly again: (answer: Answer | Error, tries: number, habits: Habits) => number | undefined;
  /** Where a redirect leads; undefined to fail. */
  readonly follow: (from: URL, to: URL) => URL | undefined;
  readonly next: (page: Page, from: URL, told: Told) => URL | undefined;
  readonly read: (body: string) => Page;
  readonly id: (item: Record<string, unknown>) => string | undefined;
  /** What is made of an answer that is no success. */
  readonly fail: (answer: Answer) => string;
  /** The request for a token. */
  readonly token: (told: Told) => Question;
  /** Whether a token is used for the nth request of a walk, from 1. */
  readonly keepsToken: (nth: number) => boolean;
  readonly renews: boolean;
  readonly end: (ending: Ending) => Ending & { readonly exit: number };
}

const md = (algorithm: string) => (algorithm.toLowerCase().startsWith('sha-256') ? 'sha256' : 'md5');

export function hashOf(given: Ingredients): string {
  const { algorithm, user, realm, password, nonce, nc, cnonce, qop, method, uri } = given;
  const h = (text: string) => createHash(md(algorithm)).update(text).digest('hex');
  const [one, two] = [h(`${user}:${realm}:${password}`), h(`${method}:${uri}`)];
  return h(qop === undefined ? `${one}:${nonce}:${two}` : `${one}:${nonce}:${nc}:${cnonce}:${qop}:${two}`);
}

/** Of several Digest challenges the first that it knows (RFC 7616, 3.7). */
export function readChallenge(lines: readonly string[]): Challenge | undefined {
  for (const line of lines) {
    const starts = [...line.matchAll(/(?:^|,)\s*([A-Za-z]+)\s+(?=[A-Za-z]+\s*=)/g)];
    for (const [index, start] of starts.entries()) {
      if (start[1]?.toLowerCase() !== 'digest') continue;
      const parameters = new Map<string, string>();
      const text = line.slice((start.index ?? 0) + start[0].length, starts[index + 1]?.index ?? line.length);
      for (const [, name = '', quoted, bare = ''] of text.matchAll(
        /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/g,
      )) {
        parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare);
      }
      const { algorithm = 'MD5', qop = '', ...rest } = Object.fromEntries(parameters);
      const qops = qop.split(',').map((one) => one.trim().toLowerCase());
      if (!['md5', 'sha-256'].includes(algorithm.toLowerCase()) || !qops.includes('auth')) continue;
      return {
        algorithm,
        qop: 'auth',
        realm: rest.realm ?? '',
        nonce: rest.nonce ?? '',
        opaque: rest.opaque,
        stale: rest.stale?.toLowerCase() === 'true',
      };
    }
  }
  return undefined;
}

/** `Retry-After` of a reply, in milliseconds from now. */
export function retryAfter(answer: Answer): number | undefined {
  const [value] = answer.fields.get('retry-after') ?? [];
  if (value === undefined) return undefined;
  return /^\d+$/.test(value) ? Number(value) * 1000 : Math.max(0, Date.parse(value) - Date.now());
}

/** The error document's own words. */
function words({ status, body }: Answer): string {
  let code: unknown;
  try {
    const document = JSON.parse(body.toString('utf8'));
    code = document.errorCode ?? (typeof document.error === 'string' ? document.error : undefined);
  } catch {
    code = undefined;
  }
  return `the server answered ${status} ${code ?? ''}`.trim();
}

const MOST_TRIES = 3;

export const RIGHT: Steps = {
  url: (url) => url,
  ask: (question) => question,
  take: (answer) => answer,
  broken: (_, error) => {
    throw error;
  },
  challenge: readChallenge,
  count: (uses) => uses.toString(16).padStart(8, '0'),
  cnonce: () => randomBytes(12).toString('hex'),
  uri: ({ pathname, search }) => `${pathname}${search}`,
  hash: hashOf,
  members: (members) => members,
  signsAgain: ({ stale }, signed) => signed === 0 || stale,
  again: (answer, tries, { trouble }) => {
    if (trouble === 'stop' || tries >= MOST_TRIES) return undefined;
    if (answer instanceof Error || answer.status === 502) return 20 * tries;
    return answer.status === 429 || answer.status === 503 ? retryAfter(answer) : undefined;
  },
  follow: (from, to) => (from.origin === to.origin ? to : undefined),
  next: ({ links }, _from, { baseUrl }) => {
    const href = links?.find(({ rel }) => rel === 'next')?.href;
    if (href === undefined) return undefined;
    const { pathname, search } = new URL(href);
    return new URL(`${pathname}${search}`, baseUrl);
  },
  read: (body) => JSON.parse(body),
  id: ({ _id }) => String(_id),
  fail: words,
  token: ({ baseUrl, clientId, clientSecret }) => ({
    method: 'POST',
    url: new URL('/api/oauth/token', baseUrl),
    headers: [
      ['Authorization', `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Accept', 'application/json'],
    ],
    body: 'grant_type=client_credentials',
  }),
  keepsToken: () => true,
  renews: true,
  end: (ending) => ({ ...ending, exit: ending.failure === undefined ? 0 : 1 }),
};

/** What ends the client loudly. */
class Failure extends Error {}

class Client {
  readonly #told: Told;
  readonly #habits: Habits;
  readonly #steps: Steps;
  readonly #agent: http.Agent;
  readonly #signal: AbortSignal;
  #challenge: Challenge | undefined;
  #uses = 0;
  #before = 0;
  #token: Promise<string> | undefined;
  #walked = 0;

  constructor(told: Told, habits: Habits, steps: Steps, signal: AbortSignal) {
    this.#told = told;
    this.#habits = habits;
    this.#steps = steps;
    this.#signal = signal;
    this.#agent = new http.Agent({ keepAlive: habits.connections === 'kept' });
  }

  close(): void {
    this.#agent.destroy();
  }

  async list(): Promise<string[]> {
    const { pages, size, probe, parallel } = this.#habits;
    const first = this.#url(size === undefined && pages === 'by-link' ? {} : { pageNum: '1' });
    if (probe) await this.#attempt(() => this.#authorized(first, probe));
    const page = await this.#page(first);
    const known = parallel !== undefined && page.totalCount !== undefined;
    const results = known ? await this.#sideBySide(page, parallel) : await this.#oneByOne(page, first);
    return results.flatMap((item) => this.#steps.id(item) ?? []);
  }

  #url(more: Record<string, string>): URL {
    const { baseUrl, projectId, version } = this.#told;
    const { size, includeCount, envelope } = this.#habits;
    const api = version === 'v1.0' ? 'v1.0' : 'v2';
    const url = new URL(`/api/atlas/${api}/groups/${projectId}/backup/exportBuckets`, baseUrl);
    const query = {
      ...more,
      ...(size !== undefined && { itemsPerPage: String(size) }),
      ...(includeCount !== undefined && { includeCount: String(includeCount) }),
      ...(envelope !== undefined && { envelope: String(envelope) }),
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return this.#steps.url(url);
  }

  async #oneByOne(first: Page, from: URL): Promise<Page['results']> {
    const results = [...first.results];
    let [page, url, number] = [first, from, 1];
    for (;;) {
      number += 1;
      const next =
        this.#habits.pages === 'by-link'
          ? this.#steps.next(page, url, this.#told)
          : page.results.length > 0
            ? this.#url({ pageNum: String(number) })
            : undefined;
      if (!next) return results;
      page = await this.#page(next);
      url = next;
      results.push(...page.results);
    }
  }

  async #sideBySide(first: Page, parallel: number): Promise<Page['results']> {
    const size = first.results.length;
    const last = size === 0 ? 1 : Math.ceil((first.totalCount ?? 0) / size);
    const pages: Page[] = [first];
    let next = 2;
    const lane = async () => {
      while (next <= last) {
        const number = next;
        next += 1;
        pages[number - 1] = await this.#page(this.#url({ pageNum: String(number) }));
      }
    };
    await Promise.all(Array.from({ length: parallel }, lane));
    return pages.flatMap(({ results }) => results);
  }

  async #page(url: URL): Promise<Page> {
    this.#walked += 1;
    if (!this.#steps.keepsToken(this.#walked)) this.#token = undefined;
    const answer = await this.#get(url, 'GET');
    try {
      return this.#steps.read(answer.body.toString('utf8'));
    } catch {
      throw new Failure('the list cannot be read');
    }
  }

  /** A reply of success, however often it has to be asked for. */
  async #get(url: URL, method: string): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#attempt(() => this.#authorized(url, method));
      if (!(answer instanceof Error) && answer.status === 200) return answer;
      if (!(answer instanceof Error) && answer.status >= 300 && answer.status < 400) {
        const [location = ''] = answer.fields.get('location') ?? [];
        const to = this.#steps.follow(url, new URL(location, url));
        if (!to) throw new Failure(`moved to another origin: ${words(answer)}`);
        return this.#get(to, method);
      }
      await this.#orFail(answer, tries);
    }
  }

  async #attempt(send: () => Promise<Answer>): Promise<Answer | Error> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Failure || !(error instanceof Error)) throw error;
      return error;
    }
  }

  async #orFail(answer: Answer | Error, tries: number): Promise<void> {
    const wait = this.#steps.again(answer, tries, this.#habits);
    if (wait === undefined) {
      throw new Failure(answer instanceof Error ? `no reply: ${answer.message}` : this.#steps.fail(answer));
    }
    await sleep(wait, undefined, { signal: this.#signal });
  }

  async #authorized(url: URL, method: string): Promise<Answer> {
    return this.#told.publicKey === undefined ? this.#withToken(url, method) : this.#withDigest(url, method);
  }

  async #withToken(url: URL, method: string): Promise<Answer> {
    for (let renewed = false; ; renewed = true) {
      this.#token ??= this.#fetchToken();
      const token = this.#token;
      const answer = await this.#send(url, method, `Bearer ${await token}`);
      const [challenge = ''] = answer.fields.get('www-authenticate') ?? [];
      const isOver = answer.status === 401 && challenge.includes('invalid_token');
      if (!isOver || renewed || !this.#steps.renews) return answer;
      // Another page may have renewed it meanwhile.
      if (this.#token === token) this.#token = undefined;
    }
  }

  async #fetchToken(): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#attempt(() => this.#exchange(this.#steps.token(this.#told)));
      if (!(answer instanceof Error) && answer.status === 200)
        return String(JSON.parse(answer.body.toString('utf8')).access_token);
      await this.#orFail(answer, tries + MOST_TRIES - 2);
    }
  }

  async #withDigest(url: URL, method: string): Promise<Answer> {
    if (this.#habits.nonces === 'once') this.#take(undefined);
    for (let signed = 0; ; ) {
      const authorization = this.#challenge && this.#sign(this.#challenge, url, method);
      const answer = await this.#send(url, method, authorization);
      if (answer.status !== 401) return answer;
      if (authorization !== undefined) signed += 1;
      const challenge = this.#steps.challenge(answer.fields.get('www-authenticate') ?? []);
      if (!challenge || !this.#steps.signsAgain(challenge, signed)) return answer;
      this.#take(challenge);
    }
  }

  #take(challenge: Challenge | undefined): void {
    this.#challenge = challenge;
    this.#before += this.#uses;
    this.#uses = 0;
  }

  #sign(challenge: Challenge, url: URL, method: string): string {
    const { publicKey = '', privateKey } = this.#told;
    const { algorithm, realm, nonce, qop, opaque } = challenge;
    this.#uses += 1;
    const [nc, cnonce, uri] = [
      this.#steps.count(this.#uses, this.#before),
      this.#steps.cnonce(),
      this.#steps.uri(url),
    ];
    const response = this.#steps.hash({
      ...{ algorithm, user: publicKey, realm, password: privateKey, nonce, nc, cnonce, qop, method, uri },
    });
    const quoted = (name: string, value: string): Member => ({ name, value, quoted: true });
    const bare = (name: string, value: string): Member => ({ name, value, quoted: false });
    const members = [
      ...[quoted('username', publicKey), quoted('realm', realm), quoted('nonce', nonce), quoted('uri', uri)],
      ...[bare('algorithm', algorithm), quoted('response', response)],
      ...[bare('qop', qop), bare('nc', nc), quoted('cnonce', cnonce)],
      ...(opaque === undefined ? [] : [quoted('opaque', opaque)]),
    ];
    const texts = this.#steps
      .members(members, challenge)
      .map(({ name, value, quoted }) => `${name}=${quoted ? JSON.stringify(value) : value}`);
    return `Digest ${texts.join(', ')}`;
  }

  #send(url: URL, method: string, authorization: string | undefined): Promise<Answer> {
    const { version } = this.#told;
    const accept = version === 'v1.0' ? 'application/json' : `application/vnd.atlas.${version}+json`;
    return this.#exchange({
      method,
      url,
      headers: [
        ['Accept', accept],
        ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
      ],
    });
  }

  async #exchange(plain: Question): Promise<Answer> {
    const question = this.#steps.ask(
      {
        ...plain,
        headers: [...plain.headers, ['User-Agent', 'right-client/1.0'], ['Accept-Encoding', 'gzip']],
      },
      this.#told,
    );
    const answer = await this.#fetch(question);
    return this.#steps.take(answer, question);
  }

  #fetch({ method, url, headers, body }: Question): Promise<Answer> {
    const { patienceMs } = this.#habits;
    const signals = [this.#signal, ...(patienceMs === undefined ? [] : [AbortSignal.timeout(patienceMs)])];
    return new Promise<Answer>((resolve, reject) => {
      const request = http.request(url, {
        method,
        agent: this.#agent,
        // Headers that are given as a list leave Host and Content-Length to us.
        headers: [
          ...['Host', url.host, ...headers.flat()],
          ...(body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))]),
        ],
        signal: AbortSignal.any(signals),
      });
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(answerOf(response, Buffer.concat(chunks))));
        response.on('error', (error) => {
          try {
            resolve(this.#steps.broken(answerOf(response, Buffer.concat(chunks)), error));
          } catch (broken) {
            reject(broken);
          }
        });
      });
      request.end(body);
    });
  }
}

function answerOf({ rawHeaders, statusCode = 0 }: http.IncomingMessage, bytes: Buffer): Answer {
  const fields = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    fields.set(name, [...(fields.get(name) ?? []), rawHeaders[i + 1] ?? '']);
  }
  const isZipped = fields.get('content-encoding')?.[0] === 'gzip' && bytes.length > 0;
  return { status: statusCode, fields, body: isZipped ? gunzipSync(bytes) : bytes };
}

/** The client within this process: what a command would print, and how it would end. */
export function clientOf(habits: Partial<Habits> = {}, fault: () => Partial<Steps> = () => ({})): Launch {
  return async (env, { timeMs, deadline }) => {
    const steps = { ...RIGHT, ...fault() };
    const began = performance.now();
    const over = AbortSignal.timeout(timeMs);
    const signal = AbortSignal.any([over, deadline]);
    const told = toldBy(env);
    const client = new Client(told, { ...USUAL, ...habits }, steps, signal);
    const ending = await client.list().then(
      (ids) => ({ ids, failure: undefined }),
      (error: Error) => ({ ids: [], failure: error.message }),
    );
    client.close();
    const { ids, failure, exit } = steps.end(ending);
    const stopped = over.aborted ? 'time' : deadline.aborted ? 'deadline' : undefined;
    return {
      exit: stopped === undefined ? exit : undefined,
      ...(stopped !== undefined && { stopped }),
      stdout: ids.map((id) => `${id}\n`).join(''),
      stderr: failure === undefined ? '' : `${failure}\n`,
      durationMs: performance.now() - began,
    };
  };
}

function toldBy(env: NodeJS.ProcessEnv): Told {
  const {
    MONGODB_ATLAS_BASE_URL: baseUrl = '',
    MONGODB_ATLAS_PROJECT_ID: projectId = '',
    ATLAS_API_VERSION: version = 'v1.0',
    MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: privateKey = '',
    MONGODB_ATLAS_CLIENT_ID: clientId = '',
    MONGODB_ATLAS_CLIENT_SECRET: clientSecret = '',
    CONFORMANCE_SCENARIO: scenario = '',
  } = env;
  return { baseUrl, projectId, version, publicKey, privateKey, clientId, clientSecret, scenario };
}

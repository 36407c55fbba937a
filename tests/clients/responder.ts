/** What the server of a scenario answers: the reference server behind its own authentication, and one thing altered. */
import { header, type WireRequest } from '../http/exchange.ts';
import { member, readJson } from '../json/json.ts';
import type { Reference } from '../reference/reference.ts';
import { Authenticator, type Keys } from './authenticator.ts';
import type { Admission, Credential, Origin, RecordedRequest, Reply } from './recording.ts';
import { listIn, replyOf, withHeader } from './replies.ts';
import type { Asked, Scenario } from './scenario.ts';
import { PLAIN_DIGEST } from './scenarios/challenges.ts';

export interface ResponderOptions {
  readonly scenario: Scenario;
  /** Answers whatever has been let in. */
  readonly open: Reference;
  /** Answers as the service does where nobody has been let in. */
  readonly closed: Reference;
  readonly keys: Keys;
  /** The path of the list itself, where a path is that of the list; undefined for any other. */
  readonly listPath: (path: string) => string | undefined;
  /** What tells an item from the others. */
  readonly identity: (item: Record<string, unknown>) => string;
}

/** A request as it came in. */
export interface Incoming {
  /** Its method is GET for HEAD, and OPTIONS for whatever the server does not know. */
  readonly request: WireRequest;
  readonly method: string;
  readonly connection: number;
  readonly origin: Origin;
}

/** The reply, and what the recording says of it. */
export type Answer = Pick<RecordedRequest, 'asks' | 'credential' | 'admission' | 'altered' | 'served'> & {
  readonly reply: Reply;
};

/** Where links and redirects may lead instead of the list's own path. */
export const PREFIX = '/behind';

/** What is asked at paths of their own; a client may give its token back (RFC 7009). */
const ASKED: Readonly<Record<string, 'token' | 'revocation'>> = {
  '/api/oauth/token': 'token',
  '/api/oauth/revoke': 'revocation',
};

export class Responder {
  readonly #options: ResponderOptions;
  readonly #authenticators: Readonly<Record<Origin, Authenticator>>;
  /** One string for each id, however often it is served. */
  readonly #ids = new Map<string, string>();
  #lists = 0;
  #tokens = 0;

  constructor(options: ResponderOptions) {
    const { scenario, keys } = options;
    this.#options = options;
    this.#authenticators = {
      own: new Authenticator(keys, scenario.digest ?? PLAIN_DIGEST, scenario.nonceUse ?? 'many'),
      // The other origin has challenges of its own: whatever is signed for it is a disclosure.
      other: new Authenticator(keys, PLAIN_DIGEST, 'many'),
    };
  }

  answer(incoming: Incoming, origins: Readonly<Record<Origin, string>>): Answer {
    const { scenario, listPath, identity } = this.#options;
    const { method, origin } = incoming;
    const url = withoutPrefix(incoming.request.url);
    const path = listPath(url.pathname);
    const asks =
      origin === 'own' ? (ASKED[url.pathname] ?? (path ? 'list' : 'else')) : path ? 'list' : 'else';
    url.pathname = path ?? url.pathname;
    const request = { ...incoming.request, url: url.href };
    const { plain, admission, credential } =
      asks === 'token' || asks === 'revocation'
        ? this.#account(request, asks)
        : this.#resource(request, incoming);
    const asked: Asked = {
      request,
      url,
      asks,
      admission,
      nth: origin === 'own' ? this.#count(asks, admission, method) : 0,
      token: credential.scheme === 'bearer' ? credential.issued : 0,
      now: Date.now(),
      ownOrigin: origins.own,
      otherOrigin: origins.other,
    };
    const changed = origin === 'own' ? scenario.alter?.(plain, asked) : undefined;
    const given = changed ?? plain;
    const reply = asks === 'token' ? given : this.#challenged(given, incoming);
    if (asks === 'token') this.#learn(reply);
    const list = asks === 'list' && method === 'GET' ? listIn(reply) : undefined;
    return {
      reply,
      asks,
      credential,
      admission: asks === 'token' && reply.status === 200 ? 'admitted' : admission,
      altered: scenario.reach?.(asked) ?? (changed !== undefined || isShown(scenario, reply, admission)),
      served: list?.results.map((item) => this.#known(identity(item))),
    };
  }

  #known(id: string): string {
    const known = this.#ids.get(id) ?? id;
    this.#ids.set(known, known);
    return known;
  }

  /** The reference server judges a request for a token by itself. */
  #account(request: WireRequest, asks: 'token' | 'revocation') {
    const credential = basicOf(header(request, 'Authorization'));
    const plain = asks === 'token' ? this.#options.open.handle(request) : replyOf(200, '', 'text/plain');
    return { plain, admission: 'refused', credential } as const;
  }

  #resource(request: WireRequest, { method, connection, origin }: Incoming) {
    const { open, closed, scenario } = this.#options;
    const authenticator = this.#authenticators[origin];
    const [admission, credential] = authenticator.admit(request, method, connection);
    const isOpen = origin === 'other' && scenario.otherIsOpen === true;
    if (admission === 'admitted' || isOpen) return { plain: open.handle(request), admission, credential };
    const challenges = authenticator.challenge(connection, admission === 'stale');
    return { plain: refusal(closed, request, challenges), admission, credential };
  }

  /** RFC 9110, 15.5.2: a 401 carries a challenge. */
  #challenged(reply: Reply, { connection, origin }: Incoming): Reply {
    if (reply.status !== 401 || header(reply, 'WWW-Authenticate') !== undefined) return reply;
    return withHeader(
      reply,
      'WWW-Authenticate',
      ...this.#authenticators[origin].challenge(connection, false),
    );
  }

  #count(asks: Asked['asks'], admission: Admission, method: string): number {
    if (asks === 'token') {
      this.#tokens += 1;
      return this.#tokens;
    }
    if (asks !== 'list' || admission !== 'admitted' || method !== 'GET') return 0;
    this.#lists += 1;
    return this.#lists;
  }

  #learn(reply: Reply): void {
    const token = reply.status === 200 ? member(readJson(reply.body).value, 'access_token') : undefined;
    if (typeof token === 'string') this.#authenticators.own.learnToken(token);
  }
}

function withoutPrefix(text: string): URL {
  const url = new URL(text);
  if (url.pathname.startsWith(`${PREFIX}/`)) url.pathname = url.pathname.slice(PREFIX.length);
  return url;
}

/** Whether the scenario shows in a reply that is not altered: in a challenge, or in how it was refused. */
function isShown({ alter, digest, nonceUse, wrong }: Scenario, reply: Reply, admission: Admission): boolean {
  if (nonceUse !== undefined) return admission === 'stale';
  if (digest !== undefined) return admission === 'unsigned';
  if (wrong !== undefined) return reply.status >= 400 && admission !== 'unsigned';
  return alter === undefined;
}

function basicOf(value: string | undefined): Credential {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(\S*)/.exec(value ?? '') ?? [];
  if (scheme === '') return { scheme: 'none' };
  return scheme.toLowerCase() === 'basic'
    ? { scheme: 'basic', decoded: Buffer.from(rest, 'base64').toString('utf8') }
    : { scheme: 'other', name: scheme };
}

/** The 401 of the reference server, with other challenges. */
function refusal(closed: Reference, request: WireRequest, challenges: readonly string[]): Reply {
  const headers = request.headers.filter(([name]) => name.toLowerCase() !== 'authorization');
  return withHeader(closed.handle({ ...request, headers }), 'WWW-Authenticate', ...challenges);
}

/**
 * The published result of one client, `reports/clients/<client>.json`: sorted and without times, so that its
 * history is a list of changes of the client, of its version, or of this suite.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutcomeName, Verdict } from '../../rules/verdict.ts';
import { type Cause, causesOf } from '../../run/causes.ts';
import { type Fidelity, fidelityOf } from '../../run/fidelity.ts';
import type { Report } from '../../run/result.ts';
import type { JudgedClientResult } from '../client-report.ts';
import type { ClientVerdict } from '../judge.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { pinnedVersion } from './install.ts';
import { CLIENTS, type ClientRecipe } from './recipes.ts';

/** The client, and how it was judged. */
interface ClientFacts {
  readonly name: string;
  readonly title: string;
  readonly package?: string;
  readonly used: string;
  readonly credentials: ClientRecipe['credentials'];
  readonly apiVersion: string;
  readonly listAt?: string;
  readonly tls?: true;
}

export interface PublishedRule
  extends Pick<
    Verdict,
    'id' | 'level' | 'basis' | 'title' | 'verdict' | 'message' | 'source' | 'pointer' | 'blockedBy'
  > {
  readonly expected?: string;
  readonly received?: string;
  readonly at?: string;
  readonly fact?: string;
  readonly hint?: string;
  /** The scenarios that show it, the first of them with what the server does there. */
  readonly scenarios?: readonly string[];
  readonly server?: string;
}

export interface JudgedClient {
  readonly schemaVersion: 1;
  readonly client: ClientFacts & { readonly version: string };
  readonly outcome: OutcomeName;
  readonly fidelity: Fidelity;
  readonly causes: readonly Cause[];
  readonly rules: readonly PublishedRule[];
  /** Why it could not be judged the last time that this was tried: what stands here is older. */
  readonly unavailable?: string;
}

/** A client of which nothing is known yet. */
interface UnjudgedClient {
  readonly schemaVersion: 1;
  readonly client: ClientFacts;
  readonly unavailable: string;
}

export type PublishedClient = JudgedClient | UnjudgedClient;

export const isJudged = (one: PublishedClient): one is JudgedClient => 'rules' in one;

function clientFacts(recipe: ClientRecipe): ClientFacts {
  const { name, title, from, used, credentials, apiVersion, listAt, tls } = recipe;
  return {
    name,
    title,
    ...('package' in from && { package: `${from.package}@${pinnedVersion(from.package)}` }),
    used,
    credentials,
    apiVersion,
    ...(listAt !== undefined && { listAt }),
    ...(tls && { tls }),
  };
}

export function judgedClient(
  recipe: ClientRecipe,
  version: string,
  { result }: Report<JudgedClientResult>,
): JudgedClient {
  const { varies = [] } = recipe;
  const rules = result.rules.map((rule) =>
    varies.includes(rule.id) ? withoutPlace(published(rule)) : published(rule),
  );
  return {
    schemaVersion: 1,
    client: { ...clientFacts(recipe), version },
    outcome: result.outcome,
    fidelity: fidelityOf(result.rules),
    causes: causesOf(rules.map((rule) => ({ ...rule, probes: [] }))),
    rules,
  };
}

function published(verdict: ClientVerdict): PublishedRule {
  const { id, level, basis, title, source, pointer, blockedBy, probes, fact } = verdict;
  const { message, expected, received, at, hint, probe } = verdict;
  const server = SCENARIOS.find(({ name }) => name === probe)?.title;
  return {
    id,
    level,
    basis,
    title,
    verdict: verdict.verdict,
    message: steady(message),
    source,
    pointer,
    ...(blockedBy !== undefined && { blockedBy }),
    ...(expected !== undefined && { expected: steady(expected) }),
    ...(received !== undefined && { received: steady(received) }),
    ...(at !== undefined && { at }),
    ...(fact !== undefined && { fact }),
    ...(hint?.startsWith('It fits') && { hint }),
    ...(probes.length > 0 && { scenarios: probes }),
    ...(server !== undefined && { server }),
  };
}

/** Where it shows is a matter of chance. */
function withoutPlace({ scenarios: _, server: __, at: ___, message, ...rest }: PublishedRule): PublishedRule {
  const { expected, received } = rest;
  return {
    ...rest,
    message: expected === undefined ? message : `Expected ${expected}, received ${received}.`,
  };
}

/** Ports and times differ from run to run, and say nothing. */
function steady(text: string): string {
  return text
    .replace(/(127\.0\.0\.1|localhost):\d+/g, '$1')
    .replace(/\b\d+ ms\b/g, 'a moment')
    .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/g, '');
}

const DIRECTORY = join('reports', 'clients');
export const PAGE = join(DIRECTORY, 'index.html');
export const README = join(DIRECTORY, 'README.md');
const fileOf = (name: string) => join(DIRECTORY, `${name}.json`);

/** Undefined when nothing is published. The file is this project's own: its form is not checked. */
export function publishedClient(name: string): PublishedClient | undefined {
  return existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), 'utf8')) : undefined;
}

export function publishClient(result: PublishedClient): void {
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(fileOf(result.client.name), `${JSON.stringify(result, null, 2)}\n`);
}

/** What is published, in the order of the recipes. */
export function publishedClients(): readonly PublishedClient[] {
  return CLIENTS.flatMap(({ name }) => publishedClient(name) ?? []);
}

/** What is published of a client that cannot be judged: that it cannot, beside the last result if there is one. */
export function unavailableClient(recipe: ClientRecipe, unavailable: string): PublishedClient {
  const last = publishedClient(recipe.name);
  return last && isJudged(last)
    ? { ...last, unavailable }
    : { schemaVersion: 1, client: clientFacts(recipe), unavailable };
}

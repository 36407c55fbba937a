/**
 * The published result of one mock, `reports/fidelity/<mock>.json`: sorted and without times, so that its
 * history is a list of changes of the mock, of its version, or of this suite.
 */

import { header } from '../http/exchange.ts';
import { cut } from '../redaction/control-characters.ts';
import type { OutcomeName, Verdict } from '../rules/verdict.ts';
import { type Cause, causesOf } from '../run/causes.ts';
import type { Fidelity } from '../run/fidelity.ts';
import type { Evidence, EvidenceAttempt, Report } from '../run/result.ts';
import { type Unavailable, versionOf } from './install.ts';
import type { Recipe } from './recipes.ts';

/** The mock, and what was done to judge it. */
interface MockFacts {
  readonly name: string;
  readonly title: string;
  /** The npm package; absent for the project's own reference server. */
  readonly package?: string;
  readonly version: string;
  readonly setup: string;
  /** What it was told otherwise than the contract says, and why. */
  readonly changes: readonly string[];
  /** `CONFORMANCE_AUTH` of the run. */
  readonly auth: Recipe['auth']['mode'];
  /** Rules whose verdict differs from run to run, because the mock makes its answers up anew. */
  readonly nondeterministic: Recipe['nondeterministic'];
}

/** A verdict, with the request and the response that show a violation. */
export interface MockVerdict
  extends Pick<
    Verdict,
    | 'id'
    | 'topic'
    | 'level'
    | 'title'
    | 'verdict'
    | 'message'
    | 'expected'
    | 'received'
    | 'at'
    | 'fact'
    | 'pointer'
    | 'probe'
    | 'blockedBy'
  > {
  /** `GET http://127.0.0.1:4101/api/…` */
  readonly request?: string;
  readonly response?: { readonly status: number; readonly contentType: string; readonly body: string };
}

interface Base {
  readonly schemaVersion: 1;
  readonly mock: MockFacts;
  readonly apiVersion: string;
}

export interface JudgedMock extends Base {
  readonly outcome: OutcomeName;
  readonly fidelity: Fidelity;
  readonly causes: readonly Cause[];
  readonly rules: readonly MockVerdict[];
}

export type MockResult = JudgedMock | (Base & Unavailable);

/** Characters of a body that are published. */
const BODY = 600;

export function mockResult(recipe: Recipe, judged: Report | Unavailable, apiVersion: string): MockResult {
  const { name, title, package: packageName, setup, changes, auth, nondeterministic } = recipe;
  const base: Base = {
    schemaVersion: 1,
    mock: {
      name,
      title,
      ...(packageName !== undefined && { package: packageName }),
      version: versionOf(recipe),
      setup,
      changes: changes.map(({ why }) => why),
      auth: auth.mode,
      nondeterministic,
    },
    apiVersion,
  };
  if ('unavailable' in judged) return { ...base, ...judged };
  const { outcome, fidelity, rules } = judged.result;
  const verdicts =
    nondeterministic.length === 0
      ? rules.map((rule) => published(rule, judged.evidence))
      : rules.map((rule) => withoutValues(published(rule, [])));
  return { ...base, outcome, fidelity, causes: causesOf(verdicts), rules: verdicts };
}

function published(verdict: Verdict, evidence: readonly Evidence[]): MockVerdict {
  const { id, topic, level, title, verdict: name, message, pointer, blockedBy } = verdict;
  const { expected, received, at, fact, probe } = verdict;
  const last = evidence.find((one) => one.probe === probe)?.attempts.at(-1);
  return {
    id,
    topic,
    level,
    title,
    verdict: name,
    message,
    ...(fact !== undefined && { fact }),
    ...(at !== undefined && { at }),
    ...(expected !== undefined && { expected }),
    ...(received !== undefined && { received }),
    ...(probe !== undefined && { probe }),
    ...(blockedBy !== undefined && { blockedBy }),
    pointer,
    ...(last && { request: `${last.request.method} ${last.request.url}` }),
    ...(last?.response && { response: publishedResponse(last.response) }),
  };
}

/** Values that are made up anew each time say nothing, and make each run look like a change. */
function withoutValues({ received: _, message, at, expected, ...rest }: MockVerdict): MockVerdict {
  return at === undefined || expected === undefined
    ? { ...rest, message }
    : { ...rest, at, expected, message: `${at}: expected ${expected}.` };
}

function publishedResponse(
  response: NonNullable<EvidenceAttempt['response']>,
): Required<MockVerdict>['response'] {
  const { status, body } = response;
  return {
    status,
    contentType: header(response, 'Content-Type') ?? 'absent',
    body: body.length > BODY ? `${cut(body, BODY)}…` : body,
  };
}

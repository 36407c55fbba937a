/** What a target sends is judged within bounds, which verdicts and reports tell where they were met. */
import { describe, expect, test } from 'vitest';
import { type TimedResponse, TransportError } from '../http/exchange.ts';
import { isObject, MOST_VALUES, member, readJson } from '../json/json.ts';
import { answer, createReference } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { boundedTransport } from '../run/bounded-transport.ts';
import { judge } from '../run/judge.ts';
import { withBody } from './defects/defect.ts';
import { judgeReference } from './judge-in-memory.ts';
import { runHere } from './run-cli.ts';

const REQUEST = { method: 'GET', url: 'http://target.test/', headers: [] } as const;

const replies = (bodies: readonly string[]) => {
  const left = [...bodies];
  return async (): Promise<TimedResponse> => ({
    response: answer(200, [], left.shift() ?? ''),
    timing: { startedAt: 0, waitMs: 0, receiveMs: 0 },
  });
};

async function faultsOf(
  bodies: readonly string[],
  bodyCapBytes: number,
): Promise<readonly (string | undefined)[]> {
  const send = boundedTransport(replies(bodies), bodyCapBytes);
  const found: (string | undefined)[] = [];
  for (const _ of bodies) {
    found.push(
      await send(REQUEST).then(
        () => undefined,
        (error: unknown) =>
          error instanceof TransportError ? `${error.fault.kind}: ${error.message}` : 'crash',
      ),
    );
  }
  return found;
}

describe('what a run keeps', () => {
  const tooLarge = 'too-large: the bodies of this run are larger than 40 bytes together';
  const body = (size: number) => 'x'.repeat(size);

  test('is as many bytes as four of the largest bodies have', async () => {
    expect(await faultsOf([10, 10, 10, 10, 1].map(body), 10)).toEqual([...Array(4), tooLarge]);
    expect(await faultsOf([10, 10, 10, 9, 2, 1].map(body), 10)).toEqual([...Array(4), tooLarge, undefined]);
  });

  test('is as many values as four of the fullest bodies hold', async () => {
    const full = `[${'1,'.repeat(MOST_VALUES - 2)}1]`;
    const fuller = `[${'1,'.repeat(MOST_VALUES - 1)}1]`;
    expect(readJson(Buffer.from(full)).values).toBe(MOST_VALUES);
    expect(await faultsOf([fuller, full, full, full, full, '1'], 10_000_000)).toEqual([
      `too-many-values: the body holds more than ${MOST_VALUES} values`,
      ...Array(4),
      `too-many-values: the bodies of this run hold more than ${4 * MOST_VALUES} values together`,
    ]);
  });
});

describe('a run whose time is up', () => {
  test('judges no rule more: what is left is blocked, and says so', async () => {
    const { run } = await judgeReference(createReference());
    const rules = rulesOf(run.contract);
    let left = 10;
    const verdicts = judge(rules, run, {
      outOfTime: () => {
        left -= 1;
        return left < 0 ? "the run's time of 5 ms was up before the rule was judged" : undefined;
      },
    });
    expect(verdicts.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    expect(verdicts.slice(0, 10).filter(({ blockedBy }) => blockedBy !== undefined)).toEqual([]);
    for (const verdict of verdicts.slice(10)) {
      expect(verdict).toMatchObject({
        verdict: 'blocked',
        blockedBy: 'deadline',
        message:
          "The run's time of 5 ms was up before the rule was judged. Raise CONFORMANCE_DEADLINE_MS to give the run more time.",
      });
    }
  });

  test('ends as incomplete, with all reports', async () => {
    const outcome = await runHere({ CONFORMANCE_DEADLINE_MS: '1' });
    expect(outcome.code).toBe(3);
    const rules = member(outcome.result, 'rules');
    expect(new Set(Array.isArray(rules) ? rules.map((one) => member(one, 'blockedBy')) : [])).toEqual(
      new Set(['deadline']),
    );
    for (const [name, text] of Object.entries(outcome.files)) {
      if (name !== 'badge.json' && name !== 'exchanges.har')
        expect(text, name).toMatch(/time of 1 ms (?:was|is) up/);
    }
    expect(outcome.output).toContain('time');
  });
});

describe('a rule that has not looked at all', () => {
  /** What the rules say of the plain list, or of all that is refused, with this change made to it. */
  async function messagesWith(change: (document: Record<string, unknown>, status: number) => object) {
    const reference = createReference(
      { items: 3 },
      {
        finish: (response) => {
          const { value } = readJson(response.body);
          return isObject(value)
            ? withBody(response, JSON.stringify(change(value, response.status)))
            : response;
        },
      },
    );
    const { verdicts } = await judgeReference(reference);
    return Object.fromEntries(verdicts.map(({ id, verdict, message }) => [id, `${verdict}: ${message}`]));
  }

  test('says how many buckets it has seen', async () => {
    const messages = await messagesWith(({ results, ...document }) => {
      const [bucket] = Array.isArray(results) ? results : [];
      return { ...document, ...(bucket && { results: Array.from({ length: 1001 }, () => bucket) }) };
    });
    expect(messages['FIELD-03']).toBe(
      'pass: The server gives each bucket an _id. Of the 1001 members of results in plain, the first 1000 were looked at.',
    );
    expect(messages['FIELD-21']).toMatch(/^fail/);
  });

  test('says how many links it has seen', async () => {
    const link = { rel: 'other', href: 'https://host.invalid/' };
    const messages = await messagesWith((document) =>
      Array.isArray(document.links)
        ? { ...document, links: [...document.links, ...Array.from({ length: 1001 }, () => link)] }
        : document,
    );
    expect(messages['PAGE-02']).toMatch(/ Of the 1002 links in plain, the first 1000 were looked at\.$/);
  });

  test('says how much of a refusal it has seen', async () => {
    const messages = await messagesWith((document, status) =>
      status >= 400 ? { ...document, detail: 'x'.repeat(1_100_000) } : document,
    );
    for (const [id, most] of [
      ['ERR-05', 65_536],
      ['ERR-06', 1_048_576],
      ['AUTH-16', 1_048_576],
    ] as const) {
      expect(messages[id]).toMatch(
        new RegExp(`^pass: .* characters in [\\w-]+, the first ${most} were looked at\\.$`),
      );
    }
  });

  test('says nothing more where it has', async () => {
    const messages = await messagesWith((document) => document);
    expect(Object.values(messages).filter((one) => one.includes('looked at'))).toEqual([]);
  });
});

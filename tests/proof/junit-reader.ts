/** `junit.xml` as a CI system reads it. */
import { XMLParser } from 'fast-xml-parser';
import { member } from '../json/json.ts';
import type { OutcomeName } from '../rules/verdict.ts';

interface ReadCase {
  readonly suite: string;
  readonly name: string;
  /** What stands in it: `failure`, `error`, `skipped`, `system-out`. */
  readonly elements: readonly string[];
  /** The `type` of its error. */
  readonly errorType: unknown;
}

export interface ReadJunit {
  readonly cases: readonly ReadCase[];
  /** Of all suites, by `suite.name`. */
  readonly properties: ReadonlyMap<string, string>;
  /** As the root element counts them. */
  readonly failures: number;
  readonly errors: number;
  /** As each suite counts them. */
  readonly suites: readonly {
    readonly failures: number;
    readonly errors: number;
    readonly skipped: number;
  }[];
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function readJunit(text: string): ReadJunit {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
  });
  const root = member(parser.parse(text), 'testsuites');
  const suites = list(member(root, 'testsuite'));
  const count = (of: unknown, name: string) => Number(member(of, name));
  return {
    cases: suites.flatMap((suite) =>
      list(member(suite, 'testcase')).map((one) => ({
        suite: String(member(suite, 'name')),
        name: String(member(one, 'name')),
        elements: ['failure', 'error', 'skipped', 'system-out'].filter(
          (name) => member(one, name) !== undefined,
        ),
        errorType: member(member(one, 'error'), 'type'),
      })),
    ),
    properties: new Map(
      suites.flatMap((suite) =>
        list(member(member(suite, 'properties'), 'property')).map((property) => [
          `${member(suite, 'name')}.${member(property, 'name')}`,
          String(member(property, 'value')),
        ]),
      ),
    ),
    failures: count(root, 'failures'),
    errors: count(root, 'errors'),
    suites: suites.map((suite) => ({
      failures: count(suite, 'failures'),
      errors: count(suite, 'errors'),
      skipped: count(suite, 'skipped'),
    })),
  };
}

/** The outcome, for whoever has nothing but failures and errors to go by. */
export function outcomeByJunit({ cases }: Pick<ReadJunit, 'cases'>): OutcomeName {
  const has = (element: string) => cases.some(({ elements }) => elements.includes(element));
  if (cases.some(({ errorType }) => errorType === 'crash')) return 'error';
  if (has('failure')) return 'does-not-conform';
  return has('error') ? 'incomplete' : 'conforms';
}

/** `junit.xml`: one suite per topic, for CI systems. Vitest's own writer loses why a rule was skipped. */
import { XMLBuilder } from 'fast-xml-parser';
import { inertInLogs } from '../redaction/log-commands.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';
import type { Verdict } from '../rules/verdict.ts';
import type { Report } from '../run/result.ts';

/** Everything that XML 1.0 cannot hold shows as U+FFFD; what CI systems read as a command is none. */
function xmlText(text: string): string {
  return Buffer.from(inertInLogs(text), 'utf8')
    .toString('utf8')
    .replaceAll(/[\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu, '\ufffd');
}

const attribute = (name: string, value: string | number) => ({ [`@${name}`]: xmlText(String(value)) });

/** The common JUnit schema has properties on suites alone: each is named after its rule. */
function properties(verdicts: readonly Verdict[]) {
  return verdicts.flatMap(({ id, verdict, level, basis, contract }) =>
    Object.entries({ verdict, level, basis, contract }).map(([name, value]) => ({
      ...attribute('name', `${id}.${name}`),
      ...attribute('value', value),
    })),
  );
}

function testcase(verdict: Verdict) {
  const { id, topic, title, message } = verdict;
  const text = xmlText(
    [
      message,
      `expected: ${verdict.expected ?? ''}`,
      `received: ${verdict.received ?? ''}`,
      `contract: ${verdict.contract}`,
      `source: ${verdict.source}`,
    ].join('\n'),
  );
  const common = {
    ...attribute('classname', topic),
    ...attribute('name', `${id} ${title}`),
    ...attribute('time', 0),
  };
  switch (verdict.verdict) {
    case 'fail':
      return {
        ...common,
        failure: { ...attribute('message', message), ...attribute('type', 'fail'), '#text': text },
      };
    case 'warn':
      return { ...common, 'system-out': `warn: ${text}` };
    case 'pass':
      return common;
    default:
      return { ...common, skipped: attribute('message', `${verdict.verdict}: ${message}`) };
  }
}

const count = (verdicts: readonly Verdict[], ...names: readonly string[]) =>
  verdicts.filter(({ verdict }) => names.includes(verdict)).length;

const totals = (verdicts: readonly Verdict[]) => ({
  ...attribute('tests', verdicts.length),
  ...attribute('failures', count(verdicts, 'fail')),
  ...attribute('errors', 0),
});

export function junit({ result }: Report): string {
  const seconds = (result.durationMs / 1000).toFixed(3);
  const suites = TOPIC_ORDER.flatMap((topic) => {
    const verdicts = result.rules.filter((verdict) => verdict.topic === topic);
    if (verdicts.length === 0) return [];
    return {
      ...attribute('name', topic),
      ...totals(verdicts),
      ...attribute('skipped', count(verdicts, 'blocked', 'not-applicable', 'waived')),
      ...attribute('time', 0),
      ...attribute('timestamp', result.startedAt.replace(/\.\d+Z$/, '')),
      ...attribute('hostname', new URL(result.target.baseUrl).hostname),
      properties: { property: properties(verdicts) },
      testcase: verdicts.map(testcase),
    };
  });
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true });
  const document: unknown = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      ...attribute('name', result.suite.name),
      ...totals(result.rules),
      ...attribute('time', seconds),
      testsuite: suites,
    },
  });
  return String(document);
}

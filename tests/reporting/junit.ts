/** `junit.xml`: one suite per topic, for CI systems. Vitest's own writer loses why a rule was skipped. */
import { XMLBuilder } from 'fast-xml-parser';
import type { Report } from '../engine/result.ts';
import type { Verdict } from '../engine/verdict.ts';
import { TOPIC_ORDER } from '../rules/topics.ts';

/** Everything that XML 1.0 cannot hold shows as U+FFFD. */
function xmlText(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('utf8')
    .replaceAll(/[\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu, '\ufffd');
}

const attribute = (name: string, value: string | number) => ({ [`@${name}`]: xmlText(String(value)) });

function testcase(verdict: Verdict) {
  const { id, topic, title, message } = verdict;
  const facts = {
    verdict: verdict.verdict,
    level: verdict.level,
    basis: verdict.basis,
    contract: verdict.contract,
  };
  const properties = Object.entries(facts).map(([name, value]) => ({
    ...attribute('name', name),
    ...attribute('value', value),
  }));
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
    properties: { property: properties },
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
  ...attribute('skipped', count(verdicts, 'blocked', 'not-applicable', 'waived')),
});

export function junit({ result }: Report): string {
  const seconds = (result.durationMs / 1000).toFixed(3);
  const suites = TOPIC_ORDER.flatMap((topic) => {
    const verdicts = result.rules.filter((verdict) => verdict.topic === topic);
    if (verdicts.length === 0) return [];
    return {
      ...attribute('name', topic),
      ...totals(verdicts),
      ...attribute('time', 0),
      ...attribute('timestamp', result.startedAt.replace(/\.\d+Z$/, '')),
      ...attribute('hostname', new URL(result.target.baseUrl).hostname),
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

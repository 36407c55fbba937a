/** What happened stands in every report, in the same words, and no report says more than was judged. */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitted } from '../cli/progress.ts';
import { header } from '../http/exchange.ts';
import { CONFORMING } from '../reference/reference.ts';
import { outcomeWording } from '../reporting/outcome-wording.ts';
import { causesOf } from '../run/causes.ts';
import { fidelityOf } from '../run/fidelity.ts';
import { outcomeOf, summarize } from '../run/outcome.ts';
import type { Report, ReportedVerdict, Result } from '../run/result.ts';
import { artefacts, plainText, reportFor, reportOf, reportOfListener } from './artefacts.ts';
import { signed, withBody, withHeader, withStatus } from './defects/defect.ts';
import { DEFECTS } from './defects/index.ts';

const defect = (name: string) => DEFECTS.find((one) => one.name === name)?.plant();

/** The report of a run that found these verdicts. */
function withResult(
  report: Report,
  change: Partial<Result>,
  verdictOf: (rule: ReportedVerdict) => ReportedVerdict = (rule) => rule,
): Report {
  const rules = (change.rules ?? report.result.rules).map(verdictOf);
  const result = { ...report.result, ...change, rules };
  return {
    ...report,
    result: {
      ...result,
      outcome: outcomeOf(result),
      summary: summarize(rules),
      fidelity: fidelityOf(rules),
      causes: causesOf(rules),
    },
  };
}

/** Answers every request with credentials by an error document. */
const answersKeys = (status: number, errorCode: string, detail: string) => () =>
  reportOf(
    {},
    {
      finish: (reply, request) =>
        signed(request)
          ? withBody(withStatus(reply, status), JSON.stringify({ error: status, errorCode, detail }))
          : reply,
    },
  );
const redirects = () =>
  reportOfListener((_request, reply) => {
    reply.writeHead(302, { Location: 'https://login.example/' });
    reply.end();
  });

/** Each kind of outcome: the heading, the badge, and what else each report has to say. */
const OUTCOMES: Readonly<
  Record<
    string,
    readonly [make: () => Promise<Report>, heading: RegExp, badge: string | undefined, says?: string]
  >
> = {
  'no target': [
    () => reportFor({}),
    /^The reference server conforms: no target is set$/,
    'reference server',
    'No target is set: this is the built-in reference server.',
  ],
  conforms: [() => reportOf(), /^The target conforms$/, 'conforms'],
  'one failure': [
    () => reportOf({}, defect('lower-case-provider')),
    /^The target does not conform: 1 failure$/,
    '1 failed',
  ],
  'a warning, strict': [
    () => reportOf({ realm: 'Mock' }, {}, { CONFORMANCE_STRICT: '1' }),
    /^The target does not conform: 1 warning, strict$/,
    '1 warning, strict',
    'Strict: a warning counts as a failure: AUTH-19.',
  ],
  'no second page, strict': [
    () => reportOf({ items: 1 }, {}, { CONFORMANCE_STRICT: '1' }),
    /^Incomplete: \d+ required rules could not be judged$/,
    'incomplete',
    'Strict: a MUST that was not applicable counts as not judged: ',
  ],
  'strict without effect': [
    () => reportOf({}, {}, { CONFORMANCE_STRICT: '1' }),
    /^The target conforms$/,
    'conforms',
    'Judged strictly, which makes no difference here.',
  ],
  'nothing listens': [
    () => reportOf({}, {}, { MONGODB_ATLAS_BASE_URL: 'http://127.0.0.1:9' }),
    /^The target was not reached$/,
    'incomplete',
    'No rule could be judged: nothing listens at 127.0.0.1:9.',
  ],
  'no access token': [
    () =>
      reportOf(
        {},
        {},
        {
          CONFORMANCE_AUTH: 'service-account',
          ATLAS_API_VERSION: '2024-05-30',
          MONGODB_ATLAS_CLIENT_ID: 'a',
          MONGODB_ATLAS_CLIENT_SECRET: 'b',
        },
      ),
    /^The token endpoint gave no access token$/,
    'incomplete',
    'answered 401 invalid_client',
  ],
  'another key': [
    () => reportOf({}, {}, { MONGODB_ATLAS_PRIVATE_API_KEY: 'another' }),
    /^The target refuses the configured credentials$/,
    '1 failed',
  ],
  'another path': [
    () => reportOfListener((_request, reply) => reply.writeHead(404).end()),
    /^The target answers the list with 404: no such project or path$/,
    '1 failed',
  ],
  'a redirect': [redirects, /^The target answers the list with 302 Found$/, '1 failed'],
  'too weak a role': [
    answersKeys(401, 'USER_UNAUTHORIZED', 'No role.'),
    /^The key may not read this project$/,
    'incomplete',
    '401 USER_UNAUTHORIZED: No role.',
  ],
  'the address not on the list': [
    answersKeys(403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST', 'IP 192.0.2.7 may not.'),
    /^The key may not be used from this address$/,
    'incomplete',
    '403 IP_ADDRESS_NOT_ON_ACCESS_LIST: IP 192.0.2.7 may not.',
  ],
  'another project': [
    () => reportOf({}, {}, { MONGODB_ATLAS_PROJECT_ID: '5f0c2a7b9e4d3c1b2a190808' }),
    /^The project is unknown$/,
    'incomplete',
    'The target is not at fault.',
  ],
  'a gateway in front of all that needs credentials': [
    () =>
      reportOf(
        {},
        {
          finish: (reply, request) =>
            signed(request) ? withBody(withStatus(reply, 502), 'no upstream') : reply,
        },
      ),
    /^A gateway answers in place of the target$/,
    'incomplete',
    '502: the body begins no upstream',
  ],
  'no credentials for whoever asks for them': [
    () => reportOf({}, {}, { CONFORMANCE_AUTH: 'none' }),
    /^The target asks for credentials, and none are sent$/,
    'incomplete',
  ],
  'any Basic credentials let in, and digests told to wait': [
    () =>
      reportOf(
        {},
        {
          admit: (request, ...others) =>
            header(request, 'Authorization')?.startsWith('Basic ')
              ? 'admitted'
              : CONFORMING.admit(request, ...others),
          finish: (reply, request) =>
            header(request, 'Authorization')?.startsWith('Digest ')
              ? withHeader(withStatus(reply, 429), 'Retry-After', '3600')
              : reply,
        },
      ),
    /^The target does not conform: 1 failure$/,
    '1 failed',
    'asks to wait longer than the run lasts',
  ],
  'a part': [
    async () => {
      const whole = await reportOf();
      const rules = whole.result.rules.filter(({ topic }) => topic === 'auth');
      return withResult(whole, { rules, selection: { rules: 21, of: 100, filter: 'AUTH' } });
    },
    /^21 of 100 rules judged, none failed$/,
    undefined,
    'Only 21 of 100 rules judged, chosen by "AUTH"',
  ],
  'a part that fails': [
    async () => {
      const whole = await reportOf({}, defect('lower-case-provider'));
      const rules = whole.result.rules.filter(({ topic }) => topic === 'fields');
      return withResult(whole, { rules, selection: { rules: 18, of: 100, filter: 'FIELD' } });
    },
    /^The target does not conform: 1 failure, 18 of 100 rules judged$/,
    undefined,
    'Only 18 of 100 rules judged, chosen by "FIELD"',
  ],
  'a part of the reference server': [
    async () => withResult(await reportFor({}), { selection: { rules: 100, of: 101, filter: '^(?!x)' } }),
    /^100 of 101 rules judged, none failed$/,
    undefined,
    'No target is set: this is the built-in reference server.',
  ],
  'a crash of the suite': [
    async () => {
      const whole = await reportOf({}, defect('lower-case-provider'));
      const rules = whole.result.rules.filter(({ id }) => id !== 'PAGE-01');
      return withResult(whole, { rules, errors: [{ rule: 'PAGE-01', message: 'planted crash' }] });
    },
    /^The suite itself failed: nothing is said about the target$/,
    'error in the suite',
    'Rule PAGE-01 crashed: planted crash. This is a bug in the suite and says nothing about the target',
  ],
};

describe.each(Object.entries(OUTCOMES))('%s', (name, [make, heading, badge, says]) => {
  let report: Report;
  let texts: Readonly<Record<string, string>>;
  beforeAll(async () => {
    report = await make();
    const shown = Object.entries(artefacts(report)).map(([file, text]) => [file, plainText(text)] as const);
    texts = Object.fromEntries(shown);
  });

  test('has its heading in every report', () => {
    const found = outcomeWording(report).heading;
    expect(found).toMatch(heading);
    for (const file of ['index.html', 'summary.md', 'junit.xml', 'annotations'])
      expect(texts[file], file).toContain(found);
    const page = texts['index.html'] ?? '';
    for (const element of ['title', 'h1'])
      expect(new RegExp(`<${element}[ >].*?</${element}>`, 's').exec(page)?.[0]).toContain(found);
    expect(texts['summary.md']?.split('\n')[0]).toBe(`## ${found}`);
  });

  test('has its badge', () => {
    const text = texts['badge.json'];
    expect(text === undefined ? undefined : JSON.parse(text).message).toBe(badge);
  });

  if (says !== undefined) {
    test('is explained in every report', () => {
      for (const file of ['index.html', 'summary.md', 'annotations', 'terminal'])
        expect(texts[file], file).toContain(says);
    });
  }

  test('keeps the published schema', () => {
    const schema: object = JSON.parse(readFileSync('spec/conformance.schema.json', 'utf8'));
    const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile(schema);
    validate(JSON.parse(texts['conformance.json'] ?? ''));
    expect(validate.errors).toBeNull();
  });

  test('says of the target no more than was judged', () => {
    const whole = name === 'conforms' || name === 'strict without effect';
    for (const [file, text] of Object.entries(texts)) {
      if (!whole) expect(text, file).not.toMatch(/target conforms/i);
      const { selection, target, errors } = report.result;
      // The page quotes the contract, and every report the titles of rules.
      if (selection) expect(text, file).not.toMatch(/\bconforms\b/i);
      if (errors) expect(text, file).not.toMatch(/does not conform/i);
      if (target?.reference && file !== 'exchanges.har')
        expect(text, file).toMatch(/reference server|"reference": true/);
    }
  });
});

test('a line of progress never reaches the last column', () => {
  const line = 'asking 1 of 34: the list'.repeat(9);
  for (const columns of [1, 2, 24, 60, 80]) expect(fitted(line, columns)).toHaveLength(columns - 1);
  expect(fitted('short', 60)).toBe('short');
});

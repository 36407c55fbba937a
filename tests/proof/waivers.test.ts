/** Waivers: what their file may say, what they accept and what they leave, and that nothing of it is silent. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openRun, type RunOptions } from '../cli/judge.ts';
import { serve } from '../reference/http.ts';
import { createReference, type ReferenceOptions } from '../reference/reference.ts';
import { rulesOf } from '../rules/index.ts';
import { withoutIndexes } from '../rules/place.ts';
import { each, type Finding, type Rule, type Run, rule } from '../rules/rule.ts';
import type { RuleId } from '../rules/verdict.ts';
import { runConformance } from '../run/conformance.ts';
import { judge } from '../run/judge.ts';
import { exitCodeOf } from '../run/outcome.ts';
import type { Report } from '../run/result.ts';
import { readSettings } from '../run/settings.ts';
import { judgedWaivers, type Waiver, WaiversError, waiversWithin } from '../run/waivers.ts';
import { parseWaivers } from '../run/waivers-file.ts';
import { artefacts, plainText } from './artefacts.ts';
import { contractOf } from './contracts.ts';
import { onList } from './defects/defect.ts';
import { DEFECTS } from './defects/index.ts';
import { judgeReference } from './judge-in-memory.ts';
import { PATIENT_SETTINGS } from './patience.ts';

const NOW = Date.parse('2026-11-25T23:59:59Z');
const isRule = (id: string) => /^(PAGE|FIELD|CLIENT|AUTH|HTTP|ERR|ENV)-\d\d$/.test(id);
const parsed = (text: string) => parseWaivers(text, 'waivers.yaml', { isRule, now: NOW });

type Said = Readonly<Record<string, string>>;
const RIGHT: Said = {
  rule: 'PAGE-24',
  because: 'Staging drops unknown parameters.',
  issue: 'https://tickets.example/STG-118',
  expires: '2027-03-31',
};

/** One waiver as it is written, on a line for each member; a member that is undefined is left out. */
function written(said: Readonly<Record<string, string | undefined>> = {}): string {
  const lines = Object.entries({ ...RIGHT, ...said }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`.trimEnd()],
  );
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}\n`).join('');
}

function sentenceOf(text: string): string {
  try {
    parsed(text);
  } catch (error) {
    if (error instanceof WaiversError) return error.message;
    throw error;
  }
  throw new Error('nothing is wrong with these waivers');
}

describe('the file', () => {
  test.for([
    ['nothing', '', 0],
    ['comments alone', '# none\n', 0],
    ['an empty list', '[]\n', 0],
    ['one', written(), 1],
    ['two of one rule', written({ at: 'links' }) + written({ at: 'results' }), 2],
    ['its last day', written({ expires: '2026-11-25' }), 1],
    ['180 days', written({ expires: '2027-05-24' }), 1],
    ['a number as issue', written({ issue: '118' }), 1],
    ['JSON, which is YAML', JSON.stringify([RIGHT]), 1],
  ] as const)('may hold %s', ([, text, count]) => {
    expect(parsed(text)).toHaveLength(count);
  });

  test('says all that a waiver can say', () => {
    const [server, client] = parsed(
      `# known\n\n${written({ version: '[v1.0, 2024-05-30]', target: 'https://Staging.example/', at: 'links' })}${written({ rule: 'CLIENT-05', version: 'v1.0', scenario: 'stale-nonce' })}`,
    );
    expect(server).toEqual({
      ...RIGHT,
      place: 'waivers.yaml:3',
      versions: ['v1.0', '2024-05-30'],
      target: 'https://staging.example',
      at: 'links',
    });
    expect(client).toMatchObject({ place: 'waivers.yaml:10', scenario: 'stale-nonce', versions: ['v1.0'] });
  });

  /** What is wrong, the file, and the sentence. */
  const WRONG: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['no YAML', '- rule: "PAGE-24\n', /^waivers\.yaml:\d: .*; mend the YAML there\.$/],
    ['an object', 'rule: PAGE-24\n', /^waivers\.yaml:1: expected a list of waivers/],
    ['text', 'PAGE-24\n', /^waivers\.yaml:1: expected a list of waivers/],
    [
      'an item that is text',
      `${written()}- PAGE-24\n`,
      /^waivers\.yaml:5: expected a waiver, with rule, because/,
    ],
    ['no rule', '- because: x\n', /^waivers\.yaml:1: the waiver lacks rule; add it\.$/],
    ['no reason', written() + written({ because: undefined }), /^waivers\.yaml:5: the waiver lacks because/],
    ['no issue', written({ issue: undefined }), /^waivers\.yaml:1: the waiver lacks issue/],
    ['no day', written({ expires: undefined }), /^waivers\.yaml:1: the waiver lacks expires/],
    ['an empty reason', written({ because: '""' }), /^waivers\.yaml:2: because is empty; fill it in\.$/],
    ['a reason of blanks', written({ because: '"  "' }), /^waivers\.yaml:2: because is empty/],
    ['a reason that is null', written({ because: '~' }), /^waivers\.yaml:2: because is empty/],
    ['an empty issue', written({ issue: '' }), /^waivers\.yaml:3: issue is empty/],
    ['an empty day', written({ expires: '""' }), /^waivers\.yaml:4: expires is empty/],
    ['an unknown rule', written({ rule: 'PAGE-1' }), /^waivers\.yaml:1: no rule has the id "PAGE-1"/],
    [
      'an unknown member',
      written({ until: 'x' }),
      /^waivers\.yaml:5: a waiver has no "until"; it has rule, .* and at\.$/,
    ],
    ['a member twice', `${written()}  because: again\n`, /^waivers\.yaml:5: Map keys must be unique/],
    ['a list as reason', written({ because: '[a]' }), /^waivers\.yaml:2: because has to be text/],
    ['an alias', `${written({ because: '&a x', issue: '*a' })}`, /^waivers\.yaml:3: issue has to be text/],
    [
      'no day of the calendar',
      written({ expires: '2027-02-30' }),
      /^waivers\.yaml:4: expires is "2027-02-30"; write a day, as in 2026-12-25\.$/,
    ],
    [
      'another form of a day',
      written({ expires: '31.3.2027' }),
      /^waivers\.yaml:4: expires is "31\.3\.2027"/,
    ],
    [
      'yesterday',
      written({ expires: '2026-11-24' }),
      /^waivers\.yaml:4: the waiver expired on 2026-11-24, and today is 2026-11-25 \(UTC\)/,
    ],
    [
      '181 days',
      written({ expires: '2027-05-25' }),
      /^waivers\.yaml:4: expires is 2027-05-25, more than 180 days ahead; write 2027-05-24/,
    ],
    [
      'no version',
      written({ version: '1.0' }),
      /^waivers\.yaml:5: version is "1\.0"; write v1\.0, or a date/,
    ],
    ['a list of versions that is empty', written({ version: '[]' }), /^waivers\.yaml:5: version is empty/],
    [
      'a path as target',
      written({ target: 'https://a.example/b' }),
      /^waivers\.yaml:5: target is "https:\/\/a\.example\/b"; write a target's name, or its origin/,
    ],
    [
      'a name as target that is none',
      written({ target: 'Staging!' }),
      /^waivers\.yaml:5: target is "Staging!"/,
    ],
    [
      'a scenario for a server',
      written({ scenario: 'stale-nonce' }),
      /^waivers\.yaml:5: PAGE-24 judges a server/,
    ],
    [
      'a target for a client',
      written({ rule: 'CLIENT-05', target: 'staging' }),
      /^waivers\.yaml:5: CLIENT-05 judges a client/,
    ],
    ['two documents', `${written()}---\n${written()}`, /^waivers\.yaml:\d: /],
    [
      'what moves a cursor',
      written({ rule: '"\\e[31m"' }),
      /^waivers\.yaml:1: no rule has the id "\\\\?u001b/,
    ],
    ['depth', '['.repeat(100_000), /^waivers\.yaml:1: /],
  ];

  test.for(WRONG)('with %s: one sentence, with file and line', ([, text, says]) => {
    const sentence = sentenceOf(text);
    expect(sentence).toMatch(says);
    expect(sentence.split('\n')).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be absent
    expect(sentence).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('the scope', () => {
  const [waiver] = parsed(written({ version: '[v1.0]', target: 'https://staging.example' }));
  const [named] = parsed(written({ target: 'staging' }));
  const all = [waiver, named].flatMap((one) => one ?? []);
  const within = (version: string, baseUrl: string, name?: string) =>
    waiversWithin(all, { version, target: { baseUrl, name } }).map(({ target }) => target);

  test('is version, and name or origin', () => {
    expect(within('v1.0', 'https://staging.example/prefix')).toEqual(['https://staging.example']);
    expect(within('2024-05-30', 'https://staging.example')).toEqual([]);
    expect(within('v1.0', 'https://staging.example:8443')).toEqual([]);
    expect(within('v1.0', 'https://a.example', 'staging')).toEqual(['staging']);
    expect(within('v1.0', 'https://staging', 'other')).toEqual([]);
  });
});

const RUN: Run = {
  contract: contractOf('v1.0'),
  auth: 'none',
  answers: new Map(),
  projectId: '5f0c2a7b9e4d3c1b2a190807',
  baseUrl: 'http://reference.test',
};

/** A rule that finds this whatever was answered, unless rules that its needs name block it. */
function planted(
  id: RuleId,
  finding: Finding,
  blockers: readonly string[] = [],
  impliedBy: readonly RuleId[] = [],
): Rule {
  const needs = Object.fromEntries(
    blockers.map((blockedBy) => [
      blockedBy,
      { resolve: () => ({ blockedBy, why: `${blockedBy} is in the way` }) },
    ]),
  );
  return rule({
    id,
    level: 'MUST',
    basis: 'text',
    title: `The server keeps ${id}.`,
    source: 'none',
    lookAt: 'nothing',
    contract: '{list}',
    needs,
    impliedBy,
    judge: () => finding,
  });
}

const at = (...places: readonly string[]) =>
  places.map((place) => ({ at: place, expected: 'x', received: 'y', probe: 'plain' }));
const of = (id: string, place?: string): Waiver[] => [
  ...parsed(written({ rule: id, ...(place !== undefined && { at: `"${place}"` }) })),
];

function verdictsOf(rules: readonly Rule[], waivers: readonly Waiver[]) {
  const verdicts = judge(rules, RUN, { waivers });
  const stale = judgedWaivers(waivers, verdicts).map((one) => one.stale);
  return {
    verdicts,
    stale,
    text: verdicts.map(({ id, verdict, blockedBy = '' }) => `${id} ${verdict} ${blockedBy}`.trim()),
  };
}

describe('a waiver', () => {
  test.for([
    ['results[3].iamRoleId', 'results[].iamRoleId'],
    ['results[3].iamRoleId', 'results[7].iamRoleId'],
    ['results[3].iamRoleId', 'results'],
    ['results[3].iamRoleId', 'results[]'],
    ['links[0].href', 'links'],
    ['header WWW-Authenticate', 'header WWW-Authenticate'],
    ['request 4, header Accept', 'request 9, header Accept'],
  ] as const)('of %s is one of %s', ([place, above]) => {
    const { text } = verdictsOf([planted('PAGE-24', at(place))], of('PAGE-24', above));
    expect(text).toEqual(['PAGE-24 waived']);
  });

  test.for([
    ['results[3].iamRoleId', 'results[].iamRole'],
    ['results[3].iamRoleId', 'iamRoleId'],
    ['results', 'results[].iamRoleId'],
    ['header WWW-Authenticate', 'header WWW'],
    ['linksOf', 'links'],
    ['totalCount', 'links'],
  ] as const)('of %s is none of %s: the rule fails, and the waiver is stale', ([place, other]) => {
    const { text, stale } = verdictsOf([planted('PAGE-24', at(place))], of('PAGE-24', other));
    expect(text).toEqual(['PAGE-24 fail']);
    expect(stale).toEqual([true]);
  });

  test('leaves a second cause in the same rule, which decides the verdict and is what is shown', () => {
    const rules = [
      planted('PAGE-24', at('links[0].href', 'links[1].href', 'results[2]._id', 'links[2].href')),
    ];
    const { verdicts, stale } = verdictsOf(rules, of('PAGE-24', 'links'));
    expect(verdicts).toMatchObject([
      { verdict: 'fail', at: 'results[2]._id', waivers: [{ rule: 'PAGE-24' }] },
    ]);
    expect(stale).toEqual([false]);
    const both = [...of('PAGE-24', 'links'), ...of('PAGE-24', 'results')];
    expect(verdictsOf(rules, both)).toMatchObject({ text: ['PAGE-24 waived'], stale: [false, false] });
  });

  test('keeps its reason and its day, and what was found', () => {
    const { verdicts } = verdictsOf([planted('PAGE-24', at('links'))], of('PAGE-24'));
    expect(verdicts).toMatchObject([
      {
        expected: 'x',
        at: 'links',
        message: `Waived. Until 2027-03-31: Staging drops unknown parameters (${RIGHT.issue}). links: expected x, received y.`,
        waivers: [{ ...RIGHT, place: 'waivers.yaml:1' }],
      },
    ]);
  });

  test('of a rule that holds is stale; of one that was not judged, it is not', () => {
    const stale = (finding: Finding, blockers: readonly string[] = []) =>
      verdictsOf([planted('PAGE-24', finding, blockers)], of('PAGE-24')).stale;
    expect(stale('holds')).toEqual([true]);
    expect(stale({ notApplicable: 'nothing to judge' })).toEqual([false]);
    expect(stale('holds', ['connection'])).toEqual([false]);
    expect(verdictsOf([planted('PAGE-01', 'holds')], of('PAGE-24')).stale).toEqual([false]);
  });
});

describe('what a waived rule blocks', () => {
  const cause = planted('AUTH-02', at('status'));
  const waivers = of('AUTH-02');

  test('is waived with it, and names it', () => {
    const { verdicts, text } = verdictsOf([cause, planted('PAGE-01', 'holds', ['AUTH-02'])], waivers);
    expect(text).toEqual(['AUTH-02 waived', 'PAGE-01 waived AUTH-02']);
    expect(verdicts[1]?.message).toMatch(/^Waived with AUTH-02, which alone blocks it\. Until 2027-03-31: /);
    expect(verdicts[1]?.waivers).toEqual(verdicts[0]?.waivers);
  });

  test.for([
    ['a rule that fails', planted('HTTP-01', at('status')), 'HTTP-01'],
    ['a fault', planted('HTTP-01', 'holds'), 'timeout'],
  ] as const)('stays blocked where %s blocks it too', ([, other, id]) => {
    for (const blockers of [
      ['AUTH-02', id],
      [id, 'AUTH-02'],
    ]) {
      const { verdicts } = verdictsOf([cause, other, planted('PAGE-01', 'holds', blockers)], waivers);
      expect(verdicts[2]).toMatchObject({ verdict: 'blocked', blockedBy: id });
      expect(verdicts[2]?.message.toLowerCase()).toContain(`${id} is in the way`.toLowerCase());
    }
  });

  test('is waived where each rule that blocks it is waived', () => {
    const rules = [
      cause,
      planted('HTTP-01', at('status')),
      planted('PAGE-01', 'holds', ['AUTH-02', 'HTTP-01']),
    ];
    const { text } = verdictsOf(rules, [...waivers, ...of('HTTP-01')]);
    expect(text[2]).toBe('PAGE-01 waived AUTH-02');
  });

  test('is waived along the whole chain of causes', () => {
    const middle = planted('PAGE-01', 'holds', ['AUTH-02']);
    const { text } = verdictsOf([cause, middle, planted('PAGE-02', 'holds', ['PAGE-01'])], waivers);
    expect(text).toEqual(['AUTH-02 waived', 'PAGE-01 waived AUTH-02', 'PAGE-02 waived AUTH-02']);
  });

  test('is waived where both ways lead to the same cause', () => {
    const middle = planted('PAGE-01', 'holds', ['AUTH-02']);
    const { text } = verdictsOf(
      [cause, middle, planted('PAGE-02', 'holds', ['AUTH-02', 'PAGE-01'])],
      waivers,
    );
    expect(text[2]).toBe('PAGE-02 waived AUTH-02');
  });

  test('needs no waiver of its own, but one is not stale', () => {
    const rules = [cause, planted('PAGE-01', 'holds', ['AUTH-02'])];
    expect(verdictsOf(rules, [...waivers, ...of('PAGE-01')]).stale).toEqual([false, false]);
  });

  test('are violations that only say the same, unless a failure says it as well', () => {
    const same = planted('ERR-01', at('status'), [], ['AUTH-02', 'HTTP-01']);
    expect(verdictsOf([cause, same], waivers).text[1]).toBe('ERR-01 waived AUTH-02');
    const other = planted('HTTP-01', at('status'));
    expect(verdictsOf([cause, other, same], waivers).text[2]).toBe('ERR-01 blocked HTTP-01');
  });

  test('is not what a rule blocks of which only a part is waived', () => {
    const part = planted('AUTH-02', at('status', 'links'));
    const { text } = verdictsOf([part, planted('PAGE-01', 'holds', ['AUTH-02'])], of('AUTH-02', 'links'));
    expect(text).toEqual(['AUTH-02 fail', 'PAGE-01 blocked AUTH-02']);
  });
});

test('a second cause far behind a first one, which stands everywhere, is seen', async () => {
  const plant = onList((list) => {
    for (const link of list.links) Reflect.set(link, 'href', 7);
    const last = list.links.at(-1);
    if (last) Reflect.set(last, 'rel', 8);
  });
  const reference = createReference({}, plant());
  const { run } = await judgeReference(reference);
  const rules = rulesOf(run.contract).filter(({ id }) => id === 'FIELD-23');
  const verdictWith = (waivers: readonly Waiver[]) => judge(rules, run, { waivers })[0];
  expect(verdictWith([])).toMatchObject({ verdict: 'fail' });
  expect(withoutIndexes(verdictWith(of('FIELD-23', 'links[].href'))?.at ?? '')).toBe('links[].rel');
  expect(verdictWith(of('FIELD-23', 'links'))).toMatchObject({ verdict: 'waived' });
});

test('a rule finds a place that comes after a thousand violations of another one', () => {
  const many = [...Array.from({ length: 1000 }, (_, index) => `links[${index}].href`), 'results[0]._id'];
  const found = each(many, (place) => at(place));
  expect(found.length).toBeLessThan(200);
  const { verdicts } = verdictsOf([planted('PAGE-24', found)], of('PAGE-24', 'links'));
  expect(verdicts).toMatchObject([{ verdict: 'fail', at: 'results[0]._id' }]);
});

/** Judges a server with a planted defect, or the reference server, by these waivers. */
async function reportWith(
  defect: string | undefined,
  waivers: readonly Waiver[],
  variables: Said = {},
  options: Partial<ReferenceOptions> = {},
): Promise<Report> {
  const reference = createReference(options, DEFECTS.find(({ name }) => name === defect)?.plant());
  const { baseUrl, close } = await serve(reference);
  try {
    const settings = readSettings({ ...PATIENT_SETTINGS, ...targetAt(baseUrl), ...variables });
    const { contract } = settings;
    return await runConformance(settings, contract, rulesOf(contract), { waivers });
  } finally {
    await close();
  }
}

function targetAt(baseUrl: string): Said {
  const { publicKey, privateKey, projectId } = createReference().options;
  return {
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
    MONGODB_ATLAS_PROJECT_ID: projectId,
  };
}

const shown = (report: Report) =>
  Object.fromEntries(Object.entries(artefacts(report)).map(([name, text]) => [name, plainText(text)]));
const SCHEMA: object = JSON.parse(readFileSync('spec/conformance.schema.json', 'utf8'));
const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile(SCHEMA);

/** Every file but the traffic has to name them. */
const REPORTS = ['index.html', 'conformance.json', 'junit.xml', 'summary.md', 'annotations', 'terminal'];

const BECAUSE = 'Staging drops unknown parameters';

describe('a run with a waived failure', () => {
  let report: Report;
  let texts: Said;
  beforeAll(async () => {
    report = await reportWith('lower-case-provider', parsed(written({ rule: 'FIELD-09' })));
    texts = shown(report);
  });

  test('conforms, and counts it', () => {
    expect(report.result).toMatchObject({ outcome: 'conforms', summary: { waived: 1, fail: 0 } });
    expect(exitCodeOf(report.result)).toBe(0);
    expect(texts.terminal).toMatch(/^CONFORMS {2}.* · 1 waived · /m);
    expect(texts['summary.md']).toMatch(/^## The target conforms, 1 rule waived\n/);
    expect(texts['badge.json']).toContain('"conforms, 1 waived"');
    expect(report.result.waivers).toEqual([
      { ...RIGHT, rule: 'FIELD-09', place: 'waivers.yaml:1', stale: false },
    ]);
  });

  test.for(REPORTS)('shows it in %s, with reason and day', (name) => {
    for (const part of ['FIELD-09', BECAUSE, '2027-03-31', 'STG-118']) expect(texts[name]).toContain(part);
  });

  test('says in JUnit that the rule was skipped, and why', () => {
    expect(texts['junit.xml']).toMatch(/<skipped message="waived: Waived\. Until 2027-03-31: Staging drops/);
    expect(texts['junit.xml']).toMatch(/<testsuites [^>]*failures="0" errors="0"/);
  });

  test('has a card for it as for a failure', () => {
    expect(texts.terminal).toMatch(/^WAIVED {2}FIELD-09 {2}/m);
    expect(texts.terminal).toMatch(/^ {6}where +results\[0\]\.cloudProvider, in the reply to "plain"$/m);
    expect(texts['index.html']).toContain('<h2 id="waived">Waived</h2>');
    expect(texts['summary.md']).toMatch(/^### Waived\n\n- \*\*waived FIELD-09\*\* /m);
  });

  test('keeps the published schema', () => {
    validate(JSON.parse(texts['conformance.json'] ?? ''));
    expect(validate.errors).toBeNull();
  });
});

describe('a run with a stale waiver', () => {
  let report: Report;
  let texts: Said;
  beforeAll(async () => {
    report = await reportWith(undefined, parsed(written()));
    texts = shown(report);
  });

  test('ends with 1', () => {
    expect(report.result).toMatchObject({ outcome: 'does-not-conform', waivers: [{ stale: true }] });
    expect(exitCodeOf(report.result)).toBe(1);
  });

  test.for(REPORTS)('says so in %s', (name) => {
    expect(texts[name]).toMatch(
      name === 'conformance.json' ? /"stale": true/ : /the waiver of PAGE-24 is stale/,
    );
    expect(texts[name]).toContain('waivers.yaml:1');
  });

  test('has one failure in JUnit, of the run', () => {
    const text = texts['junit.xml'] ?? '';
    expect(text).toMatch(/<testsuites [^>]*failures="1" errors="0"/);
    expect(text).toMatch(
      /<testcase classname="run" name="The waiver of PAGE-24 is needed[^>]*>\s*<failure [^>]*type="stale-waiver"/,
    );
  });

  test('has an annotation on its line', () => {
    expect(texts.annotations).toMatch(/^::error file=waivers\.yaml,line=1,title=PAGE-24::/m);
  });

  test('says of the target nothing worse than it is', () => {
    for (const text of Object.values(texts)) expect(text).not.toMatch(/does not conform/i);
    expect(texts.terminal).toMatch(/^STALE WAIVER {2}.* · 1 stale waiver · /m);
    validate(JSON.parse(texts['conformance.json'] ?? ''));
    expect(validate.errors).toBeNull();
  });
});

describe('the exit code', () => {
  const STRICT = { CONFORMANCE_STRICT: '1' };
  const warned = { realm: 'Mock' };
  test.for([
    ['a waived warning', undefined, ['AUTH-19'], {}, warned, 0],
    ['a waived warning, strict', undefined, ['AUTH-19'], STRICT, warned, 0],
    ['a warning, strict', undefined, [], STRICT, warned, 1],
    ['a waived failure, strict', 'lower-case-provider', ['FIELD-09'], STRICT, {}, 0],
    ['another failure than the waived one', 'lower-case-provider', ['PAGE-24'], {}, {}, 1],
    ['a failure that blocks others', 'list-in-envelope', ['ENV-01'], {}, {}, 0],
  ] as const)('with %s', async ([, defect, rules, variables, options, code]) => {
    const waivers = rules.flatMap((id) => of(id));
    const { result } = await reportWith(defect, waivers, variables, options);
    expect([
      exitCodeOf(result),
      result.rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
    ]).toEqual([code, code === 1 && defect !== undefined ? ['FIELD-09'] : []]);
  });

  test('is 3 where something is blocked beside what is waived, and nothing listens', async () => {
    const nowhere = { MONGODB_ATLAS_BASE_URL: 'http://127.0.0.1:9' };
    const { result } = await reportWith(undefined, of('AUTH-02'), nowhere);
    expect(exitCodeOf(result)).toBe(3);
    expect(result.waivers).toMatchObject([{ stale: false }]);
  });
});

describe('a run from its directory', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'waivers-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const today = new Date().toISOString().slice(0, 10);
  const reports = () => ({ CONFORMANCE_REPORTS_DIR: join(directory, 'reports'), ...PATIENT_SETTINGS });
  const file = (name: string, text: string) => writeFileSync(join(directory, name), text);

  async function ended(baseUrl: string, variables: Said = {}, options: RunOptions = {}) {
    const run = openRun(directory, { ...reports(), ...targetAt(baseUrl), ...variables }, options);
    return run.judge(run.rules);
  }

  /** A server with a failure, for as long as the function takes. */
  async function failing<T>(use: (baseUrl: string) => Promise<T>): Promise<T> {
    const planted = DEFECTS.find(({ name }) => name === 'lower-case-provider');
    const { baseUrl, close } = await serve(createReference({}, planted?.plant()));
    try {
      return await use(baseUrl);
    } finally {
      await close();
    }
  }

  test('takes waivers.yaml, or the file that the setting names, from there', () =>
    failing(async (baseUrl) => {
      expect((await ended(baseUrl)).exitCode).toBe(1);
      file('waivers.yaml', written({ rule: 'FIELD-09', expires: today }));
      const { exitCode, result } = await ended(baseUrl);
      expect([exitCode, result.waivers?.[0]?.place]).toEqual([0, 'waivers.yaml:1']);
      mkdirSync(join(directory, 'ci'));
      file('ci/known.yaml', `\n${written({ rule: 'PAGE-24', expires: today })}`);
      const named = await ended(baseUrl, { CONFORMANCE_WAIVERS: 'ci/known.yaml' });
      expect([named.exitCode, named.result.waivers]).toMatchObject([
        1,
        [{ place: 'ci/known.yaml:2', stale: true }],
      ]);
    }));

  const NOWHERE = 'http://127.0.0.1:9';
  test.for([
    [
      'a file that is not there',
      undefined,
      { CONFORMANCE_WAIVERS: 'none.yaml' },
      /^none\.yaml: cannot be read, for it is not there\.$/,
    ],
    [
      'a directory',
      undefined,
      { CONFORMANCE_WAIVERS: '.' },
      /^\.: is a directory; it has to be a text file\.$/,
    ],
    [
      'an expired one',
      written({ expires: '2026-01-01' }),
      {},
      /^waivers\.yaml:4: the waiver expired on 2026-01-01/,
    ],
    ['an unknown rule', written({ rule: 'PAGE-99' }), {}, /^waivers\.yaml:1: no rule has the id "PAGE-99"/],
    ['no text', '\0\0', {}, /^waivers\.yaml: is no text: it holds a NUL byte/],
    ['a huge file', ' '.repeat(300_000), {}, /^waivers\.yaml: is larger than \d+ bytes/],
  ] as const)('with %s ends before anything is sent', ([, text, variables, says]) => {
    if (text !== undefined) file('waivers.yaml', text);
    expect(() => openRun(directory, { ...reports(), ...targetAt(NOWHERE), ...variables })).toThrow(says);
  });

  test.for([
    ['an unknown rule', { rule: 'CLIENT-99' }, /^waivers\.yaml:1: no rule has the id "CLIENT-99"/],
    [
      'an unknown scenario',
      { rule: 'CLIENT-05', scenario: 'none' },
      /^waivers\.yaml:1: there is no scenario "none"/,
    ],
  ] as const)('with %s for clients ends so as well', async ([, said, says]) => {
    file('waivers.yaml', written({ expires: today, ...said }));
    await expect(ended(NOWHERE)).rejects.toThrow(says);
  });

  test('writes waivers for what fails, which are refused until they are filled in', () =>
    failing(async (baseUrl) => {
      const init = () => ended(baseUrl, {}, { initWaivers: true });
      expect((await init()).exitCode).toBe(1);
      const text = readFileSync(join(directory, 'waivers.yaml'), 'utf8');
      expect(text).toContain(
        '- rule: FIELD-09\n  because: ""\n  issue: ""\n  expires: ""\n  version: v1.0\n',
      );
      expect(text).toContain(`  target: ${baseUrl}\n  # at: results[].cloudProvider\n`);
      expect(text.match(/^- rule:/gm)).toHaveLength(1);
      expect(() => openRun(directory, { ...reports(), ...targetAt(baseUrl) })).toThrow(
        /^waivers\.yaml:\d+: because is empty; fill it in\.$/,
      );
      await expect(init()).rejects.toThrow(/^waivers\.yaml: is there already; /);
      expect(readFileSync(join(directory, 'waivers.yaml'), 'utf8')).toBe(text);
      file('waivers.yaml', text.replaceAll('expires: ""', `expires: ${today}`).replaceAll('""', 'known'));
      expect((await ended(baseUrl)).exitCode).toBe(0);
    }));

  test('writes none where nothing fails', async () => {
    const { baseUrl, close } = await serve(createReference());
    expect((await ended(baseUrl, {}, { initWaivers: true })).exitCode).toBe(0);
    await close();
    expect(existsSync(join(directory, 'waivers.yaml'))).toBe(false);
  });
});

/** Comparing results: every change has its place, and what makes a result worse is what a run counts. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { OptionError } from '../cli/arguments.ts';
import { compare as compareCommand } from '../cli/compare.ts';
import { type Change, type Comparison, compareResults } from '../reporting/compare.ts';
import { compareFiles } from '../reporting/compare-files.ts';
import { comparisonMarkdown } from '../reporting/compare-markdown.ts';
import { comparisonPage } from '../reporting/compare-page.tsx';
import { comparisonText } from '../reporting/compare-text.ts';
import { inert } from '../reporting/markdown.ts';
import { checkResult, parseResult, ResultFileError } from '../reporting/result-file.ts';
import { sinceLine } from '../reporting/since.ts';
import { VERDICT_NAMES, type VerdictName } from '../rules/verdict.ts';
import { exitCodeOf, outcomeOf } from '../run/outcome.ts';
import { SettingsError } from '../run/settings-error.ts';
import { PATIENCE_MS } from './patience.ts';

type Written = Readonly<Record<string, unknown>>;

const rule = (id: string, verdict: string, more: Written = {}): Written => ({
  id,
  level: 'MUST',
  title: `The server keeps ${id}.`,
  verdict,
  message: `${id} is ${verdict}.`,
  ...more,
});
const result = (rules: readonly Written[], more: Written = {}): Written => ({
  schemaVersion: 1,
  target: { baseUrl: 'http://localhost:8080', apiVersion: 'v1.0', projectId: '5f0c2a7b9e4d3c1b2a190807' },
  startedAt: '2026-01-02T03:04:05.678Z',
  outcome: 'conforms',
  requests: { sent: 27, budget: 30 },
  rules,
  ...more,
});
const compare = (first: unknown, second: unknown, strict = false): Comparison =>
  compareResults(checkResult(first, 'a.json'), checkResult(second, 'b.json'), strict);

const under = ({ changes, equal }: Comparison): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...changes, { change: 'equal', rules: equal }].flatMap(({ change, rules }) =>
      rules.length === 0 ? [] : [[change, rules.map(({ id }) => id)]],
    ),
  );

/** A rule that stands in both, so that neither result is empty. */
const OTHER = rule('HTTP-01', 'pass');
const of = (verdict: VerdictName | 'absent', more: Written = {}) =>
  result(verdict === 'absent' ? [OTHER] : [rule('AUTH-01', verdict, more), OTHER]);

const STATES = [...VERDICT_NAMES, 'absent'] as const;
/** Row: what it was; columns: what it is, in the order of STATES. */
const EXPECTED: Readonly<Record<(typeof STATES)[number], readonly (Change | 'equal')[]>> = {
  pass: [
    'equal',
    'new failures',
    'new warnings',
    'newly blocked',
    'no longer judged',
    'newly waived',
    'no longer judged',
  ],
  fail: [
    'fixed',
    'equal',
    'new warnings',
    'newly blocked',
    'no longer judged',
    'newly waived',
    'no longer judged',
  ],
  warn: [
    'fixed warnings',
    'new failures',
    'equal',
    'newly blocked',
    'no longer judged',
    'newly waived',
    'no longer judged',
  ],
  blocked: [
    'newly judged',
    'new failures',
    'new warnings',
    'equal',
    'changed otherwise',
    'newly waived',
    'no longer judged',
  ],
  'not-applicable': [
    'newly judged',
    'new failures',
    'new warnings',
    'newly blocked',
    'equal',
    'newly waived',
    'no longer judged',
  ],
  waived: [
    'fixed',
    'new failures',
    'new warnings',
    'newly blocked',
    'no longer judged',
    'equal',
    'no longer judged',
  ],
  absent: [
    'newly judged',
    'new failures',
    'new warnings',
    'newly blocked',
    'changed otherwise',
    'newly waived',
    'equal',
  ],
};
const STEPS = STATES.flatMap((was) =>
  STATES.map((is, column) => [was, is, EXPECTED[was][column] ?? ''] as const),
).filter(([was, is]) => was !== 'absent' || is !== 'absent');

describe('a change', () => {
  test.for(STEPS)('from %s to %s: %s', ([was, is, change]) => {
    const found = under(compare(of(was), of(is)));
    expect(found[change]).toContain('AUTH-01');
    expect(Object.values(found).flat().sort()).toEqual(['AUTH-01', 'HTTP-01']);
  });

  test('is one for each rule of either result', () => {
    const rules = fc
      .uniqueArray(fc.record({ number: fc.nat(40), verdict: fc.constantFrom(...VERDICT_NAMES) }), {
        selector: ({ number }) => number,
        minLength: 1,
      })
      .map((list) => list.map(({ number, verdict }) => rule(`AUTH-${number}`, verdict)));
    fc.assert(
      fc.property(rules, rules, (first, second) => {
        const ids = [...new Set([...first, ...second].map(({ id }) => id))];
        const found = Object.values(under(compare(result(first), result(second)))).flat();
        expect(found.length).toBe(ids.length);
        expect(new Set(found)).toEqual(new Set(ids));
      }),
    );
  });

  test('keeps the order of the rules, whatever that of the files', () => {
    const rules = ['ZZZ-01', 'HTTP-01', 'AUTH-02', 'AUTH-01'].map((id) => rule(id, 'pass'));
    expect(under(compare(result(rules), result(rules)))).toEqual({
      equal: ['AUTH-01', 'AUTH-02', 'HTTP-01', 'ZZZ-01'],
    });
  });
});

const LEVELS = { 'AUTH-01': 'MUST', 'AUTH-02': 'MUST', 'AUTH-17': 'SHOULD' } as const;
const oneVerdict = (id: keyof typeof LEVELS) =>
  fc.record({
    id: fc.constant(id),
    verdict: fc.constantFrom(
      ...VERDICT_NAMES.filter((name) => name !== (LEVELS[id] === 'MUST' ? 'warn' : 'fail')),
    ),
  });

describe('a rule that its cause kept from being judged', () => {
  const blocked = (cause: string) =>
    result([rule('AUTH-02', 'fail'), rule('PAGE-07', 'blocked', { blockedBy: cause })]);
  const now = (cause: string, verdict: string) => result([rule('AUTH-02', cause), rule('PAGE-07', verdict)]);

  test.for([
    ['mended, and it fails', 'AUTH-02', 'pass', 'fail', 'newly judged: fails', []],
    ['mended, and it warns', 'AUTH-02', 'pass', 'warn', 'newly judged: warns', []],
    ['waived, and it fails', 'AUTH-02', 'waived', 'fail', 'newly judged: fails', []],
    ['a fault that is gone', 'connection', 'fail', 'fail', 'newly judged: fails', []],
    ['still there', 'AUTH-02', 'fail', 'fail', 'new failures', ['PAGE-07']],
    ['blocked itself', 'AUTH-02', 'blocked', 'fail', 'new failures', ['PAGE-07', 'AUTH-02']],
    ['in neither result', 'AUTH-03', 'fail', 'fail', 'new failures', ['PAGE-07']],
  ] as const)('%s', ([, cause, is, verdict, change, worse]) => {
    const comparison = compare(blocked(cause), now(is, verdict), true);
    expect(under(comparison)[change]).toContain('PAGE-07');
    expect(comparison.worse.map(({ id }) => id).sort()).toEqual([...worse].sort());
  });
});

describe('a result is worse', () => {
  /** When the verdict that a rule has newly counts. */
  const COUNTS: Readonly<Record<(typeof STATES)[number], (level: string, strict: boolean) => boolean>> = {
    pass: () => false,
    fail: () => true,
    warn: (_, strict) => strict,
    blocked: (level) => level === 'MUST',
    'not-applicable': (level, strict) => level === 'MUST' && strict,
    waived: () => false,
    absent: () => false,
  };
  const cases = STEPS.flatMap(([was, is]) =>
    (['MUST', 'SHOULD'] as const).flatMap((level) =>
      [false, true].map((strict) => [was, is, level, strict] as const),
    ),
  ).filter(([was, is, level]) => level === 'MUST' || (was !== 'fail' && is !== 'fail'));

  test.for(cases)('%s to %s, %s, strict %s', ([was, is, level, strict]) => {
    const found = compare(of(was, { level }), of(is, { level }), strict).worse.map(({ id }) => id);
    // An absent rule's level is the one that the other result gives it.
    expect(found).toEqual(was !== is && COUNTS[is](level, strict) ? ['AUTH-01'] : []);
  });

  test('where the exit code of a run gets worse, and only when the second run is not 0', () => {
    const rules = fc
      .tuple(...(['AUTH-01', 'AUTH-02', 'AUTH-17'] as const).map((id) => oneVerdict(id)))
      .map((list) => list.map(({ id, verdict }) => rule(id, verdict, { level: LEVELS[id] })));
    const code = (one: Comparison['first'], strict: boolean) => {
      const judged = [...one.rules.values()].map(({ verdict, level = 'MUST' }) => ({ verdict, level }));
      return exitCodeOf({ rules: judged, outcome: outcomeOf({ rules: judged, strict }) });
    };
    fc.assert(
      fc.property(rules, rules, fc.boolean(), (one, other, strict) => {
        const { first, second, worse } = compare(result(one), result(other), strict);
        const [before, after] = [code(first, strict), code(second, strict)];
        if (before === 0) expect(worse.length > 0).toBe(after !== 0);
        if (worse.length > 0) expect(after).not.toBe(0);
      }),
    );
  });

  test('with the level of the suite where a file gives none, and as a MUST where nobody does', () => {
    const blocked = (id: string) =>
      compare(result([{ id, verdict: 'pass' }]), result([{ id, verdict: 'blocked' }])).worse.length;
    expect(blocked('AUTH-01')).toBe(1);
    expect(blocked('AUTH-17')).toBe(0);
    expect(blocked('AUTH-999')).toBe(1);
  });
});

describe('a result file', () => {
  test('may be one that says no more than its verdicts', () => {
    const { changes } = compare(
      { schemaVersion: 1, rules: [{ id: 'AUTH-01', verdict: 'pass' }] },
      { schemaVersion: 1, rules: [{ id: 'AUTH-01', verdict: 'fail' }] },
    );
    expect(changes[0]?.rules[0]).toMatchObject({
      level: 'MUST',
      title: 'The server refuses a request without credentials with 401.',
    });
  });

  test('may have rules named after a place in the contract, and says whether it was strict', () => {
    const id = 'FIELD-roles[].roleName-value';
    const comparison = compare(result([rule(id, 'pass')]), result([rule(id, 'fail')], { strict: true }));
    expect(under(comparison)).toEqual({ 'new failures': [id] });
    const texts = [comparisonPage(comparison), comparisonMarkdown(comparison)].map((text) =>
      text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
    );
    expect(comparisonMarkdown(comparison)).not.toContain('[]');
    for (const text of texts) {
      expect(text).toContain(`The second is worse: ${id}`);
      expect(text.replace(/<[^>]*>|\|/g, ' ')).toMatch(/strict +- +yes/);
    }
  });

  test("may be a mock's published one", () => {
    const mock = {
      schemaVersion: 1,
      mock: { name: 'mockery', title: 'Mockery', package: '@mocks/mockery', version: '1.2.3' },
      apiVersion: '2024-05-30',
      rules: [{ id: 'AUTH-01', level: 'MUST', verdict: 'fail', message: 'status line: expected 401.' }],
    };
    const comparison = compare(of('pass'), mock);
    expect(comparison.second).toMatchObject({
      target: 'Mockery 1.2.3 (@mocks/mockery)',
      apiVersion: '2024-05-30',
    });
    expect(comparisonMarkdown(comparison)).toContain('Mockery 1.2.3 &#40;&#64;<!-- -->mocks/mockery&#41;');
    expect(under(comparison)).toMatchObject({ 'new failures': ['AUTH-01'] });
  });

  test.for([
    ['no JSON', '{', /x\.json is not JSON;/],
    ['another version', '{"schemaVersion": 2, "rules": [{}]}', /is no result of this suite/],
    ['no rules', '{"schemaVersion": 1}', /is no result of this suite/],
    ['an empty list of rules', '{"schemaVersion": 1, "rules": []}', /is no result of this suite/],
    ['a rule that is none', '{"schemaVersion": 1, "rules": [null]}', /rules\[0\] has no id/],
    ['an id that is none', JSON.stringify(result([rule('<b>', 'pass')])), /rules\[0\] has no id/],
    [
      'a verdict that is none',
      JSON.stringify(of('pass', { verdict: 'ok\u001b' })),
      /AUTH-01, is "ok\\u001b"/,
    ],
    ['a rule twice', JSON.stringify(result([OTHER, OTHER])), /HTTP-01 stands twice/],
  ] as const)('is refused with %s, in one sentence', ([, text, says]) => {
    expect(() => parseResult(text, 'x.json')).toThrow(ResultFileError);
    expect(() => parseResult(text, 'x.json')).toThrow(says);
  });
});

const NAUGHTY =
  '</td></article><script>window.pwned=1</script><img src=http://evil.test/x>\n# h\n|a|b|\n[x](http://evil.test) `c` **b** @everyone #1 www.evil.test \u001b[31m\u202e';
const hostile = () => {
  const found = { title: NAUGHTY, message: `found ${NAUGHTY}` };
  const first = result([rule('AUTH-01', 'pass', found), OTHER], {
    startedAt: NAUGHTY,
    target: { baseUrl: NAUGHTY, apiVersion: NAUGHTY, projectId: NAUGHTY },
  });
  const second = result([rule('AUTH-01', 'fail', found), OTHER], {
    target: undefined,
    mock: { title: NAUGHTY, version: NAUGHTY, package: NAUGHTY },
    apiVersion: `${NAUGHTY}2`,
  });
  return compareResults(checkResult(first, `${NAUGHTY}.json`), checkResult(second, 'b.json'), false);
};
const plain = (_style: string, text: string) => text;

describe('what a file says is inert', () => {
  const texts = () => ({
    page: comparisonPage(hostile()),
    markdown: comparisonMarkdown(hostile()),
    terminal: comparisonText(hostile(), [], plain),
    since: sinceLine(hostile()),
  });

  test('everywhere: nothing that moves a cursor or turns a line around', () => {
    for (const [name, text] of Object.entries(texts())) {
      expect(text, name).toContain('pwned');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be absent
      expect(text, name).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  test('in the page: no element, no address, no script, and the policy forbids them', () => {
    const { page } = texts();
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|img|link|iframe|object|base|form)\b/i);
    expect(
      [...page.matchAll(/\s(?:href|src|srcset|action|data|poster)="?([^">\s]*)/g)].length,
    ).toBeGreaterThan(2);
    expect([...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual(
      [],
    );
    expect(page).not.toMatch(/url\(|@import/);
  });

  test('in Markdown: the reports own lines and no others', () => {
    const { markdown } = texts();
    const allowed = /^(#{2,3} [A-Z]|\| |\|---|- \*\*AUTH-01\*\* |\d+ rules?: |$)/;
    expect(markdown.split('\n').filter((line) => !allowed.test(line))).toEqual([]);
    expect(markdown).not.toMatch(/<(?!br>|!-- -->)|https?:\/\/|\]\(|`|@|www\./);
    expect(
      markdown
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.split('|').length),
    ).toEqual(Array.from({ length: 10 }, () => 5));
  });

  test('in Markdown, and read as it was written', () => {
    const safe = /^(?:[^&<\\`*_{}[\]()+!|~$@#\r\n]|(?<=[a-z0-9])_(?=[a-z0-9])|&#\d+;(?:<!-- -->)?)*$/i;
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a_ ]{0,9}$/), fc.constantFrom(NAUGHTY)),
        (text) => {
          const written = inert(text);
          expect(written).toMatch(safe);
          const read = written
            .replaceAll('<!-- -->', '')
            .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
          expect(read).toBe(text.replace(/\s+/g, ' '));
        },
      ),
    );
  });
});

describe('a report', () => {
  const first = of('pass');
  const second = of('fail');

  test('says what the two are, and what both said', () => {
    const comparison = compare(first, second);
    for (const text of [comparisonPage(comparison), comparisonMarkdown(comparison)]) {
      for (const part of [
        'The second is worse: AUTH-01',
        'a.json',
        'b.json',
        'localhost:8080',
        '2026-01-02T03:04:05.678Z',
        '2 pass',
        'The server keeps AUTH-01.',
        'AUTH-01 is pass.',
        'AUTH-01 is fail.',
      ]) {
        expect(text.replaceAll('&#58;', ':').replace(/<[^>]*>/g, '')).toContain(part);
      }
    }
  });

  test('is the same for the same input, and for the same rules in another order', () => {
    const turned = (one: Written) => ({
      ...one,
      rules: Array.isArray(one.rules) ? one.rules.toReversed() : [],
    });
    for (const write of [
      comparisonPage,
      comparisonMarkdown,
      (one: Comparison) => comparisonText(one, [], plain),
    ])
      expect(write(compare(turned(first), turned(second)))).toBe(write(compare(first, second)));
  });

  test('of equal results says so', () => {
    const text = comparisonText(compare(first, first), ['compare.md'], plain);
    expect(text).toContain('The second is not worse');
    expect(text).toMatch(/^equal +2 rules: 2 pass$/m);
    expect(text).toMatch(/^new failures +-$/m);
  });
});

describe('since the previous run', () => {
  test('of a part, what the part does not hold has not changed', () => {
    const part = result([rule('HTTP-01', 'fail')], { selection: { rules: 1, of: 100, filter: 'HTTP' } });
    const whole = result([rule('AUTH-01', 'pass'), OTHER]);
    expect(sinceLine(compare(whole, part))).toBe(
      'Since the previous run: new failures HTTP-01; 0 as before.',
    );
    expect(sinceLine(compare(part, whole))).toBe('Since the previous run: fixed HTTP-01; 0 as before.');
  });

  const at = (baseUrl: string, more: Written = {}) => ({
    target: { baseUrl, apiVersion: 'v1.0', projectId: '5f0c2a7b9e4d3c1b2a190807', ...more },
  });
  const line = (first: Written, second: Written) =>
    sinceLine(compare(result([OTHER], first), result([rule('HTTP-01', 'fail')], second)));

  test.for([
    ['the same target', at('http://a'), at('http://a'), 'Since the previous run:'],
    [
      'the reference server on another port',
      at('http://127.0.0.1:1', { reference: true }),
      at('http://127.0.0.1:2', { reference: true }),
      'Since the previous run:',
    ],
    [
      'another target',
      at('http://a'),
      at('http://b'),
      'Since the previous run, of another target (http://a):',
    ],
    [
      'a target where the reference server was',
      at('http://127.0.0.1:1', { reference: true }),
      at('http://127.0.0.1:1'),
      'Since the previous run, of another target (the built-in reference server):',
    ],
    [
      'another project and version',
      at('http://a', { projectId: 'f'.repeat(24), apiVersion: '2024-05-30' }),
      at('http://a'),
      `Since the previous run, of another project (${'f'.repeat(24)}) and another API version (2024-05-30):`,
    ],
    ['a file that names no target', { target: undefined }, at('http://a'), 'Since the previous run:'],
  ] as const)('of %s', ([, first, second, begins]) => {
    expect(line(first, second)).toBe(`${begins} new failures HTTP-01; 0 as before.`);
  });
});

const directories: string[] = [];
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'compare-'));
  directories.push(directory);
});
afterAll(() => {
  for (const one of directories) rmSync(one, { recursive: true, force: true });
});

describe('the command', () => {
  const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const [first = '', second = ''] = args;
    const variables = { CONFORMANCE_REPORTS_DIR: join(directory, 'reports'), ...env };
    const { comparison, files } = compareFiles(first, second, variables);
    return {
      isWorse: comparison.worse.length > 0,
      text: comparisonText(comparison, files, (_style, text) => text),
    };
  };
  const file = (name: string, value: unknown) => {
    const path = join(directory, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };
  const written = () =>
    readdirSync(join(directory, 'reports')).map((name) => [
      name,
      readFileSync(join(directory, 'reports', name), 'utf8'),
    ]);

  test.for([
    ['a new failure', 'pass', 'fail', {}, 1],
    ['a MUST that is newly blocked', 'pass', 'blocked', {}, 1],
    ['a failure that is fixed', 'fail', 'pass', {}, 0],
    ['a new warning', 'pass', 'warn', {}, 0],
    ['a new warning, strictly', 'pass', 'warn', { CONFORMANCE_STRICT: '1' }, 1],
    [
      'a target that is half set, which is none of its business',
      'pass',
      'pass',
      { MONGODB_ATLAS_BASE_URL: 'x' },
      0,
    ],
  ] as const)('%s: exit code', ([, was, is, env, code]) => {
    const said = command([file('a.json', of(was)), file('b.json', of(is))], env);
    expect(said.isWorse).toBe(code === 1);
    expect(said.text).toContain(code === 1 ? 'The second is worse: AUTH-01' : 'The second is not worse');
    expect(written().map(([name]) => name)).toEqual(['compare.html', 'compare.md']);
  });

  test('writes the same bytes again', () => {
    const args = [file('a.json', of('pass')), file('b.json', of('fail'))];
    const one = command(args);
    const before = written();
    expect(command(args)).toEqual(one);
    expect(written()).toEqual(before);
  });

  test.for([
    ['no file', [], /has 0 words beside its options and takes 2/],
    ['one file', ['a.json'], /has 1 words beside its options and takes 2/],
    ['three files', ['a.json', 'a.json', 'a.json'], /has 3 words/],
    ['an option that is none', ['--html', 'a.json', 'a.json'], /Unknown option '--html'; .* --help names/],
  ] as const)('%s: refused, nothing written', ([, names, says]) => {
    const refused = () => compareCommand(names, { directory, env: {} });
    expect(refused).toThrow(OptionError);
    expect(refused).toThrow(says);
    expect(existsSync(join(directory, 'reports'))).toBe(false);
  });

  test.for([
    ['a file that is not there', 'none.json', {}, ResultFileError, /none\.json cannot be read/],
    [
      'a malformed rule',
      'malformed.json',
      {},
      ResultFileError,
      /malformed\.json is malformed, for rules\[1\]/,
    ],
    [
      'a directory that cannot be written to',
      'a.json',
      { CONFORMANCE_REPORTS_DIR: '/dev/null/reports' },
      SettingsError,
      /CONFORMANCE_REPORTS_DIR/,
    ],
    ['a wrong flag', 'a.json', { CONFORMANCE_STRICT: 'maybe' }, SettingsError, /CONFORMANCE_STRICT/],
    ['a part', 'part.json', {}, ResultFileError, /part\.json is the result of a selected run/],
    [
      'a crash',
      'crash.json',
      {},
      ResultFileError,
      /crash\.json is the result of a run in which the suite itself failed/,
    ],
  ] as const)('%s: refused, nothing written', ([, second, env, kind, says]) => {
    const first = file('a.json', of('pass'));
    file('malformed.json', result([OTHER, { verdict: 'pass' }]));
    file('part.json', result([OTHER], { selection: { rules: 1, of: 100, filter: 'HTTP' } }));
    file('crash.json', result([OTHER], { outcome: 'error', errors: [{ rule: 'AUTH-01', message: 'x' }] }));
    for (const names of [
      [first, join(directory, second)],
      [join(directory, second), first],
    ]) {
      const refused = () => command(names, env);
      expect(refused).toThrow(kind);
      expect(refused).toThrow(says);
    }
    expect(existsSync(join(directory, 'reports'))).toBe(false);
  });

  test.for([
    ['a new failure', 'b.json', 1, 'stdout', 'The second is worse: AUTH-01'],
    ['a file that is not there', 'none.json', 2, 'stderr', 'none.json cannot be read'],
    ['an option that is none', '--html', 2, 'stderr', 'Options: Unknown option'],
  ] as const)('in a process of its own, with %s', async ([, second, code, stream, says]) => {
    const first = file('a.json', of('pass'));
    file('b.json', of('fail'));
    const ended = await inProcessOfItsOwn([first, second.startsWith('-') ? second : join(directory, second)]);
    expect(ended.code).toBe(code);
    expect(ended[stream]).toContain(says);
    expect(ended[stream === 'stdout' ? 'stderr' : 'stdout']).toBe('');
    if (code === 2) expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('for machines', async () => {
    const { code, stdout, stderr } = await inProcessOfItsOwn([
      '--json',
      file('a.json', of('pass')),
      file('b.json', of('fail')),
    ]);
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      worse: ['AUTH-01'],
      changes: [{ change: 'new failures', id: 'AUTH-01', first: 'pass', second: 'fail' }],
    });
  });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as its user starts it, with no variables of ours but the directory. */
function inProcessOfItsOwn(args: readonly string[]): Promise<Ended> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(MONGODB|CONFORMANCE|ATLAS|VITEST|NODE_ENV|GITHUB)/.test(name),
  );
  const env = { ...Object.fromEntries(kept), CONFORMANCE_REPORTS_DIR: join(directory, 'reports') };
  return new Promise((resolve) => {
    execFile(
      'npm',
      ['run', '--silent', 'compare', '--', ...args],
      { env, timeout: PATIENCE_MS, shell: process.platform === 'win32' },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}

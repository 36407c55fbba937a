/** The reports: they say what the verdicts say, hold no secret, and show what a target sends inert. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { header, type WireRequest } from '../http/exchange.ts';
import { matrixPage } from '../mocks/matrix.tsx';
import { publishedResult } from '../mocks/published.ts';
import type { Behaviour } from '../reference/reference.ts';
import { annotations } from '../reporting/annotations.ts';
import { badge } from '../reporting/badge.ts';
import { compareResults } from '../reporting/compare.ts';
import { comparisonPage } from '../reporting/compare-page.tsx';
import { failureCards } from '../reporting/failure-card.ts';
import { har } from '../reporting/har.ts';
import { junit } from '../reporting/junit.ts';
import { page } from '../reporting/page.tsx';
import { checkResult } from '../reporting/result-file.ts';
import { summary } from '../reporting/summary.ts';
import { causesOf } from '../run/causes.ts';
import type { Report } from '../run/result.ts';
import { rulesPageFrom } from '../run/suite.ts';
import { artefacts, plainText, reportOf } from './artefacts.ts';
import { textOf, withBody, withHeader } from './defects/defect.ts';
import { DEFECTS } from './defects/index.ts';
import { HAR_SCHEMA } from './har-schema.ts';
import { readJunit } from './junit-reader.ts';

const PUBLIC = 'pu"b<l>i&c-$(id)';
const PRIVATE = `pr'1v"a<t>e&k/e+y=%20[.*]\\d-$HOME;{x}`;
const KEYS = { publicKey: PUBLIC, privateKey: PRIVATE };
const CONTROL = /\p{Cc}/gu;
const NAUGHTY = `</script><script>window.pwned=1</script><img src=x onerror=pwned=1>]]>\u001b[31m\u202e\u0000${'x'.repeat(9)}`;

/** A target that repeats the request, the keys and everything naughty wherever it can. */
function echo(digests: Set<string>): Partial<Behaviour> {
  const repeat = (request: WireRequest) => {
    const value = header(request, 'Authorization') ?? '';
    for (const name of ['response', 'nonce', 'cnonce']) {
      const found = new RegExp(`\\b${name}="([^"]{16,})"`).exec(value)?.[1];
      if (found) digests.add(found);
    }
    return `${value} ${PRIVATE} ${encodeURIComponent(PRIVATE)} ${Buffer.from(`${PUBLIC}:${PRIVATE}`).toString('base64')} ${NAUGHTY}`;
  };
  return {
    finish: (response, request) => {
      const text = repeat(request);
      const inBody = textOf(response).startsWith('{')
        ? JSON.stringify({ detail: text, [text]: text, ...Object(JSON.parse(textOf(response))) })
        : textOf(response);
      const line = Buffer.from(text.replaceAll(CONTROL, ''), 'utf8').toString('latin1');
      return withHeader(withHeader(withBody(response, inBody), 'X-Echo', line), 'Server', line);
    },
    item: ({ value }) => ({
      _id: NAUGHTY,
      bucketName: PRIVATE,
      cloudProvider: PUBLIC,
      iamRoleId: value._id,
    }),
    links: ({ base }) => [{ href: `${base}?key=${encodeURIComponent(PRIVATE)}`, rel: NAUGHTY }],
  };
}

let conforming: Report;
let failing: Report;
let hostile: Report;
const digests = new Set<string>();

beforeAll(async () => {
  conforming = await reportOf(KEYS);
  failing = await reportOf(KEYS, DEFECTS.find(({ name }) => name === 'lower-case-provider')?.plant());
  hostile = await reportOf(KEYS, echo(digests));
});

describe('secrets', () => {
  test('stand in no artefact, in no spelling', () => {
    const a1 = (hash: string) => createHash(hash).update(`${PUBLIC}:MMS Public API:${PRIVATE}`).digest('hex');
    const html = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    const spellings = [PRIVATE, PUBLIC].flatMap((key) => [
      key,
      encodeURIComponent(key),
      html(key),
      html(key).replaceAll("'", '&#39;'),
      JSON.stringify(key).slice(1, -1),
      Buffer.from(key).toString('base64').replace(/=+$/, ''),
      Buffer.from(key).toString('hex'),
      [...key].reverse().join(''),
    ]);
    const secrets = [
      ...spellings,
      a1('md5'),
      a1('sha256'),
      ...digests,
      Buffer.from(`${PUBLIC}:${PRIVATE}`).toString('base64').replace(/=+$/, ''),
    ];
    expect(digests.size).toBeGreaterThan(20);
    for (const report of [conforming, failing, hostile]) {
      for (const [name, text] of Object.entries(artefacts(report))) {
        expect(
          secrets.filter((secret) => text.includes(secret)),
          name,
        ).toEqual([]);
      }
    }
  });
});

describe('what a target sends is inert', () => {
  test('in every artefact', () => {
    for (const [name, text] of Object.entries(artefacts(hostile))) {
      expect(text, name).not.toContain('\u001b');
      expect(text, name).not.toContain('\u0000');
      expect(text, name).not.toContain('\u202e');
      if (/html|xml|md$/.test(name)) expect(text, name).not.toMatch(/<script>window|<img src=x/);
    }
  });
});

describe('conformance.json', () => {
  test('keeps its published schema', () => {
    const schema: object = JSON.parse(readFileSync('spec/conformance.schema.json', 'utf8'));
    const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile(schema);
    for (const report of [conforming, failing, hostile]) {
      validate(JSON.parse(JSON.stringify(report.result)));
      expect(validate.errors).toBeNull();
    }
  });
});

describe('junit.xml', () => {
  test('is XML, and gives the same verdicts back', () => {
    for (const report of [conforming, failing, hostile]) {
      const text = junit(report);
      expect(XMLValidator.validate(text)).toBe(true);
      const { cases, properties } = readJunit(text);
      const back = cases.map(({ suite, name }) => {
        const [id] = name.split(' ');
        return [id, properties.get(`${suite}.${id}.verdict`)];
      });
      expect(back).toEqual(report.result.rules.map(({ id, verdict }) => [id, verdict]));
    }
  });
});

/** What the common JUnit schema (junit-10.xsd of Jenkins' xUnit plugin) allows of what we write. */
const JUNIT: Readonly<
  Record<string, { readonly attributes: readonly string[]; readonly children: readonly string[] }>
> = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
  testsuite: {
    attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp', 'hostname'],
    children: ['properties', 'testcase'],
  },
  properties: { attributes: [], children: ['property'] },
  property: { attributes: ['name', 'value'], children: [] },
  testcase: {
    attributes: ['name', 'time', 'classname'],
    children: ['skipped', 'failure', 'error', 'system-out'],
  },
  failure: { attributes: ['type', 'message'], children: ['#text'] },
  error: { attributes: ['type', 'message'], children: ['#text'] },
  skipped: { attributes: ['message'], children: [] },
  'system-out': { attributes: [], children: ['#text'] },
};

describe('junit.xml, element by element', () => {
  test('has only elements and attributes that the common schema allows', () => {
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', preserveOrder: true });
    const trouble: string[] = [];
    let elements = 0;
    const visit = (node: Record<string, unknown>, parent: string) => {
      for (const [name, children] of Object.entries(node)) {
        if (name === ':@' || name.startsWith('?')) continue;
        if (parent !== '' && !JUNIT[parent]?.children.includes(name)) trouble.push(`${parent} > ${name}`);
        if (name === '#text' || !Array.isArray(children)) continue;
        elements += 1;
        for (const attribute of Object.keys(Object(node[':@']))) {
          if (!JUNIT[name]?.attributes.includes(attribute)) trouble.push(`${name}@${attribute}`);
        }
        for (const child of children) visit(child, name);
      }
    };
    for (const report of [conforming, failing, hostile])
      for (const node of parser.parse(junit(report))) visit(node, '');
    expect([...new Set(trouble)]).toEqual([]);
    expect(elements).toBeGreaterThan(300);
  });
});

describe('exchanges.har', () => {
  test('is HAR 1.2 with every request, handshakes included', () => {
    const ajv = new Ajv2020({ allErrors: true, formats: { uri: (text: string) => URL.canParse(text) } });
    const validate = ajv.compile(HAR_SCHEMA);
    for (const report of [conforming, failing, hostile]) {
      const document = JSON.parse(har(report));
      validate(document);
      expect(validate.errors).toBeNull();
      expect(document.log.entries).toHaveLength(report.result.requests.sent);
    }
    validate({ log: { version: '1.2', creator: { name: 'x' }, entries: [{}] } });
    expect(validate.errors).not.toBeNull();
  });
});

describe('summary, annotations and badge', () => {
  test('name the failure and its line', () => {
    expect(summary(failing, undefined)).toContain('**fail FIELD-09**');
    expect(summary(failing, undefined)).toContain('explained: [spec/rules.md](../spec/rules.md#field-09)');
    expect(annotations(failing)[0]).toMatch(
      /^::error file=spec\/export-buckets\.v1\.0\.yaml,line=\d+,title=FIELD-09::/,
    );
    expect(JSON.parse(badge(failing) ?? '')).toMatchObject({
      schemaVersion: 1,
      message: '1 failed',
      color: 'red',
    });
    expect(JSON.parse(badge(conforming) ?? '')).toMatchObject({ message: 'conforms' });
  });
});

describe('a cause', () => {
  /** A key that is refused blocks most rules; the realm is only recommended. */
  let report: Report;
  beforeAll(async () => {
    report = await reportOf({ realm: 'Mock' }, {}, { MONGODB_ATLAS_PRIVATE_API_KEY: 'another' });
  });
  const shown = (name: string) => plainText(artefacts(report)[name] ?? '');
  const refused = () => report.result.rules.find(({ id }) => id === 'AUTH-02');

  test('comes with its hint everywhere, and with its curl line wherever there is room', () => {
    const hint = refused()?.hint ?? 'no hint';
    for (const name of ['terminal', 'index.html', 'summary.md', 'junit.xml', 'annotations'])
      expect(shown(name), name).toContain(hint);
    for (const name of ['terminal', 'summary.md', 'junit.xml'])
      expect(shown(name), name).toMatch(/request *:? (<code>)?curl --include --digest --user "\$MONGODB/);
    expect(shown('index.html').replace(/<[^>]*>/g, '')).toContain('curl --include --digest --user "$MONGODB');
  });

  test('has the same rows in the terminal, on the page and in the summary', () => {
    const rows = failureCards(report).map((card) => card.rows.map(({ name }) => name));
    const [first = []] = rows;
    expect(first).toEqual([
      'server said',
      'fact',
      'expected',
      'received',
      'where',
      'hint',
      'request',
      'contract',
      'source',
      'explained',
      'level',
      'blocks',
    ]);
    expect([...shown('terminal').matchAll(/^ {6}(\w+( said)?) +/gm)].map(([, name]) => name)).toEqual(
      rows.flat(),
    );
    expect([...shown('summary.md').matchAll(/<br>([a-z ]+): /g)].map(([, name]) => name)).toEqual(
      rows.flat(),
    );
    const cards = /<main>.*<h2 id="fidelity">/s.exec(shown('index.html'))?.[0] ?? '';
    expect([...cards.matchAll(/<dt>(.*?)<\/dt>/g)].map(([, name]) => name)).toEqual(rows.flat());
  });

  test('comes before what it blocks, which is folded', () => {
    const { blocks = [] } = report.result.causes[0] ?? {};
    const [card = '', next = ''] = shown('index.html').match(/<article.*?<\/article>/gs) ?? [];
    expect(card).toContain(`<details><summary>${blocks.length} rules</summary><p><a href="#${blocks[0]}">`);
    expect(card).toContain('<details open><summary>The exchange</summary>');
    expect(next).toContain('<details><summary>The exchange</summary>');
  });

  test('that is a fault comes before what is only recommended', () => {
    const blocked = report.result.rules.map((rule) =>
      rule.blockedBy === 'AUTH-02' ? { ...rule, blockedBy: 'timeout' } : rule,
    );
    const rules = blocked.filter(({ id }) => id !== 'AUTH-02');
    const text = page({ ...report, result: { ...report.result, rules, causes: causesOf(rules) } }, undefined);
    expect([...text.matchAll(/<h2 id="([\w-]+)"/g)].map(([, id]) => id)).toEqual([
      'not-judged',
      'warnings',
      'fidelity',
      'rules',
      'contract',
      'exchanges',
    ]);
  });
});

describe('each rule leads to its explanation', () => {
  test('from the page, once from the rules and once more from a card', () => {
    const links = [...page(failing, undefined).matchAll(/href="\.\.\/spec\/rules\.md#([\w-]+)"/g)];
    const ids = failing.result.rules.map(({ id }) => id.toLowerCase());
    expect(links.map(([, anchor]) => anchor).sort()).toEqual([...ids, 'field-09'].sort());
  });

  test('by the way from where the reports are, if they are with the suite', () => {
    expect(rulesPageFrom('reports')).toBe('../spec/rules.md');
    expect(rulesPageFrom(join('reports', 'nightly', 'v1.0'))).toBe('../../../spec/rules.md');
    expect(rulesPageFrom('.')).toBe('spec/rules.md');
    expect(rulesPageFrom(tmpdir())).toBeUndefined();
    const { rulesPage: _, ...elsewhere } = failing;
    expect(summary(elsewhere, undefined)).toContain('**fail FIELD-09**');
    expect(page(elsewhere, undefined)).not.toContain('rules.md');
  });
});

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (!CHROMIUM) console.warn('NO CHROMIUM HERE: the tests of the page in a browser are SKIPPED.');

describe.skipIf(!CHROMIUM)('a page in a browser', () => {
  let browser: Browser;
  const directory = mkdtempSync(join(tmpdir(), 'page-'));
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const compared = (second: Report) =>
    comparisonPage(
      compareResults(
        checkResult(conforming.result, 'a.json'),
        checkResult(second.result, `${NAUGHTY}.json`),
        false,
      ),
    );
  const pages = [
    ['conforming', () => page(conforming, undefined)],
    ['failing', () => page(failing, undefined)],
    ['hostile', () => page(hostile, undefined)],
    ['comparison', () => compared(failing)],
    ['hostile-comparison', () => compared(hostile)],
    // Of two mocks: the page of all has the same parts, and takes long to check.
    [
      'scoreboard',
      () => matrixPage(['prism-static', 'reference'].flatMap((name) => publishedResult(name) ?? [])),
    ],
  ] as const;
  test.for(pages)('%s: no script, no request, no error, accessible', async ([name, get]) => {
    const file = join(directory, `${name}.html`);
    const text = get();
    writeFileSync(file, text);
    const tab = await browser.newPage({ colorScheme: 'light', viewport: { width: 390, height: 800 } });
    const trouble: string[] = [];
    tab.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    tab.on('pageerror', (error) => trouble.push(error.message));
    tab.on('request', (request) => request.url().startsWith('file:') || trouble.push(request.url()));
    await tab.goto(`file://${file}#PAGE-07`);
    expect(await tab.evaluate('typeof window.pwned')).toBe('undefined');
    expect(await tab.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    const dead = await tab.evaluate(
      `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href')).filter((href) => !document.getElementById(href.slice(1)))`,
    );
    expect(dead).toEqual([]);
    expect(trouble).toEqual([]);
    // The page's own policy forbids scripts, the checker's included: it reads a copy without the policy.
    writeFileSync(
      file,
      text
        .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
        .replace('</head>', `<script src="file://${AXE}"></script></head>`),
    );
    await tab.goto(`file://${file}`);
    const barriers = (options: object) =>
      tab.evaluate(
        `axe.run(${JSON.stringify({ resultTypes: ['violations'], preload: false, ...options })}).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')))`,
      );
    expect(await barriers({})).toEqual([]);
    // The other colours differ in nothing else.
    await tab.emulateMedia({ colorScheme: 'dark' });
    expect(await barriers({ runOnly: ['color-contrast'] })).toEqual([]);
    await tab.close();
  });

  test('the reference run stays small', () => {
    expect(Buffer.byteLength(page(conforming, undefined))).toBeLessThan(300_000);
  });
});

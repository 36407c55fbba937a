/** What a target sends is no command to the CI system whose log shows it, and hides nothing there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { errorSentence } from '../cli/error-sentence.ts';
import { visible, visibleLine } from '../redaction/control-characters.ts';
import { inertInLogs } from '../redaction/log-commands.ts';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { annotations } from '../reporting/annotations.ts';
import { junit } from '../reporting/junit.ts';
import { summary } from '../reporting/summary.ts';
import { closing } from '../reporting/terminal.ts';
import { rulesOf } from '../rules/index.ts';
import { runConformance } from '../run/conformance.ts';
import type { Report } from '../run/result.ts';
import { readSettings } from '../run/settings.ts';
import { contractOf } from './contracts.ts';
import { textOf, withBody, withHeader } from './defects/defect.ts';
import { npmTest } from './run-cli.ts';

const COMMANDS = [
  '##[error]no',
  '###[group]no',
  '##vso[task.setvariable variable=x]no',
  "##teamcity[testFailed name='no']",
  '::error::no',
  '::error file=a.ts,line=1::no',
  '::add-mask::no',
  '::SET-OUTPUT name=x::no',
  '::group::no',
  '[[ATTACHMENT|/etc/passwd]]',
];
/** What of a text is a command. */
const ACTS = /##[a-z]*\[|::[a-z-]+(?:::| [a-z]+=)|\[\[[A-Z]+\|/i;

describe('a command', () => {
  test.for(COMMANDS)('%s is made plain', (command) => {
    expect(command).toMatch(ACTS);
    for (const text of [command, `before${command}`, `{"detail":"${command}${command}"}`]) {
      expect(inertInLogs(text)).not.toMatch(ACTS);
      // It can still be read.
      const escapes = /\\u([0-9a-f]{4})/g;
      const read = inertInLogs(text).replace(escapes, (_, code) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
      expect(read).toBe(text);
    }
  });

  test('at the beginning of a line is made plain there alone', () => {
    expect(inertInLogs('--- a --- b\n+++ c\n~~~ d\n^^^ e\n-- f')).toBe(
      '\\u002d-- a --- b\n\\u002b++ c\n\\u007e~~ d\n\\u005e^^ e\n-- f',
    );
  });

  test.for([
    '# a heading',
    'issue ##12',
    'http://[::1]:80/ and http://[::ffff:1.2.3.4]/',
    'std::string and a :: b',
    '{"a":[[1,2],[3]]}',
    '1::2',
  ])('is not what %s is', (text) => {
    expect(inertInLogs(text)).toBe(text);
  });
});

describe('what hides text', () => {
  test.for([
    ['no renderer shows', '\u200b \u2060 \ufeff \u00ad \u034f \u115f \u3164 \ufe0f \u{e0041} \u{1d173}'],
    ['reorders', '\u202e \u2066 \u061c'],
    ['acts', '\u0000 \u001b \u0085 \u2028'],
    ['strikes through', 'a\u0336b\u0338 c\u20d2'],
    ['encloses', 'a\u20dd \u0489'],
    ['stands on no letter', '1\u0301 \u0301'],
  ] as const)('because it %s is shown as an escape', ([, text]) => {
    const hiding = [...text].filter((character) => !/[\x20-\x7e]/.test(character));
    expect(hiding.length).toBeGreaterThan(1);
    expect(hiding.filter((character) => visible(text).includes(character))).toEqual([]);
    expect(visible(text)).toMatch(/^[\x20-\x7e]+$/);
  });

  test('in heaps is shown as escapes, but for the first three marks', () => {
    expect(visible(`e${'\u0301'.repeat(40)}`)).toBe(`e${'\u0301'.repeat(3)}${'\\u0301'.repeat(37)}`);
  });

  test.for(['é e\u0301 ñ', 'हिन्दी क्षि', 'ภาษาไทยที่นี่', 'שָׁלוֹם', 'العربيّة', 'Việt Nam', '日本語 한국어', '😀 €'])(
    'is not what %s is written with',
    (text) => {
      expect(visibleLine(text)).toBe(text);
    },
  );
});

describe('in a run over a target that sends commands everywhere', () => {
  let report: Report;
  beforeAll(async () => {
    const text = COMMANDS.join(' ');
    const reference = createReference(
      { realm: text },
      {
        finish: (response) => {
          const body = textOf(response);
          const changed = body.startsWith('{')
            ? JSON.stringify({ ...Object(JSON.parse(body)), detail: text, [text]: text, totalCount: text })
            : body;
          return withHeader(withHeader(withBody(response, changed), 'Server', text), 'Content-Type', text);
        },
        item: () => ({ _id: text, bucketName: text, cloudProvider: text, iamRoleId: text }),
        links: () => [{ href: text, rel: text }],
      },
    );
    const { baseUrl, close } = await serve(reference);
    const { publicKey, privateKey, projectId } = reference.options;
    try {
      const contract = contractOf('v1.0');
      const settings = readSettings({
        MONGODB_ATLAS_BASE_URL: baseUrl,
        MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
        MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
        MONGODB_ATLAS_PROJECT_ID: projectId,
      });
      report = await runConformance(settings, contract, rulesOf(contract));
    } finally {
      await close();
    }
  });

  test('there is something to make plain', () => {
    expect(JSON.stringify(report.result)).toMatch(ACTS);
  });

  test('none is in the terminal, whose reports directory has one in its name', () => {
    const text = closing(
      report,
      undefined,
      ['a ##[error]\n::error::\u001b[31m/index.html'],
      (_, plain) => plain,
    );
    expect(text).not.toMatch(ACTS);
    expect(text).not.toContain('\u001b');
    expect(text).toContain('Report: a \\u0023#[error]\\n\\u003a:error::\\u001b[31m/index.html');
  });

  test('none is in the summary', () => {
    expect(summary(report, undefined)).not.toMatch(ACTS);
  });

  test('none is in the annotations, which are commands themselves', () => {
    const lines = annotations(report);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines)
      expect(line.replace(/^::(?:error|warning) (?:file|title)=[^:]*::/, '')).not.toMatch(ACTS);
  });

  test('none is in the JUnit file', () => {
    expect(XMLValidator.validate(junit(report))).toBe(true);
    expect(junit(report)).not.toMatch(ACTS);
  });
});

test.for(['SettingsError', 'RangeError'])('none is in what a %s says', (name) => {
  const message = `the directory ${COMMANDS.join(' ')} cannot be written`;
  expect(errorSentence({ name, message })).toMatch(/the directory/);
  expect(errorSentence({ name, message })).not.toMatch(ACTS);
});

test('none is in what npm test prints, whatever the target and the reports directory are called', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'commands-'));
  const { output, code } = await npmTest({
    MONGODB_ATLAS_BASE_URL: 'http://127.0.0.1:9/::error::no',
    MONGODB_ATLAS_PUBLIC_API_KEY: 'public-key',
    MONGODB_ATLAS_PRIVATE_API_KEY: 'private-key',
    MONGODB_ATLAS_PROJECT_ID: '5f0c2a7b9e4d3c1b2a190807',
    CONFORMANCE_REPORTS_DIR: join(directory, '##vso[task.debug]no ::warning::no'),
  });
  rmSync(directory, { recursive: true });
  expect(code).toBe(3);
  expect(output).toContain('vso[task.debug]no');
  expect(output).not.toMatch(ACTS);
});

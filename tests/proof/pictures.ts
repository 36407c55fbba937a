/** `npm run pictures`: the README's pictures of a failing run, in the terminal and as a page. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { DEFECTS } from './defects/index.ts';

const PICTURES = 'reports/pictures';
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** What `npm test` prints about a server that wraps the list in `envelope`, as the archived page says. */
async function failingRun(directory: string): Promise<string> {
  const reference = createReference({}, DEFECTS.find(({ name }) => name === 'list-in-envelope')?.plant());
  const { baseUrl, close } = await serve(reference, { port: 8080 });
  const { projectId, publicKey, privateKey } = reference.options;
  const env = {
    ...process.env,
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PROJECT_ID: projectId,
    MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
    CONFORMANCE_REPORTS_DIR: directory,
  };
  try {
    return await new Promise((resolve) => {
      execFile(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], { env }, (_error, stdout) =>
        resolve(stdout),
      );
    });
  } finally {
    await close();
  }
}

const directory = mkdtempSync(join(tmpdir(), 'pictures-'));
const printed = await failingRun(directory);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  mkdirSync(PICTURES, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  await page.goto(`file://${join(directory, 'index.html')}`);
  await page.screenshot({ path: join(PICTURES, 'page.png') });
  await page.goto('about:blank');
  await page.setContent(
    '<pre style="margin:0;padding:16px;font:13px/1.4 monospace;white-space:pre-wrap;width:920px"></pre>',
  );
  const terminal = page.locator('pre');
  await terminal.evaluate(
    (element, text) => {
      element.textContent = text;
    },
    printed.trim().replaceAll(directory, 'reports'),
  );
  await terminal.screenshot({ path: join(PICTURES, 'terminal.png') });
} finally {
  await browser.close();
  rmSync(directory, { recursive: true });
}
console.log(`${PICTURES}/page.png, ${PICTURES}/terminal.png`);

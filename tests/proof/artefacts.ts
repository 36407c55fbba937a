/** Runs over HTTP, and everything that is written or printed of one. */

import { createServer, type RequestListener } from 'node:http';
import { serve } from '../reference/http.ts';
import { type Behaviour, createReference, type ReferenceOptions } from '../reference/reference.ts';
import { annotations } from '../reporting/annotations.ts';
import { reportsOf } from '../reporting/reports.ts';
import { closing } from '../reporting/terminal.ts';
import { rulesOf } from '../rules/index.ts';
import { runConformance } from '../run/conformance.ts';
import type { Report } from '../run/result.ts';
import { readSettings } from '../run/settings.ts';

type Variables = Readonly<Record<string, string>>;

/** Judges what the variables name, as `npm test` does. */
export async function reportFor(variables: Variables): Promise<Report> {
  const settings = readSettings(variables);
  const contract = settings.contract;
  return runConformance(settings, contract, rulesOf(contract));
}

/** Judges a reference server with these options that behaves so; `variables` come on top of those that fit it. */
export async function reportOf(
  options: Partial<ReferenceOptions> = {},
  behaviour: Partial<Behaviour> = {},
  variables: Variables = {},
): Promise<Report> {
  const reference = createReference(options, behaviour);
  const { baseUrl, close } = await serve(reference);
  try {
    return await reportFor({ ...variablesFor(baseUrl, reference.options), ...variables });
  } finally {
    await close();
  }
}

/** Judges a server of the test's own. */
export async function reportOfListener(listener: RequestListener): Promise<Report> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    return await reportFor(variablesFor(`http://127.0.0.1:${port}`, createReference().options));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The variables of a target that knows the reference server's project and keys. */
function variablesFor(baseUrl: string, options: ReferenceOptions): Variables {
  return {
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PUBLIC_API_KEY: options.publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: options.privateKey,
    MONGODB_ATLAS_PROJECT_ID: options.projectId,
  };
}

/** Every file of the run, and what the terminal and GitHub show, by name. */
export function artefacts(report: Report): Readonly<Record<string, string>> {
  return {
    ...reportsOf(report),
    annotations: annotations(report).join('\n'),
    terminal: closing(report, undefined, [], (_style, text) => text),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The text as its reader sees it: without the escapes of HTML, XML, Markdown and workflow commands. */
export function plainText(text: string): string {
  return text
    .replaceAll('<!-- -->', '')
    .replace(/&(?:#(\d+)|(lt|gt|quot|apos|amp));/g, (_, code, name) =>
      code === undefined ? (ENTITIES[name] ?? '') : String.fromCodePoint(Number(code)),
    )
    .replace(/%(0A|0D|2C|3A|25)/g, (escaped) => decodeURIComponent(escaped));
}

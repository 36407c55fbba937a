/** Judges one mock: installs it, starts it, holds the conversation of `npm test` with it, ends it. */
import { shippedContract } from '../contract/list-contract.ts';
import { rulesOf } from '../rules/index.ts';
import { runConformance } from '../run/conformance.ts';
import type { Report } from '../run/result.ts';
import type { Progress } from '../run/run-probes.ts';
import { readSettings } from '../run/settings.ts';
import { installMocks, missingPackage, type Unavailable } from './install.ts';
import { PROJECT, type Recipe } from './recipes.ts';
import { type Started, startMock } from './start.ts';

/** Starts the mock, after what it needs has been installed. */
export async function openMock(recipe: Recipe): Promise<Started | Unavailable> {
  const missing = recipe.package === undefined ? undefined : (installMocks() ?? missingPackage(recipe));
  return missing ?? startMock(recipe);
}

/** Rejects when a rule crashes, so that nothing is published of it; the mock is ended all the same. */
export async function judgeMock(recipe: Recipe, onProgress?: Progress): Promise<Report | Unavailable> {
  const mock = await openMock(recipe);
  if ('unavailable' in mock) return mock;
  try {
    const contract = shippedContract().of('v1.0');
    const rules = rulesOf(contract);
    const settings = readSettings(variablesFor(recipe, mock.baseUrl));
    const report = await runConformance(settings, contract, rules, { ...(onProgress && { onProgress }) });
    const [crash] = report.result.errors ?? [];
    if (crash) throw new Error(`Rule ${crash.rule} crashed: ${crash.message}`);
    return report;
  } finally {
    await mock.close();
  }
}

/** The variables that a user would set for this mock: nothing of the user's own environment counts. */
export function variablesFor({ auth }: Recipe, baseUrl: string): Readonly<Record<string, string>> {
  return {
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PROJECT_ID: PROJECT,
    CONFORMANCE_AUTH: auth.mode,
    ...(auth.mode === 'header' && { CONFORMANCE_AUTH_HEADER: auth.line }),
    ...(auth.mode === 'digest' && {
      MONGODB_ATLAS_PUBLIC_API_KEY: auth.publicKey,
      MONGODB_ATLAS_PRIVATE_API_KEY: auth.privateKey,
    }),
  };
}

/** Judges one mock: installs it, starts it, holds the conversation of `npm test` with it, ends it. */
import { loadContract } from '../engine/contract.ts';
import type { Progress } from '../engine/converse.ts';
import { isStated } from '../engine/judge.ts';
import type { Report } from '../engine/result.ts';
import { holdSession } from '../engine/session.ts';
import { readSettings, type Settings } from '../engine/settings.ts';
import { RULES } from '../rules/index.ts';
import { installMocks, missingPackage, type Unavailable } from './install.ts';
import { type Auth, PROJECT, type Recipe } from './recipes.ts';
import { startMock } from './start.ts';

export type { Unavailable };

/** Rejects with HarnessError when a rule crashes; the mock is ended all the same. */
export async function judgeMock(recipe: Recipe, onProgress?: Progress): Promise<Report | Unavailable> {
  const missing = recipe.package === undefined ? undefined : (installMocks() ?? missingPackage(recipe));
  if (missing) return missing;
  const mock = await startMock(recipe);
  if ('unavailable' in mock) return mock;
  try {
    const contract = loadContract('v1.0');
    const rules = RULES.filter((rule) => isStated(rule, contract));
    return await holdSession(settingsFor(recipe.auth, mock.baseUrl), contract, rules, onProgress);
  } finally {
    await mock.close();
  }
}

/** The settings that a user would make for this mock, and nothing of the user's environment. */
function settingsFor(auth: Auth, baseUrl: string): Settings {
  return readSettings({
    MONGODB_ATLAS_BASE_URL: baseUrl,
    MONGODB_ATLAS_PROJECT_ID: PROJECT,
    CONFORMANCE_AUTH: auth.mode,
    ...(auth.mode === 'header' && { CONFORMANCE_AUTH_HEADER: auth.line }),
    ...(auth.mode === 'digest' && {
      MONGODB_ATLAS_PUBLIC_API_KEY: auth.publicKey,
      MONGODB_ATLAS_PRIVATE_API_KEY: auth.privateKey,
    }),
  });
}

/** The target of a run: the one that the settings name, or the reference server on a free loopback port. */

import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import type { Settings, TargetSettings } from './settings.ts';

export interface OpenTarget extends TargetSettings {
  readonly close: () => Promise<void>;
}

export async function openTarget({ target }: Settings): Promise<OpenTarget> {
  if (target) return { ...target, close: async () => {} };
  const reference = createReference();
  const { baseUrl, close } = await serve(reference);
  const { projectId, publicKey, privateKey, clientId, clientSecret } = reference.options;
  return {
    baseUrl,
    projectId,
    keys: { publicKey, privateKey },
    serviceAccount: { clientId, clientSecret },
    authHeader: undefined,
    close,
  };
}

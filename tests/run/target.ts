/** The target of a run: the one that the settings name, or the reference server on a free loopback port. */

import type { HttpProxy } from '../http/proxy.ts';
import { serve } from '../reference/http.ts';
import { makeItems } from '../reference/items.ts';
import { createReference } from '../reference/reference.ts';
import { proxyFor } from './proxy-setting.ts';
import type { Settings } from './settings.ts';
import type { TargetSettings } from './target-settings.ts';

export interface OpenTarget extends TargetSettings {
  /** What the environment puts between the run and the target. */
  readonly proxy?: HttpProxy | undefined;
  readonly close: () => Promise<void>;
}

/** Throws SettingsError, and ContractError where the reference server cannot serve the list. */
export async function openTarget({ target, list, contract }: Settings): Promise<OpenTarget> {
  if (target) return { ...target, proxy: proxyFor(target.baseUrl), close: async () => {} };
  const reference = createReference({ contract: list });
  makeItems(contract, reference.options.pathValues, reference.options.items);
  const { baseUrl, close } = await serve(reference);
  const { projectId, pathValues, publicKey, privateKey, clientId, clientSecret } = reference.options;
  return {
    baseUrl,
    projectId,
    pathValues,
    keys: { publicKey, privateKey },
    serviceAccount: { clientId, clientSecret },
    authHeader: undefined,
    close,
  };
}

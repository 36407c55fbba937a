/** The waivers of a run: read and checked before anything is sent, or written for what fails now. */
import { existsSync, writeFileSync } from 'node:fs';
import type { ListContract } from '../contract/list-contract.ts';
import { visibleLine } from '../redaction/control-characters.ts';
import { initialWaivers } from '../reporting/initial-waivers.ts';
import { RULES, rulesOfList } from '../rules/index.ts';
import type { Environment } from '../run/known-settings.ts';
import type { TargetResult } from '../run/result.ts';
import { isOfClients, type Waiver, WaiversError } from '../run/waivers.ts';
import { readWaivers, type WaiversFile, waiversFile } from '../run/waivers-file.ts';
import { printError } from './terminal-output.ts';

/** `env`: with what the `.env` file sets; `list`: what is judged. Throws WaiversError. */
export function waiversIn(directory: string, env: Environment, list: ListContract): readonly Waiver[] {
  return readWaivers(waiversFile(directory, env), {
    isRule: (id) =>
      isOfClients({ rule: id }) || [...RULES, ...rulesOfList(list)].some((rule) => rule.id === id),
    now: Date.now(),
  });
}

/** The clients' part of the suite is loaded only where a waiver names it. Rejects with WaiversError. */
export async function checkWaivers(waivers: readonly Waiver[]): Promise<void> {
  if (!waivers.some(isOfClients)) return;
  const { checkClientWaivers } = await import('../clients/client-waivers.ts');
  checkClientWaivers(waivers);
}

/** Where waivers are to be written; a file that is there stays as it is. Throws WaiversError. */
export function newWaiversFile(directory: string, env: Environment): WaiversFile {
  const file = waiversFile(directory, env);
  if (!existsSync(file.path)) return file;
  throw new WaiversError(
    file.name,
    'is there already; add to it by hand, remove it, or name another file by CONFORMANCE_WAIVERS',
  );
}

/** Throws WaiversError where the file cannot be written. */
export function writeInitialWaivers({ name, path }: WaiversFile, result: TargetResult): void {
  const text = initialWaivers(result);
  if (text === undefined) {
    printError('No rule failed: there is nothing to waive, and no file is written.');
    return;
  }
  try {
    // Not over one that somebody has written in the meantime.
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WaiversError(name, `cannot be written (${why})`);
  }
  printError(`Waivers to fill in: ${visibleLine(name)}`);
}

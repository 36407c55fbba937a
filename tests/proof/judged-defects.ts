/** Every planted defect in every version where it can be seen, judged once by whoever asks first. */
import type { ApiVersion } from '../contract/contract.ts';
import type { Verdict } from '../rules/verdict.ts';
import type { Defect } from './defects/defect.ts';
import { DEFECTS } from './defects/index.ts';
import { judgeDefect, versionsOf } from './judge-in-memory.ts';

export interface JudgedDefect {
  readonly defect: Defect;
  readonly version: ApiVersion;
  readonly verdicts: readonly Verdict[];
}

let judged: Promise<readonly JudgedDefect[]> | undefined;

export function judgedDefects(): Promise<readonly JudgedDefect[]> {
  judged ??= judgeAll();
  return judged;
}

async function judgeAll(): Promise<readonly JudgedDefect[]> {
  const all: JudgedDefect[] = [];
  for (const defect of DEFECTS) {
    const judge = async (version: ApiVersion) => ({
      defect,
      version,
      verdicts: await judgeDefect(defect, version),
    });
    // Together, since some defects make the suite wait.
    all.push(...(await Promise.all(versionsOf(defect).map(judge))));
  }
  return all;
}

/** Mutants that no run can tell from the code, each with the reason. */
import type { Listed } from './survival.ts';

export const SURVIVORS: readonly Listed[] = [];

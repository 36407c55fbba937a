/** Rules that never fail alone, each with the reason. */
import type { RuleId } from '../rules/verdict.ts';

export const SHADOWED: Readonly<Partial<Record<RuleId, string>>> = {};

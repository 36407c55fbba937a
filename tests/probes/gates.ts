/**
 * Probes whose reply is to be the list, each with its gate: the rule that fails when it is not. The
 * other rules on that probe are then blocked by the gate, so that one cause is one failure.
 */
import type { RuleId } from '../rules/verdict.ts';

export const GATES = {
  pretty: 'PRETTY-01',
  enveloped: 'ENV-01',
  'enveloped-pretty-page': 'ENV-07',
  'flags-false': 'ENV-06',
  'page-1': 'PAGE-05',
  'page-2-by-next': 'PAGE-09',
  'last-page': 'PAGE-13',
  'largest-last-page': 'PAGE-13',
  'largest-page': 'PAGE-17',
  'no-count': 'PAGE-18',
  'plain-again': 'PAGE-01',
  'flags-false-again': 'PAGE-01',
  'largest-page-again': 'PAGE-01',
} as const satisfies Readonly<Record<string, RuleId>>;

/** Probes for the list that a conforming server may refuse, since no document says what it has to answer. */
export const REFUSABLE: readonly string[] = ['past-the-end', 'over-maximum'];

export const LIST_PROBES: readonly string[] = ['plain', ...Object.keys(GATES)];

/** Probes for a page that no document speaks of: beyond the end, or of a number or size out of bounds. */
export const ODD_PROBES: readonly string[] = ['zero-page', 'over-maximum', 'text-page-size', 'past-the-end'];

/** Every probe that may bring a list: what holds for each list holds for an odd one too. */
export const ANY_LIST: readonly string[] = [...LIST_PROBES, ...ODD_PROBES];

/** The gate of a probe; undefined for `plain`, whose gates are AUTH-02, HTTP-01, HTTP-04 and FIELD-01. */
export function gateOf(probe: string): RuleId | undefined {
  return Object.entries(GATES).find(([name]) => name === probe)?.[1];
}

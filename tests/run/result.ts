/** The result of one run: what `reports/conformance.json` holds and every report renders. */

import type { ContractPage } from '../contract/coverage.ts';
import type { EvidenceAttempt } from '../redaction/redactor.ts';
import type { OutcomeName, Verdict, VerdictName } from '../rules/verdict.ts';
import type { Cause } from './causes.ts';
import type { Fidelity } from './fidelity.ts';

export interface Result {
  readonly schemaVersion: 1;
  readonly suite: { readonly name: string; readonly version: string };
  readonly target: {
    readonly baseUrl: string;
    readonly apiVersion: string;
    readonly projectId: string;
    /** The built-in reference server: its port says nothing about who was judged. */
    readonly reference?: true;
  };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** What the target says of its user's set-up, when it lets nobody in for that. */
  readonly setup?: {
    readonly status: number;
    readonly errorCode: string;
    readonly detail: string;
    /** What is wrong, as a heading. */
    readonly summary: string;
    /** What the user can do about it. */
    readonly advice: string;
  };
  readonly requests: { readonly sent: number; readonly budget: number };
  readonly outcome: OutcomeName;
  readonly summary: Readonly<Record<VerdictName, number>>;
  readonly fidelity: Fidelity;
  readonly causes: readonly Cause[];
  /** Sorted by topic in contract order, then by number. */
  readonly rules: readonly Verdict[];
}

/**
 * One probe as the reports show it. Already through the allow list: nothing in it is a secret, bodies
 * are trimmed text.
 */
export interface Evidence {
  readonly probe: string;
  /** What the probe asks, for people. */
  readonly asks: string;
  /** In wire order; the last one counts. Empty when the probe was not sent. */
  readonly attempts: readonly EvidenceAttempt[];
  /** Why there is no reply, or why the probe was not sent. */
  readonly missing?: string;
}

export type { EvidenceAttempt };

/** Everything a report writer gets. */
export interface Report {
  readonly result: Result;
  readonly evidence: readonly Evidence[];
  /** The contract's own text, and which of its lines each rule judges. */
  readonly contract: readonly ContractPage[];
  /** Where the rules are explained, as a relative URL from the reports; absent where that cannot be reached. */
  readonly rulesPage?: string;
}

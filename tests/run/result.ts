/** The result of one run: what `reports/conformance.json` holds and every report renders. */

import type { ContractPage } from '../contract/coverage.ts';
import type { AuthMode } from '../probes/answers.ts';
import type { EvidenceAttempt } from '../redaction/redactor.ts';
import type { OutcomeName, Verdict, VerdictName } from '../rules/verdict.ts';
import type { Cause } from './causes.ts';
import type { Fidelity } from './fidelity.ts';
import type { ServerWords } from './server-words.ts';
import type { VersionEnd } from './version-end.ts';
import type { JudgedWaiver } from './waivers.ts';

export interface Target {
  readonly baseUrl: string;
  readonly apiVersion: string;
  readonly projectId: string;
  /** `CONFORMANCE_AUTH`: how accepted requests were made. */
  readonly auth: AuthMode;
  /** The built-in reference server: its port says nothing about who was judged. */
  readonly reference?: true;
  /** Through which it was asked; without credentials. */
  readonly proxy?: string;
}

export interface Client {
  /** As the user wrote it. */
  readonly command: string;
  readonly apiVersion: string;
  /** The credentials that it was given. */
  readonly auth: 'keys' | 'account' | 'both';
  /** Those that were played, in their order. */
  readonly scenarios: readonly PlayedScenario[];
}

export interface PlayedScenario {
  readonly name: string;
  /** What the server did, one sentence. */
  readonly title: string;
  /** What a right client makes of it. */
  readonly expects: 'list' | 'fail' | 'either';
  /** What this client made of it; `not-reached`: it never met what the scenario is about. */
  readonly made: 'list' | 'failure' | 'other' | 'unsupported' | 'not-reached';
  readonly requests: number;
  readonly durationMs: number;
  /** Its exit status, the signal that ended it, or why it was ended. */
  readonly ended: string;
}

/** Of a target or of a client: one of both is there. */
export interface Result {
  readonly schemaVersion: 1;
  readonly suite: { readonly name: string; readonly version: string };
  readonly target?: Target;
  readonly client?: Client;
  /** What people call the list of the contract. */
  readonly list: string;
  /** `CONFORMANCE_STRICT`: a warning counts as a failure, a MUST that was not applicable as blocked. */
  readonly strict: boolean;
  /** Only a part of the rules was judged; absent for a full run. */
  readonly selection?: Selection;
  /** When the version comes to its end; absent where nobody says that it does. */
  readonly versionEnd?: VersionEnd;
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
  /** `budget`: how many a run may send to a target. */
  readonly requests: { readonly sent: number; readonly budget?: number };
  readonly outcome: OutcomeName;
  readonly summary: Readonly<Record<VerdictName, number>>;
  readonly fidelity: Fidelity;
  /** Rules that the contract gives nothing to judge by, which `rules` leaves out. */
  readonly notStated?: readonly string[];
  /** Rules that crashed, which `rules` leaves out: bugs in the suite. */
  readonly errors?: readonly { readonly rule: string; readonly message: string }[];
  /** Those that are about this target or client and its version; absent where there are none. */
  readonly waivers?: readonly JudgedWaiver[];
  readonly causes: readonly ReportedCause[];
  /** Sorted by topic in contract order, then by number. */
  readonly rules: readonly ReportedVerdict[];
}

export interface Selection {
  /** How many rules were judged. */
  readonly rules: number;
  /** How many the contract states. */
  readonly of: number;
  /** The pattern that chose them, as the user gave it. */
  readonly filter: string;
}

/** A verdict, and what the server itself says in the reply that shows the violation. */
export interface ReportedVerdict extends Verdict {
  readonly said?: ServerWords;
}

/** A cause; one that is no violated rule has what the server says in the reply that stands for it. */
export interface ReportedCause extends Cause {
  readonly said?: ServerWords;
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
  /** What the client's command said, where that is worth knowing. */
  readonly output?: string;
}

export type { EvidenceAttempt };

export interface TargetResult extends Result {
  readonly target: Target;
}

export interface ClientResult extends Result {
  readonly client: Client;
}

/** Everything a report writer gets. */
export interface Report<R extends Result = Result> {
  readonly result: R;
  readonly evidence: readonly Evidence[];
  /** The contract's own text, and which of its lines each rule judges. */
  readonly contract: readonly ContractPage[];
  /** Where the rules are explained, as a relative URL from the reports; absent where that cannot be reached. */
  readonly rulesPage?: string;
}

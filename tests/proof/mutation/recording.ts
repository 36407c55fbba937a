/** Where the recorded runs stand, and their form. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiVersion } from '../../engine/contract.ts';

export const RECORDING = join(tmpdir(), 'export-buckets-conformance', 'runs.json');

export interface RecordedRun {
  readonly name: string;
  readonly version: ApiVersion;
  readonly projectId: string;
  readonly baseUrl: string;
  /** Probe and answer; a body stands as the number of one of the recording's bodies. */
  readonly answers: readonly (readonly [probe: string, answer: unknown])[];
  /** As JSON. */
  readonly verdicts: string;
}

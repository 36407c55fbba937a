/** How long the proof waits for what has to come: no machine is so slow that this is too short. */
export const PATIENCE_MS = 1_800_000;
/** The same for one reply, which a lost connection may keep from ever coming. */
const REPLY_MS = 120_000;

/** Limits for runs that are to end by themselves. */
export const PATIENT = { timeoutMs: REPLY_MS, deadlineMs: PATIENCE_MS } as const;

/** The same as settings. */
export const PATIENT_SETTINGS = {
  CONFORMANCE_TIMEOUT_MS: String(REPLY_MS),
  CONFORMANCE_DEADLINE_MS: String(PATIENCE_MS),
} as const;

/** The nonces of the challenges that a run has met, in the order in which they came. */
import { challengeIn } from '../http/digest.ts';
import type { Attempt } from '../http/exchange.ts';
import type { Run } from './answers.ts';

/** Servers that make a nonce from the time count it in seconds. */
export const NONCE_GRANULARITY_MS = 1000;

export interface IssuedNonce {
  readonly nonce: string;
  readonly probe: string;
  /** When the request was sent, in milliseconds since the epoch. */
  readonly askedAt: number;
  /** When the reply had come. */
  readonly issuedBy: number;
}

export function issuedNonces({ answers }: Run): readonly IssuedNonce[] {
  const all = [...answers].flatMap(([probe, answer]) => {
    if ('exchange' in answer) {
      const { earlier, ...last } = answer.exchange;
      return [...earlier, last].flatMap((attempt) => nonceOf(probe, attempt));
    }
    return 'failure' in answer ? answer.failure.attempts.flatMap((attempt) => nonceOf(probe, attempt)) : [];
  });
  return all.sort((one, other) => one.askedAt - other.askedAt);
}

function nonceOf(probe: string, { response, timing }: Attempt): readonly IssuedNonce[] {
  const challenge = response?.status === 401 ? challengeIn(response) : undefined;
  const { startedAt, waitMs, receiveMs } = timing;
  return challenge
    ? [{ nonce: challenge.nonce, probe, askedAt: startedAt, issuedBy: startedAt + waitMs + receiveMs }]
    : [];
}

/** Where all challenges have had one nonce: when another one is to be expected, however it is made. */
export function afterTheOnlyNonce(run: Run): number | undefined {
  const [first, ...others] = issuedNonces(run);
  return first && others.length > 0 && others.every(({ nonce }) => nonce === first.nonce)
    ? Math.ceil(first.issuedBy) + NONCE_GRANULARITY_MS
    : undefined;
}

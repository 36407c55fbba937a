/** Every scenario, in the order of the reports; the baseline is the first. */
import type { Scenario } from '../scenario.ts';
import { digest } from './digest.ts';
import { interruptions } from './interruptions.ts';
import { listing } from './listing.ts';
import { messages } from './messages.ts';
import { refusals } from './refusals.ts';
import { tokens } from './tokens.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...listing,
  ...digest,
  ...tokens,
  ...refusals,
  ...interruptions,
  ...messages,
];

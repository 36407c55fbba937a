/** Every client rule, in the order of the reports. */
import { credentials } from './credentials.ts';
import { digest } from './digest.ts';
import { failures } from './failures.ts';
import { listing } from './listing.ts';
import { messages } from './messages.ts';
import type { ClientRule } from './rule.ts';

export const CLIENT_RULES: readonly ClientRule[] = [
  ...listing,
  ...digest,
  ...credentials,
  ...failures,
  ...messages,
];

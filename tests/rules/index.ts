/** Every rule, in the order of the reports. */

import { auth } from './auth.ts';
import { envelope } from './envelope.ts';
import { errors } from './errors.ts';
import { fields } from './fields.ts';
import { pagination } from './pagination.ts';
import { pretty } from './pretty.ts';
import { protocol } from './protocol.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [
  ...auth,
  ...envelope,
  ...pretty,
  ...pagination,
  ...fields,
  ...errors,
  ...protocol,
];

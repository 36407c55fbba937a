/** Every planted defect, in the order of the topics. */
import { auth } from './auth.ts';
import type { Defect } from './defect.ts';
import { envelope } from './envelope.ts';
import { errors } from './errors.ts';
import { fields } from './fields.ts';
import { pagination } from './pagination.ts';
import { prettyDefects } from './pretty.ts';
import { protocol } from './protocol.ts';

export const DEFECTS: readonly Defect[] = [
  ...auth,
  ...envelope,
  ...prettyDefects,
  ...pagination,
  ...fields,
  ...errors,
  ...protocol,
];

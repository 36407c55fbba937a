/** Every planted defect, in the order of the topics. */
import { auth } from './auth.ts';
import { errors, fields, protocol } from './bodies.ts';
import { envelope, pagination, prettyDefects } from './lists.ts';
import type { Defect } from './plant.ts';

export const DEFECTS: readonly Defect[] = [
  ...auth,
  ...envelope,
  ...prettyDefects,
  ...pagination,
  ...fields,
  ...errors,
  ...protocol,
];

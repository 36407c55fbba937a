/**
 * The runs that the proof starts share what one of them has transformed.
 * It starts empty: vitest empties it itself when packages have changed, under runs that are using it.
 */
import { rmSync } from 'node:fs';
import { isWithinAnotherProof } from './temporary-files.ts';

const empty = () => rmSync('node_modules/.experimental-vitest-cache', { recursive: true, force: true });

export default function setup(): (() => void) | undefined {
  // The runs of the outer one are using it.
  if (isWithinAnotherProof()) return undefined;
  empty();
  return empty;
}

/**
 * The reference server in a process of its own, which has issued so many challenges before it listens. Says its port,
 * then, when its input ends, the most memory that it took, and what the challenges after the first tenth of them have
 * left in it, both in bytes.
 */
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';

const reference = createReference();

/** Issues so many challenges, and finds what is in use after them. */
function usedAfter(challenges: number): number {
  for (let left = challenges; left > 0; left -= 1) {
    reference.handle({ method: 'GET', url: 'http://localhost/', headers: [] });
  }
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const challenges = Number(process.argv[2]);
const before = usedAfter(challenges / 10);
const left = usedAfter(challenges - challenges / 10) - before;
const { baseUrl } = await serve(reference);
console.log(new URL(baseUrl).port);
process.stdin.resume();
process.stdin.on('end', () => {
  console.log(process.resourceUsage().maxRSS * 1024, left);
  process.exit();
});

/**
 * The reference server in a process of its own, which has issued so many challenges before it listens. Says its port,
 * then, when its input ends, the most memory that it took, in kilobytes.
 */
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';

const reference = createReference();
for (let left = Number(process.argv[2]); left > 0; left -= 1) {
  reference.handle({ method: 'GET', url: 'http://localhost/', headers: [] });
}
const { baseUrl } = await serve(reference);
console.log(new URL(baseUrl).port);
process.stdin.resume();
process.stdin.on('end', () => {
  console.log(process.resourceUsage().maxRSS);
  process.exit();
});

/**
 * A server in a process of its own, so that its work is not counted as that of whoever asks it: the reference
 * server, or one that gives recorded replies back.
 */
import { header, type WireRequest, type WireResponse } from '../../http/exchange.ts';
import { serve } from '../../reference/http.ts';
import { createReference } from '../../reference/reference.ts';

/** What the parent says first: nothing for the reference server, else the replies by `keyOf` of their requests. */
export type Order = { readonly replies?: ReadonlyMap<string, WireResponse> };

/** What tells the requests of a run apart. */
export function keyOf(request: WireRequest): string {
  const { pathname, search } = new URL(request.url);
  return `${pathname}${search} ${header(request, 'Accept')} ${header(request, 'Authorization')}`;
}

function isOrder(message: unknown): message is Order {
  return typeof message === 'object' && message !== null;
}

process.once('message', async (message: unknown) => {
  if (!isOrder(message)) throw new TypeError('this is no order');
  const { replies } = message;
  const reference = createReference();
  const { baseUrl } = await serve({
    ...reference,
    handle: (request) => {
      if (!replies) return reference.handle(request);
      const reply = replies.get(keyOf(request));
      if (!reply) throw new Error(`no reply is kept for ${keyOf(request)}`);
      return reply;
    },
  });
  process.send?.(baseUrl);
});
process.once('disconnect', () => process.exit());

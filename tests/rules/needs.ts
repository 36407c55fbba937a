/**
 * What rules ask for. Each need knows its probes, and which rule's failure stands in the way when the
 * probe's reply is not what the need requires: so one cause is one failure, and the rest is blocked by it.
 */

import type { Exchange } from '../http/exchange.ts';
import { type Blocked, exchangeOf, isMissing, type NotApplicable } from '../probes/answers.ts';
import { authenticationBlock } from '../probes/authentication-block.ts';
import { gateOf, LIST_PROBES, REFUSABLE } from '../probes/gates.ts';
import { linksOf } from '../probes/links.ts';
import { type Link, type ListReply, readList } from '../probes/list-reply.ts';
import { type BucketsRead, bucketsRead } from '../probes/project.ts';
import type { Need, Run } from './rule.ts';
import type { RuleId } from './verdict.ts';

/** The probe's reply, whatever it is. */
export function reply(probe: string): Need<Exchange> {
  return {
    probes: [probe],
    resolve: (run) => {
      const found = exchangeOf(run.answers, probe);
      return isMissing(found) ? found : { value: found };
    },
  };
}

/** The reply that carries the Digest challenge; a service account does not meet it. */
export function challenged(probe: string): Need<Exchange> {
  const { probes, resolve } = reply(probe);
  return {
    probes,
    resolve: (run) =>
      run.auth === 'service-account'
        ? { notApplicable: 'a service account uses no digest; run with API keys to judge it' }
        : resolve(run),
  };
}

/** The reply to a request with the configured credentials, once they have opened the door. */
export function admitted(probe: string): Need<Exchange> {
  return {
    probes: [probe],
    resolve: (run) => {
      const found = exchangeOf(run.answers, probe);
      return isMissing(found) ? found : (authenticationBlock(run, probe, found) ?? { value: found });
    },
  };
}

/** Every reply among the probes; missing when none of them was answered. */
export function replies(probes: readonly string[]): Need<readonly (readonly [probe: string, Exchange])[]> {
  return {
    probes,
    resolve: (run) => {
      const found = probes.map((probe) => [probe, exchangeOf(run.answers, probe)] as const);
      const value = found.flatMap(([probe, one]) => (isMissing(one) ? [] : [[probe, one] as const]));
      if (value.length > 0) return { value };
      const reasons = found.flatMap(([, one]) => (isMissing(one) ? [one] : []));
      return (
        reasons.find((one) => 'blockedBy' in one) ?? reasons[0] ?? { notApplicable: 'no probe asks for it' }
      );
    },
  };
}

/** The replies with a status that `pick` names; `none` when no probe got one, so that nothing passes for want of any. */
export function repliesWith(
  probes: readonly string[],
  pick: (status: number) => boolean,
  none: Blocked | NotApplicable,
): ReturnType<typeof replies> {
  return {
    probes,
    resolve: (run) => {
      const all = replies(probes).resolve(run);
      if (!('value' in all)) return all;
      const value = all.value.filter(([, { response }]) => pick(response.status));
      return value.length > 0 ? { value } : none;
    },
  };
}

/**
 * The positive control of a refusal: holds when the request that differs from it in one thing was let
 * in. A server that lets nobody in has not shown that it refuses for the right reason.
 */
export function control(probe: string): Need<'holds' | Blocked | NotApplicable> {
  return {
    probes: [probe],
    resolve: (run) => {
      const found = admitted(probe).resolve(run);
      if (!('value' in found)) return { value: hidden(run, probe, found) ?? found };
      // What is let in and answered has shown enough, be the answer the list or not.
      const refused = found.value.response.status !== 200 && LIST_PROBES.includes(probe);
      const list = refused ? listOf(run, probe) : undefined;
      return { value: list && !('value' in list) ? list : 'holds' };
    },
  };
}

/** A service may hide which projects exist behind the refusal that strangers get (Atlas docs, authentication). */
function hidden(run: Run, probe: string, found: Blocked | NotApplicable): NotApplicable | undefined {
  const refused = 'blockedBy' in found && found.blockedBy === 'AUTH-02' && !LIST_PROBES.includes(probe);
  return refused && 'value' in admitted('plain').resolve(run)
    ? {
        notApplicable: `${probe}: the right credentials are refused as well, so that nothing tells them apart`,
      }
    : undefined;
}

/** The list of buckets that the probe's reply holds. */
export function list(probe: string): Need<ListReply> {
  return { probes: [probe], resolve: (run) => listOf(run, probe) };
}

/** The list in the probe's reply, if there is one: for rules that need it only where it exists. */
export function listIfAny(probe: string): Need<ListReply | undefined> {
  return {
    probes: [probe],
    resolve: (run) => {
      const found = listOf(run, probe);
      return { value: 'value' in found ? found.value : undefined };
    },
  };
}

/** Every reply that is a list, the plain one first; missing when the plain one is not. */
export function lists(probes: readonly string[] = LIST_PROBES): Need<readonly ListReply[]> {
  return {
    probes,
    resolve: (run) => {
      const plain = listOf(run, 'plain');
      if (!('value' in plain)) return plain;
      return {
        value: probes.flatMap((probe) => {
          const found = listOf(run, probe);
          return 'value' in found ? [found.value] : [];
        }),
      };
    },
  };
}

/** A link, and the list that it stands in. */
export interface LinkOfPage extends Link {
  readonly page: ListReply;
}

/** Every link with one of the relations; missing when no list has one. */
export function links(
  rels: readonly string[],
  probes: readonly string[] = LIST_PROBES,
): Need<readonly LinkOfPage[]> {
  return {
    probes,
    resolve: (run) => {
      const pages = lists(probes).resolve(run);
      if (!('value' in pages)) return pages;
      const value = pages.value.flatMap((page) => linksOf(page, ...rels).map((link) => ({ ...link, page })));
      return value.length > 0
        ? { value }
        : { notApplicable: `no page has a link with rel ${rels.join(' or ')}` };
    },
  };
}

/** All that the run has read of the project's buckets, and whether they stayed the same meanwhile. */
export function bucketsSeen(): Need<BucketsRead> {
  return {
    probes: [
      'plain',
      'largest-page',
      'flags-false',
      'plain-again',
      'flags-false-again',
      'largest-page-again',
    ],
    resolve: (run) => {
      const plain = listOf(run, 'plain');
      return 'value' in plain ? { value: bucketsRead(run, plain.value) } : plain;
    },
  };
}

/** All that the run has read of the project's buckets; missing while the list changes under the run. */
export function unchangedBuckets(): Need<BucketsRead> {
  const { probes, resolve } = bucketsSeen();
  return {
    probes,
    resolve: (run) => {
      const found = resolve(run);
      if (!('value' in found) || found.value.stability === 'steady') return found;
      return found.value.stability === 'changed'
        ? { notApplicable: 'the project changed while it was read; run again while nobody adds a bucket' }
        : { blockedBy: 'PAGE-01', why: 'the data change from one request to the next' };
    },
  };
}

type Found<T> = { readonly value: T } | Blocked | NotApplicable;

/** The list in a probe's reply, or the rule whose failure explains why there is none. */
export function listOf(run: Run, probe: string): Found<ListReply> {
  const exchange = exchangeOf(run.answers, probe);
  if (isMissing(exchange)) return exchange;
  const shut = authenticationBlock(run, probe, exchange);
  if (shut) return shut;
  const read = readList(probe, exchange);
  if (!('stage' in read)) return { value: read };
  if (REFUSABLE.includes(probe)) {
    return {
      notApplicable: `${probe}: the server answers ${exchange.response.status}; no document forbids that`,
    };
  }
  return {
    blockedBy: culprit(probe, read.stage),
    why: `${probe}: expected ${read.expected}, received ${read.received}`,
  };
}

/** The rule that fails when the probe's reply is not the list. */
function culprit(probe: string, stage: 'status' | 'json' | 'shape'): RuleId {
  const gate = gateOf(probe);
  if (gate !== undefined) return gate;
  if (stage === 'status') return 'HTTP-01';
  return stage === 'json' ? 'HTTP-04' : 'FIELD-01';
}

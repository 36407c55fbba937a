/** Who was judged, as the reports say it: a target, the reference server, or a client. */
import type { Result } from '../run/result.ts';

export interface Subject {
  /** `The target` */
  readonly noun: string;
  /** Its address, or its command. */
  readonly name: string;
  readonly apiVersion: string;
  /** What else is known of it, each a few words. */
  readonly facts: readonly string[];
  /** The reference server, since no target is set. */
  readonly isReference: boolean;
  /** For reports that want the name of a machine. */
  readonly hostname: string;
  /** What its evidence is kept by: probes, scenarios. */
  readonly unit: string;
}

/** Throws RangeError where a result is of nobody. */
export function subjectOf({ target, client }: Result): Subject {
  if (target) {
    const { baseUrl, apiVersion, projectId, reference = false } = target;
    return {
      noun: reference ? 'The reference server' : 'The target',
      name: baseUrl,
      apiVersion,
      facts: [`API ${apiVersion}`, `project ${projectId}`],
      isReference: reference,
      hostname: new URL(baseUrl).hostname,
      unit: 'probe',
    };
  }
  if (!client) throw new RangeError('a result is of a target or of a client');
  const { command, apiVersion, auth } = client;
  return {
    noun: 'The client',
    name: command,
    apiVersion,
    facts: [`API ${apiVersion}`, `credentials: ${auth}`],
    isReference: false,
    hostname: 'localhost',
    unit: 'scenario',
  };
}

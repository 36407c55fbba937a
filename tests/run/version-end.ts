/** When the version of the API that a run was about comes to its end: a notice, no verdict. */
import { header } from '../http/exchange.ts';
import { exchangeOf, isMissing, type Run } from '../probes/answers.ts';

/** Days such as 2027-07-01, in UTC. */
export interface VersionEnd {
  /** What the contract states. */
  readonly contract?: string;
  /** What the server's `Sunset` says (RFC 8594). */
  readonly server?: string;
}

/** Undefined where nobody says that the version ends. */
export function versionEndOf(run: Run): VersionEnd | undefined {
  const plain = exchangeOf(run, 'plain');
  const contract = run.contract.end;
  const server = isMissing(plain) ? undefined : dayOf(header(plain.response, 'Sunset'));
  if (contract === undefined && server === undefined) return undefined;
  return { ...(contract !== undefined && { contract }), ...(server !== undefined && { server }) };
}

/** Undefined for what is no date; a year has four digits. */
function dayOf(date: string | undefined): string | undefined {
  const time = Date.parse(date ?? '');
  if (Number.isNaN(time)) return undefined;
  const [day = ''] = new Date(time).toISOString().split('T');
  return /^\d{4}-/.test(day) ? day : undefined;
}

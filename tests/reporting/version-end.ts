/** When the version of the API comes to its end, in a sentence. */
import type { Result } from '../run/result.ts';
import { counted } from './counted.ts';
import { subjectOf } from './subject.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** `2023-01-01 ends on 2027-07-01, in 218 days.` */
export function versionEndNote(result: Result): string | undefined {
  const { contract, server } = result.versionEnd ?? {};
  const { apiVersion } = subjectOf(result);
  const [today = ''] = result.startedAt.split('T');
  const known = contract ?? server;
  if (known === undefined) return undefined;
  const days = daysBetween(today, known);
  const end = `${apiVersion} ${days < 0 ? 'ended' : 'ends'} on ${known}, ${distance(days)}`;
  if (contract === undefined) return `${end}, says the server's Sunset, and the contract says nothing of it.`;
  if (server === undefined || server === contract) return `${end}.`;
  return `${end}, by the contract; by the server's Sunset on ${server}, ${distance(daysBetween(today, server))}.`;
}

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

function distance(days: number): string {
  if (days === 0) return 'today';
  return days > 0 ? `in ${counted(days, 'day')}` : `${counted(-days, 'day')} ago`;
}

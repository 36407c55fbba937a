/** What was observed of a client in one scenario, and what can be read off it. */
import type { CommandOutcome, RecordedRequest } from './recording.ts';
import type { Scenario } from './scenario.ts';

/** Everything that must not be seen outside an Authorization field. */
export interface Secrets {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Observation {
  readonly scenario: Scenario;
  /** Which kind of credentials the client was given. */
  readonly credentials: 'keys' | 'account';
  /** What the client was told: in one scenario a secret that the server does not know. */
  readonly told: Secrets & { readonly projectId: string };
  readonly requests: readonly RecordedRequest[];
  readonly outcome: CommandOutcome;
  /** The ids of the project's items in the list's order. */
  readonly items: readonly string[];
}

/** Exit status of a command that does not support what a scenario needs. */
const UNSUPPORTED = 77;

/** The lines of standard output. */
function printed({ outcome }: Observation): readonly string[] {
  return outcome.stdout.split(/\r?\n/).filter((line) => line !== '');
}

/** Whether the command says that it does not support the scenario. */
export function isUnsupported({ outcome, requests }: Observation): boolean {
  return outcome.exit === UNSUPPORTED && requests.length === 0;
}

/** Whether the client met what the scenario is about. */
export function isReached({ requests }: Observation): boolean {
  return requests.some(({ altered, origin }) => altered && origin === 'own');
}

export function printsItems(observation: Observation): boolean {
  const items = new Set(observation.items);
  return printed(observation).some((line) => items.has(line));
}

/** What one observation shows a client to have made of a scenario. */
export type Made =
  | { readonly made: 'list' }
  /** It failed, and said so; `loud` where it named what it has to name. */
  | { readonly made: 'failure'; readonly loud: boolean }
  | { readonly made: 'other'; readonly at: string; readonly received: string };

export function madeOf(observation: Observation): Made {
  const { outcome, items, scenario } = observation;
  const { exit, signal, stopped } = outcome;
  if (stopped !== undefined) return { made: 'other', at: 'exit status', received: STOPPED[stopped] };
  if (exit === undefined) return { made: 'other', at: 'exit status', received: `ended by ${signal}` };
  if (exit === 0) {
    const wrong = differenceOf(printed(observation), items);
    return wrong === undefined
      ? { made: 'list' }
      : { made: 'other', at: 'standard output', received: `${wrong}, with exit status 0` };
  }
  if (exit > 125 || exit === UNSUPPORTED)
    return { made: 'other', at: 'exit status', received: `exit status ${exit}` };
  return { made: 'failure', loud: isLoud(outcome, scenario) };
}

const STOPPED: Readonly<Record<NonNullable<CommandOutcome['stopped']>, string>> = {
  time: 'a command that was still running when its time was over',
  deadline: 'a command that was still running when the time of the whole run was over',
  output: 'a command that printed without an end',
};

/** Where the scenario refuses: the code or the status as a word of its own; else anything at all. */
function isLoud({ stdout, stderr }: CommandOutcome, { refusal }: Scenario): boolean {
  const said = `${stdout}\n${stderr}`;
  if (!refusal) return said.trim() !== '';
  return [String(refusal.status), refusal.errorCode].some(
    (word) => word !== undefined && new RegExp(`(?<![\\w.])${word}(?![\\w])`).test(said),
  );
}

/** How the lines differ from the items, in a few words; undefined when they are the same. */
function differenceOf(lines: readonly string[], items: readonly string[]): string | undefined {
  if (lines.length === items.length && lines.every((line, index) => line === items[index])) return undefined;
  const known = new Set(items);
  const strange = lines.find((line) => !known.has(line));
  if (strange !== undefined) return `a line that is no id: ${strange}`;
  const seen = new Set(lines);
  if (seen.size < items.length) return `${seen.size} of ${items.length} ids`;
  return seen.size < lines.length
    ? `${lines.length - seen.size} ids more than once`
    : 'the ids in another order';
}

/** Waivers: known violations that are accepted until a day. What they cover is shown, and fails nothing. */
import { visibleLine } from '../redaction/control-characters.ts';
import { withoutIndexes } from '../rules/place.ts';
import type { AppliedWaiver, Verdict } from '../rules/verdict.ts';

export interface Waiver extends AppliedWaiver {
  /** Versions of the API that it is about; absent: all. */
  readonly versions?: readonly string[];
  /** Name or origin of the target that it is about; absent: all. */
  readonly target?: string;
  /** For a client's rule: the scenario that it is about; absent: all. */
  readonly scenario?: string;
  /** The place of a violation, or one above it, without indexes: `results[].iamRoleId`; absent: all. */
  readonly at?: string;
}

/** A file of waivers that cannot be used: one sentence, with file and line. */
export class WaiversError extends Error {
  override readonly name = 'WaiversError';

  /** `what`: a clause without its full stop. */
  constructor(place: string, what: string) {
    super(visibleLine(`${place}: ${what}.`));
  }

  static unknownRule(place: string, id: string): WaiversError {
    return new WaiversError(place, `no rule has the id ${JSON.stringify(id)}; mend it, or remove the waiver`);
  }
}

/** Whether it is about what a client does. */
export const isOfClients = ({ rule }: Pick<Waiver, 'rule'>) => rule.startsWith('CLIENT-');

/** What is judged, as far as waivers are about it. */
export interface WaiverScope {
  readonly version: string;
  /** Absent of a client. */
  readonly target?: { readonly baseUrl: string; readonly name?: string | undefined };
}

/** The waivers that are about this run. */
export function waiversWithin(
  waivers: readonly Waiver[],
  { version, target }: WaiverScope,
): readonly Waiver[] {
  const names = target ? [target.name, new URL(target.baseUrl).origin] : [];
  return waivers.filter(
    (waiver) =>
      (waiver.versions?.includes(version) ?? true) &&
      (waiver.target === undefined || names.includes(waiver.target)),
  );
}

/** A violation, as far as waivers are about it. */
interface Waivable {
  readonly at: string;
  readonly scenario?: string;
}

/** The waivers of this rule that accept the violation. */
export function waiversOf(
  waivers: readonly Waiver[],
  rule: string,
  { at, scenario }: Waivable,
): readonly Waiver[] {
  return waivers.filter(
    (waiver) =>
      waiver.rule === rule &&
      (waiver.scenario === undefined || waiver.scenario === scenario) &&
      (waiver.at === undefined || isWithin(withoutIndexes(at), withoutIndexes(waiver.at))),
  );
}

/** Whether the place is the other one, or below it. */
function isWithin(place: string, above: string): boolean {
  if (!place.startsWith(above)) return false;
  const next = place.charAt(above.length);
  return next === '' || next === '.' || next === '[';
}

/** What waivers leave of a rule's violations. */
export interface Waived<T> {
  /** Those that no waiver accepts; all of them where each is accepted. */
  readonly violations: NonEmpty<T>;
  /** The waivers that accept at least one of them, in the order of their file. */
  readonly applied: readonly AppliedWaiver[];
  /** Each of them is accepted. */
  readonly isWaived: boolean;
}

type NonEmpty<T> = readonly [T, ...(readonly T[])];

export function waive<T extends Waivable>(
  waivers: readonly Waiver[],
  rule: string,
  violations: NonEmpty<T>,
): Waived<T> {
  const applied = new Set<Waiver>();
  const [first, ...others] = violations.filter((violation) => {
    const accepting = waiversOf(waivers, rule, violation);
    for (const waiver of accepting) applied.add(waiver);
    return accepting.length === 0;
  });
  return {
    violations: first === undefined ? violations : [first, ...others],
    applied: waivers.filter((waiver) => applied.has(waiver)).map(noteOf),
    isWaived: first === undefined,
  };
}

function noteOf({ rule, because, issue, expires, place }: Waiver): AppliedWaiver {
  return { rule, because, issue, expires, place };
}

/** What keeps a rule from being judged, and in words. */
export interface Obstruction {
  readonly blockedBy: string;
  readonly message: string;
}

/**
 * The verdicts as waivers leave them: a violated rule that is accepted is waived, and so is what it alone blocks.
 *
 * @param accepted ids of rules of which each violation is accepted
 * @param also what blocks a rule besides the cause that its verdict names
 */
export function acceptWaived<V extends Verdict>(
  verdicts: readonly V[],
  accepted: ReadonlySet<string>,
  also: (verdict: V) => readonly Obstruction[],
): V[] {
  const waived = new Map(
    verdicts.flatMap((one) => (isViolated(one) && accepted.has(one.id) ? [[String(one.id), one]] : [])),
  );
  return verdicts.map((verdict) => {
    const { blockedBy, message, waivers = [] } = verdict;
    if (waived.has(verdict.id)) {
      return { ...verdict, verdict: 'waived', message: `Waived. ${waiversText(waivers)} ${message}` };
    }
    if (blockedBy === undefined) return verdict;
    const open = [{ blockedBy, message }, ...also(verdict)].find((one) => !waived.has(one.blockedBy));
    if (open) return { ...verdict, ...open };
    const applied = waived.get(blockedBy)?.waivers ?? [];
    const why = `Waived with ${blockedBy}, which alone blocks it. ${waiversText(applied)} ${message}`;
    return { ...verdict, verdict: 'waived', waivers: applied, message: why };
  });
}

const isViolated = ({ verdict }: Verdict) => verdict === 'fail' || verdict === 'warn';

/** `Until 2027-03-31: Staging drops unknown parameters (https://tickets.example/STG-118).` */
export function waiversText(waivers: readonly AppliedWaiver[]): string {
  return waivers
    .map(({ because, issue, expires }) => `Until ${expires}: ${because.replace(/\.$/, '')} (${issue}).`)
    .join(' ');
}

/** A waiver as the result has it. */
export interface JudgedWaiver extends AppliedWaiver {
  /** Its rule was judged, and nothing of what it accepts was found. */
  readonly stale: boolean;
}

/** `verdicts`: of a run that these waivers are about. */
export function judgedWaivers(
  waivers: readonly Waiver[],
  verdicts: readonly Verdict[],
): readonly JudgedWaiver[] {
  return waivers.map((waiver) => {
    const verdict = verdicts.find(({ id }) => id === waiver.rule);
    const isApplied = verdict?.waivers?.some(({ place }) => place === waiver.place) ?? false;
    return { ...noteOf(waiver), stale: verdict !== undefined && isJudged(verdict) && !isApplied };
  });
}

function isJudged({ verdict, blockedBy }: Verdict): boolean {
  return verdict !== 'blocked' && verdict !== 'not-applicable' && blockedBy === undefined;
}

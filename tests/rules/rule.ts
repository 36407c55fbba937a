/** The form of a rule: one sentence about the server, and a pure function that judges it. */
import type { NotApplicable, Run } from '../probes/answers.ts';
import type { ProbeName } from '../probes/schedule.ts';
import { withoutIndexes } from './place.ts';
import type { Basis, Level, RuleId, Violation } from './verdict.ts';

export type { Run };

/** Why something could not be judged, and what is the cause: the id of a rule, or the kind of a fault. */
export interface Blocked {
  readonly blockedBy: string;
  readonly why: string;
  /** What else blocks it: that the first is mended would not suffice. */
  readonly also?: readonly Blocked[];
}

/** What a need brings, or why it brings nothing. */
export type Found<T> = { readonly value: T } | Blocked | NotApplicable;

/** What a rule does with the replies of which probes. */
interface Parts {
  /** Replies that the rule is about: what is wrong in one of them violates it there. */
  readonly judges?: readonly ProbeName[];
  /** Replies that those are compared with: a difference violates the rule in the other one. */
  readonly comparesWith?: readonly ProbeName[];
  /** Controls, prerequisites and readings made again: without them the rule is at most not judged. */
  readonly leansOn?: readonly ProbeName[];
}

/**
 * Something a rule looks at: it names the probes that bring it, and resolves to the value, or to the
 * reason why there is none. So a rule's own function only ever sees what it can judge.
 */
export interface Need<T> extends Parts {
  readonly resolve: (run: Run) => Found<T>;
}

/** The need for replies that the rule compares others with. */
export function comparedWith<T>({ judges = [], ...need }: Need<T>): Need<T> {
  return { ...need, comparesWith: judges };
}

/** The need for replies that the rule only leans on. */
export function leaningOn<T>({ judges = [], comparesWith = [], leansOn = [], resolve }: Need<T>): Need<T> {
  return { leansOn: [...judges, ...comparesWith, ...leansOn], resolve };
}

export type Needs = Readonly<Record<string, Need<unknown>>>;
type Resolved<N extends Needs> = { readonly [K in keyof N]: N[K] extends Need<infer T> ? T : never };

/** What a rule's function says: it holds, all that violates it, or why it could not be judged. */
export type Finding = 'holds' | Violation | readonly Violation[] | NotApplicable | Blocked;

/**
 * What a rule finds. `holds`: what it has not looked at, a sentence. `violations`: in the order in which they were
 * found, one at the least.
 */
export type Judgement =
  | 'holds'
  | { readonly holds: string }
  | { readonly violations: readonly [Violation, ...Violation[]] }
  | NotApplicable
  | Blocked;

/** A rule names no more violations than this of one place: what is wrong everywhere is not worth a longer list. */
const MOST_OF_A_PLACE = 100;
/** Places in which a rule looks for more, indexes aside. No contract has as many. */
const MOST_PLACES = 100;

export interface RuleForm<N extends Needs> {
  readonly id: RuleId;
  readonly level: Level;
  readonly basis: Basis;
  /** One sentence, the server as its subject, present tense, no level words. */
  readonly title: string;
  /**
   * `document, place: what it says`, in our words; several are parted by `; `. Documents and places stand in
   * `sources.ts`.
   */
  readonly source: string;
  /** What to look at first where the rule is violated: a sentence for whoever mends the server. */
  readonly lookAt: string;
  /** The contract's statement that the rule judges, in the place syntax of `Contract.locate`. */
  readonly contract: string;
  readonly needs: N;
  /** Rules whose failure already says what this one's failure would: then it counts as blocked. */
  readonly impliedBy?: readonly RuleId[];
  readonly judge: (found: Resolved<N>, run: Run) => Finding;
  /** What of hostile replies it does not look at, as a sentence: a rule that holds says so. */
  readonly unseen?: (found: Resolved<N>) => string | undefined;
}

/** A rule whose needs have been bound to its function. */
export interface Rule extends Omit<RuleForm<Needs>, 'needs' | 'judge' | 'unseen'>, Required<Parts> {
  /** All of its parts. */
  readonly probes: readonly ProbeName[];
  readonly judge: (run: Run) => Judgement;
}

/** Binds a rule's needs to its function: missing needs end the judgement before the function runs. */
export function rule<const N extends Needs>(form: RuleForm<N>): Rule {
  const { needs, judge, unseen = () => undefined, ...rest } = form;
  return {
    ...rest,
    ...partsOf(Object.values(needs)),
    judge: (run) => {
      const found = new Map<string, unknown>();
      const blocked: Blocked[] = [];
      let notApplicable: NotApplicable | undefined;
      for (const [name, need] of Object.entries(needs)) {
        const resolved = need.resolve(run);
        if ('blockedBy' in resolved) blocked.push(resolved);
        else if ('notApplicable' in resolved) notApplicable ??= resolved;
        else found.set(name, resolved.value);
      }
      const missing = blockedByAll(blocked) ?? notApplicable;
      if (missing) return missing;
      const resolved = Object.fromEntries(found) as Resolved<N>;
      const judged = judgement(judge(resolved, run));
      const holds = judged === 'holds' ? unseen(resolved) : undefined;
      return holds === undefined ? judged : { holds };
    },
  };
}

/** The first of several, which names the others; undefined where there is none. */
function blockedByAll([first, ...others]: readonly Blocked[]): Blocked | undefined {
  if (!first) return undefined;
  return others.length === 0 ? first : { ...first, also: [...(first.also ?? []), ...others] };
}

/** What the needs do together: a reply that one of them judges is judged, whatever others do with it. */
function partsOf(needs: readonly Parts[]): Required<Parts> & Pick<Rule, 'probes'> {
  const judges = new Set(needs.flatMap((need) => need.judges ?? []));
  const compared = new Set(needs.flatMap((need) => need.comparesWith ?? []));
  const leansOn = new Set(needs.flatMap((need) => need.leansOn ?? []));
  const probes = new Set(
    needs.flatMap((need) => [...(need.judges ?? []), ...(need.comparesWith ?? []), ...(need.leansOn ?? [])]),
  );
  return {
    judges: [...judges],
    comparesWith: [...compared].filter((probe) => !judges.has(probe)),
    leansOn: [...leansOn].filter((probe) => !judges.has(probe) && !compared.has(probe)),
    probes: [...probes],
  };
}

function judgement(finding: Finding): Judgement {
  if (finding === 'holds' || 'notApplicable' in finding || 'blockedBy' in finding) return finding;
  const [first, ...others] = 'expected' in finding ? [finding] : finding;
  return first ? { violations: [first, ...others] } : 'holds';
}

/** Judges each of several, and keeps what violates the rule. */
export function each<T>(
  all: Iterable<T>,
  judge: (one: T) => Violation | readonly Violation[] | 'holds' | undefined,
): readonly Violation[] {
  const violations: Violation[] = [];
  const counts = new Map<string, number>();
  for (const one of all) {
    const found = judge(one);
    if (found === undefined || found === 'holds') continue;
    for (const violation of 'expected' in found ? [found] : found) {
      const place = withoutIndexes(violation.at);
      const count = (counts.get(place) ?? 0) + 1;
      counts.set(place, count);
      if (count <= MOST_OF_A_PLACE) violations.push(violation);
    }
    if (counts.size >= MOST_PLACES) break;
  }
  return violations;
}

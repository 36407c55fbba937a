/** The form of a sentence of a document, in our words, with what becomes of it. */
import type { Variant } from '../variants.ts';

interface Said {
  /** What the document says, in our words. */
  readonly says: string;
  /** Document and place, several divided by `; `, as a rule cites them. */
  readonly source: string;
}

/** A sentence that planted defects break: the rules that catch them keep it. */
export interface Kept extends Said {
  /** Names of defects. */
  readonly brokenBy: readonly string[];
}

/** A sentence that no rule keeps. */
export interface Unkept extends Said {
  /** One sentence, without a full stop. */
  readonly because: string;
}

/** Something that no document settles: right servers differ in it, and no rule fails any of them. */
export interface Open extends Said {
  /** In what each of these servers differs from the reference server. */
  readonly servers: readonly Partial<Variant>[];
}

export type Sentence = Kept | Unkept;

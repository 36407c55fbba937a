/** Texts that keep a pattern, made from the pattern itself. */
import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { regularExpression } from './patterns.ts';

/** Chooses one of so many: a whole number from 0 up to `count`, without it. */
export type Choose = (count: number) => number;

export interface Lengths {
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** How many more characters than the pattern asks for a repetition without an end may bring. */
const SPREADS = [4, 8, 0, 16, 64, 256] as const;
/** What cannot be built in one go, such as a look-ahead, is built at random and tried. */
const ATTEMPTS = 40;

/** A text that keeps the pattern and the lengths; undefined when none was found. */
export function sampleOf(pattern: string, choose: Choose, lengths: Lengths = {}): string | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = lengths;
  const { expression, alternatives } = parsed(pattern);
  for (const spread of SPREADS) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const text = alternative(alternatives, { choose, spread, flags: expression.flags });
      const length = [...text].length;
      if (length >= minLength && length <= maxLength && expression.test(text)) return text;
    }
  }
  return undefined;
}

interface Parsed {
  readonly expression: RegExp;
  readonly alternatives: readonly AST.Alternative[];
}

const patterns = new Map<string, Parsed>();

function parsed(pattern: string): Parsed {
  const before = patterns.get(pattern);
  if (before) return before;
  const expression = regularExpression(pattern);
  const { unicode } = expression;
  const { alternatives } = new RegExpParser().parsePattern(pattern, 0, pattern.length, { unicode });
  const found = { expression, alternatives };
  patterns.set(pattern, found);
  return found;
}

interface Making {
  readonly choose: Choose;
  readonly spread: number;
  readonly flags: string;
}

function alternative(alternatives: readonly AST.Alternative[], making: Making): string {
  const { elements } = alternatives[making.choose(alternatives.length)] ?? { elements: [] };
  return elements.map((element) => textOf(element, making)).join('');
}

function textOf(node: AST.Element, making: Making): string {
  switch (node.type) {
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'Group':
    case 'CapturingGroup':
      return alternative(node.alternatives, making);
    case 'Quantifier': {
      const most = Math.min(node.max, node.min + making.spread);
      const count = node.min + making.choose(most - node.min + 1);
      return Array.from({ length: count }, () => textOf(node.element, making)).join('');
    }
    case 'CharacterSet':
    case 'CharacterClass': {
      const characters = charactersOf(node.raw, making.flags);
      return characters[making.choose(characters.length)] ?? '';
    }
    // An assertion holds no text; what a reference or a set of strings stands for is left to chance.
    default:
      return '';
  }
}

const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));
const classes = new Map<string, readonly string[]>();

/** The letters and digits of a class; only where it has none, its other characters. */
function charactersOf(raw: string, flags: string): readonly string[] {
  const key = `${flags} ${raw}`;
  const before = classes.get(key);
  if (before) return before;
  const expression = new RegExp(`^${raw}$`, flags);
  const all = PRINTABLE.filter((char) => expression.test(char));
  const plain = all.filter((char) => /[0-9A-Za-z]/.test(char));
  const characters = plain.length > 0 ? plain : all;
  classes.set(key, characters);
  return characters;
}

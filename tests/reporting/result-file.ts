/** A result as it is read back: of a run, of an older version of the suite, or a mock's published one. */
import { readFileSync, statSync } from 'node:fs';
import { member, show } from '../json/json.ts';
import { trimmed, visibleLine } from '../redaction/control-characters.ts';
import {
  LEVELS,
  type Level,
  OUTCOME_NAMES,
  type OutcomeName,
  VERDICT_NAMES,
  type VerdictName,
} from '../rules/verdict.ts';

/** A file that is no result: one sentence for the person who named it. */
export class ResultFileError extends Error {
  override readonly name = 'ResultFileError';

  constructor(name: string, what: string) {
    super(
      visibleLine(
        `${name} ${what}; name a file that a run wrote as conformance.json, or a mock's published result.`,
      ),
    );
  }
}

/** What one rule found. What a file does not say is undefined. */
export interface JudgedRule {
  readonly verdict: VerdictName;
  readonly level: Level | undefined;
  readonly title: string | undefined;
  readonly message: string | undefined;
  /** A rule's id, or the kind of a fault. */
  readonly blockedBy: string | undefined;
}

export interface ResultFile {
  /** As the person who named the file wrote it. */
  readonly name: string;
  /** Who was judged: an address, the built-in reference server whatever its port, a client or a mock. */
  readonly target: string | undefined;
  readonly projectId: string | undefined;
  readonly apiVersion: string | undefined;
  readonly startedAt: string | undefined;
  readonly outcome: OutcomeName | undefined;
  readonly requests: number | undefined;
  readonly strict: boolean | undefined;
  /** Only a part of the rules was judged. */
  readonly isSelection: boolean;
  /** By id, in the order of the file. */
  readonly rules: ReadonlyMap<string, JudgedRule>;
}

/** Many times as large as a run writes it. */
const LARGEST = 50_000_000;

/** Throws ResultFileError. */
export function readResultFile(file: string): ResultFile {
  let text: string;
  try {
    if (statSync(file).size > LARGEST) throw new ResultFileError(file, `is larger than ${LARGEST} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof ResultFileError ? error : new ResultFileError(file, 'cannot be read');
  }
  return parseResult(text, file);
}

/** `name` stands for the text in reports, and in the sentence of a ResultFileError. */
export function parseResult(text: string, name: string): ResultFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ResultFileError(name, 'is not JSON');
  }
  return checkResult(value, name);
}

/** `name` stands for the value in reports, and in the sentence of a ResultFileError. */
export function checkResult(value: unknown, name: string): ResultFile {
  const rules = member(value, 'rules');
  if (member(value, 'schemaVersion') !== 1 || !Array.isArray(rules) || rules.length === 0) {
    throw new ResultFileError(
      name,
      'is no result of this suite, for it lacks schemaVersion 1 or a list of rules',
    );
  }
  const target = member(value, 'target');
  const client = member(value, 'client');
  const sent = member(member(value, 'requests'), 'sent');
  return {
    name: visibleLine(name),
    target: targetName(target) ?? line(member(client, 'command')) ?? mockName(member(value, 'mock')),
    projectId: line(member(target, 'projectId')),
    apiVersion:
      line(member(target, 'apiVersion')) ??
      line(member(client, 'apiVersion')) ??
      line(member(value, 'apiVersion')),
    startedAt: line(member(value, 'startedAt')),
    outcome: oneOf(OUTCOME_NAMES, member(value, 'outcome')),
    requests: typeof sent === 'number' ? sent : undefined,
    strict: oneOf([true, false], member(value, 'strict')),
    isSelection: member(value, 'selection') !== undefined,
    rules: judgedRules(rules, name),
  };
}

/** `AUTH-01`, `FIELD-roles[].roleName-value`; no kind of a fault has its form. */
export function isRuleId(text: string): boolean {
  return /^[A-Z]{1,20}-[^\s\p{C}]{1,200}$/u.test(text);
}

function judgedRules(rules: readonly unknown[], name: string): ReadonlyMap<string, JudgedRule> {
  const judged = new Map<string, JudgedRule>();
  for (const [index, rule] of rules.entries()) {
    const id = member(rule, 'id');
    if (typeof id !== 'string' || !isRuleId(id)) {
      throw new ResultFileError(name, `is malformed, for rules[${index}] has no id such as AUTH-01`);
    }
    const given = member(rule, 'verdict');
    const verdict = oneOf(VERDICT_NAMES, given);
    if (verdict === undefined) {
      throw new ResultFileError(
        name,
        `is malformed, for the verdict of rules[${index}], ${id}, is ${show(given, 40)}, and not one of ${VERDICT_NAMES.join(', ')}`,
      );
    }
    if (judged.has(id)) throw new ResultFileError(name, `is malformed, for ${id} stands twice in its rules`);
    judged.set(id, {
      verdict,
      level: oneOf(LEVELS, member(rule, 'level')),
      title: line(member(rule, 'title')),
      message: line(member(rule, 'message')),
      blockedBy: line(member(rule, 'blockedBy')),
    });
  }
  return judged;
}

function targetName(target: unknown): string | undefined {
  return member(target, 'reference') === true
    ? 'the built-in reference server'
    : line(member(target, 'baseUrl'));
}

/** `Prism 5.14.2 (@stoplight/prism-cli)` */
function mockName(mock: unknown): string | undefined {
  const [title, name, version, source] = ['title', 'name', 'version', 'package'].map((one) =>
    line(member(mock, one)),
  );
  const words = [title ?? name, version, source && `(${source})`].filter((word) => word !== undefined);
  return words.length === 0 ? undefined : words.join(' ');
}

/** Longer than any text that a run writes. */
const MAX_TEXT = 2000;

/** On one line, with nothing in it that acts: files come from anywhere. */
function line(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? trimmed(visibleLine(value), MAX_TEXT) : undefined;
}

function oneOf<const T extends string | boolean>(values: readonly T[], value: unknown): T | undefined {
  return values.find((one) => one === value);
}

/** Topic FIELD: the rules on each property of an item, made from what the contract says of it. */

import { withArticle } from '../contract/article.ts';
import type { Contract, Field, SchemaError, StatedRule } from '../contract/contract.ts';
import { fieldPath } from '../contract/fields.ts';
import { isObject, member } from '../json/json.ts';
import { pathValuesOf } from '../probes/answers.ts';
import type { ListReply } from '../probes/list-reply.ts';
import { ANY_LIST, lists } from './needs.ts';
import { each, type Finding, type Rule, type Run, rule } from './rule.ts';
import { schemaViolation } from './schema-violation.ts';
import { sourcesOf } from './sources.ts';
import { unseenMembers } from './unseen.ts';
import type { Basis, Level, RuleId } from './verdict.ts';

/** A rule on one property: one that the file names, or one that follows from what it says. */
interface FieldForm extends StatedRule {
  readonly id: RuleId;
  readonly field: Field;
}

interface Forms {
  /** In the order of their numbers, then in that of the file. */
  readonly all: readonly FieldForm[];
  /** By the path of their property. */
  readonly at: ReadonlyMap<string, readonly FieldForm[]>;
}

const known = new WeakMap<Contract, Forms>();

function formsOf(contract: Contract): Forms {
  const before = known.get(contract);
  if (before) return before;
  const at = new Map<string, readonly FieldForm[]>();
  for (const field of contract.fields) {
    if (!isJudgedAbove(field.path, at)) at.set(field.path, formsOn(field, contract));
  }
  const all = [...at.values()].flat().sort((a, b) => numberOf(a.id) - numberOf(b.id));
  const forms = { all, at };
  known.set(contract, forms);
  return forms;
}

/** Whether a rule that the file names answers for all that stands in a property further up. */
function isJudgedAbove(path: string, at: Forms['at']): boolean {
  return holdersOf(path).some((above) =>
    at.get(above)?.some(({ field, keywords }) => field.rules.length > 0 && keywords === undefined),
  );
}

/** Names may be a server's own, and hold any number of dots. */
const MOST_HOLDERS = 200;

/** The paths of the properties that hold this one, the nearest first. */
function holdersOf(path: string): readonly string[] {
  const holders: string[] = [];
  let at = path;
  while (holders.length < MOST_HOLDERS) {
    const parent = at.replace(/(\[\]|\.[^.]*)$/, '');
    if (parent === at) break;
    holders.push(withoutBrackets(parent));
    at = parent;
  }
  return holders;
}

function withoutBrackets(path: string): string {
  let end = path.length;
  while (path.endsWith('[]', end)) end -= 2;
  return path.slice(0, end);
}

function formsOn(field: Field, contract: Contract): readonly FieldForm[] {
  if (field.rules.length > 0) {
    return field.rules.flatMap(({ id, ...rest }) => (isFieldId(id) ? [{ id, field, ...rest }] : []));
  }
  const { one } = contract.noun;
  const name = field.path.slice(field.path.lastIndexOf('.') + 1);
  const holder = field.path.slice(0, -name.length - 1);
  const given = holder === '' ? `each ${one}` : `each ${holder} of ${withArticle(one)}`;
  const shared = { field, lookAt: undefined, hint: undefined };
  const presence = {
    ...shared,
    id: `FIELD-${field.path}-present` as const,
    keywords: ['required'],
    title: `The server gives ${given} ${withArticle(name)}.`,
  };
  const value = {
    ...shared,
    id: `FIELD-${field.path}-value` as const,
    keywords: undefined,
    title: `The server writes ${field.path} of ${withArticle(one)} as the contract has it.`,
  };
  return field.isRequired ? [presence, value] : [value];
}

const isFieldId = (id: string): id is `FIELD-${string}` => id.startsWith('FIELD-');
/** Rules without a number stand behind those that have one. */
const numberOf = (id: RuleId) => Number(/^FIELD-(\d+)$/.exec(id)?.[1] ?? Number.MAX_SAFE_INTEGER);

/** The rule that an error in an item belongs to; undefined when it is about the item as a whole. */
function ownerOf(contract: Contract, { path, keyword, property }: SchemaError): FieldForm | undefined {
  const { at } = formsOf(contract);
  const steps = path.slice(2);
  if (property !== undefined) {
    const presence = at
      .get(fieldPath([...steps, property]))
      ?.find((form) => form.keywords?.includes(keyword));
    if (presence) return presence;
  }
  const here = fieldPath(steps);
  for (const place of [here, ...holdersOf(here), ...(here.endsWith('[]') ? [withoutBrackets(here)] : [])]) {
    const forms = at.get(place);
    if (forms)
      return forms.find(
        ({ keywords }) => keywords === undefined || (place === here && keywords.includes(keyword)),
      );
  }
  return undefined;
}

/** What the schema has against the items of one reply. */
export function itemErrors(page: ListReply, run: Run): readonly SchemaError[] {
  return run.contract
    .check('{list}', page.document, pathValuesOf(run))
    .filter(({ path }) => path[0] === 'results');
}

/** Whether no rule on a property answers for an error. */
export function isAboutNoField({ contract }: Run, error: SchemaError): boolean {
  return ownerOf(contract, error) === undefined;
}

/** The rules on the properties of an item, as the contract states them. */
export function itemFieldRules(contract: Contract): readonly Rule[] {
  return formsOf(contract).all.map((form) => fieldRule(form, contract));
}

function fieldRule({ id, title, lookAt, hint, field, keywords }: FieldForm, contract: Contract): Rule {
  const [keyword] = keywords ?? [];
  const source = sourceOf(field, keywords, contract);
  const basis = basisOf(source);
  return rule({
    id,
    level: levelOf(basis),
    basis,
    title,
    source,
    lookAt: lookAt ?? 'The line of the contract that the failure cites.',
    contract: keyword === undefined || keyword === 'required' ? field.place : `${field.place}/${keyword}`,
    needs: { pages: lists(ANY_LIST) },
    unseen: ({ pages }) => unseenMembers(pages),
    judge: ({ pages }, run): Finding => {
      const found = each(pages, (page) =>
        each(
          itemErrors(page, run).filter((error) => ownerOf(run.contract, error)?.id === id),
          (error) => ({ ...schemaViolation(error, page.probe), ...(hint !== undefined && { hint }) }),
        ),
      );
      if (found.length > 0) return found;
      const steps = field.path.split('.');
      if (pages.some(({ buckets }) => buckets.some((item) => holds(item, steps)))) return 'holds';
      const needs = keyword === 'required' ? 'or needs ' : '';
      const { noun, holder } = run.contract;
      return { notApplicable: `no ${noun.one} of the ${holder} has ${needs}${field.path}` };
    },
  });
}

/** Whether a value has what the steps lead to: names, with [] behind those of arrays. */
function holds(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== undefined;
  const isList = step.endsWith('[]');
  const inner = isObject(value) ? member(value, withoutBrackets(step)) : undefined;
  if (!isList) return holds(inner, rest);
  return Array.isArray(inner) && inner.flat(8).some((item) => holds(item, rest));
}

/** Document and place of the keywords that a rule answers for, each once. */
function sourceOf(
  { sources, rules }: Field,
  keywords: readonly string[] | undefined,
  contract: Contract,
): string {
  const others = ['required', ...rules.flatMap((one) => one.keywords ?? [])];
  const own = keywords ?? [...sources.keys()].filter((name) => name !== '' && !others.includes(name));
  const cited = own.flatMap((keyword) => sources.get(keyword) ?? sources.get('') ?? []);
  const texts = new Set(
    cited.length > 0
      ? cited
      : [sources.get('') ?? `The contract, schema of ${withArticle(contract.noun.one)}`],
  );
  return [...texts].join('; ');
}

/** What replies or examples alone back is so little that its rule is a SHOULD. */
function basisOf(source: string): Basis {
  const cited = sourcesOf(source).map((one) => one.cited);
  const isRecorded = (text: string) => text.startsWith('Recorded');
  if (cited.every((text) => isRecorded(text) || text.startsWith('Example'))) {
    return cited.some(isRecorded) ? 'observed' : 'example';
  }
  return 'text';
}

const levelOf = (basis: Basis): Level => (basis === 'text' ? 'MUST' : 'SHOULD');

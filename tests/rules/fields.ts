/** Topic FIELD: the list and every bucket that was read, against the contract's schema. */
import { withArticle } from '../contract/article.ts';
import type { Contract } from '../contract/contract.ts';
import { readJson, show } from '../json/json.ts';
import { askedValue } from '../probes/answers.ts';
import { isAboutNoField, itemErrors, itemFieldRules } from './item-fields.ts';
import { ANY_LIST, admitted, lists } from './needs.ts';
import { each, type Finding, type Rule, rule } from './rule.ts';
import { isAbout, listViolation, schemaViolation } from './schema-violation.ts';
import { unseenMembers } from './unseen.ts';

/** Members of the list that have rules of their own, here and in the topics PAGE and ENV. */
const JUDGED_ELSEWHERE = ['results', 'links', 'totalCount', 'status'];

/** The rules of the topic that a contract states or can state: those on properties are as it has them. */
export function fields(contract: Contract): readonly Rule[] {
  const { one, many } = contract.noun;
  const { holder } = contract;
  return [
    rule({
      id: 'FIELD-01',
      level: 'MUST',
      basis: 'text',
      title: `The server answers with an object that holds the ${many} as an array in results.`,
      source:
        'OpenAPI v1, results, required: an array in every list; Endpoint page, example response: results at the top level; Recorded replies, 9,861 lists: an array in each',
      lookAt: 'What is returned: a bare array and the page object of a framework are other formats.',
      contract: '{list}/properties/results',
      needs: { plain: admitted('plain') },
      impliedBy: ['HTTP-01', 'HTTP-04', 'HTTP-14'],
      judge: ({ plain }, { contract }) => {
        const found = listViolation('plain', plain);
        const { value } = readJson(plain.response.body);
        if (found === 'holds' || value === undefined) return found;
        const error = contract
          .check('{list}', value)
          .find((one) => isAbout('results')(one) || (one.path.length === 0 && one.keyword === 'type'));
        return { ...found, ...(error && { contract: schemaViolation(error, found.probe).contract }) };
      },
    }),
    rule({
      id: 'FIELD-02',
      level: 'MUST',
      basis: 'text',
      title: `The server writes each ${one} as an object.`,
      source: `Endpoint page, example response: objects in results; OpenAPI v1, results: its items are ${many}`,
      lookAt: `Whether ids are returned in place of the ${many}.`,
      contract: '{list}/properties/results/items',
      needs: { pages: lists(ANY_LIST) },
      unseen: ({ pages }) => unseenMembers(pages),
      judge: ({ pages }, run): Finding => {
        const found = each(pages, (page) =>
          each(
            itemErrors(page, run).filter(({ path, keyword }) => path.length === 2 && keyword === 'type'),
            (error) => schemaViolation(error, page.probe),
          ),
        );
        if (found.length > 0) return found;
        return pages.some(({ buckets }) => buckets.length > 0)
          ? 'holds'
          : { notApplicable: `the ${holder} has no ${one}` };
      },
    }),
    ...itemFieldRules(contract),
    identityRule(contract),
    rule({
      id: 'FIELD-22',
      level: 'MUST',
      basis: 'text',
      title: `The server keeps every other statement of the ${one} schema.`,
      source: `The contract, schema of a ${one}: what no other rule of the topic judges`,
      lookAt: 'The line of the contract that the failure cites.',
      contract: '{item}',
      needs: { pages: lists(ANY_LIST) },
      unseen: ({ pages }) => unseenMembers(pages),
      impliedBy: ['FIELD-02'],
      judge: ({ pages }, run): Finding => {
        const found = each(pages, (page) =>
          each(
            itemErrors(page, run).filter((one) => isAboutNoField(run, one)),
            (error) => schemaViolation(error, page.probe),
          ),
        );
        if (found.length > 0) return found;
        return pages.some(({ buckets }) => buckets.length > 0)
          ? 'holds'
          : { notApplicable: `the ${holder} has no ${one}` };
      },
    }),
    rule({
      id: 'FIELD-23',
      level: 'MUST',
      basis: 'text',
      title: 'The server writes the links of the list as an array of href and rel, both strings.',
      source:
        'OpenAPI v1, schema Link: href and rel, strings; Endpoint page, example response: href and rel; Recorded replies, 10,746 links: these two members',
      lookAt:
        'The form of the links: an object with a member for each relation, as in HAL, is another format.',
      contract: '{list}/properties/links',
      needs: { pages: lists(ANY_LIST) },
      unseen: ({ pages }) => unseenMembers(pages),
      judge: ({ pages }, { contract }) =>
        each(pages, (page) =>
          each(
            contract
              .check('{list}', page.document)
              .filter((error) => isAbout('links')(error) && error.keyword !== 'format'),
            (error) => schemaViolation(error, page.probe),
          ),
        ),
    }),
    rule({
      id: 'FIELD-24',
      level: 'MUST',
      basis: 'text',
      title: 'The server keeps every other statement of the list schema.',
      source: 'The contract, schema of the list: what no other rule judges',
      lookAt: 'The line of the contract that the failure cites.',
      contract: '{list}',
      needs: { pages: lists(ANY_LIST) },
      unseen: ({ pages }) => unseenMembers(pages),
      judge: ({ pages }, { contract }) =>
        each(pages, (page) => {
          const isEnveloped = askedValue(page.exchange.asked, 'envelope') === 'true';
          return each(
            contract
              .check(isEnveloped ? '{enveloped}' : '{list}', page.document)
              .filter((error) => !JUDGED_ELSEWHERE.some((name) => isAbout(name)(error))),
            (error) => schemaViolation(error, page.probe),
          );
        }),
    }),
  ];
}

/** No item twice: what tells it apart is said by the contract. */
function identityRule({ identity, noun, holder }: Contract): Rule {
  const { one, many } = noun;
  const [first] = identity.fields;
  const what = identity.fields.join(' and ');
  return rule({
    id: 'FIELD-21',
    level: 'MUST',
    basis: 'text',
    title:
      first === undefined
        ? `The server puts no ${one} on a page twice.`
        : `The server gives no two ${many} of the ${holder} the same ${what}.`,
    source:
      'Endpoint page, response: the id tells a bucket from all others; Recorded replies, 9,861 lists: no id twice on a page',
    lookAt: `Whether a join, or a second store, yields a ${one} more than once.`,
    contract: first === undefined ? '{item}' : `{item}/properties/${first}`,
    needs: { pages: lists(ANY_LIST) },
    unseen: ({ pages }) => unseenMembers(pages),
    judge: ({ pages }): Finding => {
      const found = each(pages, (page) => {
        const seen = new Map<string, number>();
        return each(page.buckets.entries(), ([index, item]) => {
          const id = identity.of(item);
          const before = id === undefined ? undefined : seen.get(id);
          if (id !== undefined && before === undefined) seen.set(id, index);
          return before === undefined
            ? 'holds'
            : {
                expected: `${withArticle(what === '' ? one : what)} of its own`,
                received: `${identity.nameOf(item) ?? show(item)}, as results[${before}]`,
                at: `results[${index}]${first === undefined ? '' : `.${first}`}`,
                probe: page.probe,
              };
        });
      });
      if (found.length > 0) return found;
      return pages.some(({ buckets }) => buckets.filter((item) => identity.of(item) !== undefined).length > 1)
        ? 'holds'
        : {
            notApplicable: `needs a ${holder} with two ${many} that have ${withArticle(what === '' ? 'identity' : what)}`,
          };
    },
  });
}

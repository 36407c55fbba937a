/** Topic PRETTY: `pretty=true` changes the white space of the body, and nothing else. */

import { firstDifference, readJson, show } from '../json/json.ts';
import { askedValue } from '../probes/answers.ts';
import type { ListReply } from '../probes/list-reply.ts';
import { dataOf, unlikePlain } from './list-data.ts';
import {
  ANY_LIST,
  admitted,
  bucketsSeen,
  ifSent,
  list,
  listIfAny,
  lists,
  unchangedBuckets,
} from './needs.ts';
import { comparedWith, each, leaningOn, type Rule, rule } from './rule.ts';
import { listViolation } from './schema-violation.ts';
import type { Violation } from './verdict.ts';

const PRETTY = '{operation}/parameters/pretty';
const PAGE_TEXT = 'Endpoint page, query parameter pretty';

export const pretty: readonly Rule[] = [
  rule({
    id: 'PRETTY-01',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers pretty=true with the list.',
    source: `${PAGE_TEXT}: asks for a body laid out for people`,
    lookAt: 'Whether the parameter is refused as unknown, or its value misread.',
    contract: PRETTY,
    needs: { pretty: admitted('pretty') },
    judge: ({ pretty: exchange }) => listViolation('pretty', exchange),
  }),
  rule({
    id: 'PRETTY-02',
    level: 'MUST',
    basis: 'text',
    title: 'The server spreads the body over several indented lines with pretty=true.',
    source: `${PAGE_TEXT}: asks for a body laid out for people; Endpoint page, example response: one member a line`,
    lookAt: 'Whether the parameter reaches what writes the JSON; a proxy that minifies bodies undoes it.',
    contract: PRETTY,
    needs: { pretty: list('pretty') },
    judge: ({ pretty: { text } }) =>
      /\n[ \t]+\S/.test(text)
        ? 'holds'
        : {
            expected: 'line breaks and indentation',
            received: text.trim().includes('\n') ? 'lines without indentation' : 'one line',
            at: 'body',
            probe: 'pretty',
          },
  }),
  rule({
    id: 'PRETTY-03',
    level: 'MUST',
    basis: 'text',
    title: 'The server gives the same data with pretty=true as without.',
    source: `${PAGE_TEXT}: a flag of the format alone`,
    lookAt:
      'Whether the body is laid out from other data, or by another serializer; the place is the first difference.',
    contract: PRETTY,
    needs: {
      steady: leaningOn(unchangedBuckets()),
      plain: comparedWith(list('plain')),
      pretty: list('pretty'),
    },
    judge: ({ plain, pretty: indented }) => {
      const [before, after] = [dataOf(plain), dataOf(indented)];
      const at = firstDifference(before, after);
      return at === undefined
        ? 'holds'
        : { expected: 'the data of the plain reply', received: `other data at ${at}`, at, probe: 'pretty' };
    },
  }),
  rule({
    id: 'PRETTY-04',
    level: 'MUST',
    basis: 'text',
    title: 'The server writes the body without insignificant white space when pretty is absent.',
    source: `${PAGE_TEXT}: default false; Atlas docs, reference, Pretty: no white space unless it is asked for; Recorded replies, 69,000 bodies: compact`,
    lookAt: 'The default of what writes the JSON: many frameworks indent in development.',
    contract: `${PRETTY}/schema/default`,
    needs: { pages: lists(ANY_LIST), pretty: leaningOn(listIfAny('pretty')) },
    judge: ({ pages, pretty: asked }) =>
      each(pages, (page) => {
        // PRETTY-05 judges pretty=false.
        if (askedValue(page.exchange.asked, 'pretty') !== undefined) return 'holds';
        const found = compact(page);
        if (found === 'holds') return 'holds';
        return page.text === asked?.text ? { ...found, fact: '`pretty` has no effect' } : found;
      }),
  }),
  rule({
    id: 'PRETTY-05',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers pretty=false as if it were absent, without insignificant white space.',
    source: `${PAGE_TEXT}: default false`,
    lookAt: 'How the value is read: any text, false too, may count as true.',
    contract: `${PRETTY}/schema/default`,
    needs: {
      both: admitted('flags-false'),
      enveloped: leaningOn(ifSent(admitted('envelope-false'))),
      read: leaningOn(bucketsSeen()),
      plain: leaningOn(list('plain')),
    },
    impliedBy: ['PRETTY-04'],
    judge: ({ both, enveloped, read, plain }) => {
      const found = unlikePlain('flags-false', both, plain, read);
      if (found === 'holds') return compact({ probe: 'flags-false', exchange: both });
      return enveloped && unlikePlain('envelope-false', enveloped, plain, read) === 'holds'
        ? found
        : { blockedBy: 'ENV-06', why: 'the list with pretty=false and envelope=false is another one' };
    },
  }),
  rule({
    id: 'PRETTY-06',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server indents by two spaces and puts a space on both sides of a colon.',
    source:
      'Recorded replies: this list with pretty=true in v1.0 is written so; Atlas docs, examples of other lists: written alike',
    lookAt:
      'The printer in use: the service uses the default one of Jackson. Any other layout can be read as well.',
    contract: PRETTY,
    needs: { pages: lists(['pretty', 'enveloped-pretty-page']) },
    impliedBy: ['PRETTY-02', 'ENV-07'],
    judge: ({ pages }) =>
      each(pages, ({ probe, text }) =>
        /^\{\r?\n {2}"/.test(text) && /^ {2}"[A-Za-z_]+" : /m.test(text)
          ? 'holds'
          : {
              expected: 'two spaces and `"name" : value`',
              received: show(text.split('\n').slice(0, 2).join('\n'), 40),
              at: 'body',
              probe,
            },
      ),
  }),
];

function compact({ probe, exchange }: Pick<ListReply, 'probe' | 'exchange'>): Violation | 'holds' {
  return readJson(exchange.response.body).insignificantWhitespace
    ? { expected: 'no white space outside strings', received: 'a body with white space', at: 'body', probe }
    : 'holds';
}

/** Topic ENV: `envelope=true` repeats the HTTP status inside the body of the list. */

import type { Contract } from '../contract/contract.ts';
import { firstDifference, isObject, member, readJson, show } from '../json/json.ts';
import { askedValue, type ProbeExchange } from '../probes/answers.ts';
import { stretchOf } from '../probes/project.ts';
import type { ProbeName } from '../probes/schedule.ts';
import { otherDataAt, unlikePlain } from './list-data.ts';
import {
  ANY_LIST,
  admitted,
  bucketsSeen,
  ifSent,
  list,
  listIfAny,
  lists,
  reply,
  unchangedBuckets,
} from './needs.ts';
import { comparedWith, each, type Finding, leaningOn, type Rule, rule } from './rule.ts';
import { isAbout, listViolation, schemaViolation } from './schema-violation.ts';
import type { Violation } from './verdict.ts';

const ENVELOPE = '{operation}/parameters/envelope';
const STATUS = '{enveloped}/properties/status';
const LIST_TEXT =
  'OpenAPI v1 and v2, parameter envelope: for clients that cannot see the status; Atlas docs, reference, Envelopes';

export const envelope = ({ noun: { many }, pathParameters }: Contract): readonly Rule[] => [
  rule({
    id: 'ENV-01',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers envelope=true with the list itself, results at the top level.',
    source: `${LIST_TEXT}: a list is already an envelope`,
    lookAt:
      'Whether the list is wrapped once more: `content` is for single results, `envelope` a slip of the archived page.',
    contract: '{enveloped}',
    needs: { enveloped: admitted('enveloped') },
    impliedBy: ['AUTH-12'],
    judge: ({ enveloped }) => {
      const found = listViolation('enveloped', enveloped);
      if (found === 'holds') return 'holds';
      const { value } = readJson(enveloped.response.body);
      const wrapper = ['envelope', 'content'].find((name) => isObject(member(value, name)));
      return wrapper === undefined
        ? found
        : { ...found, hint: `\`${wrapper}\` is the form for a single result; a list only gains \`status\`.` };
    },
  }),
  rule({
    id: 'ENV-02',
    level: 'MUST',
    basis: 'text',
    title: 'The server adds an integer status to the list with envelope=true.',
    source: `${LIST_TEXT}: status is added to the list`,
    lookAt: 'Whether the parameter is read at all: envelope=true has to change the body.',
    contract: STATUS,
    needs: { enveloped: list('enveloped') },
    judge: ({ enveloped }, { contract }) => {
      const errors = contract.check('{enveloped}', enveloped.document).filter(isAbout('status'));
      return each(errors, (error) => ({
        ...schemaViolation(error, 'enveloped'),
        ...(error.property === 'status' && {
          fact: 'the server adds nothing to the list with envelope=true',
        }),
      }));
    },
  }),
  rule({
    id: 'ENV-03',
    level: 'MUST',
    basis: 'text',
    title: 'The server gives the envelope the status of the HTTP reply.',
    source: `${LIST_TEXT}: status repeats the code of the reply`,
    lookAt: 'Where status comes from: a constant, a text, or the status that is really sent.',
    contract: STATUS,
    needs: { enveloped: list('enveloped') },
    impliedBy: ['ENV-02'],
    judge: ({ enveloped }) => {
      const { status } = enveloped.exchange.response;
      const inside = member(enveloped.document, 'status');
      return inside === status
        ? 'holds'
        : { expected: String(status), received: show(inside), at: 'status', probe: 'enveloped' };
    },
  }),
  rule({
    id: 'ENV-04',
    level: 'MUST',
    basis: 'text',
    title: `The server gives the same ${many}, links and count with envelope=true as without.`,
    source: `${LIST_TEXT}: nothing but status is added`,
    lookAt: 'Whether the enveloped list is made on a way of its own, with other paging or other members.',
    contract: ENVELOPE,
    needs: {
      steady: leaningOn(unchangedBuckets()),
      plain: comparedWith(list('plain')),
      enveloped: list('enveloped'),
    },
    judge: ({ plain, enveloped }) => {
      // ENV-02 and ENV-05 judge where status stands.
      const at = otherDataAt(plain, enveloped);
      return at === undefined
        ? 'holds'
        : {
            expected: 'the data of the reply without envelope',
            received: `other data at ${at}`,
            at,
            probe: 'enveloped',
          };
    },
  }),
  rule({
    id: 'ENV-05',
    level: 'MUST',
    basis: 'text',
    title: 'The server adds no status to the list without envelope.',
    source:
      'Endpoint page, query parameter envelope: default false; Recorded replies, 9,861 lists: none has a status',
    lookAt: 'Whether a wrapper of the whole API adds status to every body.',
    contract: `${ENVELOPE}/schema/default`,
    needs: { pages: lists(ANY_LIST) },
    judge: ({ pages }) =>
      each(pages, ({ probe, document, exchange }) => {
        // ENV-06 judges envelope=false.
        if (askedValue(exchange.asked, 'envelope') !== undefined) return 'holds';
        const found = noStatus(probe, document);
        if (found !== 'holds') return found;
        return 'holds';
      }),
  }),
  rule({
    id: 'ENV-06',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers envelope=false as if it were absent.',
    source: 'Endpoint page, query parameter envelope: default false',
    lookAt: 'How the value is read: any text, false too, may count as true.',
    contract: `${ENVELOPE}/schema/default`,
    needs: {
      reply: admitted('flags-false'),
      alone: leaningOn(ifSent(admitted('envelope-false'))),
      read: leaningOn(bucketsSeen()),
      plain: comparedWith(list('plain')),
    },
    impliedBy: ['ENV-05'],
    judge: ({ reply: both, alone, read, plain }) => {
      const unlike = (probe: ProbeName, exchange: ProbeExchange) => {
        const { value } = readJson(exchange.response.body);
        const found = member(value, 'status') === undefined ? 'holds' : noStatus(probe, value);
        return found === 'holds' ? unlikePlain(probe, exchange, plain, read) : found;
      };
      const found = unlike('flags-false', both);
      if (found === 'holds' || !alone) return found;
      const foundAlone = unlike('envelope-false', alone);
      return foundAlone === 'holds'
        ? { blockedBy: 'PRETTY-05', why: 'envelope=false alone is answered as if it were absent' }
        : foundAlone;
    },
  }),
  rule({
    id: 'ENV-07',
    level: 'MUST',
    basis: 'text',
    title: 'The server combines envelope=true with pretty=true and paging.',
    source: 'Atlas docs, reference: pretty, envelope and paging are parameters of every list',
    lookAt: 'Whether one parameter is handled instead of the other: try them in pairs.',
    contract: ENVELOPE,
    needs: {
      combined: admitted('enveloped-pretty-page'),
      alone: leaningOn(list('enveloped')),
      pretty: leaningOn(list('pretty')),
      beyond: listIfAny('flags-past-the-end'),
      read: bucketsSeen(),
    },
    impliedBy: [
      'AUTH-12',
      'ENV-02',
      'ENV-03',
      'PRETTY-02',
      'PAGE-05',
      'PAGE-09',
      'PAGE-12',
      'PAGE-13',
      'ENV-04',
      'PRETTY-03',
    ],
    judge: ({ combined, beyond, read }, run): Finding => {
      const probe = 'enveloped-pretty-page';
      const found = listViolation(probe, combined);
      if (found !== 'holds') return found;
      const flags = each([combined, ...(beyond ? [beyond.exchange] : [])], (exchange) =>
        wrongFlags(exchange === combined ? probe : 'flags-past-the-end', exchange),
      );
      if (flags.length > 0 || read.stability !== 'steady') return flags;
      const wanted = stretchOf({ exchange: combined }, run, read);
      const results = member(readJson(combined.response.body).value, 'results');
      const at = wanted && firstDifference(wanted, results, 'results');
      return at === undefined
        ? 'holds'
        : {
            expected: `the ${wanted?.length} ${many} of that page, as without the flags`,
            received: Array.isArray(results)
              ? `${results.length} ${many}, with a difference at ${at}`
              : show(results),
            at: 'results',
            probe,
          };
    },
  }),
  rule({
    id: 'ENV-08',
    level: 'SHOULD',
    basis: 'observed',
    title: `The server answers an unknown ${pathParameters.at(-1)?.title ?? 'list'} under envelope=true with an error document.`,
    source: 'OpenAPI v1, schema ApiError: no document says how an error looks under envelope',
    lookAt: 'Whether what wraps the reply expects a list, and fails on an error document.',
    contract: '{operation}/parameters/envelope',
    needs: { refusal: reply('unknown-project-enveloped') },
    impliedBy: ['ERR-01', 'ERR-03'],
    judge: ({ refusal }) => {
      const probe = 'unknown-project-enveloped';
      const { status } = refusal.response;
      const json = readJson(refusal.response.body);
      if (status >= 500)
        return { expected: 'a status below 500', received: String(status), at: 'status', probe };
      if (!isObject(json.value)) {
        return { expected: 'a JSON object', received: json.error ?? show(json.value), at: 'body', probe };
      }
      const codes = [
        member(json.value, 'error'),
        member(json.value, 'status'),
        member(member(json.value, 'content'), 'error'),
      ];
      return codes.some((code) => typeof code === 'number' && code >= 400 && code < 500)
        ? 'holds'
        : {
            expected: 'an error or status of 4xx in the body',
            received: show(json.value),
            at: 'body',
            probe,
          };
    },
  }),
];

/** What of envelope=true and pretty=true is missing where both are asked for. */
function wrongFlags(probe: string, { response }: ProbeExchange): Violation | 'holds' {
  const { value, text } = readJson(response.body);
  const status = member(value, 'status');
  if (status !== response.status) {
    return {
      expected: `${response.status}, as with envelope=true alone`,
      received: show(status),
      at: 'status',
      probe,
    };
  }
  return /\n[ \t]+\S/.test(text)
    ? 'holds'
    : {
        expected: 'line breaks and indentation, as with pretty=true alone',
        received: text.trim().includes('\n') ? 'lines without indentation' : 'one line',
        at: 'body',
        probe,
      };
}

function noStatus(probe: string, document: unknown): Violation | 'holds' {
  const status = member(document, 'status');
  return status === undefined
    ? 'holds'
    : {
        expected: 'no status in the body',
        received: show(status),
        at: 'status',
        probe,
        hint: 'The envelope is asked for with envelope=true alone.',
      };
}

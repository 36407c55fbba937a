/** Topic ERR: what is refused for its project id, and how the error document tells it. */
import { withArticle } from '../contract/article.ts';
import type { Contract } from '../contract/contract.ts';
import { header, isGatewayStatus } from '../http/exchange.ts';
import { isObject, member, readJson, show } from '../json/json.ts';
import { asksForEnvelope, type ProbeExchange } from '../probes/answers.ts';
import { type ListReply, leakedId, MOST_LEAK_CHARACTERS, readList } from '../probes/list-reply.ts';
import type { ProbeName } from '../probes/schedule.ts';
import {
  ALL,
  listIfAny,
  ODD_PAGES,
  REFUSED,
  REFUSED_FOR_PROJECT,
  REFUSED_FOR_VERSION,
  replies,
  repliesWith,
  reply,
} from './needs.ts';
import { comparedWith, each, type Finding, leaningOn, type Rule, rule } from './rule.ts';
import { citation, errorWith200, isAbout, schemaViolation } from './schema-violation.ts';
import { unseenText } from './unseen.ts';
import type { Violation } from './verdict.ts';

const ERROR = '{error}';
const SCHEMA = 'OpenAPI v1, schema ApiError';

const isRefusal = (status: number) => status >= 400;
const PROJECT_REFUSALS = repliesWith(REFUSED_FOR_PROJECT, isRefusal, {
  notApplicable: 'the server refuses no value in the path',
});
/** No document tells what an error looks like under envelope=true. */
const ALL_REFUSALS = repliesWith(
  ALL.filter((probe) => probe !== 'unknown-project-enveloped'),
  isRefusal,
  { notApplicable: 'the server refuses nothing' },
);

/** Whether no document says how the refusal looks: in an envelope, or of a token that is none. */
function isOpen(exchange: ProbeExchange): boolean {
  return asksForEnvelope(exchange) || exchange.authentication === 'made-up-token';
}

/** Refused for its credentials with another status than 401: topic AUTH judges that. */
function isMisrefused({ request, response, authentication }: ProbeExchange): boolean {
  const isUnsigned = header(request, 'Authorization') === undefined;
  return response.status !== 401 && (isUnsigned || authentication !== 'configured');
}

/** Refusals that a document promises to explain; whatever else is refused may be so in any form. */
const EXPLAINED: readonly ProbeName[] = [...REFUSED, ...REFUSED_FOR_PROJECT];

export function errors({ noun: { one, many }, pathParameters }: Contract): readonly Rule[] {
  // What is asked for in vain is what the last parameter of the path names.
  const { name = '', title = 'list', valueTitle = 'path', unknown, malformed } = pathParameters.at(-1) ?? {};
  return [
    rule({
      id: 'ERR-01',
      level: 'MUST',
      basis: 'text',
      title: `The server answers ${withArticle(title)} that does not exist with 404.`,
      source:
        'OpenAPI v1, response 404: there is no such project; Recorded replies, 104 of 104: GROUP_NOT_FOUND',
      lookAt: `Whether the ${valueTitle} is looked at: a list, be it empty, for any means that it is not.`,
      contract: '{operation}/responses/404',
      needs: { refusal: reply('unknown-project'), plain: leaningOn(listIfAny('plain')) },
      judge: ({ refusal, plain }) => {
        const { status } = refusal.response;
        // A service that hides which projects exist may say 401 or 403 (Atlas docs, authentication).
        return [404, 403, 401].includes(status)
          ? 'holds'
          : {
              expected: '404',
              received: String(status),
              at: 'status',
              probe: 'unknown-project',
              ...errorWith200(refusal),
              ...projectIgnored('unknown-project', refusal, plain, valueTitle),
            };
      },
    }),
    rule({
      id: 'ERR-02',
      level: 'MUST',
      basis: 'text',
      title: `The server refuses a malformed ${valueTitle} with a status of 4xx.`,
      source:
        'Endpoint page, path parameter GROUP-ID: 24 hexadecimal digits; Atlas docs, errors: INVALID_GROUP_ID is what another id gets',
      lookAt: 'Whether the value is checked before it is used: a conversion that fails must not end in 500.',
      contract: `{operation}/parameters/${name}`,
      needs: { refusal: reply('malformed-project'), plain: leaningOn(listIfAny('plain')) },
      judge: ({ refusal, plain }) => {
        const { status } = refusal.response;
        return status >= 400 && status < 500
          ? 'holds'
          : {
              expected: '404, or another 4xx',
              received: String(status),
              at: 'status',
              probe: 'malformed-project',
              ...errorWith200(refusal),
              ...projectIgnored('malformed-project', refusal, plain, valueTitle),
            };
      },
    }),
    rule({
      id: 'ERR-03',
      level: 'MUST',
      basis: 'text',
      title: `The server explains a refused ${valueTitle} with an error document whose error is the status.`,
      source: `${SCHEMA}: error is the status, and required; Recorded replies, 3,646 of 3,646: so it is`,
      lookAt: 'Which layer answers: a router that knows no such route has an error page of its own.',
      contract: `${ERROR}/properties/error`,
      needs: { refusals: PROJECT_REFUSALS },
      impliedBy: ['HTTP-14'],
      judge: ({ refusals }, { contract }) =>
        each(refusals, ([probe, { response }]) => {
          const json = readJson(response.body);
          const error = member(json.value, 'error');
          if (json.error !== undefined) {
            return { expected: 'an error document', received: json.error, at: 'body', probe };
          }
          const cited = contract
            .check(ERROR, json.value)
            .find((one) => isAbout('error')(one) || (one.path.length === 0 && one.keyword === 'type'));
          if (cited) return schemaViolation(cited, probe);
          if (error !== response.status) {
            return { expected: String(response.status), received: show(error), at: 'error', probe };
          }
          return 'holds';
        }),
    }),
    rule({
      id: 'ERR-04',
      level: 'MUST',
      basis: 'text',
      title: 'The server keeps the schema of the error document in all it refuses, error being the status.',
      source: `${SCHEMA}: the types of its members; Recorded replies: null where there is nothing to say`,
      lookAt: 'The member that is named, and its type in the contract.',
      contract: ERROR,
      needs: { refusals: ALL_REFUSALS },
      impliedBy: ['AUTH-15', 'ERR-03'],
      judge: ({ refusals }, { contract }): Finding => {
        const documents = refusals.flatMap(([probe, exchange]) => {
          const { response } = exchange;
          const { value } = readJson(response.body);
          return !isOpen(exchange) && isObject(value) ? [{ probe, exchange, response, value }] : [];
        });
        if (documents.length === 0) return { notApplicable: 'no refusal has a JSON object as its body' };
        return each(documents, ({ probe, exchange, response, value }) => {
          // Where no document is promised, PAGE-22 and ERR-11 judge one without `error`.
          const errors = contract.check(ERROR, value).filter(({ property }) => property !== 'error');
          if (errors.length > 0) return each(errors, (error) => schemaViolation(error, probe));
          const error = member(value, 'error');
          return error === undefined || error === response.status || isMisrefused(exchange)
            ? 'holds'
            : {
                ...citation(contract, `${ERROR}/properties/error`),
                expected: String(response.status),
                received: show(error),
                at: 'error',
                probe,
              };
        });
      },
    }),
    rule({
      id: 'ERR-05',
      level: 'MUST',
      basis: 'text',
      title: 'The server shows neither markup nor a stack trace in what it refuses.',
      source: `OpenAPI v1, error responses: application/json with ${SCHEMA}`,
      lookAt: 'Error pages and debug output of framework and gateway.',
      contract: ERROR,
      needs: { refusals: ALL_REFUSALS },
      impliedBy: ['AUTH-15', 'ERR-03'],
      unseen: ({ refusals }) => unseenText(refusals, LOOKED_THROUGH),
      judge: ({ refusals }) =>
        each(refusals, ([probe, exchange]) => {
          if (isOpen(exchange) || isGatewayStatus(exchange.response.status)) return 'holds';
          const { value, text: whole } = readJson(exchange.response.body);
          // No document promises one here: PAGE-22, ERR-11 and ERR-12 judge what is none.
          if (!EXPLAINED.includes(probe) && !isObject(value)) return 'holds';
          const text = whole.slice(0, LOOKED_THROUGH);
          const traces = STACK_TRACES.map((pattern) => pattern.exec(text)).filter((match) => match !== null);
          const [found = MARKUP.exec(text)] = traces.sort((a, b) => a.index - b.index);
          if (found)
            return {
              expected: 'an error document alone',
              received: show(found[0], 60),
              at: 'body',
              probe,
            };
          return 'holds';
        }),
    }),
    rule({
      id: 'ERR-06',
      level: 'MUST',
      basis: 'text',
      title: `The server gives no ${many} for ${withArticle(valueTitle)} that is unknown or malformed.`,
      source: 'Endpoint page, introduction: a list is that of one project',
      lookAt: `Whether the query is limited to the ${title} of the path.`,
      contract: '{operation}/responses/404',
      needs: {
        refusals: replies([
          ...REFUSED_FOR_PROJECT,
          'unknown-project-enveloped',
          'no-credentials-unknown-project',
        ]),
        plain: comparedWith(listIfAny('plain')),
      },
      impliedBy: ['ERR-01', 'ERR-02', 'AUTH-01', 'AUTH-16'],
      unseen: ({ refusals }) => unseenText(refusals, MOST_LEAK_CHARACTERS),
      judge: ({ refusals, plain }, run) =>
        each(refusals, ([probe, { response }]) => {
          const { text } = readJson(response.body);
          const leaked = leakedId(plain, text, run);
          if (leaked !== undefined) return { expected: `no ${one}`, received: leaked, at: 'body', probe };
          return 'holds';
        }),
    }),
    rule({
      id: 'ERR-07',
      level: 'SHOULD',
      basis: 'observed',
      title: `The server names ${unknown?.errorCode ?? 'its code'} for ${withArticle(title)} that does not exist.`,
      source: 'Recorded replies, 104 of 104: this code; Atlas docs, errors: the code of an unknown project',
      lookAt: 'The errorCode of the 404: clients branch on it.',
      contract: placeOfCode(unknown),
      needs: { refusal: reply('unknown-project') },
      impliedBy: ['ERR-01', 'ERR-03', 'ERR-04'],
      judge: ({ refusal }) => codeFinding('unknown-project', refusal, unknown?.errorCode),
    }),
    rule({
      id: 'ERR-08',
      level: 'SHOULD',
      basis: 'text',
      title: `The server names ${malformed?.errorCode ?? 'its code'} for a malformed ${valueTitle}.`,
      source:
        'Atlas docs, errors: INVALID_GROUP_ID is the code of a malformed id; Seen by users: PATH_PARAM_PARSE_ERROR in its place',
      lookAt: 'The errorCode of the refusal: clients branch on it.',
      contract: placeOfCode(malformed),
      needs: { refusal: reply('malformed-project') },
      impliedBy: ['ERR-02', 'ERR-03', 'ERR-04'],
      judge: ({ refusal }) =>
        codeFinding('malformed-project', refusal, malformed?.errorCode, 'PATH_PARAM_PARSE_ERROR'),
    }),
    rule({
      id: 'ERR-09',
      level: 'SHOULD',
      basis: 'observed',
      title: 'The server repeats the errorCode in the X-Error-Code field.',
      source: 'Recorded replies since 2025-11, 1,036 of 1,036: the two agree',
      lookAt: 'Whether field and member are written from one value.',
      contract: `${ERROR}/properties/errorCode`,
      needs: { refusals: replies([...REFUSED_FOR_PROJECT, ...REFUSED_FOR_VERSION, ...ODD_PAGES]) },
      impliedBy: ['ERR-01', 'ERR-02', 'ERR-03', 'ERR-04'],
      judge: ({ refusals }): Finding => {
        const coded = refusals.flatMap(([probe, { response }]) => {
          const field = header(response, 'X-Error-Code');
          return field === undefined || response.status < 400 ? [] : [{ probe, response, field }];
        });
        if (coded.length === 0) return { notApplicable: 'no refusal carries X-Error-Code' };
        return each(coded, ({ probe, response, field }) => {
          const inside = member(readJson(response.body).value, 'errorCode');
          return inside === field
            ? 'holds'
            : { expected: show(inside), received: show(field), at: 'header X-Error-Code', probe };
        });
      },
    }),
    rule({
      id: 'ERR-10',
      level: 'SHOULD',
      basis: 'observed',
      title: 'The server gives an error document the phrase of its status as reason.',
      source: 'Recorded replies, 3,646 of 3,646: reason is that phrase',
      lookAt: 'Where reason comes from: the exception, or the phrases of RFC 9110, 15.5.',
      contract: `${ERROR}/properties/reason`,
      needs: { refusals: PROJECT_REFUSALS },
      impliedBy: ['ERR-03', 'ERR-04'],
      judge: ({ refusals }): Finding => {
        const known = refusals.flatMap(([probe, { response }]) => {
          const phrase = PHRASES[response.status];
          return phrase === undefined ? [] : [{ probe, response, phrase }];
        });
        if (known.length === 0) {
          return { notApplicable: 'no value in the path is refused with a status of the contract' };
        }
        return each(known, ({ probe, response, phrase }) => {
          const reason = member(readJson(response.body).value, 'reason');
          return reason === phrase
            ? 'holds'
            : { expected: show(phrase), received: show(reason), at: 'reason', probe };
        });
      },
    }),
    rule({
      id: 'ERR-11',
      level: 'SHOULD',
      basis: 'text',
      title: 'The server refuses a version of the API that never was with an error document.',
      source:
        'Atlas docs, versioned API overview: 406 to a version that there is not; Atlas docs, errors: INVALID_VERSION_DATE is its code',
      lookAt: 'Content negotiation: an unknown media type must not fall back to a default one.',
      contract: '{operation}/responses/406',
      needs: { refusal: reply('unknown-version') },
      judge: ({ refusal: { response } }): Finding => {
        const probe = 'unknown-version';
        if (response.status < 400 || response.status >= 500) {
          return { expected: '406', received: String(response.status), at: 'status', probe };
        }
        const error = member(readJson(response.body).value, 'error');
        return error === response.status
          ? 'holds'
          : { expected: String(response.status), received: show(error), at: 'error', probe };
      },
    }),
    rule({
      id: 'ERR-12',
      level: 'SHOULD',
      basis: 'text',
      title: 'The server answers an unknown or missing version with 406 and INVALID_VERSION_DATE.',
      source:
        'Atlas docs, versioned API overview: 406 to a version that is unknown or missing; Atlas docs, errors: INVALID_VERSION_DATE is its code',
      lookAt: 'What a request gets that names no version in Accept, and the errorCode of the 406.',
      contract: '{operation}/responses/406',
      needs: { refusals: replies(REFUSED_FOR_VERSION) },
      impliedBy: ['ERR-11'],
      judge: ({ refusals }) =>
        each(refusals, ([probe, { response }]) =>
          response.status === 406
            ? wrongCode(probe, response, 'INVALID_VERSION_DATE')
            : { expected: '406', received: String(response.status), at: 'status', probe },
        ),
    }),
  ];
}

/** What a server makes of the project id that answers another one with a list. */
function projectIgnored(
  probe: ProbeName,
  refusal: ProbeExchange,
  plain: ListReply | undefined,
  what: string,
): { fact?: string } {
  const other = readList(probe, refusal);
  if ('obstacle' in other) return {};
  return {
    fact: other.text === plain?.text ? `the ${what} has no effect` : `the server has a list for any ${what}`,
  };
}

/** Where a code is promised; nowhere when the contract has no example of the refusal. */
const placeOfCode = (promised: { readonly errorCode: string | undefined } | undefined) =>
  promised?.errorCode === undefined ? '{promised}' : `${ERROR}/properties/errorCode`;

/** RFC 9110, 15.5. */
const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};
/** Characters of a refusal: an error document is short, and a hostile one must not cost hours. */
const LOOKED_THROUGH = 65_536;
const MARKUP = /<(?:!doctype|html|head|body|script|pre|h1|p|div|br)\b[^<>]{0,500}>/i;
const STACK_TRACES: readonly RegExp[] = [
  /at [\w$.<>]+\([\w$]+\.(?:java|kt|scala|js|ts|cs):\d+\)/,
  /\bat (?:[\w$.<>]+ )?\(?(?:file:\/\/)?\/[^\s:]+:\d+:\d+\)?/,
  /Traceback \(most recent call last\)|goroutine \d+ \[|(?:Exception|Error) in thread|Caused by: [\w.]+/,
  /\b(?:java|javax|org|com)\.[\w.]{1,200}(?:Exception|Error)\b/,
];

/** A service that hides which projects exist behind 401 or 403 has no code to name. */
function codeFinding(
  probe: ProbeName,
  { response }: ProbeExchange,
  wanted: string | undefined,
  ...others: readonly string[]
): Finding {
  if (wanted === undefined) return { notApplicable: 'the contract promises no code for that' };
  return response.status === 401 || response.status === 403
    ? { notApplicable: `${probe}: the server answers ${response.status}; no document names a code for that` }
    : wrongCode(probe, response, wanted, ...others);
}

function wrongCode(
  probe: ProbeName,
  { body }: { readonly body: Uint8Array },
  ...wanted: readonly [string, ...string[]]
): Violation | 'holds' {
  const errorCode = member(readJson(body).value, 'errorCode');
  return wanted.some((one) => one === errorCode)
    ? 'holds'
    : { expected: show(wanted[0]), received: show(errorCode), at: 'errorCode', probe };
}

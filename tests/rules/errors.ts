/** Topic ERR: what is refused for its project id, and how the error document tells it. */
import { type Exchange, header } from '../http/exchange.ts';
import { isObject, member, readJson, show } from '../json/json.ts';
import { ODD_PROBES } from '../probes/gates.ts';
import { type ListReply, leakedId, readList } from '../probes/list-reply.ts';
import { PROBES, REFUSED_PROBES } from '../probes/schedule.ts';
import { listIfAny, replies, repliesWith, reply } from './needs.ts';
import { type Finding, type Rule, rule } from './rule.ts';
import { citation, schemaViolation } from './schema-violation.ts';

const ERROR = '{error}';
const SCHEMA = 'OpenAPI v1, schema ApiError';
/** Probes that are refused for what they ask, not for who asks. */
const REFUSED_FOR_PROJECT = ['unknown-project', 'malformed-project'] as const;
const REFUSED_FOR_VERSION = ['unknown-version', 'no-version'] as const;
/** Those that are to be refused first. */
const ALL = [...new Set([...REFUSED_PROBES, ...PROBES.map(({ name }) => name)])];

const isRefusal = (status: number) => status >= 400;
const PROJECT_REFUSALS = repliesWith(REFUSED_FOR_PROJECT, isRefusal, {
  notApplicable: 'the server refuses no project id',
});
const ALL_REFUSALS = repliesWith(ALL, isRefusal, {
  notApplicable: 'the server refuses nothing',
});

export const errors: readonly Rule[] = [
  rule({
    id: 'ERR-01',
    level: 'MUST',
    basis: 'text',
    title: 'The server answers a project that does not exist with 404.',
    source: 'OpenAPI v1, response 404; Recorded replies: GROUP_NOT_FOUND, 104 of 104',
    contract: '{operation}/responses/404',
    needs: { refusal: reply('unknown-project'), plain: listIfAny('plain') },
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
            ...projectIgnored('unknown-project', refusal, plain),
          };
    },
  }),
  rule({
    id: 'ERR-02',
    level: 'MUST',
    basis: 'text',
    title: 'The server refuses a malformed project id with a status of 4xx.',
    source:
      'Endpoint page, path parameter GROUP-ID: 24 hexadecimal digits; Atlas docs, errors: INVALID_GROUP_ID',
    contract: '{operation}/parameters/groupId',
    needs: { refusal: reply('malformed-project'), plain: listIfAny('plain') },
    judge: ({ refusal, plain }) => {
      const { status } = refusal.response;
      return status >= 400 && status < 500
        ? 'holds'
        : {
            expected: '404, or another 4xx',
            received: String(status),
            at: 'status',
            probe: 'malformed-project',
            ...projectIgnored('malformed-project', refusal, plain),
          };
    },
  }),
  rule({
    id: 'ERR-03',
    level: 'MUST',
    basis: 'text',
    title: 'The server explains a refused project id with an error document whose error is the status.',
    source: `${SCHEMA}: error, required; Recorded replies, 3,646 of 3,646`,
    contract: `${ERROR}/properties/error`,
    needs: { refusals: PROJECT_REFUSALS },
    impliedBy: ['HTTP-14'],
    judge: ({ refusals }, { contract }): Finding => {
      for (const [probe, { response }] of refusals) {
        const json = readJson(response.body);
        const error = member(json.value, 'error');
        if (json.error !== undefined) {
          return { expected: 'an error document', received: json.error, at: 'body', probe };
        }
        const cited = contract
          .check(ERROR, json.value)
          .find(
            ({ path, property, keyword }) =>
              (path[0] ?? property) === 'error' || (path.length === 0 && keyword === 'type'),
          );
        if (cited) return schemaViolation(cited, probe);
        if (error !== response.status) {
          return { expected: String(response.status), received: show(error), at: 'error', probe };
        }
      }
      return 'holds';
    },
  }),
  rule({
    id: 'ERR-04',
    level: 'MUST',
    basis: 'text',
    title: 'The server keeps the schema of the error document in all it refuses, error being the status.',
    source: `${SCHEMA}; Recorded replies: null where there is nothing to say`,
    contract: ERROR,
    needs: { refusals: ALL_REFUSALS },
    impliedBy: ['AUTH-15', 'ERR-03', 'ERR-11'],
    judge: ({ refusals }, { contract }): Finding => {
      let judged = false;
      for (const [probe, { response }] of refusals) {
        if (probe === 'unknown-project-enveloped') continue;
        const { value } = readJson(response.body);
        if (!isObject(value)) continue;
        judged = true;
        // Where no document is promised, one without `error` is judged by PAGE-22.
        const found = contract.check(ERROR, value).find(({ property }) => property !== 'error');
        if (found) return schemaViolation(found, probe);
        // AUTH-15, ERR-03 and ERR-11 compare the others.
        const error = [...ODD_PROBES, 'no-version'].includes(probe) ? member(value, 'error') : undefined;
        if (error !== undefined && error !== response.status) {
          return {
            ...citation(contract, `${ERROR}/properties/error`),
            expected: String(response.status),
            received: show(error),
            at: 'error',
            probe,
          };
        }
      }
      return judged ? 'holds' : { notApplicable: 'no refusal has a JSON object as its body' };
    },
  }),
  rule({
    id: 'ERR-05',
    level: 'MUST',
    basis: 'text',
    title: 'The server shows neither markup nor a stack trace in what it refuses.',
    source: `OpenAPI v1, error responses: application/json with ${SCHEMA}`,
    contract: ERROR,
    needs: { refusals: ALL_REFUSALS },
    impliedBy: ['AUTH-15', 'ERR-03'],
    judge: ({ refusals }): Finding => {
      for (const [probe, { response }] of refusals) {
        // No document tells what an error looks like under envelope=true.
        if (probe === 'unknown-project-enveloped') continue;
        const text = readJson(response.body).text.slice(0, LOOKED_THROUGH);
        const found = STACK_TRACE.exec(text) ?? MARKUP.exec(text);
        if (found)
          return {
            expected: 'an error document alone',
            received: show(found[0], 60),
            at: 'body',
            probe,
          };
      }
      return 'holds';
    },
  }),
  rule({
    id: 'ERR-06',
    level: 'MUST',
    basis: 'text',
    title: 'The server gives no buckets for a project id that is unknown or malformed.',
    source: 'Endpoint page, introduction: the buckets of the specified project',
    contract: '{operation}/responses/404',
    needs: {
      refusals: replies([
        ...REFUSED_FOR_PROJECT,
        'unknown-project-enveloped',
        'no-credentials-unknown-project',
      ]),
      plain: listIfAny('plain'),
    },
    impliedBy: ['ERR-01', 'ERR-02', 'AUTH-01', 'AUTH-16'],
    judge: ({ refusals, plain }): Finding => {
      for (const [probe, { response }] of refusals) {
        const { text } = readJson(response.body);
        const leaked = leakedId(plain, text);
        if (leaked !== undefined) return { expected: 'no bucket', received: leaked, at: 'body', probe };
      }
      return 'holds';
    },
  }),
  rule({
    id: 'ERR-07',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server names GROUP_NOT_FOUND for a project that does not exist.',
    source: 'Recorded replies, 104 of 104; Atlas docs, errors',
    contract: `${ERROR}/properties/errorCode`,
    needs: { refusal: reply('unknown-project') },
    impliedBy: ['ERR-01', 'ERR-03', 'ERR-04'],
    judge: ({ refusal }) => code('unknown-project', refusal.response, 'GROUP_NOT_FOUND'),
  }),
  rule({
    id: 'ERR-08',
    level: 'SHOULD',
    basis: 'text',
    title: 'The server names INVALID_GROUP_ID for a malformed project id.',
    source: 'Atlas docs, errors: INVALID_GROUP_ID',
    contract: `${ERROR}/properties/errorCode`,
    needs: { refusal: reply('malformed-project') },
    impliedBy: ['ERR-02', 'ERR-03', 'ERR-04'],
    judge: ({ refusal }) => code('malformed-project', refusal.response, 'INVALID_GROUP_ID'),
  }),
  rule({
    id: 'ERR-09',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server repeats the errorCode in the X-Error-Code field.',
    source: 'Recorded replies since 2025-11, 1,036 of 1,036',
    contract: `${ERROR}/properties/errorCode`,
    needs: { refusals: replies([...REFUSED_FOR_PROJECT, ...REFUSED_FOR_VERSION]) },
    impliedBy: ['ERR-01', 'ERR-02', 'ERR-03', 'ERR-04'],
    judge: ({ refusals }): Finding => {
      let judged = false;
      for (const [probe, { response }] of refusals) {
        const field = header(response, 'X-Error-Code');
        if (field === undefined || response.status < 400) continue;
        judged = true;
        const inside = member(readJson(response.body).value, 'errorCode');
        if (inside !== field) {
          return { expected: show(inside), received: show(field), at: 'header X-Error-Code', probe };
        }
      }
      return judged ? 'holds' : { notApplicable: 'no refusal carries X-Error-Code' };
    },
  }),
  rule({
    id: 'ERR-10',
    level: 'SHOULD',
    basis: 'observed',
    title: 'The server gives an error document the phrase of its status as reason.',
    source: 'Recorded replies, 3,646 of 3,646',
    contract: `${ERROR}/properties/reason`,
    needs: { refusals: PROJECT_REFUSALS },
    impliedBy: ['ERR-03', 'ERR-04'],
    judge: ({ refusals }): Finding => {
      let judged = false;
      for (const [probe, { response }] of refusals) {
        const phrase = PHRASES[response.status];
        if (phrase === undefined) continue;
        judged = true;
        const reason = member(readJson(response.body).value, 'reason');
        if (reason !== phrase) {
          return { expected: show(phrase), received: show(reason), at: 'reason', probe };
        }
      }
      return judged ? 'holds' : { notApplicable: 'no project id is refused with a status of the contract' };
    },
  }),
  rule({
    id: 'ERR-11',
    level: 'MUST',
    basis: 'text',
    title: 'The server refuses a version of the API that never was with an error document.',
    source: 'Atlas docs, versioned API overview: 406; Atlas docs, errors: INVALID_VERSION_DATE',
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
    source: 'Atlas docs, versioned API overview: 406; Atlas docs, errors: INVALID_VERSION_DATE',
    contract: '{operation}/responses/406',
    needs: { refusals: replies(REFUSED_FOR_VERSION) },
    impliedBy: ['ERR-11'],
    judge: ({ refusals }): Finding => {
      for (const [probe, { response }] of refusals) {
        if (response.status !== 406) {
          return { expected: '406', received: String(response.status), at: 'status', probe };
        }
        const found = code(probe, response, 'INVALID_VERSION_DATE');
        if (found !== 'holds') return found;
      }
      return 'holds';
    },
  }),
];

/** What a server makes of the project id that answers another one with a list. */
function projectIgnored(probe: string, refusal: Exchange, plain: ListReply | undefined): { fact?: string } {
  const other = readList(probe, refusal);
  if ('stage' in other) return {};
  return {
    fact:
      other.text === plain?.text
        ? 'the project id has no effect'
        : 'the server has a list for any project id',
  };
}

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
const STACK_TRACE =
  /at [\w$.<>]+\([\w$]+\.(?:java|kt|scala|js|ts|cs):\d+\)|\bat (?:[\w$.<>]+ )?\(?(?:file:\/\/)?\/[^\s:]+:\d+:\d+\)?|Traceback \(most recent call last\)|goroutine \d+ \[|(?:Exception|Error) in thread|Caused by: [\w.]+|\b(?:java|javax|org|com)\.[\w.]{1,200}(?:Exception|Error)\b/;

/** A service that hides which projects exist behind 401 or 403 has no code to name. */
function code(
  probe: string,
  response: { readonly status: number; readonly body: Uint8Array },
  wanted: string,
): Finding {
  if (response.status === 401 || response.status === 403) {
    return {
      notApplicable: `${probe}: the server answers ${response.status}; no document names a code for that`,
    };
  }
  const errorCode = member(readJson(response.body).value, 'errorCode');
  return errorCode === wanted
    ? 'holds'
    : { expected: show(wanted), received: show(errorCode), at: 'errorCode', probe };
}

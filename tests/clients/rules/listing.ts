/** How a client asks for the list, and what it makes of its pages. */
import type { Contract } from '../../contract/contract.ts';
import { header } from '../../http/exchange.ts';
import { show } from '../../json/json.ts';
import type { Observation } from '../observation.ts';
import { outcomeRule, readsOn, refusalOf } from './outcomes.ts';
import { eachRequest, type Sent, sentIn, violation, type Wrong } from './requests.ts';
import type { ClientFinding, ClientRule, ClientViolation } from './rule.ts';

const LIST = '{list}/properties/results';
const LINKS = '{list}/properties/links';

/** A walk may look so far beyond the end, page by page or side by side. */
const MOST_PAGES_BEYOND = 10;

const listRequest = ({ request }: Sent) =>
  request.origin === 'own' && request.asks === 'list' ? request : undefined;
const NO_LIST_REQUEST = 'the list was not asked for';

/** The parameters of a request that the client has not taken from a link of the server. */
function ownParameters({ request, observation }: Sent): readonly (readonly [string, string])[] {
  if (request.origin !== 'own' || request.asks !== 'list') return [];
  const { searchParams } = new URL(request.target, 'http://server');
  const isLinked = observation.scenario.name === 'odd-query';
  return [...searchParams].filter(([name]) => !(isLinked && name === 'cursor'));
}

/** What the contract has against a parameter's value. */
function wrongValue(contract: Contract, name: string, value: string): Wrong | undefined {
  const facts = contract.parameter(name);
  if (!facts) return undefined;
  const at = `parameter ${name}`;
  if (typeof facts.default === 'boolean') {
    return value === 'true' || value === 'false'
      ? undefined
      : { expected: 'true or false', received: show(value), at };
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = facts;
  const isNumber = facts.minimum !== undefined || typeof facts.default === 'number';
  const fits = /^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
  if (!isNumber || fits) return undefined;
  const bounds = facts.maximum === undefined ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
  return { expected: `a whole number ${bounds}`, received: show(value), at };
}

/** Accept with dates in it: each media type as it is written, without parameters. */
const mediaTypes = (accept: string) => accept.split(',').map((one) => one.split(';')[0]?.trim() ?? '');
const VERSIONED = /^application\/vnd\.atlas\.\d{4}-\d\d-\d\d\+json$/i;

const isVersioned = ({ request }: Sent) => request.target.includes('/api/atlas/v2/');

/** Of a scenario in which nothing but the number of pages is special. */
const isPlain = ({ scenario }: Observation) => scenario.judgedBy === 'CLIENT-02';

export const listing: readonly ClientRule[] = [
  {
    id: 'CLIENT-01',
    level: 'MUST',
    basis: 'text',
    title: 'The client asks for the list of the project at its documented path.',
    source: 'Endpoint page, introduction: the list has one path, with the id of the project in it',
    lookAt:
      'Whether the command reads MONGODB_ATLAS_BASE_URL and MONGODB_ATLAS_PROJECT_ID, then the path that it builds of them.',
    contract: '{operation}',
    about: 'requests',
    judge: (observations): ClientFinding => {
      const asked = observations.some(({ requests, told }) =>
        requests.some(({ asks, target }) => asks === 'list' && target.includes(told.projectId)),
      );
      const [first] = observations;
      if (asked || !first) return [];
      const [other] = first.requests;
      return [
        {
          scenario: first.scenario.name,
          expected: 'a request for the list',
          received: other
            ? `${first.requests.length} requests, such as ${other.method} ${other.target}`
            : 'no request at all',
          at: 'request line',
          fact: 'the client does not ask for the list',
          hint: 'The command is told where to ask by MONGODB_ATLAS_BASE_URL and MONGODB_ATLAS_PROJECT_ID.',
        },
      ];
    },
  },
  outcomeRule({
    id: 'CLIENT-02',
    level: 'MUST',
    basis: 'text',
    title: 'The client lists every item of the project once, in the order of the list.',
    source:
      'Endpoint page, introduction: the list holds all items of the project; Atlas docs, reference, Pagination: it comes a page at a time',
    lookAt: 'What the client prints beside the pages that it was given: exchanges.har has both.',
    contract: LIST,
  }),
  {
    id: 'CLIENT-03',
    level: 'MUST',
    basis: 'text',
    title: 'The client asks for every page of the list.',
    source:
      'Atlas docs, reference, Pagination: a page holds a part of the items, and the link next or the page number leads on',
    lookAt: 'Whether the client reads links or counts pages at all, or takes the first page for the list.',
    contract: LINKS,
    about: 'requests',
    judge: (observations) => {
      const paged = observations.filter(
        (observation) => isPlain(observation) && observation.requests.some(({ served }) => served),
      );
      if (paged.length === 0) return { notApplicable: 'no page was read' };
      return paged.flatMap((observation): ClientViolation[] => {
        if (readsOn(observation)) return [];
        const { requests, items, scenario } = observation;
        const served = new Set(requests.flatMap((request) => request.served ?? []));
        const cause = refusalOf(observation);
        return [
          {
            scenario: scenario.name,
            expected: `requests for the pages of all ${items.length} items`,
            received: `requests for the pages of ${served.size}`,
            at: 'request line',
            fact: 'the client does not read on',
            ...(cause !== undefined && { causedBy: cause }),
          },
        ];
      });
    },
  },
  outcomeRule({
    id: 'CLIENT-04',
    level: 'MUST',
    basis: 'text',
    title: 'The client takes an empty list for what it is.',
    source:
      'Atlas docs, reference, Pagination: a project without items is answered with 200; Recorded replies, 112 lists: results is an empty array there',
    lookAt: 'What the client makes of a list of no items: that is no failure.',
    contract: LIST,
  }),
  {
    id: 'CLIENT-05',
    level: 'MUST',
    basis: 'text',
    title: 'The client stops where the list ends.',
    source:
      'Atlas docs, reference, Pagination: the last page has no link next, and beyond it there is nothing',
    lookAt: 'What ends the walk: a missing link, a short page or an empty one, not a count of its own.',
    contract: LINKS,
    about: 'requests',
    judge: (observations) => {
      const found = observations.flatMap((observation): ClientViolation[] => {
        const beyond = sentIn([observation]).filter(
          ({ request: { served, origin } }) => origin === 'own' && served?.length === 0,
        );
        const last = beyond.at(-1);
        // An empty project has its one page beyond the end.
        const allowed = MOST_PAGES_BEYOND + (observation.items.length === 0 ? 1 : 0);
        return last && beyond.length > allowed
          ? [
              violation(last, {
                expected: `at most ${MOST_PAGES_BEYOND} pages beyond the last`,
                received: `${beyond.length} empty pages read`,
                at: 'request line',
              }),
            ]
          : [];
      });
      return observations.some(({ requests }) => requests.some(({ served }) => served))
        ? found
        : { notApplicable: 'no page was read' };
    },
  },
  outcomeRule({
    id: 'CLIENT-06',
    level: 'MUST',
    basis: 'text',
    title: 'The client reads the whole list, whatever totalCount says.',
    source:
      'OpenAPI v1 and v2, totalCount: it is an estimate, and may be left out; Recorded replies, 36 lists: more items were counted than there were',
    lookAt: 'Whether the end of the walk, or the number of pages, is computed from totalCount alone.',
    contract: '{list}/properties/totalCount',
  }),
  outcomeRule({
    id: 'CLIENT-07',
    level: 'MUST',
    basis: 'text',
    title: 'The client reads on whatever path and query the link to the next page has.',
    source:
      'Atlas docs, reference, Linking: links are there to be followed; RFC 8288, 3.1: a link is a URL, and what it looks like is the affair of the server',
    lookAt:
      'Whether the client takes links apart and builds others of what it knows, instead of following them.',
    contract: LINKS,
  }),
  {
    id: 'CLIENT-08',
    level: 'MUST',
    basis: 'text',
    title: 'The client gives the documented parameters values that they can have.',
    source:
      'OpenAPI v1, parameter itemsPerPage: a page holds 1 to 500 items; Atlas docs, query parameters of lists: pages are counted from 1, and flags are true or false',
    lookAt: 'The values that the client puts into the query, its defaults too.',
    contract: '{operation}/parameters/itemsPerPage',
    about: 'requests',
    judge: (observations, contract) =>
      eachRequest(
        observations,
        listRequest,
        (_, sent) =>
          ownParameters(sent)
            .map(([name, value]) => wrongValue(contract, name, value))
            .find((wrong) => wrong !== undefined),
        NO_LIST_REQUEST,
      ),
  },
  {
    id: 'CLIENT-09',
    level: 'SHOULD',
    basis: 'text',
    title: 'The client sends no parameters but the documented ones.',
    source: 'Atlas docs, query parameters of lists: those that there are',
    lookAt: 'Which parameters the client adds by itself, such as a time to get around a cache.',
    contract: '{operation}/parameters/pageNum',
    about: 'requests',
    judge: (observations, contract) =>
      eachRequest(
        observations,
        listRequest,
        (_, sent) => {
          const [strange] = ownParameters(sent).find(([name]) => !contract.parameter(name)) ?? [];
          return strange === undefined
            ? undefined
            : { expected: 'a documented parameter', received: show(strange), at: 'request line' };
        },
        NO_LIST_REQUEST,
      ),
  },
  {
    id: 'CLIENT-10',
    level: 'MUST',
    basis: 'text',
    title: 'The client asks for one dated version of the API, and nothing else.',
    source:
      'Atlas docs, versioned API overview: Accept names the media type of one version, and without a date that exists there is 406',
    lookAt: 'The Accept field of what is sent: HTTP libraries like to add types of their own.',
    contract: '{operation}/responses/200/content/{mediaType}',
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        (sent) => (listRequest(sent) && isVersioned(sent) ? sent.request : undefined),
        (request) => {
          const accept = header(request, 'Accept');
          const [type = '', ...others] = mediaTypes(accept ?? '');
          return VERSIONED.test(type) && others.length === 0
            ? undefined
            : {
                expected: 'application/vnd.atlas.<date>+json',
                received: show(accept),
                at: 'header Accept',
              };
        },
        'the versioned API was not asked',
      ),
  },
  {
    id: 'CLIENT-11',
    level: 'MUST',
    basis: 'text',
    title: 'The client only reads.',
    source:
      'Endpoint page, introduction: the list is got by GET; RFC 9110, 9.2.1: a client that reads asks by safe methods',
    lookAt: 'Which request is not a GET: nothing is a POST but what gets a token, or gives it back.',
    contract: '{operation}',
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        ({ request }) => (request.origin === 'own' ? request : undefined),
        ({ method, asks }) => {
          const reads = asks === 'token' || asks === 'revocation' ? ['POST'] : ['GET', 'HEAD', 'OPTIONS'];
          return reads.includes(method)
            ? undefined
            : { expected: reads.join(', '), received: method, at: 'request line' };
        },
        'no request was sent',
      ),
  },
  {
    id: 'CLIENT-12',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client says what it is in User-Agent.',
    source: 'RFC 9110, 10.1.5: a user agent names itself in each request',
    lookAt: 'Whether the HTTP library is told of a name: some send none of their own.',
    contract: '{operation}',
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        ({ request }) => request,
        (request) =>
          header(request, 'User-Agent')
            ? undefined
            : { expected: 'a product', received: 'absent', at: 'header User-Agent' },
        'no request was sent',
      ),
  },
  {
    id: 'CLIENT-13',
    level: 'SHOULD',
    basis: 'standard',
    title: 'The client sends no content with what it reads.',
    source: 'RFC 9110, 9.3.1: content in a GET has no meaning, and makes some servers close the connection',
    lookAt: 'Whether a body is written for all methods alike.',
    contract: '{operation}',
    about: 'requests',
    judge: (observations) =>
      eachRequest(
        observations,
        listRequest,
        ({ body }) =>
          body === ''
            ? undefined
            : { expected: 'no content', received: `${Buffer.byteLength(body)} bytes`, at: 'content' },
        NO_LIST_REQUEST,
      ),
  },
];

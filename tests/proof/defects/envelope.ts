/** Defects of topic ENV. */
import { compact, pretty } from '../../reference/jackson.ts';
import { CONFORMING } from '../../reference/reference.ts';
import { asks, type Defect, onList, onReply, unknownProject, withBody, withStatus } from './defect.ts';

const ENVELOPE = 'OpenAPI v1, parameter envelope; Atlas docs, reference, Envelopes';
const keeps = CONFORMING;

const withEnvelope = asks('envelope', 'true');

export const envelope: readonly Defect[] = [
  {
    name: 'list-in-content',
    does: 'wraps the list in content',
    caughtBy: 'ENV-01',
    contradicts: ENVELOPE,
    plant: onList(({ status, ...list }, { envelope }) => (envelope ? { status, content: list } : undefined)),
  },
  {
    name: 'list-in-envelope',
    does: 'wraps the list in envelope, as the page says of single results',
    caughtBy: 'ENV-01',
    contradicts: ENVELOPE,
    plant: onList(({ status, ...list }, { envelope }) => (envelope ? { status, envelope: list } : undefined)),
  },
  {
    name: 'envelope-is-an-error',
    does: 'answers envelope=true with 400',
    caughtBy: 'ENV-01',
    contradicts: ENVELOPE,
    plant: onReply(
      (request, response) => withEnvelope(request) && response.status === 200,
      (response) => withBody(withStatus(response, 400, 'Bad Request'), '{"error":400}'),
    ),
  },
  {
    name: 'envelope-without-status',
    does: 'does not add status',
    caughtBy: 'ENV-02',
    contradicts: ENVELOPE,
    plant: onList(({ status: _, ...list }) => list),
  },
  {
    name: 'status-as-text',
    does: 'writes status as a string',
    caughtBy: 'ENV-02',
    contradicts: ENVELOPE,
    plant: onList((list) => (list.status === undefined ? list : { ...list, status: '200' })),
  },
  {
    name: 'status-of-its-own',
    does: 'writes status 201 into a reply with 200',
    caughtBy: 'ENV-03',
    contradicts: ENVELOPE,
    plant: onList((list) => (list.status === undefined ? list : { ...list, status: 201 })),
  },
  {
    name: 'envelope-loses-a-bucket',
    does: 'leaves the last bucket out of an envelope',
    caughtBy: 'ENV-04',
    contradicts: ENVELOPE,
    options: { items: 103 },
    plant: onList((list, { envelope, itemsPerPage }) => {
      if (envelope && itemsPerPage > 10) list.results.pop();
      return list;
    }),
  },
  {
    name: 'envelope-loses-the-count',
    does: 'leaves totalCount out of an envelope',
    caughtBy: 'ENV-04',
    contradicts: ENVELOPE,
    plant: onList(({ totalCount, ...list }, { envelope }) => (envelope ? list : { ...list, totalCount })),
  },
  {
    name: 'envelope-loses-the-links',
    does: 'leaves the next link out of an envelope',
    caughtBy: 'ENV-04',
    contradicts: ENVELOPE,
    options: { items: 103 },
    plant: onList((list, { envelope, itemsPerPage }) => ({
      ...list,
      links: envelope && itemsPerPage > 10 ? list.links.filter(({ rel }) => rel !== 'next') : list.links,
    })),
  },
  {
    name: 'always-a-status',
    does: 'adds status without being asked',
    caughtBy: 'ENV-05',
    contradicts: 'Endpoint page, query parameter envelope: default false',
    plant: onList((list) => ({ ...list, status: 200 })),
  },
  {
    name: 'envelope-by-name',
    does: 'adds status whenever envelope is named, false as well',
    caughtBy: 'ENV-06',
    contradicts: 'Endpoint page, query parameter envelope: boolean',
    plant: onList((list, { query }) => (query.has('envelope') ? { ...list, status: 200 } : list)),
  },
  {
    name: 'false-is-an-error',
    does: 'answers envelope=false with 400',
    caughtBy: 'ENV-06',
    contradicts: 'Endpoint page, query parameter envelope: boolean',
    plant: onReply(
      (request, response) => asks('envelope', 'false')(request) && response.status === 200,
      (response) => withBody(withStatus(response, 400, 'Bad Request'), '{"error":400}'),
    ),
  },
  {
    name: 'false-loses-a-bucket',
    does: 'leaves a bucket out when the flags are false',
    caughtBy: 'ENV-06',
    contradicts: 'Endpoint page, query parameter envelope: default false',
    plant: onList((list, { query }) => {
      if (query.get('envelope') === 'false') list.results.splice(3, 1);
      return list;
    }),
  },
  {
    name: 'envelope-is-never-pretty',
    does: 'ignores pretty in an envelope',
    caughtBy: 'ENV-07',
    contradicts: ENVELOPE,
    plant: () => ({
      write: (list, asked) => (asked.pretty && !asked.envelope ? pretty(list) : compact(list)),
    }),
  },
  {
    name: 'envelope-is-never-paged',
    does: 'ignores paging in an envelope',
    caughtBy: 'ENV-07',
    contradicts: ENVELOPE,
    options: { items: 103 },
    plant: () => ({
      pick: (buckets, asked) => (asked.envelope ? buckets.slice(0, 100) : keeps.pick(buckets, asked)),
    }),
  },
  {
    name: 'pretty-envelope-without-status',
    does: 'forgets status in an envelope that is prettyprinted',
    caughtBy: 'ENV-07',
    contradicts: ENVELOPE,
    plant: onList(({ status, ...list }, asked) =>
      status !== undefined && !asked.pretty ? { ...list, status } : list,
    ),
  },
  {
    name: 'error-in-an-envelope-fails',
    does: 'answers 500 for an unknown project in an envelope',
    caughtBy: 'ENV-08',
    contradicts: 'OpenAPI v1, schema ApiError',
    options: { items: 3 },
    plant: onReply(
      (request) => unknownProject(request) && withEnvelope(request),
      (response) => withBody(withStatus(response, 500, 'Internal Server Error'), '{"error":500}'),
    ),
  },
  {
    name: 'status-on-small-pages',
    does: 'adds status to every page that is asked for by size',
    caughtBy: 'ENV-05',
    contradicts: 'Endpoint page, query parameter envelope: default false',
    plant: onList((list, { query, envelope }) =>
      query.has('itemsPerPage') && !envelope ? { ...list, status: 200 } : list,
    ),
  },
  {
    name: 'envelope-on-page-1-alone',
    does: 'adds status to the first page and to no other',
    caughtBy: 'ENV-07',
    contradicts: ENVELOPE,
    plant: onList(({ status, ...list }, { pageNum }) =>
      pageNum > 1 || status === undefined ? list : { ...list, status },
    ),
  },
  {
    name: 'no-envelope-past-the-end',
    does: 'adds no status to an empty page',
    caughtBy: 'ENV-07',
    contradicts: ENVELOPE,
    plant: onList(({ status, ...list }) =>
      list.results.length === 0 || status === undefined ? list : { ...list, status },
    ),
  },
  {
    name: 'no-envelope-without-a-count',
    does: 'adds no status where includeCount is false',
    caughtBy: 'ENV-07',
    contradicts: ENVELOPE,
    plant: onList(({ status, ...list }, { includeCount }) =>
      !includeCount || status === undefined ? list : { ...list, status },
    ),
  },
  {
    name: 'other-names-in-an-envelope',
    does: 'calls links and totalCount _links and total_count in an envelope',
    caughtBy: 'ENV-04',
    contradicts: ENVELOPE,
    plant: onList(({ links, totalCount, ...list }, { envelope, query }) =>
      envelope && !query.has('pageNum')
        ? { _links: links, ...list, total_count: totalCount }
        : { links, ...list, totalCount },
    ),
  },
  ...(['pretty', 'envelope'] as const).map(
    (flag): Defect => ({
      name: `${flag}-false-is-refused`,
      does: `answers ${flag}=false with 400`,
      caughtBy: flag === 'pretty' ? 'PRETTY-05' : 'ENV-06',
      contradicts: `Endpoint page, query parameter ${flag}: default false`,
      plant: onReply(
        (request, response) => asks(flag, 'false')(request) && response.status === 200,
        (response) =>
          withBody(
            withStatus(response, 400, 'Bad Request'),
            `{"error":400,"detail":"${flag}"}`,
            'application/json',
          ),
      ),
    }),
  ),
];

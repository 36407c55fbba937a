/** Defects of topic PRETTY. */
import { compact, pretty } from '../../reference/jackson.ts';
import { asks, type Defect, onList, onReply, withBody, withStatus } from './defect.ts';

const PRETTY = 'Endpoint page, query parameter pretty';

const withEnvelope = asks('envelope', 'true');

export const prettyDefects: readonly Defect[] = [
  {
    name: 'pretty-is-an-error',
    does: 'answers pretty=true with 500',
    caughtBy: 'PRETTY-01',
    contradicts: PRETTY,
    plant: onReply(
      (request, response) =>
        asks('pretty', 'true')(request) && !withEnvelope(request) && response.status === 200,
      (response) => withBody(withStatus(response, 500, 'Internal Server Error'), '{"error":500}'),
    ),
  },
  {
    name: 'never-pretty',
    does: 'ignores pretty',
    caughtBy: 'PRETTY-02',
    contradicts: PRETTY,
    plant: () => ({ write: (list) => compact(list) }),
  },
  {
    name: 'lines-without-indentation',
    does: 'breaks lines and does not indent them',
    caughtBy: 'PRETTY-02',
    contradicts: PRETTY,
    plant: () => ({
      write: (list, asked) => (asked.pretty ? pretty(list).replace(/\n +/g, '\n') : compact(list)),
    }),
  },
  {
    name: 'pretty-loses-a-bucket',
    does: 'leaves a bucket out with pretty=true',
    caughtBy: 'PRETTY-03',
    contradicts: PRETTY,
    plant: onList((list, asked) => {
      if (asked.pretty && !asked.envelope) list.results.splice(1, 1);
      return list;
    }),
  },
  {
    name: 'pretty-writes-numbers-as-text',
    does: 'writes totalCount as a string with pretty=true',
    caughtBy: 'PRETTY-03',
    contradicts: PRETTY,
    plant: onList((list, asked) =>
      asked.pretty && !asked.envelope ? { ...list, totalCount: String(list.totalCount) } : list,
    ),
  },
  {
    name: 'always-pretty',
    does: 'indents without being asked',
    caughtBy: 'PRETTY-04',
    contradicts: 'Endpoint page, query parameter pretty: default false',
    plant: () => ({ write: (list) => pretty(list) }),
  },
  {
    name: 'space-after-colons',
    does: 'writes a space after each colon',
    caughtBy: 'PRETTY-04',
    contradicts: 'Endpoint page, query parameter pretty: default false',
    plant: () => ({
      write: (list, asked) => (asked.pretty ? pretty(list) : compact(list).replaceAll('":', '": ')),
    }),
  },
  {
    name: 'pretty-by-name',
    does: 'indents whenever pretty is named, false as well',
    caughtBy: 'PRETTY-05',
    contradicts: 'Endpoint page, query parameter pretty: boolean',
    plant: () => ({ write: (list, asked) => (asked.query.has('pretty') ? pretty(list) : compact(list)) }),
  },
  {
    name: 'four-spaces',
    does: 'indents by four spaces',
    caughtBy: 'PRETTY-06',
    contradicts: 'Recorded replies: pretty=true',
    plant: () => ({ write: (list, asked) => (asked.pretty ? JSON.stringify(list, null, 4) : compact(list)) }),
  },
  {
    name: 'pretty-when-paged',
    does: 'prettyprints every page that is asked for by number',
    caughtBy: 'PRETTY-04',
    contradicts: 'Endpoint page, query parameter pretty: default false',
    plant: () => ({
      write: (document, asked) =>
        asked.pretty || asked.query.has('pageNum') ? pretty(document) : compact(document),
    }),
  },
  {
    name: 'pretty-in-an-envelope-without-indentation',
    does: 'leaves the indentation out where pretty=true meets envelope=true',
    caughtBy: 'ENV-07',
    contradicts: 'Atlas docs, reference',
    plant: () => ({
      write: (document, asked) => {
        const text = asked.pretty ? pretty(document) : compact(document);
        return asked.envelope ? text.replace(/\n +/g, '\n') : text;
      },
    }),
  },
  {
    name: 'pretty-on-page-1-alone',
    does: 'prettyprints the first page and no other',
    caughtBy: 'ENV-07',
    contradicts: PRETTY,
    plant: () => ({
      write: (list, asked) => (asked.pretty && asked.pageNum === 1 ? pretty(list) : compact(list)),
    }),
  },
  {
    name: 'pretty-past-the-end-is-compact',
    does: 'writes an empty page without indentation, whatever pretty says',
    caughtBy: 'ENV-07',
    contradicts: PRETTY,
    plant: () => ({
      write: (list, asked) => {
        const text = pretty(list);
        return asked.pretty && !/"results" : \[ \]/.test(text) ? text : compact(list);
      },
    }),
  },
];

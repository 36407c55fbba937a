/** HAR 1.2 as a JSON Schema, from its specification (W3C Web Performance Group, 14 August 2012), sections 1 and 2. */

const object = (required: readonly string[], properties: Record<string, unknown>) => ({
  type: 'object',
  required,
  properties,
});
const list = (items: unknown) => ({ type: 'array', items });
const text = { type: 'string' };
const count = { type: 'integer', minimum: -1 };
/** Milliseconds, -1 where there is nothing to say. */
const duration = { type: 'number', minimum: -1 };
const pair = object(['name', 'value'], { name: text, value: text });
const date = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+(Z|[+-]\\d\\d:\\d\\d)$',
};

const request = object(
  ['method', 'url', 'httpVersion', 'cookies', 'headers', 'queryString', 'headersSize', 'bodySize'],
  {
    method: text,
    url: { type: 'string', format: 'uri' },
    httpVersion: text,
    cookies: list(pair),
    headers: list(pair),
    queryString: list(pair),
    headersSize: count,
    bodySize: count,
  },
);

const response = object(
  [
    'status',
    'statusText',
    'httpVersion',
    'cookies',
    'headers',
    'content',
    'redirectURL',
    'headersSize',
    'bodySize',
  ],
  {
    status: { type: 'integer', minimum: 0 },
    statusText: text,
    httpVersion: text,
    cookies: list(pair),
    headers: list(pair),
    content: object(['size', 'mimeType'], { size: count, mimeType: text, text, comment: text }),
    redirectURL: text,
    headersSize: count,
    bodySize: count,
  },
);

const entry = object(['startedDateTime', 'time', 'request', 'response', 'cache', 'timings'], {
  startedDateTime: date,
  time: { type: 'number', minimum: 0 },
  request,
  response,
  cache: { type: 'object' },
  timings: object(['send', 'wait', 'receive'], { send: duration, wait: duration, receive: duration }),
  comment: text,
});

const program = object(['name', 'version'], { name: text, version: text });

export const HAR_SCHEMA = object(['log'], {
  log: object(['version', 'creator', 'entries'], {
    version: { const: '1.2' },
    creator: program,
    browser: program,
    pages: { type: 'array' },
    entries: list(entry),
  }),
});

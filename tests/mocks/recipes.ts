/**
 * The mocks of the scoreboard, one recipe each: how a mock is set up, started and judged. All are set up from the
 * contract in spec/, as well as the mock's documentation knows how to. A new mock is one more recipe.
 */
import { fileURLToPath } from 'node:url';
import type { Document } from 'yaml';
import type { RuleId } from '../rules/verdict.ts';

export interface Recipe {
  /** Lower case with hyphens; the name of its result's file. */
  readonly name: string;
  readonly title: string;
  /** The npm package that is judged, in the version that packages/package.json pins. Absent: this project. */
  readonly package?: string;
  /** How it is set up, as one sentence. */
  readonly setup: string;
  /** What the mock is told otherwise than the contract says. */
  readonly changes: readonly Change[];
  /** Of the loopback interface. Fixed: links may name it, and results are compared. */
  readonly port: number;
  readonly auth: Auth;
  /** Rules whose verdict differs from run to run, because the mock makes its answers up without a seed. */
  readonly nondeterministic: readonly RuleId[];
  readonly command: (place: Place) => Command;
}

/** One change of the contract before a mock gets it. */
interface Change {
  /** What and why, as one sentence. */
  readonly why: string;
  readonly make: (contract: Document) => void;
}

type Auth =
  | { readonly mode: 'digest'; readonly publicKey: string; readonly privateKey: string }
  | { readonly mode: 'header'; readonly line: string }
  | { readonly mode: 'none' };

/** Where a mock is started. */
interface Place {
  /** File with the contract, changed as the recipe says. */
  readonly contract: string;
  readonly port: number;
  /** The directory packages/, without a final slash. */
  readonly mocks: string;
  /** The Node.js that the mocks run on. */
  readonly node: string;
}

export interface Command {
  /** The program and its arguments. */
  readonly line: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** The project of the contract's example: a mock that answers with the example answers for it. */
/** What the suite asks for as a project that there is not. */
const UNKNOWN_PROJECT = '000000000000000000000000';
export const PROJECT = '5f0c2a7b9e4d3c1b2a190807';

const OPERATION = ['paths', '/api/atlas/v1.0/groups/{groupId}/backup/exportBuckets', 'get'];
const LIST = [...OPERATION, 'responses', '200', 'content', 'application/json'];
const GROUP_ID = ['components', 'parameters', 'groupId'];

const NO_AUTH = { mode: 'none' } as const;
/** Nobody checks these keys but the reference server, which is started with them. */
const KEYS = {
  mode: 'digest',
  publicKey: 'scoreboard',
  privateKey: '5ca1ab1e-0000-4000-8000-00000000feed',
} as const;
/**
 * Prism splits the line of a digest at spaces and wants a quoted word of lower-case letters and digits in each
 * part. What a digest client writes has parts without one, such as `uri="/api/…"`: it stays refused for ever.
 */
const WITHOUT_SECURITY: Change = {
  why: 'The operation’s `security` is left out: with it, Prism refuses every digest that a client makes.',
  make: (contract) => contract.deleteIn([...OPERATION, 'security']),
};

const program = (mocks: string, path: string) => `${mocks}/node_modules/${path}`;

export const RECIPES: readonly Recipe[] = [
  {
    name: 'prism-static',
    title: 'Prism, static',
    package: '@stoplight/prism-cli',
    setup: '`prism mock` with the contract; it answers with the contract’s example.',
    changes: [WITHOUT_SECURITY],
    port: 4101,
    auth: NO_AUTH,
    nondeterministic: [],
    command: ({ node, mocks, contract, port }) => ({
      line: [
        node,
        program(mocks, '@stoplight/prism-cli/dist/index.js'),
        'mock',
        contract,
        '--port',
        `${port}`,
      ],
    }),
  },
  {
    name: 'prism-dynamic',
    title: 'Prism, dynamic',
    package: '@stoplight/prism-cli',
    setup: '`prism mock --dynamic` with the contract and a seed; it makes answers up from the schemas.',
    changes: [WITHOUT_SECURITY],
    port: 4102,
    auth: NO_AUTH,
    nondeterministic: [],
    command: ({ node, mocks, contract, port }) => ({
      line: [
        node,
        program(mocks, '@stoplight/prism-cli/dist/index.js'),
        ...['mock', contract, '--port', `${port}`, '--dynamic', '--seed', '1'],
      ],
    }),
  },
  {
    name: 'mockoon',
    title: 'Mockoon CLI',
    package: '@mockoon/cli',
    setup: '`mockoon-cli start` with the contract; it answers with the first response that it makes of it.',
    changes: [
      {
        why: 'The example of the list is repeated in its schema, because Mockoon’s first response takes one from there alone.',
        make: (contract) =>
          contract.setIn(
            [...LIST, 'schema', 'example'],
            contract.getIn([...LIST, 'examples', 'list', 'value']),
          ),
      },
    ],
    port: 4103,
    auth: NO_AUTH,
    nondeterministic: [],
    command: ({ node, mocks, contract, port }) => ({
      line: [
        node,
        program(mocks, '@mockoon/cli/bin/run.js'),
        ...['start', '--data', contract, '--port', `${port}`, '--hostname', '127.0.0.1'],
        ...['--faker-seed', '1', '--disable-log-to-file', '--disable-admin-api'],
      ],
    }),
  },
  {
    name: 'scalar-mock-server',
    title: 'Scalar mock server',
    package: '@scalar/mock-server',
    setup: 'The server of its documentation with the contract; it answers with the contract’s example.',
    changes: [
      {
        why: 'The operation’s `security` is left out: Scalar refuses the scheme Digest for ever, whatever a request carries.',
        make: (contract) => contract.deleteIn([...OPERATION, 'security']),
      },
    ],
    port: 4104,
    auth: NO_AUTH,
    nondeterministic: [],
    command: ({ node, mocks, contract, port }) => ({
      line: [node, `${mocks}/scalar.js`, contract, `${port}`],
    }),
  },
  {
    name: 'openapi-backend',
    title: 'openapi-backend',
    package: 'openapi-backend',
    setup:
      'The handlers of its README with the contract: it validates requests and mocks responses by the example; to look at credentials is left to its user’s own code.',
    changes: [],
    port: 4105,
    auth: NO_AUTH,
    nondeterministic: [],
    command: ({ node, mocks, contract, port }) => ({
      line: [node, `${mocks}/openapi-backend.js`, contract, `${port}`],
    }),
  },
  {
    name: 'msw-source',
    title: 'MSW with Source',
    package: '@msw/source',
    setup:
      'Handlers by `fromOpenApi` with the contract, served by @mswjs/http-middleware; they answer with the contract’s example.',
    changes: [
      {
        why: '`servers` is left out: the handlers would only answer for cloud.mongodb.com.',
        make: (contract) => contract.delete('servers'),
      },
    ],
    port: 4106,
    auth: NO_AUTH,
    nondeterministic: [],
    command: ({ node, mocks, contract, port }) => ({ line: [node, `${mocks}/msw.js`, contract, `${port}`] }),
  },
  {
    name: 'specmatic',
    title: 'Specmatic stub',
    package: 'specmatic',
    setup:
      '`specmatic stub --lenient` with the contract: without the option it refuses a scheme Digest and an array without `items`.',
    changes: [
      {
        why: 'The project has named examples, because Specmatic answers with an example when a request has the example of the same name.',
        make: (contract) => {
          contract.deleteIn([...GROUP_ID, 'example']);
          contract.setIn([...GROUP_ID, 'examples'], {
            list: { value: PROJECT },
            unknownProject: { value: UNKNOWN_PROJECT },
          });
        },
      },
    ],
    port: 4107,
    auth: NO_AUTH,
    // Pages hold one to three buckets, whatever is asked for.
    nondeterministic: ['PAGE-05', 'PAGE-12', 'PAGE-15'],
    command: ({ mocks, contract, port }) => ({
      line: [
        'java',
        ...['-jar', program(mocks, 'specmatic/specmatic.jar'), 'stub', contract, '--lenient'],
        ...['--host', '127.0.0.1', '--port', `${port}`],
      ],
    }),
  },
  {
    name: 'wiremock',
    title: 'WireMock with stubs',
    package: 'wiremock',
    setup:
      'Stubs written by hand for this endpoint (tests/mocks/packages/wiremock): it knows no OpenAPI, but templates, priorities and query matching.',
    changes: [],
    port: 4108,
    auth: KEYS,
    nondeterministic: [],
    command: ({ mocks, port }) => ({
      line: [
        'java',
        ...['-cp', program(mocks, 'wiremock/build/*'), 'wiremock.Run', '--root-dir', `${mocks}/wiremock`],
        ...['--bind-address', '127.0.0.1', '--port', `${port}`, '--global-response-templating'],
      ],
    }),
  },
  {
    name: 'reference',
    title: 'The reference server',
    setup: '`npm run reference`: written by hand for this endpoint, and what `npm test` judges by default.',
    changes: [],
    port: 4109,
    auth: KEYS,
    nondeterministic: [],
    command: ({ port }) => ({
      line: [
        process.execPath,
        fileURLToPath(import.meta.resolve('tsx/cli')),
        fileURLToPath(new URL('../cli/atlas-conformance.ts', import.meta.url)),
        'reference',
      ],
      env: {
        PORT: `${port}`,
        MONGODB_ATLAS_PROJECT_ID: PROJECT,
        MONGODB_ATLAS_PUBLIC_API_KEY: KEYS.publicKey,
        MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.privateKey,
      },
    }),
  },
];

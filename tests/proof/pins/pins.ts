/** Every text that is stored and that the suite itself can write: the one list of them. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { envExample, withSettingsTable } from '../../cli/settings-texts.ts';
import { clientRulesPage } from '../../clients/client-rules-page.ts';
import { clientsPage } from '../../clients/published/clients-page.tsx';
import { clientsTable } from '../../clients/published/clients-table.ts';
import {
  PAGE as CLIENTS_PAGE,
  README as CLIENTS_README,
  publishedClients,
} from '../../clients/published/published-client.ts';
import { withTable } from '../../clients/published/readme-table.ts';
import { judgeMock } from '../../mocks/judge-mock.ts';
import { type MockResult, mockResult } from '../../mocks/mock-result.ts';
import { BOARD, fileOf, publishedResult, textOf } from '../../mocks/published.ts';
import { RECIPES } from '../../mocks/recipes.ts';
import { rulesPage } from '../../reporting/rules-page.ts';
import { CLIENT_RULES_PAGE, RULES_PAGE } from '../../run/suite.ts';
import { placesPage } from '../places.ts';
import { LEDGER, ledgerPage } from '../sentences/ledger.ts';
import { type Difference, differenceOf, readBlocks, readResult, type Saying } from './difference.ts';
import { FIGURES, figuresText } from './figures.ts';
import { withRuleChanges } from './rule-changes.ts';
import { failuresText, requestsText, rulesText, verdictsText } from './texts.ts';

export interface Pin {
  readonly file: string;
  /** The text as it has to stand in the file. */
  readonly text: () => Promise<string>;
  /** What a text says of rules, where it says something. */
  readonly read?: (text: string) => readonly Saying[];
}

const REFERENCE = 'reference';

export const PINS: readonly Pin[] = [
  { file: 'tests/proof/pins/rules.txt', text: rulesText, read: readBlocks },
  { file: 'tests/proof/pins/failures.txt', text: failuresText, read: readBlocks },
  { file: 'tests/proof/mutation/verdicts.txt', text: verdictsText, read: readBlocks },
  { file: 'tests/proof/mutation/requests.txt', text: requestsText },
  { file: fileOf(REFERENCE), text: async () => textOf(await referenceResult()), read: readResult },
  ...Object.entries(BOARD).map(([file, page]) => ({ file, text: async () => page(await mockResults()) })),
  { file: RULES_PAGE, text: async () => rulesPage() },
  { file: 'tests/redaction/README.md', text: async () => placesPage() },
  { file: CLIENT_RULES_PAGE, text: async () => clientRulesPage() },
  { file: CLIENTS_PAGE, text: async () => clientsPage(publishedClients()) },
  {
    file: CLIENTS_README,
    text: async () => withTable(readFileSync(CLIENTS_README, 'utf8'), clientsTable(publishedClients())),
  },
  { file: FIGURES, text: figuresText },
  { file: 'CHANGELOG.md', text: async () => withRuleChanges(readFileSync('CHANGELOG.md', 'utf8')) },
  { file: 'README.md', text: async () => withSettingsTable(readFileSync('README.md', 'utf8')) },
  { file: '.env.example', text: async () => envExample() },
  { file: LEDGER, text: async () => ledgerPage() },
];

/** How what is pinned differs from what would be written now; undefined when it does not. */
export async function differenceOfPin({ file, text, read = () => [] }: Pin): Promise<Difference | undefined> {
  return differenceOf(existsSync(file) ? readFileSync(file, 'utf8') : '', await text(), read);
}

/** What is published of mocks, but the reference server as it is judged now. */
async function mockResults(): Promise<readonly MockResult[]> {
  const reference = await referenceResult();
  return RECIPES.flatMap(({ name }) => (name === REFERENCE ? reference : (publishedResult(name) ?? [])));
}

let judged: Promise<MockResult> | undefined;

function referenceResult(): Promise<MockResult> {
  judged ??= judgeReferenceServer();
  return judged;
}

async function judgeReferenceServer(): Promise<MockResult> {
  const recipe = RECIPES.find(({ name }) => name === REFERENCE);
  if (!recipe) throw new Error('there is no recipe of the reference server');
  const result = mockResult(recipe, await judgeMock({ ...recipe, port: await freePort() }), 'v1.0');
  if ('unavailable' in result) throw new Error(result.unavailable);
  return result;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}

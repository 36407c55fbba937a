/** `reports/clients/index.html`: rows are rules, columns are clients, and each cell leads to what was found. */
import { Document, Facts, markup, SYMBOLS, VerdictMark } from '../../reporting/page-parts.tsx';
import { LEVELS } from '../../rules/verdict.ts';
import { explainedScoreText } from '../../run/fidelity.ts';
import { CLIENT_RULES } from '../rules/index.ts';
import { isJudged, type JudgedClient, type PublishedClient, type PublishedRule } from './published-client.ts';

const TITLE = 'Clients of the Atlas Administration API, judged';
const anchorOf = (client: string, id: string) => `${client}.${id}`;

export function clientsPage(clients: readonly PublishedClient[]): string {
  return markup(
    <Document title={TITLE}>
      <header>
        <h1>{TITLE}</h1>
        <p>
          Each client listed the items of a project, once for each scenario, against a server that played it.
          A cell leads to what was expected and what came, and to the document that says so. Not judged means
          that the client never met what the rule is about, or that something before it stood in the way: it
          is no failure.
        </p>
        <nav aria-label="Clients">
          <ul>
            {clients.map(({ client }) => (
              <li>
                <a href={`#${client.name}`}>{client.title}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main class="wide">
        <Matrix clients={clients.filter(isJudged)} />
        {clients.map((one) => (
          <Client one={one} />
        ))}
      </main>
    </Document>,
  );
}

function Matrix({ clients }: { clients: readonly JudgedClient[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section class="matrix" aria-label="Rules by clients" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">rule</th>
            {clients.map(({ client }) => (
              <th scope="col">
                <a href={`#${client.name}`}>{client.title}</a> {client.version}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CLIENT_RULES.map(({ id, level, title }) => (
            <tr>
              <th scope="row">
                {id} <span class="soft">{level}</span>
                <span class="soft rule">{title}</span>
              </th>
              {clients.map((one) => (
                <Cell name={one.client.name} rule={one.rules.find((rule) => rule.id === id)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ name, rule }: { name: string; rule: PublishedRule | undefined }) {
  if (!rule) return <td />;
  return (
    <td class={rule.verdict}>
      <a href={`#${anchorOf(name, rule.id)}`} class="verdict">
        <span aria-hidden="true">{SYMBOLS[rule.verdict]}</span> {rule.verdict}
      </a>
    </td>
  );
}

function Client({ one }: { one: PublishedClient }) {
  const { client, unavailable } = one;
  return (
    <section aria-labelledby={client.name}>
      <h2 id={client.name}>
        {client.title} {isJudged(one) && one.client.version}
      </h2>
      <div class="card">
        <Facts
          rows={[
            ['package', client.package],
            ['used', client.used],
            ['asked for', client.listAt],
            [
              'judged with',
              `${client.credentials}, version ${client.apiVersion}${client.tls ? ', over TLS' : ''}`,
            ],
            ...(isJudged(one)
              ? LEVELS.map((level) => [level, explainedScoreText(one.fidelity.all[level])] as const)
              : []),
            ['not judged', unavailable],
          ]}
        />
      </div>
      {isJudged(one) && one.rules.map((rule) => <Rule name={client.name} rule={rule} />)}
    </section>
  );
}

function Rule({ name, rule }: { name: string; rule: PublishedRule }) {
  const { id, title, level, scenarios = [] } = rule;
  return (
    <details class={rule.verdict}>
      <summary>
        <VerdictMark name={rule.verdict} /> {id} {title}
      </summary>
      {/* A browser opens what a link leads into. */}
      <div class="card" id={anchorOf(name, id)}>
        <Facts
          rows={[
            ['finding', rule.message],
            ['level', level],
            ['scenarios', scenarios.join(', ')],
            ['the server', rule.server],
            ['expected', rule.expected],
            ['received', rule.received],
            ['where', rule.at],
            ['hint', rule.hint],
            ['source', rule.source],
            ['contract', rule.pointer],
            ['blocked by', rule.blockedBy],
          ]}
        />
      </div>
    </details>
  );
}

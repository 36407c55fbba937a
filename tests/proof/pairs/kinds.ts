/** Kinds of replies, each told from what was asked and what came: what a rule is about. */
import { askedValue, type ProbeExchange, type Run } from '../../probes/answers.ts';
import { askedPage, readListOf } from '../../probes/project.ts';
import { type ProbeName, probeNamed, tellsCauses } from '../../probes/schedule.ts';

/** A reply in its run. */
interface Reply {
  readonly run: Run;
  readonly probe: ProbeName;
  readonly exchange: ProbeExchange;
}

const isOwnVersion = ({ exchange }: Reply) => exchange.asked.accept === undefined;
/** The list in the version that is judged. */
const listOf = (reply: Reply) =>
  isOwnVersion(reply) && !tellsCauses(probeNamed(reply.probe))
    ? readListOf(reply.run, reply.probe)
    : undefined;
const expects = ({ probe }: Reply) => probeNamed(probe).expects;
const isPage = (reply: Reply) => listOf(reply) !== undefined && expects(reply) === 'list';
const pageNum = (reply: Reply) => {
  const list = listOf(reply);
  return list ? askedPage(list, reply.run).pageNum : 0;
};
const statusOf = ({ exchange }: Reply) => exchange.response.status;
const isRefused = (reply: Reply) => statusOf(reply) >= 400 && statusOf(reply) !== 401;
const asksWith = ({ exchange }: Reply, parameter: string) =>
  askedValue(exchange.asked, parameter) !== undefined;

export const KIND_NAMES = [
  'own',
  'refusal',
  'project',
  'version',
  'error',
  'list',
  'unenveloped',
  'compact',
  'page',
  'firstPage',
  'laterPage',
  'flagged',
  'oddPage',
  'reply',
] as const;

/** What a rule is about. */
export type Kind = (typeof KIND_NAMES)[number];

/** Whether a reply is of the kind. */
export const KINDS: Readonly<Record<Kind, (reply: Reply) => boolean>> = {
  /** Rules about one request, or a few that their needs name one by one: what they judge is all they are about. */
  own: () => false,
  /** Refusals of credentials. */
  refusal: (reply) => statusOf(reply) === 401,
  /** Answers to a project id that is not the own one. */
  project: ({ exchange }) => exchange.asked.pathValue !== undefined,
  /** Answers to a version that is not the one judged. */
  version: (reply) => !isOwnVersion(reply) && expects(reply) === 'refusal',
  /** Refusals of what is asked, whoever asks. */
  error: isRefused,
  list: (reply) => listOf(reply) !== undefined,
  unenveloped: (reply) => listOf(reply) !== undefined && !asksWith(reply, 'envelope'),
  compact: (reply) => listOf(reply) !== undefined && !asksWith(reply, 'pretty'),
  /** Pages that the list has: no document says what others hold. */
  page: isPage,
  firstPage: (reply) => isPage(reply) && pageNum(reply) === 1,
  laterPage: (reply) => isPage(reply) && pageNum(reply) > 1,
  /** Pages asked for with more than a number and a size. */
  flagged: (reply) =>
    isPage(reply) && ['pretty', 'envelope', 'includeCount'].some((name) => asksWith(reply, name)),
  oddPage: (reply) => expects(reply) === 'either' && isOwnVersion(reply),
  reply: () => true,
};

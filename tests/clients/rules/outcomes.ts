/** Rules about what a client makes of a scenario: the whole list, a loud failure, or something else. */
import { isReached, madeOf, type Observation } from '../observation.ts';
import type { RecordedRequest } from '../recording.ts';
import type { ClientRuleId } from '../scenario.ts';
import type { ClientRule, ClientViolation } from './rule.ts';

type OutcomeForm = Omit<ClientRule, 'about' | 'judge'>;

/** Judges what was made of the scenarios that name this rule. */
export function outcomeRule(form: OutcomeForm): ClientRule {
  return {
    ...form,
    about: 'output',
    judge: (observations) => {
      const own = observations.filter((one) => one.scenario.judgedBy === form.id && isReached(one));
      if (own.length === 0) return { notApplicable: 'none of its scenarios was reached' };
      return own.flatMap((observation) => outcomeViolation(observation, observations));
    },
  };
}

function outcomeViolation(observation: Observation, all: readonly Observation[]): readonly ClientViolation[] {
  const { scenario, items } = observation;
  if (isAsExpected(observation)) return [];
  const made = madeOf(observation);
  const list = `${items.length} ids, one a line, with exit status 0`;
  const expected = { list, fail: FAILURE, either: `${list}, or ${FAILURE}` }[scenario.expects];
  const cause = causeOf(observation, all);
  return [
    {
      scenario: scenario.name,
      expected,
      ...(made.made === 'other' ? { received: made.received, at: made.at } : otherThanExpected(observation)),
      ...(cause !== undefined && { causedBy: cause }),
    },
  ];
}

function isAsExpected(observation: Observation): boolean {
  const { made } = madeOf(observation);
  const { expects } = observation.scenario;
  return (made === 'list' && expects !== 'fail') || (made === 'failure' && expects !== 'list');
}

const FAILURE = 'an exit status from 1 to 125';

function otherThanExpected({ outcome }: Observation): Pick<ClientViolation, 'received' | 'at'> {
  return { received: `exit status ${outcome.exit}`, at: 'exit status' };
}

/** The rule that says already why the client could not do better. */
function causeOf(observation: Observation, all: readonly Observation[]): ClientRuleId | undefined {
  const refusal = refusalOf(observation);
  if (refusal !== undefined) return refusal;
  const control = controlOf(observation, all);
  if (control) return isAsExpected(control) ? undefined : control.scenario.judgedBy;
  return readsOn(observation) ? undefined : 'CLIENT-03';
}

/** Whether the client has asked for every page, if for any. */
export function readsOn({ requests, items }: Observation): boolean {
  const served = new Set(requests.flatMap((request) => request.served ?? []));
  return served.size >= items.length || served.size === 0;
}

/** The rule about requests that says why the server did not let the client in. */
export function refusalOf({ requests, scenario, credentials }: Observation): ClientRuleId | undefined {
  if (scenario.wrong !== undefined) return undefined;
  const own = requests.filter(({ origin }) => origin === 'own');
  const asked = own.filter(({ asks }) => asks === 'token');
  if (asked.some(({ reply }) => [400, 401, 405].includes(reply?.status ?? 0))) return 'CLIENT-40';
  const isBearer = own.some(({ credential }) => credential.scheme === 'bearer');
  if (asked.some(({ admission }) => admission === 'admitted') && !isBearer) return 'CLIENT-41';
  for (const { admission, credential, asks } of own) {
    const cause = admission === 'refused' && asks !== 'token' && refusalCause(credential, credentials);
    if (cause) return cause;
  }
  return undefined;
}

/** Undefined for a scenario that is plain itself. */
function controlOf(
  { scenario, credentials }: Observation,
  all: readonly Observation[],
): Observation | undefined {
  const plain = all.filter(
    (one) =>
      PLAIN.includes(one.scenario.name) && one.credentials === credentials && one.scenario !== scenario,
  );
  if (scenario.control !== undefined) return all.find((one) => one.scenario.name === scenario.control);
  if (PLAIN.includes(scenario.name)) return undefined;
  const large = plain.find((one) => one.scenario.items !== undefined);
  return scenario.items === undefined
    ? (plain.find((one) => one.scenario.items === undefined) ?? large)
    : large;
}

/** Nothing is out of the ordinary in them but their size. */
const PLAIN: readonly string[] = ['baseline', 'several-pages', 'last-page-full', 'token'];

function refusalCause(
  credential: RecordedRequest['credential'],
  given: Observation['credentials'],
): ClientRuleId | undefined {
  if (given === 'account') {
    const isBearer = credential.scheme === 'bearer' && credential.issued > 0;
    return isBearer || credential.scheme === 'none' ? undefined : 'CLIENT-41';
  }
  switch (credential.scheme) {
    case 'digest': {
      const { challenge, members } = credential;
      return challenge && members.realm?.value === challenge.realm ? 'CLIENT-15' : 'CLIENT-26';
    }
    case 'basic':
      return 'CLIENT-38';
    default:
      return undefined;
  }
}

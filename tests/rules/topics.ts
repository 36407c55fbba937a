/** The topics, in the order of the reports, each with the code that its rules' ids start with. */
import type { RuleId, Topic, TopicCode } from './verdict.ts';

const TOPICS: Readonly<Record<TopicCode, Topic>> = {
  AUTH: 'auth',
  ENV: 'envelope',
  PRETTY: 'pretty',
  PAGE: 'pagination',
  FIELD: 'fields',
  ERR: 'errors',
  HTTP: 'protocol',
  CLIENT: 'clients',
};

/** The topic that a rule's id names. */
export function topicOf(id: RuleId): Topic {
  for (const [code, topic] of Object.entries(TOPICS)) if (id.startsWith(`${code}-`)) return topic;
  throw new RangeError(`${id} names no topic`);
}

export const TOPIC_ORDER: readonly Topic[] = Object.values(TOPICS);

/** The file of waivers: every mistake in it is a sentence with file and line, and ends the run before it begins. */
import { resolve } from 'node:path';
import { isSeq } from 'yaml';
import type { Environment } from './known-settings.ts';
import { readTextFile } from './text-file.ts';
import { isOfClients, type Waiver, WaiversError } from './waivers.ts';
import { type YamlItem, YamlList } from './yaml-list.ts';

const USUAL_WAIVERS = 'waivers.yaml';

/** Many times as large as any that a person keeps. */
const LARGEST = 256_000;

export interface WaiversFile {
  /** As the user names it, relative to the working directory. */
  readonly name: string;
  readonly path: string;
  /** Whether a setting names it: then it has to be there. */
  readonly isNamed: boolean;
}

/** `env`: with what the `.env` file sets. */
export function waiversFile(directory: string, env: Environment): WaiversFile {
  const given = env.CONFORMANCE_WAIVERS?.trim();
  const name = given ?? USUAL_WAIVERS;
  return { name, path: resolve(directory, name), isNamed: given !== undefined };
}

export interface WaiversContext {
  /** Whether some part of the suite has a rule of that id. */
  readonly isRule: (id: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The waivers of the file; none where no setting names it and it is not there. Throws WaiversError. */
export function readWaivers(file: WaiversFile, context: WaiversContext): readonly Waiver[] {
  const read = readTextFile(file.path, LARGEST);
  if ('text' in read) return parseWaivers(read.text, file.name, context);
  if (read.isAbsent && !file.isNamed) return [];
  throw new WaiversError(file.name, read.problem);
}

/** `name`: by which its lines are cited. Throws WaiversError. */
export function parseWaivers(text: string, name: string, context: WaiversContext): readonly Waiver[] {
  const file = new YamlList(text, name, (place, what) => new WaiversError(place, what));
  return file.items('waiver', MEMBERS).map((item) => waiverOf(item, file, context));
}

const REQUIRED = ['rule', 'because', 'issue', 'expires'] as const;
const OPTIONAL = ['version', 'target', 'scenario', 'at'] as const;
const MEMBERS = [...REQUIRED, ...OPTIONAL];

/** What a waiver says of one thing, and where. */
interface Said {
  readonly text: string;
  readonly node: unknown;
}

function waiverOf(item: YamlItem, file: YamlList, { isRule, now }: WaiversContext): Waiver {
  const { members } = item;
  const optional = (name: (typeof MEMBERS)[number]): Said | undefined => {
    const node = members.get(name);
    return members.has(name) ? { text: file.text(name, node), node } : undefined;
  };
  const required = (name: (typeof REQUIRED)[number]): Said => {
    const said = optional(name);
    if (!said) throw file.wrong(item.node, `the waiver lacks ${name}; add it`);
    return said;
  };
  const rule = required('rule');
  if (!isRule(rule.text)) throw WaiversError.unknownRule(file.place(rule.node), rule.text);
  const because = required('because');
  const issue = required('issue');
  const expires = required('expires');
  checkExpiry(expires, file, now);
  const scenario = optional('scenario');
  const target = optional('target');
  const isClients = isOfClients({ rule: rule.text });
  if (scenario && !isClients) {
    throw file.wrong(scenario.node, `${rule.text} judges a server, which plays no scenario; remove scenario`);
  }
  if (target && isClients) {
    throw file.wrong(target.node, `${rule.text} judges a client, which is no target; remove target`);
  }
  const at = optional('at');
  return {
    rule: rule.text,
    because: because.text,
    issue: issue.text,
    expires: expires.text,
    place: file.place(item.node),
    ...(members.has('version') && { versions: versionsOf(members.get('version'), file) }),
    ...(target && { target: targetOf(target, file) }),
    ...(scenario && { scenario: scenario.text }),
    ...(at && { at: at.text }),
  };
}

function versionsOf(node: unknown, file: YamlList): readonly string[] {
  const all = isSeq(node) ? node.items : [node];
  if (all.length === 0) throw file.wrong(node, 'version is empty; name one, or remove it for all versions');
  return all.map((one) => {
    const text = file.text('version', one);
    if (/^v1\.0$|^\d{4}-\d\d-\d\d$/.test(text)) return text;
    throw file.wrong(one, `version is ${JSON.stringify(text)}; write v1.0, or a date such as 2024-05-30`);
  });
}

function targetOf({ text, node }: Said, file: YamlList): string {
  if (/^[a-z0-9-]+$/.test(text)) return text;
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.href === `${url.origin}/`) return url.origin;
  throw file.wrong(
    node,
    `target is ${JSON.stringify(text)}; write a target's name, or its origin such as https://cloud.mongodb.com`,
  );
}

/** Days that a waiver may last at most, from today on. */
const LONGEST_DAYS = 180;
const DAY_MS = 86_400_000;

/** Days are UTC, and the last one is included. */
function checkExpiry({ text, node }: Said, file: YamlList, now: number): void {
  const last = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(last) || dayOf(last) !== text) {
    throw file.wrong(
      node,
      `expires is ${JSON.stringify(text)}; write a day, as in ${dayOf(now + 30 * DAY_MS)}`,
    );
  }
  const today = Date.parse(`${dayOf(now)}T00:00:00Z`);
  if (last < today) {
    throw file.wrong(
      node,
      `the waiver expired on ${text}, and today is ${dayOf(now)} (UTC); mend what it waives, or give it a new day`,
    );
  }
  const most = today + LONGEST_DAYS * DAY_MS;
  if (last > most) {
    throw file.wrong(
      node,
      `expires is ${text}, more than ${LONGEST_DAYS} days ahead; write ${dayOf(most)} or an earlier day`,
    );
  }
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

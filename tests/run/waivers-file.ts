/** The file of waivers: every mistake in it is a sentence with file and line, and ends the run before it begins. */
import { resolve } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { visibleLine } from '../redaction/control-characters.ts';
import { type Environment, listed } from './known-settings.ts';
import { readTextFile } from './text-file.ts';
import { isOfClients, type Waiver, WaiversError } from './waivers.ts';

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
  const file = new Reader(text, name);
  return file.items().map((item) => waiverOf(item, file, context));
}

/** A YAML document, and on which line of it something stands. */
class Reader {
  readonly #name: string;
  readonly #lines = new LineCounter();
  readonly #contents: unknown;

  constructor(text: string, name: string) {
    this.#name = name;
    const document = this.#parsed(text);
    const [problem] = [...document.errors, ...document.warnings];
    if (problem)
      throw this.#wrongAt(problem.pos[0], `${problem.message.replace(/\.$/, '')}; mend the YAML there`);
    this.#contents = document.contents;
  }

  #parsed(text: string): ReturnType<typeof parseDocument> {
    try {
      return parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    } catch {
      throw this.#wrongAt(0, 'the YAML is nested too deeply to be read');
    }
  }

  items(): readonly YAMLMap[] {
    const contents = this.#contents;
    if (contents === null || (isScalar(contents) && contents.value === null)) return [];
    if (!isSeq(contents))
      throw this.wrong(contents, 'expected a list of waivers, each begins with "- rule:"');
    return contents.items.map((item) => {
      if (isMap(item)) return item;
      throw this.wrong(item, `expected a waiver, with ${listed(REQUIRED)}`);
    });
  }

  place(node: unknown): string {
    return this.#placeAt(startOf(node));
  }

  wrong(node: unknown, what: string): WaiversError {
    return this.#wrongAt(startOf(node), what);
  }

  #placeAt(offset: number): string {
    return visibleLine(`${this.#name}:${this.#lines.linePos(offset).line || 1}`);
  }

  #wrongAt(offset: number, what: string): WaiversError {
    return new WaiversError(this.#placeAt(offset), what);
  }
}

const startOf = (node: unknown) => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

const REQUIRED = ['rule', 'because', 'issue', 'expires'] as const;
const OPTIONAL = ['version', 'target', 'scenario', 'at'] as const;
const MEMBERS: readonly string[] = [...REQUIRED, ...OPTIONAL];

/** What a waiver says of one thing, and where. */
interface Said {
  readonly text: string;
  readonly node: unknown;
}

function waiverOf(item: YAMLMap, file: Reader, { isRule, now }: WaiversContext): Waiver {
  const values = membersOf(item, file);
  const required = (name: (typeof REQUIRED)[number]): Said => {
    if (!values.has(name)) throw file.wrong(item, `the waiver lacks ${name}; add it`);
    return textOf(name, values.get(name), file);
  };
  const optional = (name: (typeof OPTIONAL)[number]) =>
    values.has(name) ? textOf(name, values.get(name), file) : undefined;
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
    place: file.place(item),
    ...(values.has('version') && { versions: versionsOf(values.get('version'), file) }),
    ...(target && { target: targetOf(target, file) }),
    ...(scenario && { scenario: scenario.text }),
    ...(at && { at: at.text }),
  };
}

/** The values by name; a name that stands twice is refused by the YAML library. */
function membersOf(item: YAMLMap, file: Reader): ReadonlyMap<string, unknown> {
  return new Map(
    item.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      if (MEMBERS.includes(name)) return [name, value ?? key] as const;
      throw file.wrong(key, `a waiver has no ${JSON.stringify(name)}; it has ${listed(MEMBERS)}`);
    }),
  );
}

/** On one line. */
function textOf(name: string, node: unknown, file: Reader): Said {
  if (!isScalar(node) || typeof node.value === 'boolean') {
    throw file.wrong(node, `${name} has to be text; write it as one`);
  }
  const value = node.value ?? '';
  // A number is what people call an issue by.
  const text = (typeof value === 'string' ? value : (node.source ?? String(value)))
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '') throw file.wrong(node, `${name} is empty; fill it in`);
  return { text, node };
}

function versionsOf(node: unknown, file: Reader): readonly string[] {
  const all = isSeq(node) ? node.items : [node];
  if (all.length === 0) throw file.wrong(node, 'version is empty; name one, or remove it for all versions');
  return all.map((one) => {
    const { text } = textOf('version', one, file);
    if (/^v1\.0$|^\d{4}-\d\d-\d\d$/.test(text)) return text;
    throw file.wrong(one, `version is ${JSON.stringify(text)}; write v1.0, or a date such as 2024-05-30`);
  });
}

function targetOf({ text, node }: Said, file: Reader): string {
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
function checkExpiry({ text, node }: Said, file: Reader, now: number): void {
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

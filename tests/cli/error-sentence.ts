/**
 * What ended a command or a run, as one sentence for whoever started it. Whoever calls this has taken the
 * secrets out: here nothing is loaded that may be missing.
 */
import { visibleLine } from '../redaction/control-characters.ts';
import { inertInLogs } from '../redaction/log-commands.ts';

/** What the sentence is about, by the name of the error: between threads nothing else of its class is left. */
const SUBJECTS: Readonly<Record<string, string>> = {
  SettingsError: 'Settings',
  ContractError: 'Contract',
  DocumentError: 'OpenAPI',
  ResultFileError: 'Result',
  OptionError: 'Options',
  CommandError: 'Client',
  WaiversError: 'Waivers',
};

const LONGEST = 500;

export function errorSentence(error: unknown): string {
  const { name, message } = partsOf(error);
  const [line = ''] = message.split('\n');
  const said = inertInLogs(visibleLine(line).slice(0, LONGEST));
  // Any other error is a bug of ours.
  if (Object.hasOwn(SUBJECTS, name)) return `${SUBJECTS[name]}: ${said}`;
  if (/^Cannot find (?:package|module)|Failed to (?:load|resolve)/.test(said)) {
    return `The suite is not installed whole: ${said}; run npm ci.`;
  }
  return crashSentence(said);
}

export function crashSentence(what: string): string {
  return `The suite itself failed: ${what}. This is a bug in the suite and says nothing about the target; please report it.`;
}

/** Of an error, or of one that came from another thread. */
export function partsOf(error: unknown): { readonly name: string; readonly message: string } {
  if (typeof error !== 'object' || error === null) return { name: '', message: String(error) };
  const [name, message] = [Reflect.get(error, 'name'), Reflect.get(error, 'message')];
  return { name: String(name), message: String(message) };
}

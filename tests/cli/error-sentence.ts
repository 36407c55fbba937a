/** What ended a command or a run, as one sentence for whoever started it. */
import { visibleLine } from '../redaction/control-characters.ts';
import { errorText } from '../run/secrets.ts';

/** What the sentence is about, by the name of the error: between threads nothing else of its class is left. */
const SUBJECTS: Readonly<Record<string, string>> = {
  SettingsError: 'Settings',
  ContractError: 'Contract',
  ResultFileError: 'Result',
  OptionError: 'Options',
};

/** Whether it tells its user what to mend; any other error is a bug of ours. */
export function isForUser(error: unknown): boolean {
  return Object.hasOwn(SUBJECTS, partsOf(error).name);
}

const LONGEST = 500;

export function errorSentence(error: unknown): string {
  const { name, message } = partsOf(error);
  const [line = ''] = message.split('\n');
  const said = visibleLine(errorText(line)).slice(0, LONGEST);
  if (isForUser(error)) return `${SUBJECTS[name]}: ${said}`;
  if (/^Cannot find (?:package|module)|Failed to (?:load|resolve)/.test(said)) {
    return `The suite is not installed whole: ${said}; run npm ci.`;
  }
  return `The suite itself failed: ${said}. This is a bug in the suite and says nothing about the target; please report it.`;
}

/** Of an error, or of one that came from another thread. */
function partsOf(error: unknown): { readonly name: string; readonly message: string } {
  if (typeof error !== 'object' || error === null) return { name: '', message: String(error) };
  const [name, message] = [Reflect.get(error, 'name'), Reflect.get(error, 'message')];
  return { name: String(name), message: String(message) };
}

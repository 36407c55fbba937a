/** The recorded runs: where they stand, and their form. No rule is loaded here: a mutant may break its loading. */

import type { Contract } from '../../contract/contract.ts';
import type { Answer } from '../../probes/answers.ts';
import type { Run } from '../../rules/rule.ts';

/** Names the directory of the recording to the test that the mutation tester runs in its own processes. */
export const RECORDING = 'CONFORMANCE_RECORDED_RUNS';
/** The file of the runs in that directory; beside it stands a directory of contracts for each group. */
export const RUNS_FILE = 'runs.json';

interface RecordedRun extends Pick<Run, 'projectId' | 'baseUrl' | 'auth'> {
  readonly name: string;
  /** Each probe with the number of one of the recording's answers. */
  readonly answers: readonly (readonly [probe: string, answer: number])[];
  /** Of all that it comes to. */
  readonly digest: string;
}

/** Runs that one contract judges. */
export interface RecordedGroup {
  readonly contract: string;
  readonly version: Contract['version'];
  readonly runs: readonly RecordedRun[];
}

export interface Recording {
  /** In base64. */
  readonly bodies: readonly string[];
  /** Each with the numbers of its bodies in their place. */
  readonly answers: readonly unknown[];
  readonly groups: readonly RecordedGroup[];
}

/** A body stands once, however many replies have it, and so does an answer. */
export class Packer {
  readonly bodies: string[] = [];
  readonly answers: unknown[] = [];
  readonly #bodies = new Map<string, number>();
  readonly #answers = new Map<Answer, number>();

  answer(answer: Answer): number {
    const known = this.#answers.get(answer) ?? this.answers.push(this.#packed(answer)) - 1;
    this.#answers.set(answer, known);
    return known;
  }

  #packed(value: unknown): unknown {
    if (value instanceof Uint8Array) return { $body: this.#body(Buffer.from(value).toString('base64')) };
    if (Array.isArray(value)) return value.map((one) => this.#packed(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#packed(inner)]));
  }

  #body(text: string): number {
    const known = this.#bodies.get(text) ?? this.bodies.push(text) - 1;
    this.#bodies.set(text, known);
    return known;
  }
}

/** The recorded answers, each read when it is first asked for. */
export function unpacker({ bodies, answers }: Recording): (number: number) => Answer {
  const bytes = new Map<number, Uint8Array>();
  const body = (number: number): Uint8Array => {
    const known = bytes.get(number) ?? new Uint8Array(Buffer.from(bodies[number] ?? '', 'base64'));
    bytes.set(number, known);
    return known;
  };
  const unpacked = new Map<number, Answer>();
  return (number) => {
    const known =
      unpacked.get(number) ??
      JSON.parse(JSON.stringify(answers[number]), (_name, value) =>
        typeof value === 'object' && value !== null && '$body' in value ? body(value.$body) : value,
      );
    unpacked.set(number, known);
    return known;
  };
}

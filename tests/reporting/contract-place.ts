/** A place in the contract as it is shown: `spec/export-buckets.v1.0.yaml:57`. */

export interface ContractPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export function contractPlace(text: string): ContractPlace {
  const [, file = text, line = '1'] = /^(.*):(\d+)$/.exec(text) ?? [];
  return { file, line: Number(line) };
}

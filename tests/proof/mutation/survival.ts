/** Holds the mutants that survived to the list of those that may. */

export interface Survivor {
  readonly file: string;
  /** Of the line; it may move. */
  readonly number: number;
  /** As it stands in the file, without indentation. */
  readonly line: string;
  /** `original → replacement` */
  readonly mutant: string;
  readonly mutator: string;
}

/** Mutants that survive for one reason. */
export interface Listed {
  readonly file: string;
  /** Why no run can tell the mutant from the code. */
  readonly reason: string;
  /** Each by its line and by what replaces what. */
  readonly mutants: readonly (readonly [line: string, mutant: string])[];
}

const LIST = 'tests/proof/mutation/survivors.ts';

export function textOf({ file, number, mutator, mutant }: Survivor): string {
  return `${file}:${number} ${mutator}: ${mutant}`;
}

/** What is wrong, one line each; `whole`: all mutants were tried, so that a listed one has to survive. */
export function complaints(
  survived: readonly Survivor[],
  listed: readonly Listed[],
  whole: boolean,
): readonly string[] {
  const open = listed.flatMap(({ file, mutants }) => mutants.map((one) => [file, ...one].join('\n')));
  const unlisted = survived.filter(({ file, line, mutant }) => {
    const found = open.indexOf([file, line, mutant].join('\n'));
    if (found >= 0) open.splice(found, 1);
    return found < 0;
  });
  return [
    ...unlisted.map(
      (one) =>
        `${textOf(one)} survives. Record a run that tells it from the code, simplify the code, or list it with its reason in ${LIST}: ${JSON.stringify([one.line, one.mutant])}`,
    ),
    ...(whole ? open : []).map((one) => {
      const [file, line, mutant] = one.split('\n');
      return `${file}: ${mutant} in "${line}" is killed now. Take it out of ${LIST}.`;
    }),
  ];
}

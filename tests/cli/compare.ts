/** `compare`: what changed from one result to another. */
import { compareFiles } from '../reporting/compare-files.ts';
import { comparisonJson } from '../reporting/compare-json.ts';
import { comparisonText } from '../reporting/compare-text.ts';
import { paintFor } from '../reporting/terminal.ts';
import { environment } from '../run/environment.ts';
import { COMMAND, subcommand } from './subcommand.ts';
import { print } from './terminal-output.ts';

const HELP = `Compares two results: two targets, or one target on two days.

  ${COMMAND} compare first.json second.json [--json]

Each is a file that a run wrote as conformance.json, or a mock's published result. Writes compare.md and
compare.html into CONFORMANCE_REPORTS_DIR (default reports).

  --json  prints what changed for machines, and nothing else, on standard output
  --help  prints this

Exit code:
  0  the second is not worse
  1  it is worse: a MUST newly fails or is newly blocked; a SHOULD does not count.
     With CONFORMANCE_STRICT=1 a new warning counts too, and a MUST that is newly not applicable.
  2  a file or a setting is wrong, or a result says nothing of the whole target: a selected run's, or one
     in which the suite itself failed
`;

export const compare = subcommand({
  name: 'compare',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  operands: [2, 2],
  run: ({ json }, [first = '', second = ''], { directory, env }) => {
    const { comparison, files } = compareFiles(first, second, environment(directory, env, 'ours or not'));
    print(
      json
        ? comparisonJson(comparison)
        : `\n${comparisonText(comparison, files, paintFor(process.stdout))}\n`,
    );
    return comparison.worse.length > 0 ? 1 : 0;
  },
});

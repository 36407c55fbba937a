/** `drift`: the contract against the vendor's OpenAPI of the same operation. */
import { resolve } from 'node:path';
import { ContractError } from '../contract/contract.ts';
import { driftOf } from '../contract/drift.ts';
import { type ListContract, openContract, shippedContract } from '../contract/list-contract.ts';
import { DocumentError, openVendorDocument, type VendorDocument } from '../contract/vendor-document.ts';
import { type DriftReport, driftJson, driftText, newsIn } from '../reporting/drift-report.ts';
import { paintFor } from '../reporting/terminal.ts';
import { environment } from '../run/environment.ts';
import type { Environment } from '../run/known-settings.ts';
import { versionsOf } from '../run/settings.ts';
import { COMMAND, subcommand } from './subcommand.ts';
import { print } from './terminal-output.ts';

const HELP = `Compares the contract with the OpenAPI document that the vendor publishes of the same operation, statement by
statement: parameters, defaults, bounds, statuses, media types, headers, properties, required ones, values, patterns,
ends of versions. A difference is explained beside the contract's statement, by x-vendor or x-source, or it is news.

  ${COMMAND} drift <OpenAPI file> [options]

  --contract <file>  the contract (default: CONFORMANCE_CONTRACT, or that of the export buckets)
  --all              shows what is explained as well
  --json             prints the comparison as JSON
  --help             prints this

ATLAS_API_VERSION compares one version alone. MongoDB publishes its document in the repository mongodb/openapi
(openapi/v2.json); OpenAPI 3.0 and 3.1 are read, in JSON and YAML.

Exit code: 0 no news, 1 news, 2 a file that cannot be read, or that has no such operation.`;

export const drift = subcommand({
  name: 'drift',
  help: HELP,
  options: {
    contract: { type: 'string' },
    all: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  operands: [1, 1],
  run: ({ contract, all, json }, [file = ''], { directory, env: given }) => {
    const env = environment(directory, given, 'ours or not');
    const stated = contract ?? env.CONFORMANCE_CONTRACT;
    const report = compared(
      openVendorDocument(resolve(directory, file)),
      stated === undefined ? undefined : resolve(directory, stated),
      env,
    );
    print(json ? driftJson(report) : driftText(report, all, paintFor(process.stdout)));
    return newsIn(report).length > 0 ? 1 : 0;
  },
});

function compared(vendor: VendorDocument, contractFile: string | undefined, env: Environment): DriftReport {
  const list = contractFile === undefined ? shippedContract() : openContract(contractFile);
  const versions = versionsOf(list, env);
  const drifts = list.documents.flatMap((document) => driftIn(document, versions, vendor) ?? []);
  if (drifts.length > 0) return { vendor: vendor.file, drifts };
  const paths = list.documents.map(({ operation }) => `GET ${operation.path}`).join(' nor ');
  throw new DocumentError(
    `${vendor.file} has no ${paths} among its ${vendor.paths.length} paths; name the document of that API.`,
  );
}

function driftIn(
  document: ListContract['documents'][number],
  versions: ListContract['versions'],
  vendor: VendorDocument,
) {
  try {
    return driftOf(document, versions, vendor);
  } catch (error) {
    // What is wrong in the contract itself is known by now.
    if (error instanceof ContractError) throw new DocumentError(error.message);
    throw error;
  }
}

/** An OpenAPI document that somebody else has published: 3.0 or 3.1, in YAML or JSON, of any size up to a limit. */
import { statSync } from 'node:fs';
import { isObject, member, show } from '../json/json.ts';
import { below, ContractError, ContractFiles, type Place } from './files.ts';
import { SchemaGraph } from './schema-graph.ts';

/** A document that cannot be read: one sentence for the person who named it. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

export interface VendorDocument {
  /** As the user named it. */
  readonly file: string;
  readonly files: ContractFiles;
  readonly graph: SchemaGraph;
  /** Its paths as templates. */
  readonly paths: readonly string[];
}

/** MongoDB's own has some 5 MB; what is read takes a hundred times as much memory. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Throws DocumentError. */
export function openVendorDocument(file: string): VendorDocument {
  checkFile(file);
  const files = new ContractFiles();
  read(files, file);
  const document = files.value({ file, pointer: '' });
  const version = member(document, 'openapi');
  if (typeof version !== 'string' || !/^3\.[01]\.\d/.test(version)) {
    const found = version === undefined ? 'has no openapi' : `has openapi: ${show(version, 20)}`;
    throw new DocumentError(`${file} ${found}; name a document of OpenAPI 3.0 or 3.1.`);
  }
  const paths = member(document, 'paths');
  return { file, files, graph: new SchemaGraph(files), paths: isObject(paths) ? Object.keys(paths) : [] };
}

/** Where the GET of a path stands, whatever the document calls the path's parameters; undefined when it has none. */
export function operationIn({ file, files, paths }: VendorDocument, path: string): Place | undefined {
  const unnamed = (template: string) => template.replace(/\{[^{}]*\}/g, '{}');
  const found = paths.find((one) => unnamed(one) === unnamed(path));
  if (found === undefined) return undefined;
  const operation = below(files.follow(below({ file, pointer: '/paths' }, found)), 'get');
  return isObject(files.value(operation)) ? operation : undefined;
}

function checkFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    throw new DocumentError(`${file} is no file that can be read; name the vendor's OpenAPI document.`);
  }
  if (stats.size > MOST_BYTES) {
    const size = Math.round(stats.size / 1024 / 1024);
    throw new DocumentError(`${file} has ${size} MB; a document of up to 16 MB is read.`);
  }
}

function read(files: ContractFiles, file: string): void {
  try {
    files.open(file, file);
  } catch (error) {
    // The parser goes down as deep as the document does, and tells of it as of a mistake in the document, or not.
    if (error instanceof Error && /call stack/.test(error.message)) {
      throw new DocumentError(`${file} is nested too deep to be read; name an OpenAPI document.`);
    }
    if (error instanceof ContractError) throw new DocumentError(error.message.split('\n')[0] ?? '');
    throw error;
  }
}

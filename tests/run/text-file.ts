/** A file that a person names: text in UTF-8 of a bounded size, or what keeps it from being that. */
import { readFileSync, type Stats, statSync } from 'node:fs';

export type TextFile =
  | { readonly text: string }
  | {
      /** A clause that begins with a verb: `is a directory; it has to be a text file`. */
      readonly problem: string;
      readonly isAbsent?: true;
    };

export function readTextFile(file: string, mostBytes: number): TextFile {
  let bytes: Buffer;
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return { problem: `is ${kindOf(stat)}; it has to be a text file` };
    if (stat.size > mostBytes) return { problem: `is larger than ${mostBytes} bytes` };
    bytes = readFileSync(file);
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent) return { problem: 'cannot be read, for it is not there', isAbsent };
    return { problem: `cannot be read (${error instanceof Error ? error.message : String(error)})` };
  }
  if (looksLikeUtf16(bytes)) return { problem: 'is no UTF-8 text, but looks like UTF-16; save it as UTF-8' };
  if (bytes.includes(0)) return { problem: 'is no text: it holds a NUL byte; save it as UTF-8' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: 'is no UTF-8 text; save it as UTF-8' };
  }
}

/** A byte order mark, or every second byte of the first letters is zero. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = [...bytes.subarray(0, 16)];
  return [0, 1].some(
    (offset) => start.length > 2 && start.every((byte, i) => (byte === 0) === (i % 2 === offset)),
  );
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'a directory';
  return stat.isFIFO() ? 'a named pipe' : 'a device or socket';
}

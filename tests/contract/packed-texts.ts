/** What `npm pack` keeps of the contracts, so that the packed command need not read YAML. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsedText } from './files.ts';
import { parsedTexts } from './parsed-texts.ts';

export { PARSED_TEXTS } from './parsed-texts.ts';

/** Of every contract file in the directory, as JSON. Throws ContractError. */
export function packedTexts(directory: string): string {
  const names = readdirSync(directory).filter((name) => name.endsWith('.yaml'));
  return parsedTexts(
    names.map((name) => {
      const text = readFileSync(join(directory, name), 'utf8');
      return [text, parsedText(text, name)] as const;
    }),
  );
}

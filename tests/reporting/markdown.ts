/** Text of a target inside Markdown: inert, on one line. */

/**
 * What Markdown reads as markup, what GitHub makes a link of without any (addresses, mentions, issues), and what
 * begins a command where the text is printed to a log. Inside a word an underscore is none of these (CommonMark
 * 0.31, 6.2): codes such as `GROUP_NOT_FOUND` stay readable.
 */
const ACTIVE = /[&<\\`*{}[\]()+!|~$@#]|(?<![a-z0-9])_|_(?![a-z0-9])|:(?=\/\/|:)|(?<=\bwww)\./gi;

/**
 * GitHub looks for mentions and issues after entities have been resolved; the comment keeps the sign
 * apart from the word.
 */
function escaped(char: string): string {
  const entity = `&#${char.codePointAt(0)};`;
  return char === '@' || char === '#' ? `${entity}<!-- -->` : entity;
}

export function inert(text: string): string {
  return text.replace(/\s+/g, ' ').replace(ACTIVE, escaped);
}

/** Words of a contract inside a sentence. */

/** `a bucket`, `an entry` */
export function withArticle(text: string): string {
  return `${/^[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;
}

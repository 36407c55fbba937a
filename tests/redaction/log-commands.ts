/** What CI systems take for a command when it stands in a log, made plain text. */

/**
 * `##[…]` (GitHub's old form, parsed anywhere in a line), `##vso[…]` (Azure Pipelines), `##teamcity[…]`;
 * `::error::` and `::error file=…::` (GitHub); the headings of Buildkite; `[[ATTACHMENT|…]]` in a JUnit file
 * (Jenkins, GitLab).
 */
const COMMAND =
  /#(?=#[a-z]{0,40}\[)|:(?=:[a-z][\w-]{0,40} {0,20}(?:::|[^\s=:]{1,40}=))|^[-+~^](?=([-+~^])\1 )|\[(?=\[[a-z_]{1,40}\|)/gim;

/** The text with the first character of every command as an escape (`\u0023`). */
export function inertInLogs(text: string): string {
  return text.replace(COMMAND, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

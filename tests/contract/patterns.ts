/** A contract's patterns as regular expressions. */

/**
 * Reads a pattern as JSON Schema wants it, with the flag `u` (2020-12, core, 6.4). Schemas of older tools
 * escape what that flag has no escape for, such as `\-`: those are read without it. Throws SyntaxError.
 */
export function regularExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
}

export function isPattern(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    regularExpression(value);
    return true;
  } catch {
    return false;
  }
}

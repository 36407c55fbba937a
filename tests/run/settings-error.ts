/** A setting that is missing or wrong: one sentence for the person who set it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

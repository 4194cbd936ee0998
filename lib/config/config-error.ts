/** A setting that cannot be used. The message is one line that names it and says what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

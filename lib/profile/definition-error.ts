/** A setting that defines users, roles or claims and cannot be used. The message is the rest of a line that begins with the setting. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/** A database that waiting does not mend. The message is one line that says what to do. */
export class UnusableDatabaseError extends Error {
  override readonly name = 'UnusableDatabaseError';
}

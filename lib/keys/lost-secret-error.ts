/** What was made and stored does not come back as it was. Another try would only make another. */
export class LostSecretError extends Error {
  override readonly name = 'LostSecretError';

  constructor(what: string) {
    super(
      `the database does not give back the ${what} that was just stored in it as it was. Look for a trigger, ` +
        'a rule or a row-level policy on its tables, and for settings of the database or the role that change them.',
    );
  }
}

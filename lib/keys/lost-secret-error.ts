/** What was made and stored does not come back as it was. Another try would only make another. */
export class LostSecretError extends Error {
  override readonly name = 'LostSecretError';

  constructor(what: string) {
    super(
      `the database did not return the ${what} as it was stored. Check its tables for triggers, rules and ` +
        'row-level policies, and the settings of the database and the role.',
    );
  }
}

/** AUTH_SECRET opens none of what is stored. New keys in its place would lock all users out. */
export class WrongSecretError extends Error {
  override readonly name = 'WrongSecretError';

  constructor(what: string) {
    super(
      `AUTH_SECRET does not decrypt the stored ${what}. Set the secret that this database was first started with, ` +
        'or list it after the new one, separated by a comma.',
    );
  }
}

import type { Context } from '../../context';
import type { UserRow } from '../../data/users';
import { namesOf } from '../../profile/user-fields';
import { toUserView } from '../profile/user-view';

/**
 * What an app may know of a user, as of now (OpenID Connect Core §5.4): `email` gives the email and whether it is verified,
 * `profile` the profile fields and the roles.
 */
export function claimsOfScope(user: UserRow, scopes: readonly string[], { config }: Pick<Context, 'config'>): object {
  const view = toUserView(user, config);
  const names = [
    ...(scopes.includes('email') ? ['email', 'email_verified'] : []),
    ...(scopes.includes('profile')
      ? [...namesOf(config.userFields), ...(config.roles.length > 0 ? ['roles'] : [])]
      : []),
  ];
  return Object.fromEntries(names.map((name): [string, unknown] => [name, Reflect.get(view, name)]));
}

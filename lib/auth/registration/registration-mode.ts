import type { Context } from '../../context';
import { AuthError } from '../../errors';

/** @throws AuthError `registration_closed` where registration needs an invitation or is closed, whatever the email */
export function assertRegistrationOpen({ config }: Pick<Context, 'config'>): void {
  if (config.registration !== 'open') throw new AuthError('registration_closed');
}
